/** The composition root for browsers: noble cryptography, the browser's WebSocket, no listener. */
import { generateKey as drawKey } from './crypto/keys.js';
import { nobleCrypto } from './crypto/noble.js';
import { Node } from './service/node.js';
import { checkOptions, type NodeOptions, type Platform } from './service/options.js';
import { systemClock } from './service/system-clock.js';
import type { Proposals } from './secio/suite.js';
import { MemoryNetwork } from './transport/memory.js';
import { browserWebSocketTransport } from './transport/websocket-browser.js';

export * from './api.js';

const pageMemory = new MemoryNetwork(systemClock);

/** In JavaScript alone ChaCha20-Poly1305 is about three times as fast as AES-GCM, X25519 twice as fast as P-256. */
const PROPOSALS: Proposals = {
  exchanges: ['X25519', 'P-256', 'P-384'],
  ciphers: ['CHACHA20_POLY1305', 'AES-128-GCM', 'AES-256-GCM'],
  digests: ['SHA256', 'SHA512'],
};

/** Parts of the platform that may be replaced. */
export type CreateOptions = NodeOptions & Partial<Platform>;

/** Makes a node that dials `/ws` and `/wss` addresses. Rejects as in Node.js. */
export async function createNode(options: CreateOptions): Promise<Node> {
  checkOptions(options);
  const platform: Platform = {
    crypto: options.crypto ?? nobleCrypto,
    clock: options.clock ?? systemClock,
    transports: options.transports ?? [pageMemory.transport(), browserWebSocketTransport()],
  };
  const node = new Node({ ...options, proposals: { ...PROPOSALS, ...options.proposals } }, platform);
  try {
    for (const address of options.listen ?? []) await node.listen(address);
  } catch (thrown) {
    await node.close();
    throw thrown;
  }
  return node;
}

/** A fresh 32-byte secret key. */
export function generateKey(): Uint8Array {
  return drawKey(nobleCrypto.random);
}

export { nobleCrypto };
