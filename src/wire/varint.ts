/** Protobuf varints. Values come back directly; {@link after} says where they ended. */
import { malformed } from './error.js';

/** Offset behind the varint, tag or length that was read last. A pair as a result would cost an object. */
export let after = 0;

/** Halves of a 64-bit integer on its way to or from a bigint. */
const halves = new DataView(new ArrayBuffer(8));
let high = 0;

/** Reads a varint of at most ten bytes: returns the low 32 bits, unsigned, and leaves the others in `high`. */
function readHalves(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let low = 0;
  high = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    if (at >= end) malformed('E_WIRE_VARINT', 'varint', start, 'cut off');
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
  malformed('E_WIRE_VARINT', 'varint', start, 'longer than ten bytes');
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

export function readZigzag(bytes: Uint8Array, start: number, end: number): number {
  const value = readVarint(bytes, start, end);
  return (value >>> 1) ^ -(value & 1);
}

export function readVarintBool(bytes: Uint8Array, start: number, end: number): boolean {
  return (readHalves(bytes, start, end) | high) !== 0;
}

export function readVarintU64(bytes: Uint8Array, start: number, end: number): bigint {
  const low = readHalves(bytes, start, end);
  if (high === 0) return BigInt(low);
  halves.setUint32(0, low, true);
  halves.setUint32(4, high, true);
  return halves.getBigUint64(0, true);
}

export function readVarintI64(bytes: Uint8Array, start: number, end: number): bigint {
  return BigInt.asIntN(64, readVarintU64(bytes, start, end));
}

export function readZigzag64(bytes: Uint8Array, start: number, end: number): bigint {
  const value = readVarintU64(bytes, start, end);
  return (value >> 1n) ^ -(value & 1n);
}

/** Bytes of an unsigned 32-bit varint. */
export function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

/** Bytes of an `int32` or enum: negative ones are sign-extended to 64 bits. */
export function int32Size(value: number): number {
  return value < 0 ? 10 : varintSize(value);
}

/** Bytes of a 64-bit varint; negative values count as their two's complement. */
export function varint64Size(value: bigint): number {
  const bits = BigInt.asUintN(64, value);
  if (bits <= 0xffff_ffffn) return varintSize(Number(bits));
  halves.setBigUint64(0, bits, true);
  const top = halves.getUint32(4, true);
  if (top < 0x8) return 5;
  return 5 + Math.ceil((32 - Math.clz32(top) - 3) / 7);
}

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

export function writeInt32(out: Uint8Array, at: number, value: number): number {
  return value < 0 ? writeHalves(out, at, value >>> 0, 0xffff_ffff) : writeVarint(out, at, value);
}

export function writeVarint64(out: Uint8Array, at: number, value: bigint): number {
  halves.setBigUint64(0, BigInt.asUintN(64, value), true);
  return writeHalves(out, at, halves.getUint32(0, true), halves.getUint32(4, true));
}

function writeHalves(out: Uint8Array, start: number, low: number, top: number): number {
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

export function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}

export function zigzag64(value: bigint): bigint {
  return BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
}

/** A tag: field number and wire type. */
export function readTag(bytes: Uint8Array, start: number, end: number): number {
  const tag = start < end && bytes[start]! < 0x80 ? bytes[start]! : -1;
  if (tag >= 8 && (tag & 7) < 6) {
    after = start + 1;
    return tag;
  }
  const long = readHalves(bytes, start, end);
  if (high !== 0 || long < 8 || (long & 7) > 5) {
    malformed('E_WIRE_TAG', 'tag', start, `field ${long >>> 3}, wire type ${long & 7}`);
  }
  return long;
}
