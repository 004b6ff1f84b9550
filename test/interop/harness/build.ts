import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { copyFile, rename } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Foreign implementations that can be built or installed. */
export type PeerName = 'rust' | 'go' | 'wasm' | 'molecule';

const SOURCES = fileURLToPath(new URL('..', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../.cache/interop/', import.meta.url));
const BIN = join(CACHE, 'bin');
const SUFFIX = process.platform === 'win32' ? '.exe' : '';

/** Where {@link build} leaves the programs. */
export const BINARIES = {
  rust: join(BIN, `tentacle-peer${SUFFIX}`),
  go: join(BIN, `yamux-peer${SUFFIX}`),
  molecule: join(BIN, `molecule-oracle${SUFFIX}`),
} as const;

/** Folder and program of what cargo builds. */
const CRATES = {
  rust: { folder: 'rust-peer', program: 'tentacle-peer' },
  molecule: { folder: 'molecule', program: 'molecule-oracle' },
} as const;

const WASM = join(SOURCES, 'wasm-peers');
const WASM_LOCK = join(WASM, 'package-lock.json');
/** Its readers are generated from the schemas there. */
const MOLECULE_SCHEMAS = [join(SOURCES, '../../schemas'), join(SOURCES, '../vectors/molecule')];
/** npm writes it at the end of an installation. */
const WASM_INSTALLED = join(WASM, 'node_modules', '.package-lock.json');

/** Why a peer cannot be had on this machine; `undefined` when it can. */
export function missing(peer: PeerName): string | undefined {
  switch (peer) {
    case 'rust':
    case 'molecule':
      return isFresh(peer) || answers('cargo', '--version') ? undefined : 'cargo is not installed';
    case 'go':
      return isFresh('go') || answers('go', 'version') ? undefined : 'go is not installed';
    case 'wasm':
      return existsSync(WASM_INSTALLED)
        ? undefined
        : 'the WASM peers are not installed (npm run interop:prepare)';
  }
}

/** Builds or installs a peer unless its sources are unchanged. Returns whether there was something to do. */
export async function build(peer: PeerName): Promise<boolean> {
  if (isFresh(peer)) return false;
  mkdirSync(BIN, { recursive: true });
  switch (peer) {
    case 'rust':
    case 'molecule': {
      // No release build: it takes three times as long, and pipes and loopback are still the slower part.
      const target = join(CACHE, 'cargo');
      const { folder, program } = CRATES[peer];
      run('cargo', ['build', '--quiet'], join(SOURCES, folder), { CARGO_TARGET_DIR: target });
      // A running peer keeps its file: replace the name, do not write into it.
      await copyFile(join(target, 'debug', `${program}${SUFFIX}`), `${BINARIES[peer]}.new`);
      await rename(`${BINARIES[peer]}.new`, BINARIES[peer]);
      break;
    }
    case 'go':
      run('go', ['build', '-trimpath', '-o', BINARIES.go, '.'], join(SOURCES, 'go-peer'));
      break;
    case 'wasm':
      run('npm', ['ci'], WASM);
      break;
  }
  writeFileSync(stamp(peer), digest(peer));
  return true;
}

function isFresh(peer: PeerName): boolean {
  const product = peer === 'wasm' ? WASM_INSTALLED : BINARIES[peer];
  return existsSync(product) && existsSync(stamp(peer)) && readFileSync(stamp(peer), 'utf8') === digest(peer);
}

function stamp(peer: PeerName): string {
  return join(BIN, `${peer}.stamp`);
}

/** Changes with every source of a peer, and with the platform it was built for. */
function digest(peer: PeerName): string {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const file of inputs(peer)) {
    hash.update(relative(SOURCES, file)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function inputs(peer: PeerName): readonly string[] {
  switch (peer) {
    case 'wasm':
      return [WASM_LOCK];
    case 'molecule':
      return [
        ...sources(join(SOURCES, CRATES.molecule.folder)),
        ...MOLECULE_SCHEMAS.flatMap(sources).filter((file) => file.endsWith('.mol')),
      ];
    default:
      return sources(join(SOURCES, `${peer}-peer`));
  }
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'Cargo.lock')
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(join(folder, 'target')))
    .sort();
}

/** Whether a program is there and works. */
export function answers(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

/** Runs a program to its end and throws with its output when it fails. */
export function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): void {
  const result = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  if (result.status === 0) return;
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim();
  throw new Error(
    `${program} ${args.join(' ')} failed: ${result.error?.message ?? `exit ${result.status}`}\n${output}`,
  );
}
