/** What goes into a secio handshake and what comes out of it. */
import type { AgreementName, Crypto, EphemeralKey } from '../crypto/types.js';
import type { TentacleError } from '../errors.js';
import type { RecordSealer } from './record.js';
import type { Proposals, Suite } from './suite.js';

/** What a handshake starts from. Everything random or secret is handed in. */
export interface HandshakeOptions {
  readonly crypto: Crypto;
  /** Our compressed secp256k1 public key. */
  readonly publicKey: Uint8Array;
  /** `NONCE_BYTES` fresh random bytes. */
  readonly nonce: Uint8Array;
  readonly proposals: Proposals;
  /** Largest frame accepted until the remote has proved its key. */
  readonly maxFrameBytes: number;
  /** Largest record accepted afterwards. */
  readonly maxRecordBytes: number;
  /** The peer id that the dialled address names: another one ends the handshake. */
  readonly expectedPeer?: string | undefined;
  /** Makes the ephemeral key once the agreement is chosen. Default: a fresh one of `crypto`. */
  readonly ephemeral?: (name: AgreementName) => EphemeralKey;
}

/** What the handshake established. */
export interface SecureChannel {
  readonly suite: Suite;
  /** Whose lists were preferred, decided by the order digests. */
  readonly preferred: 'ours' | 'theirs';
  readonly remotePublicKey: Uint8Array;
  readonly remotePeer: string;
  readonly sealer: RecordSealer;
}

/** What the machine asks of its owner, handed to `emit` in order and before any plaintext that follows. */
export type HandshakeOutput =
  | { readonly type: 'write'; readonly bytes: Uint8Array }
  /** Sign this digest with the static key and answer with `Handshake.signed`. */
  | { readonly type: 'need'; readonly need: 'signature'; readonly digest: Uint8Array }
  | { readonly type: 'established'; readonly channel: SecureChannel }
  | { readonly type: 'failed'; readonly error: TentacleError };
