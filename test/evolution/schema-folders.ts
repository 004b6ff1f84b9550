import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { run } from '../../codegen/src/cli/run.js';

/** A folder of its own for one test. */
export class Workspace implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(files: Readonly<Record<string, string>> = {}): Promise<Workspace> {
    const workspace = new Workspace(await mkdtemp(join(tmpdir(), 'tentacle-evolution-')));
    await workspace.write(files);
    return workspace;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(this.path(name)), { recursive: true });
      await writeFile(this.path(name), text);
    }
  }

  async remove(name: string): Promise<void> {
    await rm(this.path(name), { recursive: true });
  }

  /** Makes a repository of the folder, or adds a commit to it. */
  commit(message: string): void {
    const git = (...args: readonly string[]): void => {
      execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], {
        cwd: this.folder,
        stdio: 'pipe',
      });
    };
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--no-verify', '--no-gpg-sign', '--message', message);
  }

  /** Runs `tentacle-gen schema check` with absolute paths, and shows them as relative ones. */
  async check(...args: readonly string[]): Promise<Outcome> {
    let out = '';
    let errors = '';
    const exit = await run(['schema', 'check', ...args], {
      out: { write: (text: string) => (out += text) },
      errors: { write: (text: string) => (errors += text) },
    });
    const shown = (text: string): string => text.replaceAll(`${this.folder}/`, '');
    return { exit, out: shown(out), errors: shown(errors) };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

export interface Outcome {
  readonly exit: number;
  readonly out: string;
  readonly errors: string;
}
