/** Sums of bytes that may be beyond counting. */
import { FORMAT_LIMIT } from '../mol/use.js';

/** Beyond 2^53 bytes nobody counts: recursion alone gets there. */
export const COUNTLESS = Number.MAX_SAFE_INTEGER;

/** The format alone limits what is `@unbounded`. */
export function declared(max: number): number {
  return max >= FORMAT_LIMIT ? Infinity : max;
}

export function total(sizes: readonly number[]): number {
  return countable(sizes.reduce((sum, size) => sum + size, 0));
}

export function times(count: number, size: number): number {
  return count === 0 || size === 0 ? 0 : countable(count * size);
}

function countable(size: number): number {
  return size === Infinity ? size : Math.min(size, COUNTLESS);
}
