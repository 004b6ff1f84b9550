import type { Channel, Handled } from './peer.js';

/** How long a request waits for its answer where neither schema nor caller says it, in ms. */
export const REQUEST_TIMEOUT_MS = 30_000;

/**
 * How one request waits. It rejects with `E_REQUEST_TIMEOUT`, `E_ABORTED` (the signal), `E_PROTOCOL_CLOSED` (the
 * protocol ended first; the cause is the error that ended it), `E_REQUEST_REFUSED` (a server said no),
 * `E_REQUESTS_FULL` (too many are under way), `E_INVALID_OPTION`, or with what `send` throws for a message that is
 * wrong in itself. A request that nobody looks at is no unhandled rejection.
 */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** 0 to 2^31 - 1. Default: `timeout=` of the schema, else {@link REQUEST_TIMEOUT_MS}. */
  readonly timeoutMs?: number | undefined;
}

/** Messages of one kind that answer requests. */
export interface ReplyRule {
  /** Name of the answering message. */
  readonly name: string;
  /** Largest key that request and answer carry; `undefined`: answers come in the order of the requests. */
  readonly keys: number | undefined;
}

/** How often a remote may send a message. */
export interface RateRule {
  /** Name of the message. */
  readonly name: string;
  readonly count: number;
  readonly perMs: number;
}

/** What a handler answers a request with. A promise may take its time; it holds back credit until it settles. */
export type Answered<Reply> = Reply | PromiseLike<Reply>;

/** Requests under way and rates of one open protocol, as generated stubs see them. */
export interface Link {
  readonly channel: Channel;
  /**
   * Asks: `send` gets the key that the answer will carry. `reply` and `rate` below count the rules of the protocol.
   */
  request<Reply>(
    reply: number,
    timeoutMs: number | undefined,
    send: (key: number) => unknown,
    options: RequestOptions | undefined,
  ): Promise<Reply>;
  /** An answer arrived. Throws `E_REPLY_UNEXPECTED` if nothing was asked that it could answer. */
  settle(reply: number, key: number, value: unknown): void;
  /** A server refused the request with this key. */
  refused(key: number, code: string, message: string): void;
  /**
   * Answers a request as soon as the handler has: at once, or behind its promise. Answers without keys leave in the
   * order of their requests. With `refuse` a failing handler refuses the request, without it the protocol is closed.
   */
  answer<Reply>(
    reply: number,
    result: () => Reply | PromiseLike<Reply>,
    send: (reply: Reply) => boolean,
    refuse?: (code: string, message: string) => boolean,
  ): Handled;
  /**
   * A service was sent the method with this number, which the schema of this side does not have. With `refuse` it is a
   * call, without it a topic.
   */
  unknown(method: number, refuse: ((code: string, message: string) => boolean) | undefined): Handled;
  /** A message with a rate arrived. Throws `E_MESSAGE_RATE` if there were too many. */
  admit(rate: number): void;
}

/**
 * Thrown or rejected with by a service's handler: the caller gets `E_REQUEST_REFUSED`, with an equal one as its cause.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** A code of the application, for example `E_NO_SUCH_BLOCK`. */
  readonly code: string;

  constructor(code: string, message = '') {
    super(message);
    this.code = code;
  }
}

/** What a node answers that calls a service and does not serve it. */
export function notServed(): never {
  throw new Refusal('E_NOT_SERVED', 'this node does not serve it');
}
