import type { AnyPeer, CloseReason } from '../handler/peer.js';
import type { ProtocolBinding } from '../handler/protocol.js';

/** A protocol that acts by itself: it sends, it keeps time, it judges what the remote does. */
export interface Behaviour {
  /** Goes into `createNode({ protocols: [...] })` or `node.add()`. */
  readonly binding: ProtocolBinding;
  /** Closes the protocol on every session and cancels its timers. The sessions stay. */
  close(): void;
}

/** What a remote did that its protocol forbids. `kind` is stable, `detail` is for people. */
export interface Misbehaviour<Kind extends string = string> {
  readonly kind: Kind;
  readonly detail: string;
}

/** Is told what a remote did wrong; its session is being closed by then. Must not throw. */
export type OnMisbehaviour<Kind extends string> = (peer: AnyPeer, misbehaviour: Misbehaviour<Kind>) => void;

/** What a behaviour keeps for one open peer. */
export interface PeerState {
  readonly peer: AnyPeer;
  /** Cancels timers; nothing is called afterwards. */
  stop(): void;
}

/** The open peers of one behaviour, so that none outlives it and none is judged twice. */
export class OpenPeers<State extends PeerState, Kind extends string> {
  readonly #states = new Set<State>();
  readonly #onMisbehaviour: OnMisbehaviour<Kind> | undefined;
  #closed = false;

  constructor(onMisbehaviour: OnMisbehaviour<Kind> | undefined) {
    this.#onMisbehaviour = onMisbehaviour;
  }

  get size(): number {
    return this.#states.size;
  }

  [Symbol.iterator](): Iterator<State> {
    return this.#states.values();
  }

  /** `false`: the behaviour is closed, and so is this peer now. */
  add(state: State): boolean {
    if (this.#closed) {
      state.peer.close();
      return false;
    }
    this.#states.add(state);
    return true;
  }

  /** The protocol was closed. A message that does not decode makes the core close it: only `reason` tells us. */
  closed(state: State, { code, message }: CloseReason, invalid: Kind): void {
    if (code === 'E_MESSAGE_INVALID') this.expel(state, invalid, message);
    else this.#remove(state);
  }

  /** Disconnects a peer that broke the rules. */
  expel(state: State, kind: Kind, detail: string): void {
    if (!this.#remove(state)) return;
    state.peer.disconnect();
    this.#onMisbehaviour?.(state.peer, { kind, detail });
  }

  close(): void {
    this.#closed = true;
    for (const state of this.#states) {
      this.#remove(state);
      state.peer.close();
    }
  }

  #remove(state: State): boolean {
    if (!this.#states.delete(state)) return false;
    state.stop();
    return true;
  }
}
