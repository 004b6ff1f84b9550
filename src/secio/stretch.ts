import type { Crypto, DigestName } from '../crypto/types.js';

const SEED = new TextEncoder().encode('key expansion');
/** Each half of the stretched bytes is an unused IV, the cipher key and an unused MAC key. */
const IV_BYTES = 12;
const MAC_KEY_BYTES = 20;

/** The two cipher keys of a session, in the order of the stretched bytes. */
export interface StretchedKeys {
  readonly first: Uint8Array;
  readonly second: Uint8Array;
}

/**
 * Key stretching of tentacle-secio (`procedure.rs::stretch_key`): A1 = HMAC(seed), output_i = HMAC(A_i || seed),
 * A_(i+1) = HMAC(A_i), all keyed with the shared secret.
 */
export function stretch(crypto: Crypto, digest: DigestName, secret: Uint8Array, bytes: number): Uint8Array {
  const out = new Uint8Array(bytes);
  let a = crypto.hmac(digest, secret, SEED);
  for (let at = 0; at < bytes;) {
    const block = crypto.hmac(digest, secret, a, SEED);
    out.set(block.subarray(0, bytes - at), at);
    at += block.length;
    a = crypto.hmac(digest, secret, a);
  }
  return out;
}

/** The cipher keys cut out of the stretched bytes. The side whose order digest is greater seals with the first. */
export function stretchKeys(
  crypto: Crypto,
  digest: DigestName,
  secret: Uint8Array,
  keyBytes: number,
): StretchedKeys {
  const half = IV_BYTES + keyBytes + MAC_KEY_BYTES;
  const stretched = stretch(crypto, digest, secret, 2 * half);
  return {
    first: stretched.subarray(IV_BYTES, IV_BYTES + keyBytes),
    second: stretched.subarray(half + IV_BYTES, half + IV_BYTES + keyBytes),
  };
}
