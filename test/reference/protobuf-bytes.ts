/** The pieces that protobuf is made of, read and written with bigints, one byte after the other. */

export class ReferenceFault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

export type Bytes = readonly number[];

/** A place in the bytes of a message. */
export interface Cursor {
  readonly bytes: Bytes;
  at: number;
}

export interface Tag {
  readonly number: number;
  readonly wireType: number;
}

export function readTag(cursor: Cursor): Tag {
  const tag = readShort(cursor);
  const wireType = Number(tag & 7n);
  if (tag >> 32n !== 0n || tag < 8n || wireType > 5) throw new ReferenceFault('E_WIRE_TAG', String(tag));
  return { number: Number(tag >> 3n), wireType };
}

/** Tags and lengths have at most five bytes. */
function readShort(cursor: Cursor): bigint {
  const start = cursor.at;
  const value = readVarint(cursor);
  if (cursor.at - start > 5) throw new ReferenceFault('E_WIRE_VARINT', 'longer than five bytes');
  return value;
}

export function readVarint(cursor: Cursor): bigint {
  let value = 0n;
  for (let i = 0n; i < 10n; i++) {
    const byte = cursor.bytes[cursor.at];
    if (byte === undefined) throw new ReferenceFault('E_WIRE_VARINT', 'cut off');
    cursor.at++;
    value |= BigInt(byte & 0x7f) << (7n * i);
    if (byte < 0x80) return BigInt.asUintN(64, value);
  }
  throw new ReferenceFault('E_WIRE_VARINT', 'too long');
}

export function readFixed(cursor: Cursor, size: number): bigint {
  const bytes = take(cursor, size);
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

export function readDelimited(cursor: Cursor): Bytes {
  return take(cursor, Number(readShort(cursor)));
}

function take(cursor: Cursor, size: number): Bytes {
  if (size > cursor.bytes.length - cursor.at) throw new ReferenceFault('E_WIRE_TRUNCATED', String(size));
  cursor.at += size;
  return cursor.bytes.slice(cursor.at - size, cursor.at);
}

/** Goes behind a field that nobody knows. */
export function skip({ number, wireType }: Tag, cursor: Cursor, depth: number): void {
  switch (wireType) {
    case 0:
      readVarint(cursor);
      return;
    case 1:
      readFixed(cursor, 8);
      return;
    case 2:
      readDelimited(cursor);
      return;
    case 3: {
      if (depth - 1 < 0) throw new ReferenceFault('E_WIRE_DEPTH', 'group');
      for (;;) {
        const tag = readTag(cursor);
        if (tag.wireType !== 4) skip(tag, cursor, depth - 1);
        else if (tag.number === number) return;
        else throw new ReferenceFault('E_WIRE_TAG', 'end of another group');
      }
    }
    case 5:
      readFixed(cursor, 4);
      return;
    default:
      throw new ReferenceFault('E_WIRE_TAG', 'end of no group');
  }
}

export function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest)];
}

export function fixed(value: bigint, size: number): number[] {
  return Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

export function delimited(bytes: Bytes): number[] {
  return [...varint(BigInt(bytes.length)), ...bytes];
}
