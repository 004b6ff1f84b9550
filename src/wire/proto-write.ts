/**
 * Protobuf: how values are written. Each function writes at `at` and returns the end, also where `out` has ended before:
 * then it measures.
 */
import { writeRaw } from './bytes.js';
import { misfit } from './error.js';
import { writeU32 } from './fixed.js';
import { checkText, writeText } from './utf8.js';
import { varintSize, writeHalves, writeVarint } from './varint.js';

/** Also enums. Negative numbers are extended to 64 bits. */
export function writeInt32(out: Uint8Array, at: number, value: number): number {
  return value < 0 ? writeHalves(out, at, value >>> 0, 0xffff_ffff) : writeVarint(out, at, value);
}

/** Eight bytes on their way from a number. */
const wide = new DataView(new ArrayBuffer(8));

function writeWide(out: Uint8Array, at: number): number {
  return writeU32(out, writeU32(out, at, wide.getInt32(0, true)), wide.getInt32(4, true));
}

/** 64 bits, signed or not. */
export function writeFixed64(out: Uint8Array, at: number, value: bigint): number {
  wide.setBigInt64(0, value, true);
  return writeWide(out, at);
}

export function writeFloat(out: Uint8Array, at: number, value: number): number {
  wide.setFloat32(0, value, true);
  return writeU32(out, at, wide.getInt32(0, true));
}

export function writeDouble(out: Uint8Array, at: number, value: number): number {
  wide.setFloat64(0, value, true);
  return writeWide(out, at);
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

/** Up to here a loop over the characters beats the call into the platform, and needs no length beforehand. */
const TEXT_LOOP_UP_TO = 16;

/** Checks a text and writes it behind its length. */
export function putText(out: Uint8Array, at: number, value: string, max: number, path: string): number {
  if (typeof value === 'string' && value.length <= TEXT_LOOP_UP_TO && value.length <= max) {
    const units = value.length;
    let i = 0;
    for (; i < units; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 0x7f) break;
      out[at + 1 + i] = unit;
    }
    if (i === units) {
      out[at] = units;
      return at + 1 + units;
    }
  }
  const length = checkText(value, max, path);
  const start = writeVarint(out, at, length);
  const end = start + length;
  if (end <= out.length) writeText(out, start, value, length);
  return end;
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
