/** Little-endian integers and floats of fixed width: molecule's number arrays and protobuf's fixed fields. */

let viewed: Uint8Array | undefined;
let view: DataView;

/**
 * A DataView of `bytes`, the same for those that were asked for last: making one costs more than reading fifty
 * integers, and reading through it half as much as putting bytes together. So it is for lists.
 */
export function viewOf(bytes: Uint8Array): DataView {
  if (bytes !== viewed) {
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    viewed = bytes;
  }
  return view;
}

/** 64 bits and floats on their way. */
export const wide = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

export function readU8(bytes: Uint8Array, at: number): number {
  return bytes[at]!;
}

export function readU16(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}

/** Sums, because `>>> 0` makes a double of what is nearly always a small integer. */
export function readU32(bytes: Uint8Array, at: number): number {
  return bytes[at]! + bytes[at + 1]! * 0x100 + bytes[at + 2]! * 0x1_0000 + bytes[at + 3]! * 0x100_0000;
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

/** Eight bytes, to be taken out of {@link wide}. */
function take(bytes: Uint8Array, at: number): DataView {
  wide.setInt32(0, readI32(bytes, at), true);
  wide.setInt32(4, readI32(bytes, at + 4), true);
  return wide;
}

/** What was put into {@link wide}. */
function put(out: Uint8Array, at: number): number {
  return writeU32(out, writeU32(out, at, wide.getInt32(0, true)), wide.getInt32(4, true));
}

export function readU64(bytes: Uint8Array, at: number): bigint {
  return take(bytes, at).getBigUint64(0, true);
}

export function readI64(bytes: Uint8Array, at: number): bigint {
  return take(bytes, at).getBigInt64(0, true);
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
  wide.setInt32(0, readI32(bytes, at), true);
  return wide.getFloat32(0, true);
}

export function readF64(bytes: Uint8Array, at: number): number {
  return take(bytes, at).getFloat64(0, true);
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

/** Signed values too. */
export function writeU64(out: Uint8Array, at: number, value: bigint): number {
  wide.setBigUint64(0, value, true);
  return put(out, at);
}

export function writeFloat(out: Uint8Array, at: number, value: number): number {
  wide.setFloat32(0, value, true);
  return writeU32(out, at, wide.getInt32(0, true));
}

export function writeDouble(out: Uint8Array, at: number, value: number): number {
  wide.setFloat64(0, value, true);
  return put(out, at);
}

export function writeBig(out: Uint8Array, at: number, value: bigint, size: number): number {
  let rest = value;
  for (let i = 0; i < size; i += 8) {
    writeU64(out, at + i, rest);
    rest >>= 64n;
  }
  return at + size;
}
