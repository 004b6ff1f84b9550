import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type CipherGCM,
  type CipherGCMTypes,
  type KeyObject,
} from 'node:crypto';
import { checkKeyBytes, checkNonceBytes, KEY_BYTES, NONCE_BYTES, TAG_BYTES } from './aead-sizes.js';
import type { Aead, CipherName, Opener, Sealer } from './types.js';

/** Up to this many plaintext bytes a record leaves as one chunk: copying is cheaper than a second socket write. */
const ONE_CHUNK_BYTES = 4096;

/** OpenSSL's names. The typings split the ciphers into two families that are called alike; one will do. */
const OPENSSL_NAMES: Record<CipherName, CipherGCMTypes> = {
  'AES-128-GCM': 'aes-128-gcm',
  'AES-256-GCM': 'aes-256-gcm',
  CHACHA20_POLY1305: 'chacha20-poly1305' as CipherGCMTypes,
};

/** Always given: without it AES-GCM would accept tags cut down to four bytes. */
const OPTIONS = { authTagLength: TAG_BYTES };

class NodeSealer implements Sealer {
  readonly #algorithm: CipherGCMTypes;
  readonly #key: KeyObject;

  constructor(algorithm: CipherGCMTypes, key: KeyObject) {
    this.#algorithm = algorithm;
    this.#key = key;
  }

  seal(nonce: Uint8Array, parts: readonly Uint8Array[], headroom = 0): Uint8Array[] {
    checkNonceBytes(nonce);
    const cipher = createCipheriv(this.#algorithm, this.#key, nonce, OPTIONS);
    const total = byteLength(parts);
    return total <= ONE_CHUNK_BYTES
      ? sealIntoOne(cipher, parts, total, headroom)
      : sealEach(cipher, parts, headroom);
  }
}

function byteLength(parts: readonly Uint8Array[]): number {
  let total = 0;
  for (const part of parts) total += part.length;
  return total;
}

/**
 * Headroom, ciphertext and tag in one chunk. Every `update` crosses into C++ and allocates, which costs more than
 * encrypting a small part: several parts are first gathered in the chunk that will hold their ciphertext.
 */
function sealIntoOne(
  cipher: CipherGCM,
  parts: readonly Uint8Array[],
  total: number,
  headroom: number,
): [Uint8Array] {
  const chunk = new Uint8Array(headroom + total + TAG_BYTES);
  let plain = parts[0] ?? chunk.subarray(0, 0);
  if (parts.length > 1) {
    let at = headroom;
    for (const part of parts) {
      chunk.set(part, at);
      at += part.length;
    }
    plain = chunk.subarray(headroom, at);
  }
  chunk.set(cipher.update(plain), headroom);
  cipher.final();
  chunk.set(cipher.getAuthTag(), headroom + total);
  return [chunk];
}

/** A chunk per part as OpenSSL allocated it, without a copy; headroom and tag in chunks of their own. */
function sealEach(cipher: CipherGCM, parts: readonly Uint8Array[], headroom: number): Uint8Array[] {
  const chunks: Uint8Array[] = headroom > 0 ? [new Uint8Array(headroom)] : [];
  for (const part of parts) {
    if (part.length > 0) chunks.push(cipher.update(part));
  }
  cipher.final();
  chunks.push(cipher.getAuthTag());
  return chunks;
}

class NodeOpener implements Opener {
  readonly #algorithm: CipherGCMTypes;
  readonly #key: KeyObject;

  constructor(algorithm: CipherGCMTypes, key: KeyObject) {
    this.#algorithm = algorithm;
    this.#key = key;
  }

  open(nonce: Uint8Array, sealed: Uint8Array, start: number, end: number): Uint8Array | undefined {
    const tagAt = end - TAG_BYTES;
    if (start < 0 || tagAt < start || end > sealed.length || nonce.length !== NONCE_BYTES) return undefined;
    const decipher = createDecipheriv(this.#algorithm, this.#key, nonce, OPTIONS);
    decipher.setAuthTag(sealed.subarray(tagAt, end));
    const plain = decipher.update(sealed.subarray(start, tagAt));
    try {
      decipher.final();
    } catch {
      return undefined;
    }
    // A plain Uint8Array: on a Buffer `slice()` is a view, and a codec that means to copy would not.
    return new Uint8Array(plain.buffer, plain.byteOffset, plain.length);
  }
}

/**
 * An authenticated cipher of OpenSSL. The key object is made once per key: with OpenSSL 3.5 a raw key costs
 * several microseconds for every record.
 */
export function nodeAead(name: CipherName): Aead {
  const algorithm = OPENSSL_NAMES[name];
  const keyObject = (key: Uint8Array): KeyObject => {
    checkKeyBytes(name, key);
    return createSecretKey(key);
  };
  return {
    name,
    keyBytes: KEY_BYTES[name],
    sealer: (key) => new NodeSealer(algorithm, keyObject(key)),
    opener: (key) => new NodeOpener(algorithm, keyObject(key)),
  };
}
