import type { Channel, Peer } from './peer.js';

/** How messages are delimited inside a substream. */
export type Framing =
  /** `u32` big-endian length, then the message: tentacle's default. */
  | 'length-delimited'
  /** As `length-delimited`, and the body carries the same prefix once more (upstream's discovery). */
  | 'length-delimited-twice'
  /** No framing: every received chunk of bytes is a message. Only for raw protocols. */
  | 'none';

/** Which batch of a session a message leaves in; `high` overtakes `normal`. */
export type Priority = 'high' | 'normal';

/** What a handler may return: nothing, or a promise that holds back further credit until it settles. */
export type Handled = void | Promise<void>;

/** Why a protocol was closed on a session. `code` is `undefined` after an orderly close. */
export interface CloseReason {
  readonly by: 'local' | 'remote';
  readonly code: string | undefined;
  readonly message: string;
}

/** Calls that every handler may implement beside its messages. All are made in order for one peer. */
export interface Lifecycle<Send> {
  /** The protocol is open on a session: the first call for this peer. */
  onOpen?(peer: Peer<Send>): Handled;
  /** The protocol is closed: the last call for this peer, made exactly once after `onOpen`. */
  onClose?(peer: Peer<Send>, reason: CloseReason): void;
  /** The transport took what was queued: `peer.send` accepts again. */
  onDrain?(peer: Peer<Send>): void;
}

/** The facts of a protocol and what its generated stub does with bytes. */
export interface ProtocolSpec<Handler extends Lifecycle<Send>, Send> {
  /** Name on the wire, for example `/tentacle/ping`. */
  readonly name: string;
  /** Versions served, lowest first; the highest common one is used. Compared bytewise. */
  readonly versions: readonly string[];
  readonly framing: Framing;
  /** Largest message in bytes, either way. */
  readonly maxBytes: number;
  readonly priority: Priority;
  /** Makes the typed `peer.send` of one open channel. */
  sender(channel: Channel): Send;
  /** Decodes the message in `bytes[start, end)` and calls the handler. Throws a `WireError` on bad bytes. */
  dispatch(handler: Handler, peer: Peer<Send>, bytes: Uint8Array, start: number, end: number): Handled;
}

/** What {@link ProtocolDefinition.as} may change. */
export interface ProtocolNaming {
  readonly name?: string;
  readonly versions?: readonly string[];
  readonly maxBytes?: number;
  readonly framing?: Framing;
}

/** A handler for all peers, or a function that makes one per open channel (stateful per session). */
export type HandlerOrFactory<Handler, Send> = Handler | ((peer: Peer<Send>) => Handler);

/** A protocol as generated code exports it. */
export interface ProtocolDefinition<Handler extends Lifecycle<Send>, Send> extends ProtocolSpec<
  Handler,
  Send
> {
  /** Binds a handler; the result goes into `createNode({ protocols: [...] })`. */
  handle(handler: HandlerOrFactory<Handler, Send>): ProtocolBinding;
  /** The same messages under another wire name, other versions or another size limit. */
  as(naming: ProtocolNaming): ProtocolDefinition<Handler, Send>;
}

/** A protocol with its handler, its types erased: what the service registers. */
export interface ProtocolBinding {
  readonly definition: ProtocolSpec<Lifecycle<unknown>, unknown>;
  /** The handler of a newly opened peer. */
  handlerFor(peer: Peer<unknown>): Lifecycle<unknown>;
}

/** Completes a generated {@link ProtocolSpec}. */
export function defineProtocol<Handler extends Lifecycle<Send>, Send>(
  spec: ProtocolSpec<Handler, Send>,
): ProtocolDefinition<Handler, Send> {
  const definition: ProtocolDefinition<Handler, Send> = {
    ...spec,
    handle(handler) {
      const handlerFor = typeof handler === 'function' ? handler : () => handler;
      // The service only ever passes a handler back to the definition it came with.
      return { definition, handlerFor };
    },
    as: (naming) => defineProtocol({ ...spec, ...naming }),
  };
  return definition;
}
