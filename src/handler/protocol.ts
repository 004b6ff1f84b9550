import type { AnyPeer, Channel, CloseReason, Handled, Priority, Role } from './peer.js';
import type { Link, RateRule, ReplyRule } from './request.js';

/** How messages are delimited inside a substream. */
export type Framing =
  /** `u32` big-endian length, then the message: tentacle's default. */
  | 'length-delimited'
  /** As `length-delimited`, and the body carries the same prefix once more (upstream's discovery). */
  | 'length-delimited-twice'
  /** No framing: every received chunk of bytes is a message. Only for raw protocols. */
  | 'none';

/** Calls that every handler may implement beside its messages. All are made in order for one peer. */
export interface Lifecycle<P extends AnyPeer = AnyPeer> {
  /** The protocol is open on a session: the first call for this peer. */
  onOpen?(peer: P): Handled;
  /** The protocol is closed: the last call for this peer, made exactly once after `onOpen`. */
  onClose?(peer: P, reason: CloseReason): void;
  /** The transport took what was queued: `peer.send` accepts again. */
  onDrain?(peer: P): void;
}

/** What a protocol is, apart from its messages. */
export interface ProtocolFacts {
  /** Name on the wire, for example `/tentacle/ping`. */
  readonly name: string;
  /** Versions served, lowest first; the highest common one is used. Compared bytewise. */
  readonly versions: readonly string[];
  readonly framing: Framing;
  /** Largest message in bytes, either way. */
  readonly maxBytes: number;
  readonly priority: Priority;
  /** Messages that answer requests. */
  readonly replies?: readonly ReplyRule[];
  /** Messages that may not come faster than this. */
  readonly rates?: readonly RateRule[];
}

/** What generated code does for one side of a session. */
export interface Stub<Handler extends Lifecycle<P>, P extends AnyPeer> {
  /** Makes the typed `peer.send` of one open channel. */
  sender(channel: Channel): P['send'];
  /** Makes the typed `peer.request`, where the protocol has requests. */
  requester?(channel: Channel, link: Link): P['request'];
  /**
   * Decodes the message in `bytes[start, end)` and calls the handler. Throws a `Violation` for what a remote may not
   * send, and whatever the handler throws.
   */
  dispatch(handler: Handler, peer: P, bytes: Uint8Array, start: number, end: number, link: Link): Handled;
}

/** A stub with its types erased: what the service calls. */
export type AnyStub = Stub<Lifecycle, AnyPeer>;

/** What {@link ProtocolDefinition.as} may change. */
export interface ProtocolNaming {
  readonly name?: string;
  readonly versions?: readonly string[];
  readonly maxBytes?: number;
  readonly framing?: Framing;
}

/** A handler for all peers, or a function that makes one per open channel (stateful per session). */
export type HandlerOrFactory<Handler, P> = Handler | ((peer: P) => Handler);

/** Handlers of a protocol whose sides send different messages: one for sessions we dialled, one for the others. */
export interface Sides<Dialer, DialerPeer, Listener, ListenerPeer> {
  readonly dialer: HandlerOrFactory<Dialer, DialerPeer>;
  readonly listener: HandlerOrFactory<Listener, ListenerPeer>;
}

/** A protocol as generated code exports it. `Handlers` is what `handle` takes, `P` what handlers are called with. */
export interface ProtocolDefinition<Handlers, P extends AnyPeer> extends ProtocolFacts {
  /** Binds a handler; the result goes into `createNode({ protocols: [...] })`. */
  handle(handlers: Handlers): ProtocolBinding;
  /** The same messages under another wire name, other versions or another size limit. */
  as(naming: ProtocolNaming): ProtocolDefinition<Handlers, P>;
  /** The generated code for sessions on which we are `role`. */
  stub(role: Role): AnyStub;
  /** The handler of a newly opened peer. */
  handlerOf(handlers: Handlers, peer: P): Lifecycle;
}

/** A protocol of which both sides send the same messages. */
export type ProtocolOf<Handler, P extends AnyPeer> = ProtocolDefinition<HandlerOrFactory<Handler, P>, P>;

/** A protobuf service: a protocol of requests that either side may serve. */
export interface ServiceOf<Server, P extends AnyPeer> extends ProtocolOf<Server, P> {
  /** For nodes that only call: requests of the remote are refused with `E_NOT_SERVED`, its topics are not heard. */
  client(): ProtocolBinding;
  as(naming: ProtocolNaming): ServiceOf<Server, P>;
}

/** A protocol whose sides send different messages. */
export type DirectedProtocolOf<
  Dialer,
  DialerPeer extends AnyPeer,
  Listener,
  ListenerPeer extends AnyPeer,
> = ProtocolDefinition<Sides<Dialer, DialerPeer, Listener, ListenerPeer>, DialerPeer | ListenerPeer>;

/** A protocol with its handler, its types erased: what the service registers. */
export interface ProtocolBinding {
  readonly definition: ProtocolFacts;
  stub(role: Role): AnyStub;
  /** The handler of a newly opened peer. */
  handlerFor(peer: AnyPeer): Lifecycle;
}
