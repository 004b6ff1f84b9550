/** One interface per need. `node.ts` and `noble.ts` in this folder implement them. */

export type CipherName = 'AES-128-GCM' | 'AES-256-GCM' | 'CHACHA20_POLY1305';
export type AgreementName = 'P-256' | 'P-384' | 'X25519';
export type DigestName = 'SHA256' | 'SHA512';

/** Seals records under one key. */
export interface Sealer {
  /**
   * Encrypts `parts` as if they were one plaintext and returns chunks of ciphertext; the last 16 bytes of the last
   * chunk are the tag. `headroom` bytes (default 0) are left free at the start of the first chunk for a header of
   * the caller. The chunks are fresh memory and nobody else's.
   */
  seal(nonce: Uint8Array, parts: readonly Uint8Array[], headroom?: number): Uint8Array[];
}

/** Opens records under one key. */
export interface Opener {
  /** The plaintext of `sealed[start, end)` (ciphertext, then tag) in fresh memory, or `undefined` if the tag is wrong. */
  open(nonce: Uint8Array, sealed: Uint8Array, start: number, end: number): Uint8Array | undefined;
}

/** An authenticated cipher. 12-byte nonce, 16-byte tag, no associated data. */
export interface Aead {
  readonly name: CipherName;
  readonly keyBytes: 16 | 32;
  sealer(key: Uint8Array): Sealer;
  opener(key: Uint8Array): Opener;
}

/** One side of a key agreement. */
export interface EphemeralKey {
  /** As it goes on the wire: uncompressed SEC1 for the NIST curves, 32 raw bytes for X25519. */
  readonly publicKey: Uint8Array;
  /** The shared secret (x coordinate, or 32 raw bytes), or `undefined` if the remote key is not acceptable. */
  agree(remotePublicKey: Uint8Array): Uint8Array | undefined;
}

/** A key agreement. */
export interface KeyAgreement {
  readonly name: AgreementName;
  generate(): EphemeralKey;
  /** A key from its secret scalar, for recorded sessions and tests. */
  fromSecret(secret: Uint8Array): EphemeralKey;
}

/** ECDSA over secp256k1 on prepared 32-byte digests: RFC 6979 nonces, low-S, strict DER. */
export interface Secp256k1 {
  readonly name: string;
  /** `true` for a scalar in 1..n-1. */
  isSecret(secret: Uint8Array): boolean;
  /** The compressed public key, 33 bytes. */
  publicKey(secret: Uint8Array): Uint8Array;
  /** A deterministic low-S signature in DER. */
  sign(digest: Uint8Array, secret: Uint8Array): Uint8Array;
  /**
   * `true` only for a strictly DER-encoded low-S signature that is right. `publicKey` may be compressed (33 bytes),
   * uncompressed or hybrid (65). Never throws.
   */
  verify(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean;
}

/** Everything secio asks of cryptography. */
export interface Crypto {
  /** Name of the back end, for logs and test titles. */
  readonly name: string;
  readonly secp256k1: Secp256k1;
  aead(name: CipherName): Aead;
  agreement(name: AgreementName): KeyAgreement;
  /** SHA-256 of the concatenation of `parts`. */
  sha256(...parts: readonly Uint8Array[]): Uint8Array;
  hmac(digest: DigestName, key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array;
  /** Fills `bytes` with strong randomness and returns it. */
  random(bytes: Uint8Array): Uint8Array;
}

/** Proves who we are: holds the secret key, or forwards to a device that does. */
export interface KeyProvider {
  /** Compressed secp256k1 public key, 33 bytes. */
  readonly publicKey: Uint8Array;
  /** Signs a 32-byte digest (DER, low-S); may be asynchronous. */
  sign(digest: Uint8Array): Uint8Array | Promise<Uint8Array>;
}
