import { fail } from '../errors.js';
import type { Opener, Sealer } from '../crypto/types.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PREFIX_BYTES = 4;

/**
 * The AEAD nonce of tentacle's secio: a 12-byte little-endian counter per direction, incremented before each use,
 * so that the first record uses 01 00 .. 00 (`crypto/mod.rs::nonce_advance`).
 */
export class RecordNonce {
  readonly bytes = new Uint8Array(NONCE_BYTES);

  advance(): Uint8Array {
    const bytes = this.bytes;
    for (let i = 0; i < NONCE_BYTES; i++) {
      const next = (bytes[i]! + 1) & 0xff;
      bytes[i] = next;
      if (next !== 0) break;
    }
    return bytes;
  }
}

/** Seals plaintext into records: `u32` big-endian length, ciphertext, tag. */
export class RecordSealer {
  readonly #sealer: Sealer;
  readonly #nonce = new RecordNonce();

  constructor(sealer: Sealer) {
    this.#sealer = sealer;
  }

  /**
   * One record out of `parts`, which together must not be empty: Rust takes an empty record for the end of the
   * stream. The returned chunks are fresh memory; `parts` may be reused at once.
   */
  seal(parts: readonly Uint8Array[]): Uint8Array[] {
    return this.#sealer.seal(this.#nonce.advance(), parts, PREFIX_BYTES).map(prefixFirst);
  }
}

/** Writes the length of all chunks into the room that the sealer left at the start of the first one. */
function prefixFirst(chunk: Uint8Array, index: number, chunks: readonly Uint8Array[]): Uint8Array {
  if (index > 0) return chunk;
  let length = -PREFIX_BYTES;
  for (const each of chunks) length += each.length;
  chunk[0] = length >>> 24;
  chunk[1] = length >>> 16;
  chunk[2] = length >>> 8;
  chunk[3] = length;
  return chunk;
}

/** Opens received records one by one. */
export class RecordOpener {
  readonly #opener: Opener;
  readonly #nonce = new RecordNonce();

  constructor(opener: Opener) {
    this.#opener = opener;
  }

  /** The plaintext of the record body `bytes[start, end)`, in fresh memory. Throws `E_SECIO_RECORD`. */
  open(bytes: Uint8Array, start: number, end: number): Uint8Array {
    if (end - start < TAG_BYTES) throw fail('E_SECIO_RECORD', `a record of ${end - start} bytes has no tag`);
    const plain = this.#opener.open(this.#nonce.advance(), bytes, start, end);
    if (plain === undefined) throw fail('E_SECIO_RECORD', 'the tag of a record is wrong');
    return plain;
  }
}
