import type { TentacleError } from '../errors.js';
import type { Codec } from '../wire/codec.js';

/** Which end of a session we are. The dialer opens the protocols. */
export type Role = 'dialer' | 'listener';

/** Which batch of a session a message leaves in; `high` overtakes `normal`. */
export type Priority = 'high' | 'normal';

/** What a handler may return: nothing, or a promise that holds back further credit until it settles. */
export type Handled = void | Promise<void>;

/** Why a protocol was closed on a session. `code` is `undefined` after an orderly close. */
export interface CloseReason {
  readonly by: 'local' | 'remote';
  readonly code: string | undefined;
  readonly message: string;
  /** The error behind `code`: of the protocol, or the one that ended its session. */
  readonly error?: TentacleError | undefined;
}

/**
 * One open protocol on one session, as generated senders see it. Sends are synchronous: the message is encoded
 * straight into the session's open batch, which leaves at the end of the event-loop turn.
 */
export interface Channel {
  readonly role: Role;
  /** The negotiated version. */
  readonly version: string;
  /**
   * Queues `message`. `true`: go on; `false`: accepted, but the queue is over its budget (wait for
   * `peer.drained()`), or nothing was sent because the protocol is closed (`peer.closed` says why).
   * Throws `E_WIRE_VALUE`, `E_WIRE_LIMIT`, `E_WIRE_DEPTH` or `E_MESSAGE_TOO_LARGE` when the message itself is wrong.
   */
  send<T>(codec: Codec<T>, message: T, priority?: Priority): boolean;
  /** As {@link send}, for bytes that are encoded already. They are copied or sent before the turn ends. */
  sendBytes(bytes: Uint8Array, priority?: Priority): boolean;
}

/** The session a peer is reached through. */
export interface SessionInfo {
  /** Local number of the session, never on the wire. */
  readonly id: number;
  readonly role: Role;
  /** Multiaddr of the remote as we see it, with `/p2p/` when the session is encrypted. */
  readonly remoteAddress: string;
}

/** The `send` of a side that sends nothing on its own account. */
export type NoMessages = Readonly<Record<never, never>>;

/** The `request` of a protocol without requests. */
export type NoRequests = Readonly<Record<never, never>>;

/** One remote with one protocol open: what a handler is called with. */
export interface Peer<Send = unknown, Request = NoRequests> {
  /** Peer id in base58; empty on a plaintext session, which proves nothing. */
  readonly id: string;
  /** The negotiated version of the protocol. */
  readonly version: string;
  /** Which end of the session we are. */
  readonly role: Role;
  readonly session: SessionInfo;
  /** One method per message: `peer.send.pong({ nonce })`. See {@link Channel.send} for the result. */
  readonly send: Send;
  /** One method per message with a `@reply`: `await peer.request.block({ hash })`. See {@link RequestOptions}. */
  readonly request: Request;
  /** Set once the protocol is closed. */
  readonly closed: CloseReason | undefined;
  /** Resolves when sends are within the budget again, and also when the protocol closes (check `closed`). */
  drained(): Promise<void>;
  /** Closes this protocol; the session and its other protocols stay. Queued messages leave first. */
  close(): void;
  /** Closes the whole session. */
  disconnect(): void;
}

/** A peer of any protocol. */
export type AnyPeer = Peer<unknown, unknown>;
