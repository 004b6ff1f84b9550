import type { TentacleError } from '../../src/api.js';

/** How a promise ended. */
export interface Outcome<T> {
  value?: T;
  code?: string;
  message?: string;
}

/** Looks at a promise without waiting for it: what it holds once the virtual clock has settled. */
export function outcome<T>(promise: Promise<T>): Outcome<T> {
  const seen: Outcome<T> = {};
  promise.then(
    (value) => (seen.value = value),
    (error: TentacleError) => Object.assign(seen, { code: error.code, message: error.message }),
  );
  return seen;
}

/** Promises that were rejected and that nobody looked at while `run` ran. */
export async function unhandled(run: () => Promise<void>): Promise<unknown[]> {
  const seen: unknown[] = [];
  const note = (reason: unknown): void => void seen.push(reason);
  const before = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', note);
  try {
    await run();
    // Node reports behind the microtasks of a turn.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.removeListener('unhandledRejection', note);
    for (const listener of before) process.on('unhandledRejection', listener);
  }
  return seen;
}
