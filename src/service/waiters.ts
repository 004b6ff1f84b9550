import { fail, type TentacleError } from '../errors.js';

/** Someone who waits for a `T`, optionally for the one called `key`. */
export interface Waiter<T> {
  readonly key: string;
  resolve(value: T): void;
  reject(error: TentacleError): void;
}

/** Promises that an event settles, each abortable; an aborted one leaves nothing behind. */
export class Waiters<T> {
  readonly #waiters = new Set<Waiter<T>>();

  /** Waits until {@link settle}. Rejects with `E_ABORTED` when `signal` says so. */
  wait(signal?: AbortSignal, key = ''): Promise<T> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(fail('E_ABORTED'));
      const abort = (): void => waiter.reject(fail('E_ABORTED'));
      const done = (): void => {
        this.#waiters.delete(waiter);
        signal?.removeEventListener('abort', abort);
      };
      const waiter: Waiter<T> = {
        key,
        resolve: (value) => {
          done();
          resolve(value);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** Settles everyone who waits, or everyone who waits for `key`. */
  settle(settle: (waiter: Waiter<T>) => void, key?: string): void {
    for (const waiter of [...this.#waiters]) if (key === undefined || waiter.key === key) settle(waiter);
  }
}
