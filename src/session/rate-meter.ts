import { fail } from '../errors.js';
import type { RateRule } from '../handler/request.js';

/** A remote may send this many times its rate at once: what was held up on the way arrives together. */
export const RATE_BURST = 2;

/** Counts the messages of one open protocol against their rates: a bucket of tokens for each. */
export class RateMeter {
  readonly #rules: readonly RateRule[];
  readonly #tokens: number[];
  readonly #since: number[];

  constructor(rules: readonly RateRule[], now: number) {
    this.#rules = rules;
    this.#tokens = rules.map(({ count }) => count * RATE_BURST);
    this.#since = rules.map(() => now);
  }

  /** A message arrived. Throws `E_MESSAGE_RATE` if it came too soon. */
  admit(rate: number, now: number): void {
    const { name, count, perMs } = this.#rules[rate]!;
    const refilled = this.#tokens[rate]! + ((now - this.#since[rate]!) * count) / perMs;
    const tokens = Math.min(count * RATE_BURST, refilled);
    this.#since[rate] = now;
    this.#tokens[rate] = tokens;
    if (tokens < 1) throw fail('E_MESSAGE_RATE', `${name}: more than ${count} in ${perMs} ms`);
    this.#tokens[rate] = tokens - 1;
  }
}
