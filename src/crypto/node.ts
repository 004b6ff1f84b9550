import { randomFillSync } from 'node:crypto';
import { nodeAead } from './node-aead.js';
import { nodeAgreement } from './node-agreement.js';
import { nodeHmac, nodeSha256 } from './node-digest.js';
import { secp256k1Wasm } from './secp256k1-wasm.js';
import type { Crypto, Secp256k1 } from './types.js';

/** OpenSSL through `node:crypto`, joined with a library for secp256k1. */
export function createNodeCrypto(secp256k1: Secp256k1): Crypto {
  return {
    name: `node+${secp256k1.name}`,
    secp256k1,
    aead: nodeAead,
    agreement: nodeAgreement,
    sha256: nodeSha256,
    hmac: nodeHmac,
    random: (bytes) => randomFillSync(bytes),
  };
}

/** The back end for Node. */
export const nodeCrypto: Crypto = createNodeCrypto(secp256k1Wasm);
