import { misfit, overLimit } from './error.js';
import { COPY_UP_TO, WRITE_LOOP_UP_TO } from './thresholds.js';

/** The one empty byte array: a hostile list of empty items costs a pointer each, not an object each. */
export const EMPTY: Uint8Array = /* @__PURE__ */ new Uint8Array(0);

/** `bytes[start, end)` as a value of its own: copied if short, else a view. */
export function sliceBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const length = end - start;
  if (length === 0) return EMPTY;
  if (length > COPY_UP_TO) return viewBytes(bytes, start, end);
  const copy = new Uint8Array(length);
  const whole = length & ~3;
  let i = 0;
  for (; i < whole; i += 4) {
    copy[i] = bytes[start + i]!;
    copy[i + 1] = bytes[start + i + 1]!;
    copy[i + 2] = bytes[start + i + 2]!;
    copy[i + 3] = bytes[start + i + 3]!;
  }
  for (; i < length; i++) copy[i] = bytes[start + i]!;
  return copy;
}

/** `bytes[start, end)` in place. The constructor costs half of `subarray`. */
export function viewBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
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

/** A byte array of fixed length. */
export function readByteArray(bytes: Uint8Array, at: number, length: number): Uint8Array {
  return sliceBytes(bytes, at, at + length);
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
