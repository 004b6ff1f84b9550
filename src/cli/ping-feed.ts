import type { TentacleError } from '../errors.js';

/** Round trips that arrive when they like, taken one by one. After a failure nothing more comes. */
export class PingFeed {
  readonly #rtts: number[] = [];
  #failure: Error | undefined;
  #waiting: { resolve(rttMs: number): void; reject(error: Error): void } | undefined;

  push(rttMs: number): void {
    if (this.#waiting === undefined) this.#rtts.push(rttMs);
    else this.#take()?.resolve(rttMs);
  }

  fail(error: Error | TentacleError): void {
    this.#failure ??= error;
    this.#take()?.reject(this.#failure);
  }

  /** The next round trip, in ms. Only one caller may wait at a time. */
  next(): Promise<number> {
    const rttMs = this.#rtts.shift();
    if (rttMs !== undefined) return Promise.resolve(rttMs);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
  }

  #take(): { resolve(rttMs: number): void; reject(error: Error): void } | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }
}
