import { fail } from '../errors.js';
import type { ReplyRule } from '../handler/request.js';

interface Counter {
  key: number;
  wrapped: boolean;
}

/**
 * The requests of one open protocol that wait for an answer. Where messages carry keys, an answer finds its request
 * by the key; where they do not, answers come in the order of the requests, and a request that nobody waits for any
 * more keeps its place until its answer has come and gone.
 */
export class RequestTable<Waiter> {
  readonly #rules: readonly ReplyRule[];
  readonly #max: number;
  /** By rule: waiters by key, in the order they asked. `undefined` keeps an abandoned place. */
  readonly #waiting: readonly Map<number, Waiter | undefined>[];
  /** By rule: the key given last, and whether keys have begun anew. Rules with equally large keys count together. */
  readonly #last: readonly Counter[];
  #size = 0;

  /** `max`: requests under way, all kinds together. */
  constructor(rules: readonly ReplyRule[], max: number) {
    this.#rules = rules;
    this.#max = max;
    this.#waiting = rules.map(() => new Map());
    const counters = new Map(rules.map(({ keys }) => [keys, { key: 0, wrapped: false }]));
    this.#last = rules.map(({ keys }) => counters.get(keys)!);
  }

  /** Requests under way, abandoned places included. */
  get size(): number {
    return this.#size;
  }

  /** A place for a request: returns its key. Throws `E_REQUESTS_FULL`. */
  add(reply: number, waiter: Waiter): number {
    const waiting = this.#waiting[reply]!;
    const { keys = Number.MAX_SAFE_INTEGER, name } = this.#rules[reply]!;
    if (this.#size >= Math.min(this.#max, keys)) {
      throw fail('E_REQUESTS_FULL', `${waiting.size} wait for ${name}, ${this.#size} in all`);
    }
    const last = this.#last[reply]!;
    do {
      last.wrapped ||= last.key === keys;
      last.key = last.key === keys ? 1 : last.key + 1;
    } while (this.#waiting.some((others) => others.has(last.key)));
    waiting.set(last.key, waiter);
    this.#size += 1;
    return last.key;
  }

  /** The request was never sent. */
  remove(reply: number, key: number): void {
    if (this.#waiting[reply]!.delete(key)) this.#size -= 1;
  }

  /** Nobody waits any more for a request that was sent. */
  abandon(reply: number, key: number): void {
    if (this.#rules[reply]!.keys !== undefined) this.remove(reply, key);
    else if (this.#waiting[reply]!.has(key)) this.#waiting[reply]!.set(key, undefined);
  }

  /**
   * An answer came: who waits for it, or `undefined` if nobody does any more. Throws `E_REPLY_UNEXPECTED` if nothing
   * was asked that it could answer.
   */
  settle(reply: number, key: number): Waiter | undefined {
    const { keys, name } = this.#rules[reply]!;
    const waiting = this.#waiting[reply]!;
    const place = keys === undefined ? oldest(waiting) : key;
    if (place === undefined || !waiting.has(place)) {
      const { key: highest, wrapped } = this.#last[reply]!;
      const wasAsked = keys !== undefined && (wrapped || (key >= 1 && key <= highest));
      // An answer that comes after its timeout, or twice.
      if (wasAsked) return undefined;
      throw fail('E_REPLY_UNEXPECTED', `${name} answers nothing that was asked`);
    }
    const waiter = waiting.get(place);
    this.remove(reply, place);
    return waiter;
  }

  /** As {@link settle}, for an answer that does not tell of which kind it is. */
  settleAny(key: number): Waiter | undefined {
    const reply = this.#waiting.findIndex((waiting) => waiting.has(key));
    return this.settle(Math.max(0, reply), key);
  }

  /** Ends all; returns who waited. */
  clear(): Waiter[] {
    const waiters = this.#waiting.flatMap((waiting) => [...waiting.values()]);
    for (const waiting of this.#waiting) waiting.clear();
    this.#size = 0;
    return waiters.filter((waiter) => waiter !== undefined);
  }
}

function oldest(waiting: ReadonlyMap<number, unknown>): number | undefined {
  for (const key of waiting.keys()) return key;
  return undefined;
}
