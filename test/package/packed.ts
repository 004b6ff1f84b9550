import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const ROOT = join(import.meta.dirname, '../..');

/** Packages as a registry would hold them: tarball paths by package name. */
export interface Packed {
  readonly tarballs: ReadonlyMap<string, string>;
  remove(): Promise<void>;
}

/** Builds and packs every package of the repository. */
export async function packAll(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'tentacle-packed-'));
  await run('npm', ['run', 'build'], { cwd: ROOT });
  const { stdout } = await run(
    'npm',
    ['pack', '--json', '--workspaces', '--include-workspace-root', '--pack-destination', folder],
    { cwd: ROOT },
  );
  const packed = Object.values(JSON.parse(stdout) as Record<string, { name: string; filename: string }>);
  const tarballs = new Map(packed.map(({ name, filename }) => [name, join(folder, filename)]));
  return { tarballs, remove: () => rm(folder, { recursive: true, force: true }) };
}
