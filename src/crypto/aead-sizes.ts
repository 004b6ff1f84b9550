import type { CipherName } from './types.js';

/** Bytes of a nonce, the same for all three ciphers. */
export const NONCE_BYTES = 12;

/** Bytes of an authentication tag, the same for all three ciphers. */
export const TAG_BYTES = 16;

/** Bytes of a key. */
export const KEY_BYTES = {
  'AES-128-GCM': 16,
  'AES-256-GCM': 32,
  CHACHA20_POLY1305: 32,
} as const satisfies Record<CipherName, 16 | 32>;

/** Keys come from our own key stretching, so a wrong length is a bug of the caller. */
export function checkKeyBytes(name: CipherName, key: Uint8Array): void {
  if (key.length !== KEY_BYTES[name]) {
    throw new RangeError(`${name} takes a key of ${KEY_BYTES[name]} bytes, not ${key.length}`);
  }
}

/** AES-GCM would silently accept other lengths; the record counter that makes our nonces has just one. */
export function checkNonceBytes(nonce: Uint8Array): void {
  if (nonce.length !== NONCE_BYTES) {
    throw new RangeError(`a nonce has ${NONCE_BYTES} bytes, not ${nonce.length}`);
  }
}
