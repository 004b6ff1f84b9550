/** What codecs cost in a bundle: minified ESM by esbuild, then gzip at level 9. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Row } from '../json.js';
import { HERE } from './build.js';
import { rowOf } from './row.js';

const ROOT = join(HERE, '../..');

export interface Size {
  readonly minified: number;
  readonly compressed: number;
  /** What of `minified` comes from `generated/`. */
  readonly generated: number;
}

/** Size of what `entry` pulls in. Paths in it are relative to the project; bare names mean packages of the bench. */
export async function bundleSize(entry: string): Promise<Size> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry, resolveDir: ROOT, loader: 'ts' },
    absWorkingDir: ROOT,
    nodePaths: [join(HERE, 'node_modules')],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const minified = outputFiles[0]!.contents;
  const inputs = Object.entries(Object.values(metafile.outputs)[0]!.inputs);
  const generated = inputs
    .filter(([path]) => path.startsWith('generated/'))
    .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
  return { minified: minified.length, compressed: gzipSync(minified, { level: 9 }).length, generated };
}

/** Names of the schemas of this project, and of the types of each: a codec or an enum stands for a type. */
export function generatedTypes(): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(join(ROOT, 'generated')).filter((file) => /^\w+\.ts$/.test(file));
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(ROOT, 'generated', file), 'utf8');
      return [file.slice(0, -3), [...text.matchAll(/^export const (\w+)/gm)].map(([, name]) => name!)];
    }),
  );
}

/** The message alone with everything it needs, for those who speak its format. */
const ALONE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'size-ping': {
    generated: `export { PingMessage } from './generated/ping.ts'`,
    hand: `export * from './bench/codec/hand/ping.ts'`,
    lumos: competitor('lumos', 'ping'),
    ccc: competitor('ccc', 'ping'),
  },
  'size-net': {
    generated: `export { NetworkMessage } from './generated/transmitter.ts'`,
    hand: `export * from './bench/codec/hand/network-message.ts'`,
    'protobufjs-static': `export { tentacle } from './bench/codec/dist/protobufjs/transmitter.js'`,
    'protobuf-es': `export { NetworkMessageSchema } from './bench/codec/dist/protobuf-es/transmitter.js'
      export { fromBinary, toBinary } from '@bufbuild/protobuf'`,
    protons: `export { NetworkMessage } from './bench/codec/dist/protons/transmitter.js'`,
  },
};

function competitor(name: string, type: string): string {
  return `export { ${type} } from './bench/codec/competitors/${name}.js'`;
}

export async function measureSizes(
  candidates: readonly string[],
  absent: ReadonlyMap<string, string>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [bench, entries] of Object.entries(ALONE)) {
    for (const [candidate, entry] of Object.entries(entries)) {
      if (!candidates.includes(candidate)) continue;
      const reason = absent.get(candidate);
      if (reason !== undefined) rows.push(rowOf(bench, candidate, 'B', [], reason));
      else rows.push(sizeRow(bench, candidate, await bundleSize(entry)));
    }
  }
  if (!candidates.includes('generated')) return rows;
  const types = generatedTypes();
  const all = [...types.keys()].map((schema) => `export * as ${schema} from './generated/${schema}.ts'`);
  const { compressed, minified } = await bundleSize(all.join('\n'));
  const count = [...types.values()].flat().length;
  const note = `${count} types, ${minified} B minified, ${compressed} B compressed, with the runtime`;
  rows.push(rowOf('size-type', 'generated', 'B', [compressed / count], note));
  for (const [bench, formats] of Object.entries(RUNTIMES)) {
    rows.push(sizeRow(bench, 'generated', await bundleSize(kept(importedBy(formats)))));
  }
  rows.push(sizeRow('size-runtime-all', 'generated', await bundleSize(WHOLE)));
  return rows;
}

/** What the codecs of the schemas of these formats need of the runtime. */
const RUNTIMES: Readonly<Record<string, readonly string[]>> = {
  'size-runtime-molecule': ['mol'],
  'size-runtime-protobuf': ['proto'],
  'size-runtime-both': ['mol', 'proto'],
};

/** Everything in the room, whether or not a codec of `generated/` needs it. */
const WHOLE = `import * as wire from './src/wire/index.ts'; globalThis.kept = Object.values(wire);`;

/** An application that uses `names` of the runtime; it does not export them, which would cost their long names. */
function kept(names: readonly string[]): string {
  const list = names.join(', ');
  return `import { ${list} } from './src/wire/index.ts'; globalThis.kept = [${list}];`;
}

/** Values that the codecs of `generated/` import from the runtime, by the formats of their schemas. */
function importedBy(formats: readonly string[]): readonly string[] {
  const names = new Set<string>();
  for (const stem of generatedTypes().keys()) {
    const text = readFileSync(join(ROOT, 'generated', `${stem}.ts`), 'utf8');
    const [, format] = /^\/\/ Generated by .* from \S+\.(\w+)\. Do not edit/.exec(text)!;
    if (!formats.includes(format!)) continue;
    const [, list] = /^import \{([^}]*)\} from '\.\.\/src\/wire\/index\.js';/m.exec(text)!;
    const values = list!.split(',').map((name) => name.trim());
    for (const name of values) if (name !== '' && !name.startsWith('type ')) names.add(name);
  }
  return [...names].sort();
}

function sizeRow(bench: string, candidate: string, { minified, compressed }: Size): Row {
  return rowOf(bench, candidate, 'B', [compressed], `${minified} B minified`);
}

/** Each type alone: its own code, what it needs of the runtime, and both together compressed. */
export async function listSizes(): Promise<string[][]> {
  const lines = [['type', 'own', 'runtime', 'both', 'gzip']];
  for (const [schema, names] of generatedTypes()) {
    for (const name of names) {
      const entry = `export { ${name} } from './generated/${schema}.ts'`;
      const { minified, compressed, generated } = await bundleSize(entry);
      const figures = [generated, minified - generated, minified, compressed];
      lines.push([`${schema} ${name}`, ...figures.map(String)]);
    }
  }
  return lines;
}
