import type { Clock } from '../env.js';
import { type ErrorCode, fail, TentacleError, wrap } from '../errors.js';
import type { NoRequests, Peer, Role, SessionInfo } from '../handler/peer.js';
import type { AnyStub, CloseReason, Handled, Lifecycle } from '../handler/protocol.js';
import type { Limits } from '../limits.js';
import type { Substream } from '../session/substream.js';
import { Conversation, type ConversationOwner } from './conversation.js';
import type { Registered } from './registry.js';
import type { SessionHandle } from './session-handle.js';
import { isThenable } from './thenable.js';

/** What a message that decodes may still break: the remote's fault as well. */
const VIOLATIONS: ReadonlySet<ErrorCode> = new Set([
  'E_MESSAGE_DIRECTION',
  'E_MESSAGE_RATE',
  'E_REPLY_UNEXPECTED',
]);

/** What an open peer asks of its session. */
export interface OpenPeerOptions {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'pendingHandlers' | 'pendingRequests'>;
  readonly onProblem: (error: TentacleError) => void;
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
  /** Made when the protocol opens: making it may run code of the user. */
  #handler: Lifecycle | undefined;
  #pending = 0;
  #drained: Promise<void> | undefined;
  #resolveDrained: (() => void) | undefined;

  constructor(session: SessionHandle, substream: Substream<Registered>, options: OpenPeerOptions) {
    const { clock, limits, onProblem } = options;
    this.session = session;
    this.#substream = substream;
    this.#registered = substream.protocol!;
    this.#pendingMax = limits.pendingHandlers;
    this.#onProblem = onProblem;
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
    let error: TentacleError | undefined;
    try {
      this.#handler = this.#registered.binding.handlerFor(this);
      if (this.closed !== undefined) return undefined;
      const handled: unknown = this.#handler.onOpen?.(this);
      if (isThenable(handled)) this.#track(handled);
    } catch (thrown) {
      error = this.#failed(thrown);
    }
    return error;
  }

  /** The last call of the handler. */
  ended(reason: CloseReason): void {
    this.#settleDrained();
    this.#conversation.end(reason);
    const problem = (thrown: unknown): void =>
      this.#onProblem(wrap(thrown, 'E_HANDLER_FAILED', { remote: this.id }));
    try {
      // Declared as void, which an async function satisfies as well.
      const handled: unknown = this.#handler?.onClose?.(this, reason);
      if (isThenable(handled)) handled.then(undefined, problem);
    } catch (thrown) {
      problem(thrown);
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

  #call(callback: () => Handled): void {
    try {
      const handled = callback();
      if (isThenable(handled)) this.#track(handled);
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  #track(promise: PromiseLike<unknown>): void {
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

  onRefused(thrown: unknown): void {
    this.#onProblem(wrap(thrown, 'E_HANDLER_FAILED', { remote: this.id }));
  }

  /** A message that does not decode or may not be sent is the remote's fault, everything else the handler's. */
  #failed(thrown: unknown): TentacleError {
    const code = blame(thrown);
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    const error = fail(code, `${this.name}: ${text}`, { remote: this.id, cause: thrown });
    if (code === 'E_HANDLER_FAILED') this.#onProblem(error);
    this.#substream.fail(error);
    return error;
  }
}

const NO_REQUESTS: NoRequests = {};

function blame(thrown: unknown): ErrorCode {
  if (!(thrown instanceof TentacleError)) return 'E_HANDLER_FAILED';
  if (VIOLATIONS.has(thrown.code)) return thrown.code;
  return thrown.stage === 'decode' ? 'E_MESSAGE_INVALID' : 'E_HANDLER_FAILED';
}
