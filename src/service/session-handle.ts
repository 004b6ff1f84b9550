import type { TentacleError } from '../errors.js';
import type { AnyPeer, SessionInfo } from '../handler/peer.js';
import type { ProtocolDefinition } from '../handler/protocol.js';
import type { Suite } from '../secio/suite.js';

/** One session, as users hold it. */
export interface SessionHandle extends SessionInfo {
  /** Peer id of the remote in base58; empty on a plaintext session. */
  readonly peer: string;
  /** What secio agreed on; `undefined` on a plaintext session. */
  readonly suite: Suite | undefined;
  /** Names of the protocols that are open now. */
  readonly protocols: readonly string[];
  /** Last round trip measured by a yamux ping, in ms. */
  readonly rttMs: number | undefined;
  /** Set when the session is over. `error` is `undefined` when we closed it. */
  readonly closed: { readonly error: TentacleError | undefined } | undefined;
  /** The peer of an open protocol; opens it when needed and waits. Rejects when it is refused or the session ends. */
  protocol<Handlers, P extends AnyPeer>(
    definition: ProtocolDefinition<Handlers, P>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<P>;
  /** Measures the round trip; resolves with it, in ms. */
  ping(options?: { readonly signal?: AbortSignal }): Promise<number>;
  /** Closes in order: queued messages leave, then go away. Resolves when the connection is gone. */
  close(): Promise<void>;
}
