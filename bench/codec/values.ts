/** The messages of the codec benches, the same in every run. */
import type { Nodes } from '../../generated/discovery.js';
import type { PingMessage } from '../../generated/ping.js';
import type { Propose } from '../../generated/secio.js';
import type { NetworkMessage } from '../../generated/transmitter.js';

/** Of `schemas/identify.proto`, which is compiled when a bench starts. */
export interface Identify {
  protocolVersion: string;
  agentVersion: string;
  publicKey: Uint8Array;
  listenAddrs: Uint8Array[];
  observedAddr: Uint8Array;
  protocols: string[];
}

export interface Values {
  readonly nodes: Nodes;
  readonly ping: PingMessage;
  readonly propose: Propose;
  readonly net100: NetworkMessage;
  readonly net64k: NetworkMessage;
  readonly identify: Identify;
}

export type MessageName = keyof Values;

export type Format = 'molecule' | 'protobuf';

export interface MessageFacts {
  readonly format: Format;
  /** On the wire. */
  readonly bytes: number;
  readonly what: string;
}

export const MESSAGES: Readonly<Record<MessageName, MessageFacts>> = {
  nodes: { format: 'molecule', bytes: 100_017, what: 'Nodes: 1,000 nodes of 3 addresses of 19, 20 and 21 B' },
  ping: { format: 'molecule', bytes: 24, what: 'PingMessage' },
  propose: { format: 'molecule', bytes: 167, what: 'Propose: 2 byte fields and 3 strings' },
  net100: { format: 'protobuf', bytes: 203, what: 'NetworkMessage: 2 headers, url, 100 B of content' },
  net64k: { format: 'protobuf', bytes: 65_641, what: 'NetworkMessage: 2 headers, url, 64 KiB of content' },
  identify: { format: 'protobuf', bytes: 611, what: 'Identify: 12 protocols, 4 addresses' },
};

export const MESSAGE_NAMES = Object.keys(MESSAGES) as MessageName[];

let seed = 1;

/** Bytes that look like addresses and keys: all values, no pattern. */
function noise(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = seed >>> 24;
  }
  return bytes;
}

function nodes(): Nodes {
  const node = (): { addresses: Uint8Array[] } => ({ addresses: [noise(19), noise(20), noise(21)] });
  return { announce: true, items: Array.from({ length: 1000 }, node) };
}

function networkMessage(contentBytes: number): NetworkMessage {
  return {
    headers: new Map([
      ['trace_id', noise(32)],
      ['span_id', noise(8)],
    ]),
    url: '/gossip/mempool/new_transactions',
    content: noise(contentBytes),
  };
}

function identify(): Identify {
  return {
    protocolVersion: 'ipfs/0.1.0',
    agentVersion: 'tentacle-ts/0.1.0 (linux x64; node 20.20.2)',
    publicKey: noise(36),
    listenAddrs: [noise(46), noise(46), noise(58), noise(58)],
    observedAddr: noise(18),
    protocols: [
      '/ipfs/id/1.0.0',
      '/ipfs/id/push/1.0.0',
      '/ipfs/ping/1.0.0',
      '/ipfs/kad/1.0.0',
      '/libp2p/autonat/1.0.0',
      '/libp2p/circuit/relay/0.2.0/hop',
      '/libp2p/circuit/relay/0.2.0/stop',
      '/libp2p/dcutr',
      '/meshsub/1.1.0',
      '/tentacle/discovery/0.0.1/addresses',
      '/tentacle/network/transmitter/1',
      '/floodsub/1.0.0',
    ],
  };
}

export function makeValues(): Values {
  seed = 1;
  return {
    nodes: nodes(),
    ping: { payload: { type: 'Ping', value: { nonce: 0xdead_beef } } },
    propose: {
      rand: noise(16),
      pubkey: noise(41),
      exchanges: 'X25519,P-256',
      ciphers: 'AES-128-GCM,AES-256-GCM,CHACHA20_POLY1305',
      hashes: 'SHA256,SHA512',
    },
    net100: networkMessage(100),
    net64k: networkMessage(65_536),
    identify: identify(),
  };
}
