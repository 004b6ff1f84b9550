import type { Clock, Timer } from '../env.js';

interface Pending {
  readonly at: number;
  readonly order: number;
  readonly fn: () => void;
}

/** How often {@link VirtualClock.settle} looks again before it says that a network never comes to rest. */
const MAX_ROUNDS = 100_000;

/**
 * A clock that stands still until told otherwise. With the memory transport it makes a whole network run in one
 * place, in one order, in no time.
 */
export class VirtualClock implements Clock {
  #now = 0;
  #order = 0;
  #timers = new Set<Pending>();
  #deferred: (() => void)[] = [];

  now(): number {
    return this.#now;
  }

  after(delayMs: number, fn: () => void): Timer {
    const pending = { at: this.#now + delayMs, order: this.#order++, fn };
    this.#timers.add(pending);
    return { cancel: () => this.#timers.delete(pending) };
  }

  defer(fn: () => void): void {
    this.#deferred.push(fn);
  }

  /** Timers that have not fired and were not cancelled. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Runs until nothing is left to do at this instant, promises included. */
  async settle(): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      // A turn of the real loop settles the promises that user code waits for, key providers' included.
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (this.#deferred.length === 0) return;
      while (this.#deferred.length > 0) {
        const turn = this.#deferred;
        this.#deferred = [];
        for (const fn of turn) fn();
      }
    }
    throw new Error('the network does not come to rest');
  }

  /** Lets `ms` pass, firing timers in order and settling after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.fn();
      await this.settle();
    }
    this.#now = end;
  }

  /** The earliest timer due by `end`. */
  #next(end: number): Pending | undefined {
    let first: Pending | undefined;
    for (const pending of this.#timers) {
      if (pending.at > end) continue;
      if (
        first === undefined ||
        pending.at < first.at ||
        (pending.at === first.at && pending.order < first.order)
      ) {
        first = pending;
      }
    }
    return first;
  }
}
