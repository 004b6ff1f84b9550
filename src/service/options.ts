import { localKey } from '../crypto/keys.js';
import type { Crypto, KeyProvider } from '../crypto/types.js';
import type { Clock, Log } from '../env.js';
import { fail, type TentacleError } from '../errors.js';
import type { ProtocolBinding } from '../handler/protocol.js';
import { invalidLimits, type Limits } from '../limits.js';
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

/**
 * What types say already, for programs without them: called by every composition root before it looks at anything.
 * Throws `E_INVALID_OPTION`. The key and the protocols are checked where they are taken.
 */
export function checkOptions(options: NodeOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw invalid('options are needed, a key at least: createNode({ key: generateKey() })');
  }
  const { listen, protocols, encryption, limits, log } = options;
  if (!Array.isArray(listen ?? [])) throw invalid("listen: a list is needed, ['/ip4/0.0.0.0/tcp/4001']");
  if (!Array.isArray(protocols ?? [])) throw invalid('protocols: a list is needed, [chat.handle({ ... })]');
  if (!['secio', 'plaintext'].includes(encryption ?? 'secio')) {
    throw invalid("encryption: 'secio' or 'plaintext' is needed");
  }
  if (typeof (log ?? checkOptions) !== 'function') throw invalid('log: a function is needed');
  const wrong = invalidLimits(limits ?? {});
  if (wrong.length > 0) throw invalid(`limits: ${wrong.join(', ')}`);
}

/** Who the options say we are; nobody in plaintext. Throws `E_INVALID_OPTION` or `E_KEY_INVALID`. */
export function keyOf({ key, encryption }: NodeOptions, { secp256k1 }: Crypto): KeyProvider | undefined {
  if (encryption === 'plaintext') return undefined;
  if (key === undefined)
    throw invalid('a key is needed unless encryption is plaintext: generateKey() makes one');
  if (key instanceof Uint8Array) return localKey(key, secp256k1);
  // It is not quoted: it may be a secret in another form.
  if (!(key?.publicKey instanceof Uint8Array) || typeof key.sign !== 'function') {
    const expected = '32 bytes, as generateKey() and keyFromHex(text) give them, or { publicKey, sign }';
    throw fail('E_KEY_INVALID', `the option key is ${expected}`);
  }
  return key;
}

function invalid(text: string): TentacleError {
  return fail('E_INVALID_OPTION', text);
}
