/**
 * Protobuf: how values are written. Each function writes at `at` and returns the end, also where `out` has ended before:
 * then it measures.
 */
import { writeRaw } from './bytes.js';
import { misfit, overDepth } from './error.js';
import { writeText } from './text.js';
import { varintSize, writeHalves, writeVarint } from './varint.js';

/** Also enums. Negative numbers are extended to 64 bits. */
export function writeInt32(out: Uint8Array, at: number, value: number): number {
  return value < 0 ? writeHalves(out, at, value >>> 0, 0xffff_ffff) : writeVarint(out, at, value);
}

/** A 64-bit integer that is a `number` in TypeScript. */
export function wideInteger(value: number, signed: boolean, path: string): bigint {
  if (!Number.isSafeInteger(value) || (value < 0 && !signed)) {
    misfit(path, `an integer from ${signed ? '-2^53 + 1' : '0'} to 2^53 - 1`, value);
  }
  return BigInt(value);
}

/** Checked bytes behind their length. */
export function writeBytes(out: Uint8Array, at: number, value: Uint8Array): number {
  return writeRaw(out, writeVarint(out, at, value.length), value);
}

/** Checks a text and writes it behind its length, which is that of ASCII as long as nobody knows better. */
export function putText(out: Uint8Array, at: number, value: string, max: number, path: string): number {
  const body = at + varintSize(value?.length);
  return seal(out, at, body, writeText(out, body, value, max, path));
}

/** What stands in `[body, end)` goes behind its length, which begins at `at`. */
export function seal(out: Uint8Array, at: number, body: number, end: number): number {
  const length = end - body;
  if (length < 0x80 && body === at + 1) {
    out[at] = length;
    return end;
  }
  const start = at + varintSize(length);
  if (start !== body) out.copyWithin(start, body, end);
  writeVarint(out, at, length);
  return start + length;
}

/** How many levels may stand below a message or map entry, where `depth` may stand below the message that it is in. */
export function deeper(depth: number, path: string): number {
  if (depth < 1) overDepth(path);
  return depth - 1;
}
