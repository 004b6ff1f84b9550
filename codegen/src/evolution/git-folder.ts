/** A schema folder as it was at a commit. Nothing is checked out, and no shell is involved. */
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

import type { SchemaText } from '../sources.js';
import type { SchemaFolder } from './version.js';

const run = promisify(execFile);
const MAX_OUTPUT = 64 * 1024 * 1024;
const ENGLISH = { ...process.env, LC_ALL: 'C' };

/** The folder is in no repository, or the repository has no such commit. The message is for the user. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/** The schemas of `folder` at `ref`; no files if the folder was not there yet. Throws a {@link GitError}. */
export async function readGitFolder(folder: string, ref: string): Promise<SchemaFolder> {
  const git = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await run('git', args, { cwd: folder, maxBuffer: MAX_OUTPUT, env: ENGLISH });
    return stdout;
  };
  const prefix = await git('rev-parse', '--show-prefix').then(
    (text) => text.replace(/\n$/, ''),
    (thrown: unknown): never => {
      throw new GitError(whyNoRepository(thrown, folder, ref), { cause: thrown });
    },
  );
  const commit = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`).then(
    (text) => text.trimEnd(),
    (thrown: unknown): never => {
      const message = `the repository has no commit ${ref}, and there is no such folder`;
      throw new GitError(message, { cause: thrown });
    },
  );
  const listed = await git('ls-tree', '-r', '-z', '--full-tree', commit, '--', prefix === '' ? '.' : prefix);
  const paths = listed
    .split('\0')
    .map((entry) => /^\d+ blob [0-9a-f]+\t(.*)$/s.exec(entry)?.[1])
    .filter((path) => path !== undefined && /\.(?:mol|proto)$/.test(path)) as readonly string[];
  const files = await Promise.all(
    [...paths].sort().map(async (path): Promise<SchemaText> => {
      return { path, text: await git('cat-file', 'blob', `${commit}:${path}`) };
    }),
  );
  return {
    ref,
    label: prefix === '' ? ref : `${ref}:${prefix.replace(/\/$/, '')}`,
    folder: prefix.replace(/\/$/, ''),
    files,
    read: (path) => readBlob(folder, commit, path),
  };
}

function whyNoRepository(thrown: unknown, folder: string, ref: string): string {
  const { code, stderr } = thrown as { readonly code?: unknown; readonly stderr?: string };
  if (code === 'ENOENT') return 'git is not installed';
  const said = /^fatal: (.*)$/m.exec(stderr ?? '')?.[1];
  // For example a repository of another user, which git does not trust.
  if (said !== undefined && !said.startsWith('not a git repository')) return `git: ${said}`;
  return `${folder} is in no git repository, and ${ref} is no folder`;
}

/** What is imported from outside of the folder; imports are read in the middle of the compiler, which does not wait. */
function readBlob(folder: string, commit: string, path: string): string | undefined {
  try {
    return execFileSync('git', ['cat-file', 'blob', `${commit}:${path}`], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: MAX_OUTPUT,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return undefined;
  }
}
