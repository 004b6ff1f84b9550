/** Enough for the round trips of several seconds; what comes after is not recorded. */
const CAPACITY = 1 << 18;

/** Round trips, recorded without allocating: a growing array would be measured along. */
export class Latencies {
  readonly #ms = new Float64Array(CAPACITY);
  #count = 0;

  add(ms: number): void {
    if (this.#count < CAPACITY) this.#ms[this.#count++] = ms;
  }

  /** The median in µs of everything since the last call, 0 if there is nothing. */
  takeMedianUs(): number {
    const sorted = this.#ms.slice(0, this.#count).sort();
    this.#count = 0;
    return (sorted[sorted.length >> 1] ?? 0) * 1000;
  }
}
