import { gcm } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { checkKeyBytes, checkNonceBytes, KEY_BYTES, NONCE_BYTES, TAG_BYTES } from './aead-sizes.js';
import type { Aead, CipherName, Opener, Sealer } from './types.js';

/** AES-128 and AES-256 are one function: the length of the key decides. */
const CIPHERS = {
  'AES-128-GCM': gcm,
  'AES-256-GCM': gcm,
  CHACHA20_POLY1305: chacha20poly1305,
} as const satisfies Record<CipherName, unknown>;

class NobleSealer implements Sealer {
  readonly #name: CipherName;
  readonly #key: Uint8Array;

  constructor(name: CipherName, key: Uint8Array) {
    this.#name = name;
    this.#key = key;
  }

  seal(nonce: Uint8Array, parts: readonly Uint8Array[], headroom = 0): Uint8Array[] {
    checkNonceBytes(nonce);
    const sealed = CIPHERS[this.#name](this.#key, nonce).encrypt(join(parts));
    if (headroom === 0) return [sealed];
    const chunk = new Uint8Array(headroom + sealed.length);
    chunk.set(sealed, headroom);
    return [chunk];
  }
}

/** The library encrypts one array at a time. A single part needs no copy: it is read, never written. */
function join(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const joined = new Uint8Array(parts.reduce((bytes, part) => bytes + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

class NobleOpener implements Opener {
  readonly #name: CipherName;
  readonly #key: Uint8Array;

  constructor(name: CipherName, key: Uint8Array) {
    this.#name = name;
    this.#key = key;
  }

  open(nonce: Uint8Array, sealed: Uint8Array, start: number, end: number): Uint8Array | undefined {
    if (start < 0 || end - TAG_BYTES < start || end > sealed.length || nonce.length !== NONCE_BYTES) {
      return undefined;
    }
    try {
      return CIPHERS[this.#name](this.#key, nonce).decrypt(sealed.subarray(start, end));
    } catch {
      return undefined;
    }
  }
}

/** An authenticated cipher in plain JavaScript. ChaCha20-Poly1305 is the faster one here. */
export function nobleAead(name: CipherName): Aead {
  const ownCopy = (key: Uint8Array): Uint8Array => {
    checkKeyBytes(name, key);
    return Uint8Array.from(key);
  };
  return {
    name,
    keyBytes: KEY_BYTES[name],
    sealer: (key) => new NobleSealer(name, ownCopy(key)),
    opener: (key) => new NobleOpener(name, ownCopy(key)),
  };
}
