/**
 * Run with `--expose-gc`: decodes the worst message of every kind that the limits of `schemas/` and
 * `test/limits/hard/` allow, often enough to measure it, and prints one line of JSON for each. Two arguments say how
 * many MiB the values of a message of each folder may take together.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { arrivalsOf } from '../../codegen/src/emit/arrival.js';
import { viewsOf } from '../../codegen/src/emit/view-type.js';
import { readProgram, renderDiagnostics } from '../../codegen/src/index.js';
import { worstCase } from '../../codegen/src/limits/heap.js';
import { limitsOf, type MessageLimits } from '../../codegen/src/limits/report.js';
import { stretches } from '../../codegen/src/limits/stretch.js';
import { codecOf, loadGenerated } from '../codegen/load-generated.js';
import { padded } from './padded.js';

/** That many values are kept at once, fewer if they would take more than is given, more if they take less than this. */
const KEPT_VALUES = 1000;
const LEAST_BYTES = 16 * 2 ** 20;
/** The first calls need not fill the memory. */
const WARM_BYTES = 48 * 2 ** 20;
const COLLECTIONS = 3;
/** Where a type has no protocol, its messages come in something of this size. */
const LOOSE_BYTES = 4 * 2 ** 20;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Measured {
  readonly schema: string;
  readonly name: string;
  readonly values: number;
  /** Bytes of the message on the wire. */
  readonly wire: number;
  readonly maxBytes: number;
  /** Heap per value: what the model says, and what was measured. */
  readonly printed: number;
  readonly measured: number;
}

/** What is reachable. Buffers are freed in the background: one collection is not enough. */
async function liveBytes(): Promise<number> {
  for (let i = 0; i < COLLECTIONS; i++) {
    gc!();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function keptBytes(schema: string): number {
  const [own, hard] = process.argv.slice(2).map((text) => Number(text) * 2 ** 20) as [number, number];
  return schema.startsWith('schemas/') ? own : hard;
}

const texts = ['schemas', 'test/limits/hard'].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((name) => ({
    path: `${folder}/${name}`,
    text: readFileSync(join(ROOT, folder, name), 'utf8'),
  })),
);
const { program, diagnostics } = readProgram(texts);
if (program === undefined) throw new Error(renderDiagnostics(diagnostics));
const generated = await loadGenerated(texts);

const views = viewsOf(program);
const arrivals = arrivalsOf(program, views);

async function measure(schema: string, message: MessageLimits): Promise<Measured> {
  const { name, root, only, lazy, maxBytes } = message;
  const most = Math.min(maxBytes, LOOSE_BYTES * 5);
  const worst = worstCase(program!, root, most, only, lazy);
  const codecs = generated.codecs(schema.replace(/^.*\/|\.\w+$/g, ''));
  const codec = codecOf(codecs, root.name);
  // What a handler gets of it.
  const arriving = arrivals.has(root) ? arrivals.name(root) : lazy ? views.name(root) : root.name;
  const { decode } = codecOf(codecs, arriving);
  const received = (): unknown => {
    const value = decode(bytes.slice());
    return lazy && only !== undefined ? (value as { readonly value: unknown }).value : value;
  };
  let bytes = codec.encode(worst.make(most));
  // Lengths of several bytes were not counted.
  for (let budget = most; bytes.length > most;) {
    budget = Math.min(budget - 1, Math.floor((budget * most) / bytes.length));
    bytes = codec.encode(worst.make(budget));
  }
  if (worst.pinned > 0 && stretches(program!, root, only)) bytes = padded(bytes, root, most);
  const wanted = Math.max(KEPT_VALUES, Math.ceil(LEAST_BYTES / worst.heap));
  const fitting = (limit: number): number => Math.max(1, Math.min(wanted, Math.floor(limit / worst.heap)));
  const values = fitting(keptBytes(schema));
  // What the first calls allocate for good is not the message's.
  const calls = fitting(Math.min(WARM_BYTES, keptBytes(schema)));
  for (let i = 0; i < calls; i++) received();
  const kept = new Array<unknown>(values).fill(undefined);
  const before = await liveBytes();
  for (let i = 0; i < values; i++) kept[i] = received();
  const measured = ((await liveBytes()) - before) / values;
  if (kept.length !== values) throw new Error('collected too early');
  const wire = bytes.length;
  return { schema, name, values, wire, maxBytes: most, printed: worst.heap, measured: Math.round(measured) };
}

const { protocols, types } = limitsOf(program);
const all = [
  ...protocols.flatMap(({ schema, messages }) => messages.map((message) => ({ schema, message }))),
  ...types.map((message) => ({ schema: message.schema, message })),
];
for (const { schema, message } of all) {
  process.stdout.write(`${JSON.stringify(await measure(schema, message))}\n`);
}
await generated.remove();
