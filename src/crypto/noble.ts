import { nobleAead } from './noble-aead.js';
import { nobleAgreement } from './noble-agreement.js';
import { nobleHmac, nobleSha256 } from './noble-digest.js';
import { secp256k1Noble } from './secp256k1-noble.js';
import type { Crypto } from './types.js';

/** `getRandomValues` refuses to fill more than this at once. */
const RANDOM_BYTES_AT_ONCE = 65_536;

function fillRandom(bytes: Uint8Array): Uint8Array {
  // `getRandomValues` refuses shared memory, and the typings want that said.
  const own = bytes as Uint8Array<ArrayBuffer>;
  for (let at = 0; at < bytes.length; at += RANDOM_BYTES_AT_ONCE) {
    globalThis.crypto.getRandomValues(own.subarray(at, at + RANDOM_BYTES_AT_ONCE));
  }
  return bytes;
}

/** The back end for browsers, and the reference the others are compared with: plain JavaScript throughout. */
export const nobleCrypto: Crypto = {
  name: 'noble',
  secp256k1: secp256k1Noble,
  aead: nobleAead,
  agreement: nobleAgreement,
  sha256: nobleSha256,
  hmac: nobleHmac,
  random: fillRandom,
};
