import { fail } from '../errors.js';
import type { ReplyRule } from '../handler/request.js';
import { Violation } from '../handler/violation.js';

/** A request that was sent. */
interface Place<Waiter> {
  readonly reply: number;
  /** `undefined`: nobody waits for its answer any more. */
  waiter: Waiter | undefined;
}

/** Keys that are given one after another, and what waits with them, in the order of asking. */
interface Keys<Waiter> {
  readonly waiting: Map<number, Place<Waiter>>;
  last: number;
  /** Keys have begun anew. */
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
  /** By rule. Rules with equally large keys count together; those without have each their own order. */
  readonly #keys: readonly Keys<Waiter>[];
  #size = 0;

  /** `max`: requests under way, all kinds together. */
  constructor(rules: readonly ReplyRule[], max: number) {
    this.#rules = rules;
    this.#max = max;
    const bySize = new Map<number, Keys<Waiter>>();
    this.#keys = rules.map(({ keys: size }) => {
      const keys = (size === undefined ? undefined : bySize.get(size)) ?? {
        waiting: new Map(),
        last: 0,
        wrapped: false,
      };
      if (size !== undefined) bySize.set(size, keys);
      return keys;
    });
  }

  /** Requests under way, abandoned places included. */
  get size(): number {
    return this.#size;
  }

  /** A place for a request: returns its key. Throws `E_REQUESTS_FULL`. */
  add(reply: number, waiter: Waiter): number {
    const keys = this.#keys[reply]!;
    const { keys: most = Number.MAX_SAFE_INTEGER, name } = this.#rules[reply]!;
    if (this.#size >= this.#max || keys.waiting.size >= most) {
      throw fail('E_REQUESTS_FULL', `${keys.waiting.size} wait for ${name}, ${this.#size} in all`);
    }
    do {
      keys.wrapped ||= keys.last === most;
      keys.last = keys.last === most ? 1 : keys.last + 1;
    } while (keys.waiting.has(keys.last));
    keys.waiting.set(keys.last, { reply, waiter });
    this.#size += 1;
    return keys.last;
  }

  /** The request was never sent. */
  remove(reply: number, key: number): void {
    if (this.#keys[reply]!.waiting.delete(key)) this.#size -= 1;
  }

  /** Nobody waits any more for a request that was sent. */
  abandon(reply: number, key: number): void {
    if (this.#rules[reply]!.keys !== undefined) return this.remove(reply, key);
    const place = this.#keys[reply]!.waiting.get(key);
    if (place !== undefined) place.waiter = undefined;
  }

  /**
   * An answer came: who waits for it, or `undefined` if nobody does any more. Throws `E_REPLY_UNEXPECTED` if nothing
   * was asked that it could answer.
   */
  settle(reply: number, key: number): Waiter | undefined {
    const { keys: most, name } = this.#rules[reply]!;
    const { waiting, wrapped, last } = this.#keys[reply]!;
    const at = most === undefined ? oldest(waiting) : key;
    const place = at === undefined ? undefined : waiting.get(at);
    if (place?.reply === reply) {
      this.remove(reply, at!);
      return place.waiter;
    }
    // An answer that comes after its timeout, or twice. Until keys begin anew, one that waits was only of one kind.
    const known = most !== undefined && key >= 1 && key <= (wrapped ? most : last);
    if (known && (wrapped || place === undefined)) return undefined;
    throw new Violation('E_REPLY_UNEXPECTED', `${name} answers nothing that was asked`);
  }

  /** As {@link settle}, for an answer that does not tell of which kind it is; all kinds must count together. */
  settleAny(key: number): Waiter | undefined {
    if (this.#rules.length === 0) throw new Violation('E_REPLY_UNEXPECTED', 'nothing can be asked');
    return this.settle(this.#keys[0]!.waiting.get(key)?.reply ?? 0, key);
  }

  /** Ends all; returns who waited. */
  clear(): Waiter[] {
    const places = [...new Set(this.#keys)].flatMap(({ waiting }) => [...waiting.values()]);
    for (const { waiting } of this.#keys) waiting.clear();
    this.#size = 0;
    return places.map(({ waiter }) => waiter).filter((waiter) => waiter !== undefined);
  }
}

function oldest(waiting: ReadonlyMap<number, unknown>): number | undefined {
  for (const key of waiting.keys()) return key;
  return undefined;
}
