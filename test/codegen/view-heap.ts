/** Prints what a view, and a decoded value, of 1 MiB of empty nodes keep alive. Runs with `--expose-gc`. */
import type { Codec, Decoder } from '../../src/wire/index.js';
import { liveBytes } from '../limits/live-bytes.js';
import { loadGenerated } from './load-generated.js';

const SCHEMA = `
vector Bytes <byte>;
vector BytesVec <Bytes>;
vector NodeVec <Node>;
table Node {
    /// @max 3 @maxlen 256
    addresses: BytesVec,
}
/// @lazy
table Nodes {
    /// @max 1000000
    items: NodeVec,
}`;
/** An empty node, and the offset that leads to it. */
const NODE_BYTES = 12 + 4;
const ITEMS = Math.ceil((1024 * 1024) / NODE_BYTES);

const generated = await loadGenerated([{ path: 'nodes.mol', text: SCHEMA }]);
const module = generated.codecs('nodes') as unknown as Readonly<Record<string, unknown>>;
const Nodes = module['Nodes'] as Codec<unknown>;
const NodesView = module['NodesView'] as Decoder<unknown>;
await generated.remove();

const wire = Nodes.encode({ items: Array.from({ length: ITEMS }, () => ({ addresses: [] })) });
// The compiler must have seen everything, and what it makes must be there.
for (let i = 0; i < 50; i++) NodesView.decode(wire);
Nodes.decode(wire);

/** The engine makes things for itself at any time: many views, so that its share of each is small. */
const VIEWS = 32;
const views = new Array<unknown>(VIEWS).fill(undefined);
const before = await liveBytes();
for (let i = 0; i < VIEWS; i++) views[i] = NodesView.decode(wire);
const made = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers - before;
const retainedByView = ((await liveBytes()) - before) / VIEWS;
const madeByView = made / VIEWS;
const base = await liveBytes();
const value = Nodes.decode(wire);
const retainedByValue = (await liveBytes()) - base;
const report = { items: ITEMS, wire: wire.length, madeByView, retainedByView, retainedByValue };
process.stdout.write(JSON.stringify(report));
// Both were alive all the time.
if (views.includes(value)) throw new Error('unreachable');
