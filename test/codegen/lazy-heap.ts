/**
 * Prints what handlers keep alive that hold on to a message of 1 MiB of empty nodes, `@lazy` and not. Runs with
 * `--expose-gc`.
 */
import type { AnyPeer, Lifecycle, Link, ProtocolOf } from '../../src/handler/index.js';
import { liveBytes } from '../limits/live-bytes.js';
import { loadGenerated } from './load-generated.js';

const schema = (lazy: string): string => `
vector Bytes <byte>;
vector BytesVec <Bytes>;
vector NodeVec <Node>;
table Node {
    /// @max 3 @maxlen 256
    addresses: BytesVec,
}
${lazy}
table Nodes {
    /// @max 1000000
    items: NodeVec,
}
table Stop {}
/// @protocol name="/test/${lazy === '' ? 'plain' : 'lazy'}" max=2MiB bound=max
union Talk { Nodes, Stop, }`;
/** An empty node, and the offset that leads to it. */
const NODE_BYTES = 12 + 4;
const ITEMS = Math.ceil((1024 * 1024) / NODE_BYTES);

interface Handler extends Lifecycle {
  onNodes(peer: AnyPeer, message: unknown): void;
  onStop(): void;
}

const generated = await loadGenerated([
  { path: 'lazy.mol', text: schema('/// @lazy') },
  { path: 'plain.mol', text: schema('') },
]);
const modules = ['lazy', 'plain'].map((stem) => {
  const handlers = generated.codecs(`${stem}.handler`) as unknown as Record<string, unknown>;
  return { codec: generated.codecs(stem)['Talk']!, protocol: handlers[stem] as ProtocolOf<Handler, AnyPeer> };
});
await generated.remove();

const kept: unknown[] = [];
const handler: Handler = { onNodes: (_, message) => void kept.push(message), onStop: () => undefined };
// No request and no rate: dispatch looks at neither.
const peer = undefined as unknown as AnyPeer;
const link = undefined as unknown as Link;

interface Look {
  readonly wire: number;
  /** Right after the handler returned, and after a collection. */
  readonly made: number;
  readonly retained: number;
}

/** What is alive more than before, once a handler has kept a message. */
async function look({ codec, protocol }: (typeof modules)[number]): Promise<Look> {
  const items = Array.from({ length: ITEMS }, () => ({ addresses: [] }));
  const wire = codec.encode({ type: 'Nodes', value: { items } });
  const { dispatch } = protocol.stub('listener');
  // The compiler must have seen everything, and what it makes must be there.
  for (let i = 0; i < 10; i++) {
    void dispatch(handler, peer, wire, 0, wire.length, link);
    kept.length = 0;
  }
  items.length = 0;
  const before = await liveBytes();
  void dispatch(handler, peer, wire, 0, wire.length, link);
  const made = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers - before;
  const after = (await liveBytes()) - before;
  if (kept.length !== 1) throw new Error('the handler was not called');
  kept.length = 0;
  return { wire: wire.length, made, retained: after };
}

/** The engine makes things for itself at any time: the least of some looks is what the message costs. */
async function least(of: (typeof modules)[number]): Promise<Look> {
  const looks: Look[] = [];
  for (let i = 0; i < 3; i++) looks.push(await look(of));
  const pick = (key: keyof Look): number => Math.min(...looks.map((each) => each[key]));
  return { wire: pick('wire'), made: pick('made'), retained: pick('retained') };
}

const [lazy, plain] = modules;
process.stdout.write(JSON.stringify({ items: ITEMS, lazy: await least(lazy!), plain: await least(plain!) }));
