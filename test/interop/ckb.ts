/**
 * The least a node has to serve so that the published CKB and Fiber nodes stay connected: which protocols, in
 * which versions, and what to answer. Bytes in, bytes out, without a codec of ours in between: what is tested
 * must not vouch for itself.
 */

/** A protocol as its foreign peer speaks it. */
export interface ForeignProtocol {
  readonly name: string;
  readonly version: string;
  /** Largest message in bytes. */
  readonly maxBytes: number;
  /** One byte before each payload: 0x00 raw, 0x80 snappy. */
  readonly flagByte: boolean;
  /** Must be open 30 s after the session, or the peer leaves. */
  readonly required: boolean;
}

const KIB = 1 << 10;
const MIB = 1 << 20;

/**
 * What the light client opens, in its order: identify alone, the rest once our identify is accepted. It closes
 * relay3 again at once, having nothing to relay; that is no error. All are framed by a `u32` big-endian length.
 */
export const LIGHT_CLIENT_PROTOCOLS: readonly ForeignProtocol[] = [
  { name: '/ckb/identify', version: '3', maxBytes: 2 * KIB, flagByte: false, required: true },
  { name: '/ckb/ping', version: '3', maxBytes: KIB, flagByte: false, required: false },
  { name: '/ckb/discovery', version: '3', maxBytes: 512 * KIB, flagByte: false, required: false },
  { name: '/ckb/syn', version: '3', maxBytes: 2 * MIB, flagByte: true, required: true },
  { name: '/ckb/relay3', version: '3', maxBytes: 4 * MIB, flagByte: true, required: false },
  { name: '/ckb/disconnectmsg', version: '3', maxBytes: KIB, flagByte: false, required: false },
  { name: '/ckb/lightclient', version: '3', maxBytes: 2 * MIB, flagByte: true, required: true },
  { name: '/ckb/filter', version: '3', maxBytes: 2 * MIB, flagByte: true, required: true },
];

/** What Fiber opens: messages between two nodes, and gossip. */
export const FIBER_PROTOCOLS: readonly ForeignProtocol[] = [
  { name: '/p2p/42', version: '0.0.1', maxBytes: MIB, flagByte: false, required: true },
  { name: '/p2p/43', version: '0.0.1', maxBytes: MIB, flagByte: false, required: false },
];

/** Services the light client wants in an identify: discovery, sync, relay, light client, block filter. */
const FULL_NODE_FLAG = 0x3e;
/** `/ip4/127.0.0.1/tcp/50000`: the peer checks that the observed address parses, not whose it is. */
const OBSERVED_ADDRESS = Uint8Array.of(0x04, 127, 0, 0, 1, 0x06, 0xc3, 0x50);
/** `DiscoveryMessage { Nodes { announce: false, items: [] } }`. */
const NO_NODES = Buffer.from('1d0000000800000001000000110000000c0000000d0000000004000000', 'hex');
/** Where the item id of the union sits that is the only field of a table. */
const UNION_ID = 8;

/**
 * The answer of a minimal CKB full node to one message of the light client; `undefined`: there is none. A
 * `GetLastState` stays unanswered, which the client bears for 60 s.
 */
export function answerLightClient(protocol: string, message: Uint8Array): Uint8Array | undefined {
  switch (protocol) {
    case '/ckb/identify':
      return answerIdentify(message);
    case '/ckb/ping':
      return answerPing(message);
    case '/ckb/discovery':
      // A second list of nodes that is not an announcement gets its sender banned: only answer what is asked.
      return message[UNION_ID] === 0 ? NO_NODES : undefined;
    default:
      return undefined;
  }
}

/**
 * The answer to one message of Fiber: its own `Init` (item 0 of the union of all messages) comes back, which says
 * that we serve the same chain. Without an `Init` it leaves after 20 s; its gossip may stay unanswered.
 */
export function answerFiber(protocol: string, message: Uint8Array): Uint8Array | undefined {
  return protocol === '/p2p/42' && uint32(message, 0) === 0 ? message : undefined;
}

/**
 * `IdentifyMessage { listen_addrs, observed_addr, identify }` for the network of the sender: another network
 * name would be answered with a ban, and the name depends on the genesis block of the sender's chain.
 */
function answerIdentify(message: Uint8Array): Uint8Array {
  return table(dynvec(), table(fixvec(OBSERVED_ADDRESS)), fixvec(identify(networkName(message))));
}

/** `Identify { flag: Uint64, name: Bytes, client_version: Bytes }` */
function identify(name: Uint8Array): Uint8Array {
  const flag = new Uint8Array(8);
  flag[0] = FULL_NODE_FLAG;
  return table(flag, fixvec(name), fixvec(new TextEncoder().encode('0.1.0')));
}

/** The network name in an `IdentifyMessage`, for example `/ckb_dev/3acf57d3`. */
export function networkName(message: Uint8Array): Uint8Array {
  return bytesOf(field(bytesOf(field(message, 2)), 1));
}

/** `PingMessage { Ping { nonce } }` differs from `PingMessage { Pong { nonce } }` in the item id alone. */
function answerPing(message: Uint8Array): Uint8Array | undefined {
  if (message[UNION_ID] !== 0) return undefined;
  const pong = message.slice();
  pong[UNION_ID] = 1;
  return pong;
}

/** Molecule table (and vector of items without a fixed size): total size, offsets, fields. */
function table(...fields: readonly Uint8Array[]): Uint8Array {
  const header = 4 + 4 * fields.length;
  const bytes = new Uint8Array(fields.reduce((size, part) => size + part.length, header));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  let offset = header;
  for (const [index, part] of fields.entries()) {
    view.setUint32(4 + 4 * index, offset, true);
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

const dynvec = table;

/** Molecule `Bytes`: count, bytes. */
function fixvec(content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + content.length);
  new DataView(bytes.buffer).setUint32(0, content.length, true);
  bytes.set(content, 4);
  return bytes;
}

function bytesOf(vector: Uint8Array): Uint8Array {
  return vector.subarray(4, 4 + uint32(vector, 0));
}

/** Field `index` of a molecule table. */
function field(message: Uint8Array, index: number): Uint8Array {
  const start = uint32(message, 4 + 4 * index);
  const isLast = 4 + 4 * (index + 1) === uint32(message, 4);
  return message.subarray(start, isLast ? message.length : uint32(message, 8 + 4 * index));
}

function uint32(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset, true);
}
