import type { RateRule } from '../handler/request.js';
import { Violation } from '../handler/violation.js';

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
    // A clock that steps back takes nothing away.
    const elapsed = Math.max(0, now - this.#since[rate]!);
    const refilled = this.#tokens[rate]! + (elapsed * count) / perMs;
    const tokens = Math.min(count * RATE_BURST, refilled);
    this.#since[rate] = now;
    this.#tokens[rate] = tokens;
    if (tokens < 1) throw new Violation('E_MESSAGE_RATE', `${name}: more than ${count} in ${perMs} ms`);
    this.#tokens[rate] = tokens - 1;
  }
}
