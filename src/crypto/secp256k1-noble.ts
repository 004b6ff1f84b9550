import { secp256k1 } from '@noble/curves/secp256k1.js';
import { fail } from '../errors.js';
import { compactFromDer, derFromCompact } from './der.js';
import { toUncompressed } from './sec1.js';
import type { Secp256k1 } from './types.js';

/** Compact signatures of prepared digests: DER and its strictness are ours, hashing is the caller's. */
const OPTIONS = { prehash: false, lowS: true, format: 'compact' } as const;

/** secp256k1 in plain JavaScript: the back end of browsers and the reference for the others. */
export const secp256k1Noble: Secp256k1 = {
  name: 'noble',
  isSecret: (secret) => secp256k1.utils.isValidSecretKey(secret),
  publicKey(secret) {
    if (!secp256k1.utils.isValidSecretKey(secret)) throw fail('E_KEY_INVALID');
    return secp256k1.getPublicKey(secret, true);
  },
  sign(digest, secret) {
    if (!secp256k1.utils.isValidSecretKey(secret)) throw fail('E_KEY_INVALID');
    return derFromCompact(secp256k1.sign(digest, secret, OPTIONS));
  },
  verify(publicKey, digest, signature) {
    // The library would reduce a digest of another length instead of refusing it.
    if (digest.length !== 32) return false;
    const point = publicKey.length === 65 ? toUncompressed(publicKey) : publicKey;
    const compact = compactFromDer(signature);
    if (point === undefined || compact === undefined) return false;
    try {
      return secp256k1.verify(compact, digest, point, OPTIONS);
    } catch {
      // Not a point of the curve, or r or s out of range.
      return false;
    }
  },
};
