import { isPrivate, pointFromScalar, sign, verify } from 'tiny-secp256k1';
import { fail } from '../errors.js';
import { compactFromDer, derFromCompact } from './der.js';
import type { Secp256k1 } from './types.js';

/** libsecp256k1 compiled to WebAssembly: the default on Node, no build step and no platform files. */
export const secp256k1Wasm: Secp256k1 = {
  name: 'wasm',
  isSecret: (secret) => isPrivate(secret),
  publicKey(secret) {
    const point = isPrivate(secret) ? pointFromScalar(secret, true) : null;
    if (point === null) throw fail('E_KEY_INVALID');
    return point;
  },
  sign(digest, secret) {
    if (!isPrivate(secret)) throw fail('E_KEY_INVALID');
    return derFromCompact(sign(digest, secret));
  },
  verify(publicKey, digest, signature) {
    // The library takes x-only keys of 32 bytes as well; secio does not.
    if (publicKey.length !== 33 && publicKey.length !== 65) return false;
    const compact = compactFromDer(signature);
    if (compact === undefined) return false;
    try {
      // Strict: high-S is wrong.
      return verify(digest, publicKey, compact, true);
    } catch {
      // A point off the curve, a digest of another length, or r or s that are not below the group order.
      return false;
    }
  },
};
