/** Where encoded messages are put. */
import { EMPTY } from './bytes.js';
import { overLimit } from './error.js';
import { viewOf } from './fixed.js';
import { DRAFT_KEPT_BYTES, MAX_BYTES, OWN_UP_TO, SHARED_UP_TO, SLAB_BYTES } from './thresholds.js';

/** Checks `value`, writes it at `at` and returns the end. */
export type Write<T> = (value: T, out: Uint8Array, at: number) => number;

/** What browsers lack. */
interface NodeGlobals {
  readonly Buffer?: { allocUnsafeSlow(size: number): { readonly buffer: ArrayBufferLike } };
}

let slab: Uint8Array;
/** Of the slab: asking it costs as much as encoding a small message. */
let memory: ArrayBuffer;
/** There is no slab yet. */
let used = SLAB_BYTES;
/** Where a message is written before anybody knows how long it is. It grows with what it had to hold. */
let scratch: Uint8Array | undefined;

/** `value` as bytes that nobody else writes to. It has at most `bound` of them, and that is at most 16 KiB. */
export function encodedSmall<T>(write: Write<T>, value: T, bound: number): Uint8Array {
  if (used + bound > SLAB_BYTES) {
    memory = new ArrayBuffer(SLAB_BYTES);
    slab = new Uint8Array(memory);
    used = 0;
  }
  const own = memory;
  const start = used;
  used += bound;
  // All small messages are written through one array: what is cached for it stays valid.
  const end = write(value, slab, start);
  // Unless a getter of the value has encoded something else meanwhile.
  if (own === memory && used === start + bound) used = end;
  return new Uint8Array(own, start, end - start);
}

/** As {@link encodedSmall}, for any `bound`. */
export function encoded<T>(write: Write<T>, value: T, bound: number): Uint8Array {
  if (bound <= SHARED_UP_TO) return encodedSmall(write, value, bound);
  // Not a number: the value is not what it should be, and writing it says so.
  if (!(bound <= OWN_UP_TO)) return drafted(write, value, bound).slice();
  const own = unfilled(bound);
  const end = write(value, own, 0);
  // Most of it may be empty, if there are limits that nobody comes near.
  return 2 * end < bound ? own.slice(0, end) : new Uint8Array(own.buffer, 0, end);
}

/** Memory of its own. Node's was not filled with zeros before. */
function unfilled(size: number): Uint8Array {
  const memory = (globalThis as NodeGlobals).Buffer?.allocUnsafeSlow(size).buffer;
  return memory === undefined ? new Uint8Array(size) : new Uint8Array(memory);
}

/** `value` as bytes that the next draft overwrites. It has at most `bound` of them, as far as that is known. */
function drafted<T>(write: Write<T>, value: T, bound: number): Uint8Array {
  let out = scratch ?? new Uint8Array(SLAB_BYTES);
  // A getter of the value may draft something else meanwhile.
  scratch = undefined;
  for (;;) {
    try {
      const end = write(value, out, 0);
      if (end > MAX_BYTES) overLimit('message', end, MAX_BYTES);
      if (out.length <= DRAFT_KEPT_BYTES) scratch = out;
      // Lists were written through a view, which would keep it.
      else viewOf(EMPTY);
      if (end <= out.length) return new Uint8Array(out.buffer, 0, end);
    } catch (thrown) {
      // Loops drop what lies behind the end of an array, a DataView throws. Memory is no help against other errors.
      if (!(thrown instanceof RangeError) || !/bounds/i.test(thrown.message)) throw thrown;
      if (out.length >= Math.min(bound, MAX_BYTES)) throw thrown;
    }
    out = new Uint8Array(Math.min(4 * out.length, MAX_BYTES));
  }
}

/** Exact size of `value`: stores behind the end of an array do nothing, so writing into an empty one measures. */
export function measure<T>(write: Write<T>, value: T): number {
  const size = write(value, EMPTY, 0);
  if (size > MAX_BYTES) overLimit('message', size, MAX_BYTES);
  return size;
}
