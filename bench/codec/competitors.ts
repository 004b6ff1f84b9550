import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HERE } from './build.js';
import { COMPETITOR_NAMES, type Competitor } from './candidates.js';

/** What each one is made of, and the tool that compiles schemas for it. */
const NEEDS: Readonly<Record<Competitor, { readonly packages: readonly string[]; readonly tool?: string }>> =
  {
    'protobufjs-static': { packages: ['protobufjs', 'protobufjs-cli'], tool: 'protobufjs' },
    'protobuf-es': {
      packages: ['@bufbuild/protobuf', '@bufbuild/protoc-gen-es', 'protobufjs'],
      tool: 'protobuf-es',
    },
    protons: { packages: ['protons', 'protons-runtime'], tool: 'protons' },
    lumos: { packages: ['@ckb-lumos/codec'] },
    ccc: { packages: ['@ckb-ccc/core'] },
  };

/**
 * Installs and generates what the chosen competitors need, where it is not there yet. Returns why those that cannot
 * take part cannot.
 */
export function prepareCompetitors(
  candidates: readonly string[],
  progress: (line: string) => void,
): ReadonlyMap<string, string> {
  const absent = new Map<string, string>();
  const chosen = COMPETITOR_NAMES.filter((name) => candidates.includes(name));
  if (chosen.some((name) => !installed(name))) {
    progress('installing the competitors into bench/codec/node_modules, once; this takes a minute');
    npm(progress);
  }
  for (const name of chosen) {
    const { tool } = NEEDS[name];
    if (!installed(name)) absent.set(name, 'its packages could not be installed');
    else if (tool !== undefined) {
      const fault = generate(tool, progress);
      if (fault !== undefined) absent.set(name, fault);
    }
    if (absent.has(name)) progress(`${name} is left out: ${absent.get(name)}`);
  }
  return absent;
}

/** All packages are there in the versions that `package.json` asks for. */
function installed(name: Competitor): boolean {
  const wanted = readJson(join(HERE, 'package.json')).dependencies ?? {};
  return NEEDS[name].packages.every((each) => {
    const manifest = join(HERE, 'node_modules', each, 'package.json');
    return existsSync(manifest) && readJson(manifest).version === wanted[each];
  });
}

interface Manifest {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function readJson(path: string): Manifest {
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
}

function npm(progress: (line: string) => void): void {
  try {
    // They need no scripts, and packages of others need not run any here.
    const args = ['ci', '--prefix', HERE, '--ignore-scripts', '--loglevel=error'];
    execFileSync('npm', args, { cwd: HERE, stdio: ['ignore', 2, 2] });
  } catch (thrown) {
    progress(`npm: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

/** Compiles the schemas unless that was done with the same ones. Returns what went wrong. */
function generate(tool: string, progress: (line: string) => void): string | undefined {
  const stamp = join(HERE, 'dist', `${tool}.stamp`);
  const inputs = inputHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return undefined;
  progress(`compiling the schemas for ${tool}`);
  try {
    execFileSync(process.execPath, [join(HERE, 'competitors/generate.js'), tool], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    writeFileSync(stamp, inputs);
    return undefined;
  } catch (thrown) {
    return `its compiler failed: ${thrown instanceof Error ? thrown.message.trim() : String(thrown)}`;
  }
}

function inputHash(): string {
  const hash = createHash('sha256');
  const schemas = readdirSync(join(HERE, 'schemas')).map((name) => join('schemas', name));
  for (const file of [
    ...schemas,
    '../../schemas/transmitter.proto',
    'package.json',
    'competitors/generate.js',
  ]) {
    hash.update(readFileSync(join(HERE, file)));
  }
  return hash.digest('hex');
}
