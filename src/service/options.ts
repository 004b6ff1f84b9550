import type { Crypto, KeyProvider } from '../crypto/types.js';
import type { Clock, Log } from '../env.js';
import type { ProtocolBinding } from '../handler/protocol.js';
import type { Limits } from '../limits.js';
import type { Proposals } from '../secio/suite.js';
import type { Transport } from '../transport/connection.js';

/** Options of a node that have a default on every platform. */
export interface NodeOptions {
  /** Who we are: a 32-byte secp256k1 secret, or a provider that signs. Needed unless `encryption` is `plaintext`. */
  readonly key?: Uint8Array | KeyProvider;
  /** Multiaddrs to listen on; port 0 takes a free one. Default: none. */
  readonly listen?: readonly string[];
  /** What the node speaks: `chat.handle({ ... })`. Default: nothing. */
  readonly protocols?: readonly ProtocolBinding[];
  /** `plaintext` proves and hides nothing; both ends must be configured alike. Default `secio`. */
  readonly encryption?: 'secio' | 'plaintext';
  /** What secio offers, best first. */
  readonly proposals?: Partial<Proposals>;
  /** Limits that differ from `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits>;
  /** One call per event; see `LogScope`. On Node, `TENTACLE_DEBUG=secio,yamux` also writes to standard error. */
  readonly log?: Log;
}

/** The platform: what a composition root chooses. */
export interface Platform {
  readonly crypto: Crypto;
  readonly clock: Clock;
  /** Tried in order; the first that handles an address is used. */
  readonly transports: readonly Transport[];
}
