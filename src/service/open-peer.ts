import type { Clock } from '../env.js';
import { about, type ErrorCode, fail, type TentacleError, textOf } from '../errors.js';
import type { CloseReason, Handled, NoRequests, Peer, Role, SessionInfo } from '../handler/peer.js';
import type { AnyStub, Lifecycle } from '../handler/protocol.js';
import { Violation } from '../handler/violation.js';
import type { Limits } from '../limits.js';
import type { Substream } from '../session/substream.js';
import { Conversation, type ConversationOwner } from './conversation.js';
import type { Registered } from './registry.js';
import type { SessionHandle } from './session-handle.js';
import { isThenable } from './thenable.js';

/** What an open peer asks of its session. */
export interface OpenPeerOptions {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'pendingHandlers' | 'pendingRequests'>;
  readonly onProblem: (error: TentacleError) => void;
  /** The remote sent a method of a service that our schema does not have. */
  readonly onUnknown: (peer: OpenPeer, method: number) => void;
}

/**
 * One open protocol with its handler: decodes and dispatches what arrives, holds back credit while handlers are
 * busy, and turns what they throw into a closed protocol instead of a crash.
 */
export class OpenPeer implements Peer<unknown, unknown>, ConversationOwner {
  readonly session: SessionInfo & SessionHandle;
  readonly send: unknown;
  readonly request: unknown;
  readonly #substream: Substream<Registered>;
  readonly #registered: Registered;
  readonly #stub: AnyStub;
  readonly #conversation: Conversation;
  readonly #pendingMax: number;
  readonly #onProblem: (error: TentacleError) => void;
  readonly #onUnknown: (peer: OpenPeer, method: number) => void;
  /** Made when the protocol opens: making it may run code of the user. */
  #handler: Lifecycle | undefined;
  #pending = 0;
  #drained: Promise<void> | undefined;
  #resolveDrained: (() => void) | undefined;

  constructor(session: SessionHandle, substream: Substream<Registered>, options: OpenPeerOptions) {
    const { clock, limits, onProblem, onUnknown } = options;
    this.session = session;
    this.#substream = substream;
    this.#registered = substream.protocol!;
    this.#pendingMax = limits.pendingHandlers;
    this.#onProblem = onProblem;
    this.#onUnknown = onUnknown;
    const { binding } = this.#registered;
    this.#stub = binding.stub(session.role);
    this.#conversation = new Conversation(binding.definition, substream, clock, limits.pendingRequests, this);
    this.send = this.#stub.sender(substream);
    this.request = this.#stub.requester?.(substream, this.#conversation) ?? NO_REQUESTS;
    substream.receiver = (bytes, start, end) => this.#receive(bytes, start, end);
    substream.onDrained = () => this.#drain();
  }

  get id(): string {
    return this.session.peer;
  }

  get name(): string {
    return this.#registered.binding.definition.name;
  }

  get role(): Role {
    return this.session.role;
  }

  get version(): string {
    return this.#substream.version;
  }

  get closed(): CloseReason | undefined {
    return this.#substream.closed;
  }

  /** Does it speak a version of this definition? Several definitions may share a wire name. */
  speaks({ versions }: { readonly versions: readonly string[] }): boolean {
    return versions.includes(this.version);
  }

  drained(): Promise<void> {
    // A turn of the loop: whoever forgets to look at `closed` spins, but starves nobody.
    if (this.closed !== undefined) return new Promise((resolve) => setTimeout(resolve, 0));
    if (!this.#substream.waiting) return Promise.resolve();
    return (this.#drained ??= new Promise((resolve) => (this.#resolveDrained = resolve)));
  }

  close(): void {
    this.#substream.close();
  }

  disconnect(): void {
    void this.session.close();
  }

  /** Makes the handler and calls it for the first time. The error, if that failed; the protocol is closed then. */
  opened(): TentacleError | undefined {
    return this.#call(() => {
      this.#handler = this.#registered.binding.handlerFor(this);
      return this.closed === undefined ? this.#handler.onOpen?.(this) : undefined;
    });
  }

  /** The last call of the handler. */
  ended(reason: CloseReason): void {
    this.#settleDrained();
    this.#conversation.end(reason);
    try {
      // Declared as void, which an async function satisfies as well.
      const handled: unknown = this.#handler?.onClose?.(this, reason);
      if (isThenable(handled)) Promise.resolve(handled).catch((thrown: unknown) => this.onProblem(thrown));
    } catch (thrown) {
      this.onProblem(thrown);
    }
  }

  #drain(): void {
    this.#settleDrained();
    this.#call(() => this.#handler?.onDrain?.(this));
  }

  #settleDrained(): void {
    this.#resolveDrained?.();
    this.#drained = this.#resolveDrained = undefined;
  }

  #receive(bytes: Uint8Array, start: number, end: number): void {
    try {
      const handled: unknown = this.#stub.dispatch(
        this.#handler!,
        this,
        bytes,
        start,
        end,
        this.#conversation,
      );
      if (isThenable(handled)) this.#track(handled);
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  #call(callback: () => Handled): TentacleError | undefined {
    try {
      const handled: unknown = callback();
      if (isThenable(handled)) this.#track(handled);
      return undefined;
    } catch (thrown) {
      return this.#failed(thrown);
    }
  }

  #track(handled: PromiseLike<unknown>): void {
    this.#pending += 1;
    if (this.#pending === this.#pendingMax) this.#substream.hold(true);
    // Not every thenable keeps the contract of a promise.
    Promise.resolve(handled).then(
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

  /** The handler failed. */
  onProblem(cause: unknown): TentacleError {
    const error = this.#error('E_HANDLER_FAILED', cause);
    this.#onProblem(error);
    return error;
  }

  onUnknown(method: number): void {
    this.#onUnknown(this, method);
  }

  /** A message that does not decode or may not be sent is the remote's fault, everything else the handler's. */
  #failed(thrown: unknown): TentacleError {
    const error =
      thrown instanceof Violation ? this.#error(thrown.code, thrown.cause ?? thrown) : this.onProblem(thrown);
    this.#substream.fail(error);
    return error;
  }

  #error(code: ErrorCode, cause: unknown): TentacleError {
    const text = textOf(cause).replace(`${code}: `, '');
    return about(fail(code, `${this.name}: ${text}`, { cause }), this.id);
  }
}

const NO_REQUESTS: NoRequests = {};
