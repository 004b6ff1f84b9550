/** Memory of the hand-written codecs: where messages are written, and how byte fields get in and out. */
import { EMPTY } from '../../../src/wire/index.js';

export class HandError extends Error {}

export function fail(what: string): never {
  throw new HandError(what);
}

const SLAB_BYTES = 65_536;
const SLAB_UP_TO = 16_384;
let memory = EMPTY.buffer;
let used = SLAB_BYTES;

/** Memory that short messages are written to, one behind the other; {@link reserve} says where. */
export let slab: Uint8Array = EMPTY;

/**
 * Makes sure that a message of up to `bound` bytes fits into the slab, and returns where it begins; -1 if it is too
 * long for the slab. The limits of a schema bound a message before anybody has measured it.
 */
export function reserve(bound: number): number {
  if (bound > SLAB_UP_TO) return -1;
  if (used + bound > SLAB_BYTES) {
    memory = new ArrayBuffer(SLAB_BYTES);
    slab = new Uint8Array(memory);
    used = 0;
  }
  return used;
}

/** The message that was written where {@link reserve} said, up to `end`. */
export function taken(end: number): Uint8Array {
  const bytes = new Uint8Array(memory, used, end - used);
  used = (end + 7) & ~7;
  return bytes;
}

/** Memory for a message of exactly `size` bytes. Node's allocator leaves out the zeros that nobody will see. */
export function allocate(size: number): Uint8Array {
  return new Uint8Array(Buffer.allocUnsafeSlow(size).buffer, 0, size);
}

/** Up to here a loop over the bytes beats one call that copies them. */
const LOOP_UP_TO = 12;

/** `bytes[start, end)` in place. */
export function takeBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return end > start ? new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start) : EMPTY;
}

/** Writes a byte field that was checked, and returns its end. */
export function putBytes(out: Uint8Array, at: number, value: Uint8Array): number {
  const { length } = value;
  if (length > LOOP_UP_TO) out.set(value, at);
  else for (let i = 0; i < length; i++) out[at + i] = value[i]!;
  return at + length;
}

/** Length of a byte field that is to be sent. */
export function bytesLength(value: Uint8Array, max: number): number {
  if (!(value instanceof Uint8Array)) fail('not bytes');
  const { length } = value;
  if (length > max) fail('too many bytes');
  return length;
}

/** Whoever writes into memory of others must not write behind its end. */
export function checkEnd(out: Uint8Array, end: number): number {
  if (end > out.length) fail('no room');
  return end;
}
