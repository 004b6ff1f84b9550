import { fail } from '../errors.js';
import type { Random } from '../env.js';
import type { KeyProvider, Secp256k1 } from './types.js';

/** Bytes of a secp256k1 secret (tentacle's secio, keys: 32 raw bytes, a scalar in 1..n-1; there is no file format). */
export const SECRET_KEY_BYTES = 32;

/** n, the order of the group. */
const ORDER = 0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n;

/** A scalar out of range has odds of 2^-128; twice in a row it means that `random` is broken. */
const MAX_DRAWS = 2;

/**
 * Draws a secret key.
 *
 * @param random - source of strong randomness, for instance `nodeCrypto.random`
 * @throws `E_KEY_INVALID` if `random` yields no valid scalar
 */
export function generateKey(random: Random): Uint8Array {
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const secret = random(new Uint8Array(SECRET_KEY_BYTES));
    if (isScalar(keyToHex(secret))) return secret;
  }
  throw fail('E_KEY_INVALID', 'the source of randomness yields no valid secret key');
}

/**
 * Reads a secret key from 64 hex digits, in either case.
 *
 * @throws `E_KEY_INVALID`, without quoting the text
 */
export function keyFromHex(hex: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/i.test(hex)) throw fail('E_KEY_INVALID', 'a secret key is 64 hex digits');
  if (!isScalar(hex)) throw fail('E_KEY_INVALID', 'a secret key lies between 1 and the order of the group');
  return Uint8Array.from({ length: SECRET_KEY_BYTES }, (_, at) =>
    parseInt(hex.slice(2 * at, 2 * at + 2), 16),
  );
}

/** The 64 lower-case hex digits of a secret key. Whoever reads them can act in our name. */
export function keyToHex(secret: Uint8Array): string {
  let hex = '';
  for (const byte of secret) hex += byte.toString(16).padStart(2, '0');
  return hex;
}

function isScalar(hex: string): boolean {
  const scalar = BigInt(`0x${hex}`);
  return scalar > 0n && scalar < ORDER;
}

/**
 * The secret lives in a private field, so `toString`, `JSON.stringify`, spreading and Node's `inspect` show the
 * public key and nothing else.
 */
class LocalKey implements KeyProvider {
  readonly publicKey: Uint8Array;
  readonly #secret: Uint8Array;
  readonly #secp256k1: Secp256k1;

  constructor(secret: Uint8Array, secp256k1: Secp256k1) {
    this.publicKey = secp256k1.publicKey(secret);
    this.#secret = Uint8Array.from(secret);
    this.#secp256k1 = secp256k1;
  }

  sign(digest: Uint8Array): Uint8Array {
    return this.#secp256k1.sign(digest, this.#secret);
  }

  toString(): string {
    return `LocalKey(${keyToHex(this.publicKey)})`;
  }

  toJSON(): { publicKey: string } {
    return { publicKey: keyToHex(this.publicKey) };
  }
}

/**
 * A key provider that signs with a secret in memory. Takes a copy of `secret`; the caller may wipe its own.
 *
 * @throws `E_KEY_INVALID` if `secret` is no valid scalar
 */
export function localKey(secret: Uint8Array, secp256k1: Secp256k1): KeyProvider {
  return new LocalKey(secret, secp256k1);
}
