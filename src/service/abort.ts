import { fail } from '../errors.js';

/** `promise`, unless `signal` says no earlier: then a rejection with `E_ABORTED`. Leaves no listener behind. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(fail('E_ABORTED', undefined, { cause: signal.reason }));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** A signal that follows several others until it is released; `AbortSignal.any` never forgets on Node 20. */
export class LinkedAbort {
  readonly #controller = new AbortController();
  readonly #sources: AbortSignal[] = [];

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly abort = (): void => this.#controller.abort();

  follow(source: AbortSignal | undefined): void {
    if (source === undefined) return;
    if (source.aborted) return this.abort();
    this.#sources.push(source);
    source.addEventListener('abort', this.abort, { once: true });
  }

  release(): void {
    for (const source of this.#sources) source.removeEventListener('abort', this.abort);
  }
}
