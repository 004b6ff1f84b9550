/** What the hand-written protobuf codecs share: varints longer than a byte, and fields that nobody knows. */
import { fail } from './memory.js';

const MAX_DEPTH = 100;

/** Where the varint that was read last ended. */
export let next = 0;

/** A length, field number or wire type: the low 32 bits of a varint, unsigned. */
export function getVarint(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = 0, at = start; i < 10 && at < end; i++) {
    const byte = bytes[at++]!;
    if (i < 5) value |= (byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      next = at;
      return value >>> 0;
    }
  }
  fail('varint');
}

/** The end of a field that is not known here, or not with this wire type. Its tag ended at `start`. */
export function skip(bytes: Uint8Array, start: number, end: number, tag: number, depth = MAX_DEPTH): number {
  if (tag < 8) fail('tag');
  switch (tag & 7) {
    case 0:
      getVarint(bytes, start, end);
      return next;
    case 1:
      return within(start + 8, end);
    case 2: {
      const length = getVarint(bytes, start, end);
      return within(next + length, end);
    }
    case 3:
      return skipGroup(bytes, start, end, tag >>> 3, depth);
    case 5:
      return within(start + 4, end);
    default:
      fail('wire type');
  }
}

/** A tag that is longer than a byte, or longer than it had to be. */
export function getTag(bytes: Uint8Array, start: number, end: number): number {
  const tag = getVarint(bytes, start, end);
  // More than 32 bits, field number 0: both are errors.
  if (tag < 8 || next - start > 5 || (next - start === 5 && bytes[next - 1]! > 15)) fail('tag');
  return tag;
}

function within(at: number, end: number): number {
  if (at > end) fail('cut off');
  return at;
}

function skipGroup(bytes: Uint8Array, start: number, end: number, field: number, depth: number): number {
  if (depth <= 0) fail('depth');
  let at = start;
  for (;;) {
    const tag = getTag(bytes, at, end);
    at = next;
    if ((tag & 7) !== 4) at = skip(bytes, at, end, tag, depth - 1);
    else if (tag >>> 3 === field) return at;
    else fail('group');
  }
}

export function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

export function putVarint(out: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest > 0x7f) {
    out[at++] = rest | 0x80;
    rest >>>= 7;
  }
  out[at++] = rest;
  return at;
}
