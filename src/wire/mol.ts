/** Molecule: header checks in the order of the official reader, so that one defect has one error everywhere. */
import { checkBytes, viewBytes, writeRaw } from './bytes.js';
import { malformed, tooMany } from './error.js';
import { readU32, writeU32 } from './fixed.js';
import { readText, writeText } from './text.js';

/** A value of fixed size fills `[start, end)`: returns `start`. */
export function exact(start: number, end: number, size: number, path: string): number {
  if (end - start !== size) malformed('E_WIRE_TOTAL_SIZE', path, start);
  return start;
}

/** The first word in `[start, end)`: a size, a count, or the id of an item of a union, which follows it. */
export function headWord(bytes: Uint8Array, start: number, end: number, path: string): number {
  if (end - start < 4) malformed('E_WIRE_HEADER', path, start);
  return readU32(bytes, start);
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
  const count = headWord(bytes, start, end, path);
  // Plain numbers: the product of two u32 must not wrap.
  exact(start, end, 4 + count * itemSize, path);
  if (count > max) tooMany(path, start, count, max);
  return count;
}

/** Number of items of a vector whose items have offsets; all offsets are checked. */
export function listCount(bytes: Uint8Array, start: number, end: number, max: number, path: string): number {
  if (end - start < 8) {
    const total = headWord(bytes, start, end, path);
    exact(start, end, total, path);
    if (total === 4) return 0;
    exact(start, end, 8, path);
  }
  const count = tableCount(bytes, start, end, 0, false, path);
  if (count > max) tooMany(path, start, count, max);
  return count;
}

/**
 * Number of fields that a table has on the wire, at least `least`; or of items, since a vector with offsets looks the same
 * unless it is empty. All offsets are checked, also of fields that are not known here.
 */
export function tableCount(
  bytes: Uint8Array,
  start: number,
  end: number,
  least: number,
  most: number | false | undefined,
  path: string,
): number {
  const length = end - start;
  if (headWord(bytes, start, end, path) !== length) malformed('E_WIRE_TOTAL_SIZE', path, start);
  // The first offset says how long the header is, and so how many offsets there are. If there is none, it was cut off.
  let offset = length < 8 ? 8 : readU32(bytes, start + 4);
  if (offset < 8 || offset & 3) malformed('E_WIRE_OFFSETS', path, start + 4);
  if (offset > length) malformed('E_WIRE_HEADER', path, start);
  const count = (offset >>> 2) - 1;
  if (count < least || (most && count > most)) malformed('E_WIRE_FIELD_COUNT', path, start);
  for (let i = 1; i <= count; i++) {
    const next = i < count ? readU32(bytes, start + 4 + 4 * i) : length;
    if (offset > next) malformed('E_WIRE_OFFSETS', path, start + 4 * i);
    offset = next;
  }
  return count;
}

/** The end of the last of `fields` fields in a table that has them all: where unknown ones begin, if there are some. */
export function tableEnd(
  bytes: Uint8Array,
  start: number,
  end: number,
  fields: number,
  strict: boolean | undefined,
  path: string,
): number {
  // Envelopes have one field, and nearly never another one behind it.
  const length = end - start;
  if (fields === 1 && length > 7 && readU32(bytes, start) === length && readU32(bytes, start + 4) === 8)
    return end;
  const count = tableCount(bytes, start, end, fields, strict && fields, path);
  return count > fields ? start + readU32(bytes, start + 4 + 4 * fields) : end;
}

/** A table without fields. A compatible reader does not look behind its size. */
export function emptyTable(
  bytes: Uint8Array,
  start: number,
  end: number,
  strict: boolean | undefined,
  path: string,
): void {
  exact(start, end, headWord(bytes, start, end, path), path);
  if (end - start > 4 && strict) malformed('E_WIRE_FIELD_COUNT', path, start);
}

/** A vector of up to `max` bytes fills `[start, end)`. */
export function vectorBytes(bytes: Uint8Array, start: number, end: number, max: number, path: string): void {
  const length = end - start - 4;
  if (length >= 0 && length <= max && readU32(bytes, start) === length) return;
  // Something is wrong: here it becomes an error.
  fixvecCount(bytes, start, end, 1, max, path);
}

export function readMolBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  max: number,
  path: string,
): Uint8Array {
  vectorBytes(bytes, start, end, max, path);
  return viewBytes(bytes, start + 4, end);
}

export function readMolText(
  bytes: Uint8Array,
  start: number,
  end: number,
  max: number,
  path: string,
): string {
  vectorBytes(bytes, start, end, max, path);
  return readText(bytes, start + 4, end, path);
}

/** Molecule's Bool: one byte, 0 or 1. */
export function readMolBool(bytes: Uint8Array, at: number, path: string): boolean {
  const byte = bytes[at]!;
  if (byte > 1) malformed('E_WIRE_VALUE', path, at);
  return byte === 1;
}

/** An array of `count` items that `read` finds `size` bytes apart. */
export function readTuple<T>(
  bytes: Uint8Array,
  at: number,
  count: number,
  size: number,
  read: (bytes: Uint8Array, at: number) => T,
): T[] {
  return Array.from({ length: count }, (_, i) => read(bytes, at + size * i));
}

export function writeMolBytes(
  out: Uint8Array,
  at: number,
  value: Uint8Array,
  max: number,
  path: string,
): number {
  return writeRaw(out, writeU32(out, at, checkBytes(value, max, path)), value);
}

export function writeMolText(out: Uint8Array, at: number, value: string, max: number, path: string): number {
  const end = writeText(out, at + 4, value, max, path);
  writeU32(out, at, end - at - 4);
  return end;
}
