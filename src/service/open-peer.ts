import { fail, TentacleError, wrap } from '../errors.js';
import type { Peer, SessionInfo } from '../handler/peer.js';
import type { CloseReason, Handled, Lifecycle } from '../handler/protocol.js';
import type { Substream } from '../session/substream.js';
import type { Registered } from './registry.js';
import type { SessionHandle } from './session-handle.js';

/**
 * One open protocol with its handler: decodes and dispatches what arrives, holds back credit while handlers are
 * busy, and turns what they throw into a closed protocol instead of a crash.
 */
export class OpenPeer implements Peer<unknown> {
  readonly session: SessionInfo & SessionHandle;
  readonly send: unknown;
  readonly #substream: Substream<Registered>;
  readonly #registered: Registered;
  readonly #pendingMax: number;
  readonly #onProblem: (error: TentacleError) => void;
  readonly #handler: Lifecycle<unknown>;
  #pending = 0;
  #drained: Promise<void> | undefined;
  #resolveDrained: (() => void) | undefined;

  constructor(
    session: SessionHandle,
    substream: Substream<Registered>,
    pendingMax: number,
    onProblem: (error: TentacleError) => void,
  ) {
    this.session = session;
    this.#substream = substream;
    this.#registered = substream.protocol!;
    this.#pendingMax = pendingMax;
    this.#onProblem = onProblem;
    const { binding } = this.#registered;
    this.send = binding.definition.sender(substream);
    substream.receiver = (bytes, start, end) => this.#receive(bytes, start, end);
    substream.onDrained = () => this.#drain();
    this.#handler = binding.handlerFor(this);
  }

  get id(): string {
    return this.session.peer;
  }

  get name(): string {
    return this.#registered.binding.definition.name;
  }

  get version(): string {
    return this.#substream.version;
  }

  get closed(): CloseReason | undefined {
    return this.#substream.closed;
  }

  /** The binding that this peer was opened with. */
  get registered(): Registered {
    return this.#registered;
  }

  drained(): Promise<void> {
    if (!this.#substream.waiting || this.closed !== undefined) return Promise.resolve();
    return (this.#drained ??= new Promise((resolve) => (this.#resolveDrained = resolve)));
  }

  close(): void {
    this.#substream.close();
  }

  disconnect(): void {
    void this.session.close();
  }

  /** The first call of the handler. */
  opened(): void {
    this.#call(() => this.#handler.onOpen?.(this));
  }

  /** The last call of the handler. */
  ended(reason: CloseReason): void {
    this.#settleDrained();
    try {
      this.#handler.onClose?.(this, reason);
    } catch (thrown) {
      this.#onProblem(wrap(thrown, 'E_HANDLER_FAILED', { remote: this.id }));
    }
  }

  #drain(): void {
    this.#settleDrained();
    this.#call(() => this.#handler.onDrain?.(this));
  }

  #settleDrained(): void {
    this.#resolveDrained?.();
    this.#drained = this.#resolveDrained = undefined;
  }

  #receive(bytes: Uint8Array, start: number, end: number): void {
    let handled: Handled;
    try {
      handled = this.#registered.binding.definition.dispatch(this.#handler, this, bytes, start, end);
    } catch (thrown) {
      return this.#failed(thrown);
    }
    if (handled !== undefined) this.#track(handled);
  }

  #call(callback: () => Handled): void {
    try {
      const handled = callback();
      if (handled !== undefined) this.#track(handled);
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  #track(promise: Promise<void>): void {
    this.#pending += 1;
    if (this.#pending === this.#pendingMax) this.#substream.hold(true);
    promise.then(
      () => this.#settled(),
      (thrown: unknown) => {
        this.#settled();
        this.#failed(thrown);
      },
    );
  }

  #settled(): void {
    if (this.#pending === this.#pendingMax && this.closed === undefined) this.#substream.hold(false);
    this.#pending -= 1;
  }

  /** A message that does not decode is the remote's fault, everything else the handler's. */
  #failed(thrown: unknown): void {
    const theirs = thrown instanceof TentacleError && thrown.stage === 'decode';
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    const error = fail(theirs ? 'E_MESSAGE_INVALID' : 'E_HANDLER_FAILED', `${this.name}: ${text}`, {
      remote: this.id,
      cause: thrown,
    });
    if (!theirs) this.#onProblem(error);
    this.#substream.fail(error);
  }
}
