/**
 * Little-endian integers and floats of fixed width: molecule's number arrays and protobuf's fixed fields.
 * Byte shifts beat every `Buffer` method; 64 bits and floats go through one cached DataView, because making one
 * costs more than reading a hundred integers.
 */
let viewed: Uint8Array | undefined;
let cached: DataView;

/** A DataView of `bytes`, always the same for the bytes that were asked for last. */
export function viewOf(bytes: Uint8Array): DataView {
  if (bytes !== viewed) {
    cached = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    viewed = bytes;
  }
  return cached;
}

export function readU8(bytes: Uint8Array, at: number): number {
  return bytes[at]!;
}

export function readU16(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}

export function readU32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

export function readI8(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) >> 24;
}

export function readI16(bytes: Uint8Array, at: number): number {
  return (readU16(bytes, at) << 16) >> 16;
}

export function readI32(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

export function readU64(bytes: Uint8Array, at: number): bigint {
  return viewOf(bytes).getBigUint64(at, true);
}

export function readI64(bytes: Uint8Array, at: number): bigint {
  return viewOf(bytes).getBigInt64(at, true);
}

/** An unsigned integer of `size` bytes, a multiple of 8. */
export function readBigUint(bytes: Uint8Array, at: number, size: number): bigint {
  let value = 0n;
  for (let i = size - 8; i >= 0; i -= 8) value = (value << 64n) | readU64(bytes, at + i);
  return value;
}

/** A two's complement integer of `size` bytes, a multiple of 8. */
export function readBigInt(bytes: Uint8Array, at: number, size: number): bigint {
  return BigInt.asIntN(size * 8, readBigUint(bytes, at, size));
}

export function readF32(bytes: Uint8Array, at: number): number {
  return viewOf(bytes).getFloat32(at, true);
}

export function readF64(bytes: Uint8Array, at: number): number {
  return viewOf(bytes).getFloat64(at, true);
}

export function writeU8(out: Uint8Array, at: number, value: number): number {
  out[at] = value;
  return at + 1;
}

export function writeU16(out: Uint8Array, at: number, value: number): number {
  out[at] = value;
  out[at + 1] = value >> 8;
  return at + 2;
}

/** Signed values too: the bits are the same. */
export function writeU32(out: Uint8Array, at: number, value: number): number {
  out[at] = value;
  out[at + 1] = value >> 8;
  out[at + 2] = value >> 16;
  out[at + 3] = value >> 24;
  return at + 4;
}

export function writeU64(out: Uint8Array, at: number, value: bigint): number {
  viewOf(out).setBigUint64(at, value, true);
  return at + 8;
}

export function writeBig(out: Uint8Array, at: number, value: bigint, size: number): number {
  let rest = value;
  for (let i = 0; i < size; i += 8) {
    writeU64(out, at + i, rest);
    rest >>= 64n;
  }
  return at + size;
}
