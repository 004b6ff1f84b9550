import { fail } from '../errors.js';
import { base58Decode, base58Encode } from './base58.js';

/**
 * A peer id as text: `Qm…`, 46 characters of base58. It names a public key, whoever proves to hold the secret key is
 * that peer.
 */
export type PeerId = string;

/** Bytes of a peer id: hash code, length, SHA-256. */
export const PEER_ID_BYTES = 34;

/** Characters of the text; 34 bytes that start with 12 20 always take so many. */
const PEER_ID_CHARACTERS = 46;

/** The multihash code of SHA-256 and the length of its output. */
const SHA2_256 = 0x12;
const DIGEST_BYTES = 32;

/**
 * The peer id of a public key. The hash is over the bytes as they came (tentacle's secio, peer id): not over a
 * protobuf as in libp2p, and another encoding of the same key is another peer.
 *
 * @param publicKey - as in Propose, usually 33 bytes
 */
export function peerIdFromPublicKey(
  publicKey: Uint8Array,
  sha256: (bytes: Uint8Array) => Uint8Array,
): PeerId {
  const bytes = new Uint8Array(PEER_ID_BYTES);
  bytes[0] = SHA2_256;
  bytes[1] = DIGEST_BYTES;
  bytes.set(sha256(publicKey), 2);
  return base58Encode(bytes);
}

/**
 * The text of a peer id given in bytes.
 *
 * @throws `E_PEER_ID_INVALID` unless they are a SHA-256 multihash
 */
export function peerIdFromBytes(bytes: Uint8Array): PeerId {
  checkMultihash(bytes);
  return base58Encode(bytes);
}

/**
 * The bytes of a peer id given as text.
 *
 * @throws `E_PEER_ID_INVALID` unless it is the base58 of a SHA-256 multihash
 */
export function peerIdToBytes(text: PeerId): Uint8Array {
  // Before decoding, whose cost grows with the square of the length.
  if (text.length !== PEER_ID_CHARACTERS) {
    throw fail('E_PEER_ID_INVALID', `a peer id has ${PEER_ID_CHARACTERS} characters, not ${text.length}`);
  }
  const bytes = base58Decode(text);
  if (bytes === undefined) throw fail('E_PEER_ID_INVALID', `${JSON.stringify(text)} is not base58`);
  checkMultihash(bytes);
  return bytes;
}

/** `true` if `text` is a peer id. */
export function isPeerId(text: string): boolean {
  if (text.length !== PEER_ID_CHARACTERS) return false;
  const bytes = base58Decode(text);
  return bytes !== undefined && multihashFault(bytes) === undefined;
}

function checkMultihash(bytes: Uint8Array): void {
  const fault = multihashFault(bytes);
  if (fault !== undefined) throw fail('E_PEER_ID_INVALID', fault);
}

function multihashFault(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'a peer id is not empty';
  if (bytes[0] !== SHA2_256) return 'a peer id is a SHA-256 multihash';
  if (bytes.length !== PEER_ID_BYTES) return `a peer id has ${PEER_ID_BYTES} bytes, not ${bytes.length}`;
  if (bytes[1] !== DIGEST_BYTES) return `a peer id holds a digest of ${DIGEST_BYTES} bytes`;
  return undefined;
}
