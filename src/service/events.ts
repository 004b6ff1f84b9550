import type { TentacleError } from '../errors.js';
import type { CloseReason } from '../handler/peer.js';
import type { SessionHandle } from './session-handle.js';

/** A protocol on one session, as events name it. */
export interface ProtocolOnSession {
  readonly session: SessionHandle;
  readonly name: string;
  readonly version: string;
}

/** Everything that a node reports, by name. */
export interface NodeEvents {
  /** The handshake is done; protocols follow. */
  'session:open': { readonly session: SessionHandle };
  /** The last event of a session. `error` is `undefined` when we closed it. */
  'session:close': { readonly session: SessionHandle; readonly error: TentacleError | undefined };
  'protocol:open': ProtocolOnSession;
  'protocol:close': ProtocolOnSession & { readonly reason: CloseReason };
  /** A selection failed, in either direction; the session stays. */
  'protocol:refused': {
    readonly session: SessionHandle;
    readonly name: string | undefined;
    readonly error: TentacleError;
  };
  /** An inbound connection did not become a session. */
  'inbound:failed': { readonly remoteAddress: string; readonly error: TentacleError };
  /** A dial failed; its promise was rejected with the same error. */
  'dial:failed': { readonly error: TentacleError };
  /** A handler threw or its promise was rejected. (A listener of events that throws is only logged.) */
  problem: { readonly error: TentacleError };
}

type Listener<Name extends keyof NodeEvents> = (event: NodeEvents[Name]) => void;

/** Typed events. No event is special: an unheard `problem` does not crash anything. */
export class Events {
  readonly #listeners = new Map<keyof NodeEvents, Set<(event: never) => void>>();
  readonly #onThrow: (thrown: unknown) => void;

  /** `onThrow` is told when a listener throws; the other listeners still run. */
  constructor(onThrow: (thrown: unknown) => void) {
    this.#onThrow = onThrow;
  }

  /** Listens; the returned function stops it. */
  on<Name extends keyof NodeEvents>(name: Name, listener: Listener<Name>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  emit<Name extends keyof NodeEvents>(name: Name, event: NodeEvents[Name]): void {
    const listeners = this.#listeners.get(name);
    if (listeners === undefined) return;
    for (const listener of [...listeners]) {
      try {
        const result: unknown = (listener as Listener<Name>)(event);
        // Declared as void, which an async function satisfies as well.
        if (result instanceof Promise) result.catch(this.#onThrow);
      } catch (thrown) {
        this.#onThrow(thrown);
      }
    }
  }
}
