import { base32Decode, base32Encode } from './base32.js';
import { formatIp4, formatIp6, parseIp4, parseIp6 } from './ip.js';
import { PEER_ID_BYTES, peerIdFromBytes, peerIdToBytes } from './peer-id.js';

/** How a value is stored: nothing, so many bytes, or a varint length and the bytes. */
export type ValueSize = number | 'prefixed';

/** One row of the table. */
export interface AddressProtocol {
  readonly name: ProtocolName;
  readonly code: number;
  /** 0: the protocol has no value. */
  readonly size: ValueSize;
  /** Value text to bytes, or `undefined` if it is not a value of this protocol. */
  readonly toBytes: (text: string) => Uint8Array | undefined;
  /** Value bytes (of the right size) to canonical text, or `undefined`. */
  readonly toText: (bytes: Uint8Array) => string | undefined;
}

/** Protocols that an address may name. */
export type ProtocolName =
  | 'ip4'
  | 'tcp'
  | 'ip6'
  | 'dns4'
  | 'dns6'
  | 'udp'
  | 'p2p'
  | 'onion3'
  | 'tls'
  | 'quic-v1'
  | 'ws'
  | 'wss'
  | 'memory';

type Codec = Pick<AddressProtocol, 'size' | 'toBytes' | 'toText'>;

const NONE: Codec = { size: 0, toBytes: () => new Uint8Array(), toText: () => '' };

const IP4: Codec = { size: 4, toBytes: parseIp4, toText: formatIp4 };

const IP6: Codec = { size: 16, toBytes: parseIp6, toText: formatIp6 };

/** An unsigned big-endian number, decimal in text. */
function decimal(size: 2 | 8): Codec {
  const limit = 1n << BigInt(8 * size);
  return {
    size,
    toBytes(text) {
      // Twenty digits hold every 64-bit number; a bound keeps the conversion cheap.
      if (!/^\d{1,20}$/.test(text) || BigInt(text) >= limit) return undefined;
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setBigUint64(0, BigInt(text));
      return bytes.slice(8 - size);
    },
    toText(bytes) {
      let value = 0n;
      for (const byte of bytes) value = (value << 8n) | BigInt(byte);
      return value.toString();
    },
  };
}

const PORT = decimal(2);

/**
 * A name in UTF-8. A `/` inside it would read as the start of the next protocol once written as text, so such bytes
 * are refused: an address has one text and one meaning.
 */
const NAME: Codec = {
  size: 'prefixed',
  toBytes(text) {
    // The encoder would silently replace lone surrogates.
    return /\p{Surrogate}/u.test(text) ? undefined : new TextEncoder().encode(text);
  },
  toText(bytes) {
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      return text.includes('/') ? undefined : text;
    } catch {
      return undefined;
    }
  },
};

const PEER: Codec = {
  size: 'prefixed',
  toBytes: (text) => orUndefined(() => peerIdToBytes(text)),
  toText: (bytes) => (bytes.length === PEER_ID_BYTES ? orUndefined(() => peerIdFromBytes(bytes)) : undefined),
};

const ONION_BYTES = 35;

/** `<56 characters of base32>:<port>`; port 0 is refused. */
const ONION: Codec = {
  size: ONION_BYTES + 2,
  toBytes(text) {
    const [host = '', port = '', ...more] = text.split(':');
    const hostBytes = host.length === 56 ? base32Decode(host) : undefined;
    const portBytes = PORT.toBytes(port);
    if (more.length > 0 || hostBytes === undefined || portBytes === undefined) return undefined;
    return isZero(portBytes) ? undefined : Uint8Array.of(...hostBytes, ...portBytes);
  },
  toText(bytes) {
    const port = bytes.subarray(ONION_BYTES);
    return isZero(port) ? undefined : `${base32Encode(bytes.subarray(0, ONION_BYTES))}:${PORT.toText(port)}`;
  },
};

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function orUndefined<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/**
 * Tentacle's own table (tentacle's multiaddr, protocols). It is not the multiformats table: `tls` takes a name here,
 * which may be empty, and nothing else is known, neither `dns` nor `http` nor `ipfs`.
 */
const TABLE: readonly (readonly [ProtocolName, number, Codec])[] = [
  ['ip4', 0x04, IP4],
  ['tcp', 0x06, PORT],
  ['ip6', 0x29, IP6],
  ['dns4', 0x36, NAME],
  ['dns6', 0x37, NAME],
  ['udp', 0x0111, PORT],
  ['p2p', 0x01a5, PEER],
  ['onion3', 0x01bd, ONION],
  ['tls', 0x01c0, NAME],
  ['quic-v1', 0x01cd, NONE],
  ['ws', 0x01dd, NONE],
  ['wss', 0x01de, NONE],
  ['memory', 0x0309, decimal(8)],
];

const ROWS: readonly AddressProtocol[] = TABLE.map(([name, code, codec]) => ({ name, code, ...codec }));

const BY_NAME = new Map<string, AddressProtocol>(ROWS.map((row) => [row.name, row]));
const BY_CODE = new Map<number, AddressProtocol>(ROWS.map((row) => [row.code, row]));

/** The protocol of this name in text. */
export function protocolByName(name: string): AddressProtocol | undefined {
  return BY_NAME.get(name);
}

/** The protocol of this code in bytes. */
export function protocolByCode(code: number): AddressProtocol | undefined {
  return BY_CODE.get(code);
}
