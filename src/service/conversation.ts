import type { Clock, Timer } from '../env.js';
import { fail, type TentacleError } from '../errors.js';
import type { Channel } from '../handler/peer.js';
import type { CloseReason, Handled, ProtocolFacts } from '../handler/protocol.js';
import { type Link, Refusal, REQUEST_TIMEOUT_MS, type RequestOptions } from '../handler/request.js';
import { RateMeter } from '../session/rate-meter.js';
import { RequestTable } from '../session/request-table.js';
import { isThenable } from './thenable.js';

/** Longest texts of a refusal; the envelope of a service has room for three bytes a character. */
const CODE_CHARS = 64;
const MESSAGE_CHARS = 512;

/** What a conversation needs of its open protocol. */
export interface ConversationOwner {
  readonly closed: CloseReason | undefined;
  /** See `Peer.drained`. */
  drained(): Promise<void>;
  /** A handler failed, and its request was refused. */
  onRefused(thrown: unknown): void;
}

interface Waiter {
  resolve(value: never): void;
  reject(error: TentacleError): void;
}

/** An answer that waits for those before it. */
interface Slot {
  send: (() => boolean) | undefined;
}

/** Requests and answers of one open protocol: promises and timers around {@link RequestTable}. */
export class Conversation implements Link {
  readonly channel: Channel;
  readonly #owner: ConversationOwner;
  readonly #clock: Clock;
  readonly #requests: RequestTable<Waiter>;
  readonly #rates: RateMeter;
  /** By reply rule: answers that are not sent yet, oldest first; `undefined` where keys make order irrelevant. */
  readonly #answers: readonly (Slot[] | undefined)[];

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
    this.#requests = new RequestTable(replies, maxRequests);
    this.#rates = new RateMeter(rates, clock.now());
    this.#answers = replies.map(({ keys }) => (keys === undefined ? [] : undefined));
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
    return new Promise<Reply>((resolve, reject) => {
      if (signal?.aborted === true) throw aborted(signal);
      if (this.#owner.closed !== undefined) throw ended(this.#owner.closed);
      let timer: Timer | undefined = undefined;
      const done = (): void => {
        timer?.cancel();
        signal?.removeEventListener('abort', abort);
      };
      const giveUp = (error: TentacleError): void => {
        done();
        this.#requests.abandon(reply, key);
        reject(error);
      };
      const abort = (): void => giveUp(aborted(signal!));
      const key = this.#requests.add(reply, {
        resolve(value) {
          done();
          resolve(value);
        },
        reject(error) {
          done();
          reject(error);
        },
      });
      try {
        send(key);
      } catch (thrown) {
        this.#requests.remove(reply, key);
        throw thrown;
      }
      timer = this.#clock.after(timeoutMs, () => giveUp(fail('E_REQUEST_TIMEOUT', `${timeoutMs} ms`)));
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  settle(reply: number, key: number, value: unknown): void {
    this.#requests.settle(reply, key)?.resolve(value as never);
  }

  refused(key: number, code: string, message: string): void {
    this.#requests.settleAny(key)
      ?.reject(fail('E_REQUEST_REFUSED', message === '' ? code : `${code}: ${message}`));
  }

  answer<Reply>(
    reply: number,
    result: () => Reply | PromiseLike<Reply>,
    send: (reply: Reply) => boolean,
    refuse?: (code: string, message: string) => boolean,
  ): Handled {
    const refused = (thrown: unknown): boolean => {
      if (refuse === undefined) throw thrown;
      if (thrown instanceof Refusal) {
        return refuse(cut(thrown.code, CODE_CHARS), cut(thrown.message, MESSAGE_CHARS));
      }
      // What went wrong here is nobody else's business.
      this.#owner.onRefused(thrown);
      return refuse('E_HANDLER_FAILED', '');
    };
    let value: Reply | PromiseLike<Reply>;
    try {
      value = result();
    } catch (thrown) {
      return this.#paced(refused(thrown));
    }
    const answers = this.#answers[reply];
    if (!isThenable(value)) {
      const now = value;
      if (answers === undefined || answers.length === 0) return this.#paced(send(now));
      answers.push({ send: () => send(now) });
      return;
    }
    if (answers === undefined)
      return Promise.resolve(value)
        .then(send, refused)
        .then((more) => this.#paced(more));
    const slot: Slot = { send: undefined };
    answers.push(slot);
    return Promise.resolve(value).then((now) => {
      slot.send = () => send(now);
      return this.#flush(answers);
    });
  }

  /** The protocol is closed. */
  end(reason: CloseReason): void {
    for (const waiter of this.#requests.clear()) waiter.reject(ended(reason));
  }

  /** Sends the answers whose turn it is. */
  #flush(answers: Slot[]): Handled {
    let more = true;
    while (answers[0]?.send !== undefined) more = answers.shift()!.send!();
    return this.#paced(more);
  }

  /** A remote that asks faster than it reads gets no further credit until it has read its answers. */
  #paced(more: boolean): Handled {
    return more ? undefined : this.#owner.drained();
  }
}

function aborted(signal: AbortSignal): TentacleError {
  return fail('E_ABORTED', undefined, { cause: signal.reason });
}

function ended({ code, message }: CloseReason): TentacleError {
  return fail('E_PROTOCOL_CLOSED', code === undefined ? message : `${code}: ${message}`);
}

/** `text` as UTF-8 can hold it: half a surrogate pair, cut or not, cannot be sent. */
function cut(text: string, max: number): string {
  return text.slice(0, max).replace(/\p{Surrogate}/gu, '\ufffd');
}
