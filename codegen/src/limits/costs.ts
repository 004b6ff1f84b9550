/**
 * What decoded values cost on the heap of V8 (x64, no pointer compression), in bytes. Measured as the growth of
 * `heapUsed + external` for 100,000 values each, on Node 20.20 and 24; where the two differ, the larger figure stands
 * here. `test/limits` measures decoded messages against the sums.
 */

/** A pointer, a small integer, or a double in an array of doubles. */
export const SLOT = 8;

/** An object literal: map, properties and elements, then a slot per field. One without fields gets four slots. */
export function object(fields: number): number {
  return 24 + SLOT * (fields === 0 ? 4 : fields);
}

/** A number beyond 32 bits signed, outside of arrays: boxed. A field that once held one stays boxed for all. */
export const BOXED_NUMBER = 16;

/** A bigint other than the constant `0n`. */
export function bigint(bits: number): number {
  return 16 + Math.max(1, bits / 64) * 8;
}

/** An array without items: they share one empty backing store. */
export const ARRAY = 32;

/** What the first item of an array adds besides its slot, if the array was made with its length. */
export const SIZED_ARRAY_FIRST = 16;

/**
 * Arrays that grow by `push` get room for `n + n/2 + 16` items: 152 bytes at the first item, and never more than
 * 12 for each after it.
 */
export const PUSHED_FIRST = 152;
export const PUSHED_NEXT = 12.3;

/** A string of more than one character, without them. The empty one and those of one ASCII character are shared. */
const STRING = 16;

/** Bytes of a string that took `wire` bytes: one character beyond Latin-1 makes all of them two bytes wide. */
export function string(wire: number): number {
  return wire < 2 ? 0 : STRING + align(2 * (wire - 1));
}

/** A byte field: a view of the received message. Empty ones are shared. */
export const VIEW = 104;

/** The buffer object behind views, without the bytes of the message. */
export const BUFFER = 96;

/** A map with up to four entries. */
export const MAP = 184;

/** What a map of `entries` entries costs more than an empty one: its table doubles, at most. */
export function mapTable(entries: number): number {
  const capacity = 2 ** Math.ceil(Math.log2(Math.max(4, entries)));
  return 28 * (capacity - 4);
}

/** The number of entries at which a map that may have `max` doubles its table for the last time. */
export function lastDoubling(max: number): number {
  return max <= 4 ? 0 : 2 ** (Math.ceil(Math.log2(max)) - 1) + 1;
}

function align(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

/** Pages of the heap end in gaps that nothing fits into. */
export const GAPS = 1.03;
