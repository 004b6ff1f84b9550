import { createHash, createHmac, createSecretKey } from 'node:crypto';
import type { DigestName } from './types.js';

const OPENSSL_NAMES = { SHA256: 'sha256', SHA512: 'sha512' } as const satisfies Record<DigestName, string>;

/** SHA-256 of the concatenation of `parts`. */
export function nodeSha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** HMAC of the concatenation of `parts`. */
export function nodeHmac(digest: DigestName, key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  // A key object even for a single use: with OpenSSL 3.5 a raw key costs several times as much.
  const hmac = createHmac(OPENSSL_NAMES[digest], createSecretKey(key));
  for (const part of parts) hmac.update(part);
  return new Uint8Array(hmac.digest());
}
