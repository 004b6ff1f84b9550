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

/** Packs every package of the repository as a fresh clone would, where nothing is built yet. */
export async function packAll(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'tentacle-packed-'));
  for (const built of ['dist', 'codegen/dist']) await rm(join(ROOT, built), { recursive: true, force: true });
  const packages = ['--workspaces', '--include-workspace-root'];
  // What the build prints would stand before the JSON.
  const options = ['--json', '--foreground-scripts=false', '--pack-destination', folder];
  const { stdout } = await run('npm', ['pack', ...packages, ...options], { cwd: ROOT });
  const packed = Object.values(JSON.parse(stdout) as Record<string, { name: string; filename: string }>);
  const tarballs = new Map(packed.map(({ name, filename }) => [name, join(folder, filename)]));
  return { tarballs, remove: () => rm(folder, { recursive: true, force: true }) };
}
