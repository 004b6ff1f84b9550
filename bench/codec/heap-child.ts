/** Decodes one hostile message and keeps it: `heap-child.js <message> <candidate> <URL of competitors/>`. */
import type { Codec } from '../../src/wire/index.js';
import type { Answer } from './child-process.js';
import { HOSTILE, type HostileName } from './hostile.js';

const [name = '', candidate = '', competitors = ''] = process.argv.slice(2);
const { module, type, wire } = HOSTILE[name as HostileName];

async function loadDecoder(): Promise<(bytes: Uint8Array) => unknown> {
  if (candidate === 'generated') {
    const codecs = (await import(`./compiled/${module}.js`)) as Readonly<Record<string, Codec<unknown>>>;
    return codecs[type]!.decode;
  }
  const competitor = (await import(`${competitors}${candidate}.js`)) as {
    decodeHostile(bytes: Uint8Array): unknown;
  };
  return competitor.decodeHostile;
}

const decode = await loadDecoder();
const bytes = wire();
/** Held on to, as a handler might. */
let kept: unknown;

/** Before the figure is taken: code and tables that are made once are made, and unmade, by then. */
const WARM_UPS = 5;

function heap(): number {
  // Later runs take what finalisers of earlier ones let go.
  for (let i = 0; i < 3; i++) void globalThis.gc!();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function measure(): Answer {
  let before = 0;
  for (let i = 0; i < WARM_UPS; i++) {
    kept = decode(bytes);
    kept = undefined;
    before = heap();
  }
  kept = decode(bytes);
  return { type: 'heap', bytes: heap() - before, wire: bytes.length, items: itemsOf(kept) };
}

/** To be sure that something was decoded. */
function itemsOf(value: unknown): number {
  return Math.max(...Object.values(value as object).map((each) => (Array.isArray(each) ? each.length : 0)));
}

process.on('message', () => process.send!(measure()));
process.on('disconnect', () => process.exit());
process.send!({ type: 'ready' } satisfies Answer);
