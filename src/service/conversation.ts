import type { Clock } from '../env.js';
import { about, type ErrorCode, fail, type TentacleError, wrap } from '../errors.js';
import type { Channel, CloseReason, Handled } from '../handler/peer.js';
import type { ProtocolFacts } from '../handler/protocol.js';
import {
  type Link,
  Refusal,
  type ReplyRule,
  REQUEST_TIMEOUT_MS,
  type RequestOptions,
} from '../handler/request.js';
import { METHOD_UNKNOWN } from '../handler/unknown-method.js';
import { MOST_MS } from '../limits.js';
import { RateMeter } from '../session/rate-meter.js';
import { RequestTable } from '../session/request-table.js';
import { isThenable } from './thenable.js';

/** Longest texts of a refusal; the envelope of a service has room for three bytes a character. */
const CODE_CHARS = 64;
const MESSAGE_CHARS = 512;

/** What a conversation needs of its open protocol. */
export interface ConversationOwner {
  /** The peer id of the remote; empty in plaintext. */
  readonly id: string;
  readonly closed: CloseReason | undefined;
  /** See `Peer.drained`. */
  drained(): Promise<void>;
  /** A handler failed; its request is being refused. */
  onProblem(thrown: unknown): void;
  /** The remote sent a method of a service that our schema does not have, for the first time. */
  onUnknown(method: number): void;
}

interface Waiter {
  resolve(value: never): void;
  reject(error: TentacleError): void;
}

/** Requests and answers of one open protocol: promises and timers around {@link RequestTable}. */
export class Conversation implements Link {
  readonly channel: Channel;
  readonly #owner: ConversationOwner;
  readonly #clock: Clock;
  readonly #replies: readonly ReplyRule[];
  readonly #requests: RequestTable<Waiter>;
  readonly #rates: RateMeter;
  /** By reply rule, where answers leave in the order of their requests: the last one that has not left yet. */
  readonly #turns: (Promise<boolean> | undefined)[] = [];
  #heardUnknown = false;

  constructor(
    facts: ProtocolFacts,
    channel: Channel,
    clock: Clock,
    maxRequests: number,
    owner: ConversationOwner,
  ) {
    this.channel = channel;
    const { replies = [], rates = [] } = facts;
    this.#owner = owner;
    this.#clock = clock;
    this.#replies = replies;
    this.#requests = new RequestTable(replies, maxRequests);
    this.#rates = new RateMeter(rates, clock.now());
  }

  admit(rate: number): void {
    this.#rates.admit(rate, this.#clock.now());
  }

  request<Reply>(
    reply: number,
    ownTimeoutMs: number | undefined,
    send: (key: number) => unknown,
    { signal, timeoutMs = ownTimeoutMs ?? REQUEST_TIMEOUT_MS }: RequestOptions = {},
  ): Promise<Reply> {
    const answer = new Promise<Reply>((resolve, reject) => {
      if (!(timeoutMs >= 0 && timeoutMs <= MOST_MS))
        throw fail('E_INVALID_OPTION', `timeoutMs: ${timeoutMs}`);
      if (signal?.aborted === true) throw this.#aborted(signal);
      if (this.#owner.closed !== undefined) throw this.#ended(this.#owner.closed);
      const done = (): void => {
        timer.cancel();
        signal?.removeEventListener('abort', abort);
      };
      const giveUp = (error: TentacleError): void => {
        done();
        this.#requests.abandon(reply, key);
        reject(error);
      };
      const abort = (): void => giveUp(this.#aborted(signal!));
      const key = this.#place(reply, {
        resolve(value) {
          done();
          resolve(value);
        },
        reject(error) {
          done();
          reject(error);
        },
      });
      // Before the question leaves: sending reads the message of the user, who may abort or close meanwhile.
      const timer = this.#clock.after(timeoutMs, () =>
        giveUp(this.#error('E_REQUEST_TIMEOUT', `${timeoutMs} ms`)),
      );
      signal?.addEventListener('abort', abort, { once: true });
      try {
        send(key);
      } catch (thrown) {
        done();
        this.#requests.remove(reply, key);
        throw thrown;
      }
    });
    // Whoever does not look at it does not care; a remote must not end our process with it.
    answer.catch(() => undefined);
    return answer;
  }

  settle(reply: number, key: number, value: unknown): void {
    this.#requests.settle(reply, key)?.resolve(value as never);
  }

  refused(key: number, code: string, message: string): void {
    const text = message === '' ? code : `${code}: ${message}`;
    const cause = new Refusal(code, message);
    this.#requests.settleAny(key)?.reject(this.#error('E_REQUEST_REFUSED', text, cause));
  }

  answer<Reply>(
    reply: number,
    result: () => Reply | PromiseLike<Reply>,
    send: (reply: Reply) => boolean,
    refuse?: (code: string, message: string) => boolean,
  ): Handled {
    const refused = (thrown: unknown): boolean => {
      if (refuse === undefined) throw thrown;
      return this.#refuse(thrown, refuse);
    };
    const say = (now: Reply): boolean => {
      try {
        return send(now);
      } catch (thrown) {
        return refused(thrown);
      }
    };
    const before = this.#turns[reply];
    let value: Reply | PromiseLike<Reply>;
    try {
      value = result();
      if (!isThenable(value) && before === undefined) return this.#paced(say(value));
    } catch (thrown) {
      return this.#paced(refused(thrown));
    }
    const sent = Promise.resolve<Reply>(value).then((now) => {
      const turn = (): boolean => say(now);
      return before === undefined ? turn() : before.then(turn, turn);
    }, refused);
    if (this.#replies[reply]!.keys === undefined) this.#turns[reply] = sent;
    // An answer that waits for those before it counts as unsettled, also one that was there at once.
    return sent.then((more) => {
      if (this.#turns[reply] === sent) this.#turns[reply] = undefined;
      return this.#paced(more);
    });
  }

  unknown(method: number, refuse: ((code: string, message: string) => boolean) | undefined): Handled {
    if (!this.#heardUnknown) {
      this.#heardUnknown = true;
      this.#owner.onUnknown(method);
    }
    if (refuse === undefined) return undefined;
    return this.#paced(this.#refuse(new Refusal(METHOD_UNKNOWN, `method ${method}`), refuse));
  }

  /** The protocol is closed. */
  end(reason: CloseReason): void {
    for (const waiter of this.#requests.clear()) waiter.reject(this.#ended(reason));
  }

  /** Throws `E_REQUESTS_FULL`. */
  #place(reply: number, waiter: Waiter): number {
    try {
      return this.#requests.add(reply, waiter);
    } catch (thrown) {
      throw about(wrap(thrown, 'E_REQUESTS_FULL'), this.#owner.id);
    }
  }

  #aborted({ reason }: AbortSignal): TentacleError {
    return this.#error('E_ABORTED', undefined, reason);
  }

  #ended({ message, error }: CloseReason): TentacleError {
    return this.#error('E_PROTOCOL_CLOSED', message, error);
  }

  #error(code: ErrorCode, detail: string | undefined, cause?: unknown): TentacleError {
    return about(fail(code, detail, { cause }), this.#owner.id);
  }

  #refuse(thrown: unknown, refuse: (code: string, message: string) => boolean): boolean {
    if (thrown instanceof Refusal) {
      try {
        return refuse(cut(thrown.code, CODE_CHARS), cut(thrown.message, MESSAGE_CHARS));
      } catch (wrong) {
        thrown = wrong;
      }
    }
    // What went wrong here is nobody else's business.
    this.#owner.onProblem(thrown);
    return refuse('E_HANDLER_FAILED', '');
  }

  /** A remote that asks faster than it reads gets no further credit until it has read its answers. */
  #paced(more: boolean): Handled {
    return more ? undefined : this.#owner.drained();
  }
}

/** `text` as UTF-8 can hold it: half a surrogate pair, cut or not, cannot be sent. */
function cut(text: string, max: number): string {
  return text.slice(0, max).replace(/\p{Surrogate}/gu, '\ufffd');
}
