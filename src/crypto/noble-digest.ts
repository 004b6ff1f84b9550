import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import type { DigestName } from './types.js';

const HASHES = { SHA256: sha256, SHA512: sha512 } as const satisfies Record<DigestName, unknown>;

/** SHA-256 of the concatenation of `parts`. */
export function nobleSha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = sha256.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** HMAC of the concatenation of `parts`. */
export function nobleHmac(digest: DigestName, key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = hmac.create(HASHES[digest], key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}
