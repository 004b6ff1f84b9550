import { misfit, overLimit } from './error.js';
import { WRITE_LOOP_UP_TO } from './thresholds.js';

/** The one empty byte array: a hostile list of empty items costs a pointer each, not an object each. */
export const EMPTY: Uint8Array = /* @__PURE__ */ new Uint8Array(0);

let asked: Uint8Array;
let memory: ArrayBufferLike;

/**
 * `bytes[start, end)` in place: a view keeps all of `bytes` alive. To ask a byte array for its buffer costs as much as to
 * make a view, so that of the bytes which were read last is known. `subarray` would cost twice as much.
 */
export function viewBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (end <= start) return EMPTY;
  if (bytes !== asked) {
    memory = bytes.buffer;
    asked = bytes;
  }
  return new Uint8Array(memory, bytes.byteOffset + start, end - start);
}

/** Writes `value` at `at` and returns the end. */
export function writeRaw(out: Uint8Array, at: number, value: Uint8Array): number {
  const { length } = value;
  const end = at + length;
  // A loop drops what lies behind the end of `out`, as every store does; `set` would throw.
  if (length <= WRITE_LOOP_UP_TO) for (let i = 0; i < length; i++) out[at + i] = value[i]!;
  else if (end <= out.length) out.set(value, at);
  return end;
}

/** Length of a byte field that is to be sent. */
export function checkBytes(value: Uint8Array, max: number, path: string): number {
  if (!(value instanceof Uint8Array)) misfit(path, 'a Uint8Array', value);
  const { length } = value;
  if (length > max) overLimit(path, length, max);
  return length;
}

/** As {@link checkBytes}, for a byte array of fixed length. */
export function checkByteArray(value: Uint8Array, length: number, path: string): number {
  if (!(value instanceof Uint8Array) || value.length !== length) {
    misfit(path, `a Uint8Array of ${length} bytes`, value);
  }
  return length;
}
