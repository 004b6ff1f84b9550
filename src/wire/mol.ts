/** Molecule: header checks in the order of the official reader, so that one defect has one error everywhere. */
import { sliceBytes, writeRaw } from './bytes.js';
import { malformed, tooMany } from './error.js';
import { readU32, writeU32 } from './fixed.js';
import { readText, writeText } from './utf8.js';

/** Size of one header word: a total size, an offset, an item count or a union id. */
const WORD = 4;

/** A value of fixed size fills `[start, end)`: returns `start`. */
export function exact(start: number, end: number, size: number, path: string): number {
  if (end - start !== size) wrongSize(path, start, size, end - start);
  return start;
}

/** Number of items of a vector whose items have `itemSize` bytes each. */
export function fixvecCount(
  bytes: Uint8Array,
  start: number,
  end: number,
  itemSize: number,
  max: number,
  path: string,
): number {
  const length = end - start;
  if (length < WORD) noHeader(path, start, length);
  const count = readU32(bytes, start);
  // Plain numbers: the product of two u32 must not wrap.
  if (length !== WORD + count * itemSize) wrongSize(path, start, WORD + count * itemSize, length);
  if (count > max) tooMany(path, start, count, max);
  return count;
}

/** Number of items of a vector whose items have offsets; all offsets are checked. */
export function dynvecCount(
  bytes: Uint8Array,
  start: number,
  end: number,
  max: number,
  path: string,
): number {
  const length = end - start;
  totalSize(bytes, start, length, path);
  if (length === WORD) return 0;
  if (length < 2 * WORD) wrongSize(path, start, 2 * WORD, length);
  const count = offsetCount(bytes, start, length, path);
  if (count > max) tooMany(path, start, count, max);
  orderedOffsets(bytes, start, count, length, path);
  return count;
}

/**
 * Number of fields that a table has on the wire, from `least` to `most`; more only for a `compatible` reader.
 * All offsets are checked, also of fields that are not known here.
 */
export function tableCount(
  bytes: Uint8Array,
  start: number,
  end: number,
  least: number,
  most: number,
  compatible: boolean,
  path: string,
): number {
  const length = end - start;
  totalSize(bytes, start, length, path);
  if (length < 2 * WORD) noHeader(path, start, length);
  const count = offsetCount(bytes, start, length, path);
  if (count < least || (count > most && !compatible)) wrongFields(path, start, count);
  orderedOffsets(bytes, start, count, length, path);
  return count;
}

/** A table without fields. A compatible reader does not look behind its size. */
export function emptyTable(
  bytes: Uint8Array,
  start: number,
  end: number,
  compatible: boolean,
  path: string,
): void {
  totalSize(bytes, start, end - start, path);
  if (end - start > WORD && !compatible) wrongFields(path, start, (end - start) / WORD - 1);
}

/** Id of the item of a union; the item follows it. */
export function unionId(bytes: Uint8Array, start: number, end: number, path: string): number {
  if (end - start < WORD) noHeader(path, start, end - start);
  return readU32(bytes, start);
}

export function unknownItem(bytes: Uint8Array, start: number, path: string): never {
  malformed('E_WIRE_UNKNOWN_ITEM', path, start, `no item has the id ${readU32(bytes, start)}`);
}

export function readMolBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  max: number,
  path: string,
): Uint8Array {
  fixvecCount(bytes, start, end, 1, max, path);
  return sliceBytes(bytes, start + WORD, end);
}

export function readMolText(
  bytes: Uint8Array,
  start: number,
  end: number,
  max: number,
  path: string,
): string {
  fixvecCount(bytes, start, end, 1, max, path);
  return readText(bytes, start + WORD, end, path);
}

/** Molecule's Bool: one byte, 0 or 1. */
export function readMolBool(bytes: Uint8Array, at: number, path: string): boolean {
  const byte = bytes[at]!;
  if (byte > 1) malformed('E_WIRE_VALUE', path, at, `a Bool is 0 or 1, not ${byte}`);
  return byte === 1;
}

export function writeMolBytes(out: Uint8Array, at: number, value: Uint8Array): number {
  return writeRaw(out, writeU32(out, at, value.length), value);
}

export function writeMolText(out: Uint8Array, at: number, value: string): number {
  const end = writeText(out, at + WORD, value);
  writeU32(out, at, end - at - WORD);
  return end;
}

function totalSize(bytes: Uint8Array, start: number, length: number, path: string): void {
  if (length < WORD) noHeader(path, start, length);
  const total = readU32(bytes, start);
  if (total !== length) wrongSize(path, start, total, length);
}

function offsetCount(bytes: Uint8Array, start: number, length: number, path: string): number {
  const first = readU32(bytes, start + WORD);
  if ((first & 3) !== 0 || first < 2 * WORD) badOffset(path, start + WORD, first);
  if (first > length)
    malformed('E_WIRE_HEADER', path, start, `a header of ${first} bytes, ${length} are there`);
  return (first >>> 2) - 1;
}

function orderedOffsets(bytes: Uint8Array, start: number, count: number, length: number, path: string): void {
  let previous = 0;
  for (let at = start + WORD, stop = at + count * WORD; at < stop; at += WORD) {
    const offset = readU32(bytes, at);
    if (offset < previous) badOffset(path, at, offset);
    previous = offset;
  }
  if (previous > length) badOffset(path, start + count * WORD, previous);
}

function noHeader(path: string, at: number, length: number): never {
  malformed('E_WIRE_HEADER', path, at, `${length} bytes are too few for a header`);
}

function wrongSize(path: string, at: number, expected: number, actual: number): never {
  malformed('E_WIRE_TOTAL_SIZE', path, at, `expected ${expected} bytes, ${actual} are there`);
}

function badOffset(path: string, at: number, offset: number): never {
  malformed('E_WIRE_OFFSETS', path, at, `the offset ${offset} is out of order or out of range`);
}

function wrongFields(path: string, at: number, count: number): never {
  malformed('E_WIRE_FIELD_COUNT', path, at, `${count} fields are not as many as the schema has`);
}
