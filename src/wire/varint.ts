/** Protobuf varints. Values come back directly; {@link after} says where they ended. */
import { malformed } from './error.js';
import { wide } from './fixed.js';

/** Offset behind the varint, tag or length that was read last. A pair as a result would cost an object. */
export let after = 0;

let high = 0;

/** Reads a varint of at most ten bytes: returns the low 32 bits, unsigned, and leaves the others in `high`. */
function readHalves(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let low = 0;
  high = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    if (at >= end) malformed('E_WIRE_VARINT', 'varint', start);
    const byte = bytes[at++]!;
    const bits = byte & 0x7f;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high = bits >>> 4;
    } else high |= bits << (shift - 32);
    if (byte < 0x80) {
      after = at;
      return low >>> 0;
    }
  }
  malformed('E_WIRE_VARINT', 'varint', start);
}

/** The low 32 bits of a varint, unsigned: longer ones are cut, as the encoding guide says. */
export function readVarint(bytes: Uint8Array, start: number, end: number): number {
  if (start < end) {
    const byte = bytes[start]!;
    if (byte < 0x80) {
      after = start + 1;
      return byte;
    }
  }
  return readHalves(bytes, start, end);
}

/** A length, which has at most five bytes. One beyond 32 bits is longer than anything. */
export function readLength(bytes: Uint8Array, start: number, end: number): number {
  const low = readHalves(bytes, start, end);
  checkShort(start);
  return high === 0 ? low : Infinity;
}

/** Tags and lengths are not padded with zeros that mean nothing. */
function checkShort(start: number): void {
  if (after > start + 5) malformed('E_WIRE_VARINT', 'tag or length', start);
}

/** The number that a zigzag varint stands for. */
export function unzigzag(value: number): number {
  return (value >>> 1) ^ -(value & 1);
}

export function readVarintBool(bytes: Uint8Array, start: number, end: number): boolean {
  return (readHalves(bytes, start, end) | high) !== 0;
}

export function readVarintU64(bytes: Uint8Array, start: number, end: number): bigint {
  const low = readHalves(bytes, start, end);
  if (high === 0) return BigInt(low);
  wide.setUint32(0, low, true);
  wide.setUint32(4, high, true);
  return wide.getBigUint64(0, true);
}

/** Small numbers of either sign as small unsigned ones. */
export function zigzag64(value: bigint): bigint {
  return (value << 1n) ^ (value >> 63n);
}

/** As {@link unzigzag}, for 64 bits. */
export function unzigzag64(value: bigint): bigint {
  return (value >> 1n) ^ -(value & 1n);
}

/** A tag that has more than one byte, or none that is allowed. */
export function readTag(bytes: Uint8Array, start: number, end: number): number {
  const tag = readHalves(bytes, start, end);
  checkShort(start);
  if (high !== 0 || tag < 8 || (tag & 7) > 5) badTag(start);
  return tag;
}

/** Field number 0, or a wire type that does not exist. */
export function badTag(at: number): never {
  malformed('E_WIRE_TAG', 'tag', at);
}

/** Bytes of an unsigned 32-bit varint. */
export function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

/** Writes the 32 bits of `value` as an unsigned varint and returns its end. */
export function writeVarint(out: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value >>> 0;
  while (rest > 0x7f) {
    out[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  out[at++] = rest;
  return at;
}

/** As {@link writeVarint}, for 64 bits in two wide. */
export function writeHalves(out: Uint8Array, start: number, low: number, top: number): number {
  let at = start;
  let lo = low;
  let hi = top;
  while (hi !== 0) {
    out[at++] = (lo & 0x7f) | 0x80;
    lo = ((lo >>> 7) | (hi << 25)) >>> 0;
    hi >>>= 7;
  }
  return writeVarint(out, at, lo);
}

/** As {@link writeVarint}, for the 64 bits of a bigint, which may be negative. */
export function writeVarint64(out: Uint8Array, at: number, value: bigint): number {
  wide.setBigInt64(0, value, true);
  return writeHalves(out, at, wide.getUint32(0, true), wide.getUint32(4, true));
}
