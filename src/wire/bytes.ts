import { misfit, overLimit } from './error.js';

/** The one empty byte array: a hostile list of empty items costs a pointer each, not an object each. */
export const EMPTY: Uint8Array = new Uint8Array(0);

/**
 * Byte fields up to this length are copied out of the received record. A view would keep the whole record alive,
 * often 64 KiB for a 20-byte address that somebody stores.
 */
export const COPY_UP_TO = 64;

/** Below this length a loop beats `Uint8Array.prototype.set`. */
const LOOP_UP_TO = 6;

const SLAB_BYTES = 16_384;
const SLAB_UP_TO = 4_096;
let slab = EMPTY.buffer;
let slabUsed = 0;

/** Room for an encoded message. Small ones share a slab: making a `Uint8Array` costs more than most encodes. */
export function allocate(size: number): Uint8Array {
  if (size > SLAB_UP_TO) return new Uint8Array(size);
  if (slabUsed + size > slab.byteLength) {
    slab = new ArrayBuffer(SLAB_BYTES);
    slabUsed = 0;
  }
  const bytes = new Uint8Array(slab, slabUsed, size);
  slabUsed += (size + 7) & ~7;
  return bytes;
}

/** `bytes[start, end)` as a value of its own: copied if short, else a view. */
export function sliceBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const length = end - start;
  if (length === 0) return EMPTY;
  if (length > COPY_UP_TO) return new Uint8Array(bytes.buffer, bytes.byteOffset + start, length);
  const copy = new Uint8Array(length);
  for (let i = 0; i < length; i++) copy[i] = bytes[start + i]!;
  return copy;
}

/** A byte array of fixed length. */
export function readByteArray(bytes: Uint8Array, at: number, length: number): Uint8Array {
  return sliceBytes(bytes, at, at + length);
}

/** Writes `value` at `at` and returns the end. */
export function writeRaw(out: Uint8Array, at: number, value: Uint8Array): number {
  const length = value.length;
  if (length > LOOP_UP_TO) out.set(value, at);
  else for (let i = 0; i < length; i++) out[at + i] = value[i]!;
  return at + length;
}

/** Length of a byte field that is to be sent. */
export function checkBytes(value: Uint8Array, max: number, path: string): number {
  if (!(value instanceof Uint8Array)) misfit(path, 'a Uint8Array', value);
  if (value.length > max) overLimit(path, value.length, max);
  return value.length;
}

/** As {@link checkBytes}, for a byte array of fixed length. */
export function checkByteArray(value: Uint8Array, length: number, path: string): number {
  if (!(value instanceof Uint8Array)) misfit(path, `a Uint8Array of ${length} bytes`, value);
  if (value.length !== length) misfit(path, `${length} bytes long`, value.length);
  return length;
}
