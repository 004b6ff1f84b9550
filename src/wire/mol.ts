/** Molecule: header checks in the order of the official reader, so that one defect has one error everywhere. */
import { checkBytes, sliceBytes, writeRaw } from './bytes.js';
import { malformed, tooMany } from './error.js';
import { readU32, writeU32 } from './fixed.js';
import { checkText, readText, writeText } from './utf8.js';

/** A value of fixed size fills `[start, end)`: returns `start`. */
export function exact(start: number, end: number, size: number, path: string, index?: number): number {
  if (end - start !== size) malformed('E_WIRE_TOTAL_SIZE', path, start, end - start, size, index);
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
  index?: number,
): number {
  header(start, end, 4, path, index);
  const count = readU32(bytes, start);
  // Plain numbers: the product of two u32 must not wrap.
  exact(start, end, 4 + count * itemSize, path, index);
  if (count > max) tooMany(path, start, count, max, index);
  return count;
}

/** Number of items of a vector whose items have offsets; all offsets are checked. `view` shows all bytes. */
export function listCount(view: DataView, start: number, end: number, max: number, path: string): number {
  const length = end - start;
  header(start, end, 4, path);
  exact(start, end, view.getUint32(start, true), path);
  if (length === 4) return 0;
  if (length < 8) exact(start, end, 8, path);
  let previous = view.getUint32(start + 4, true);
  const count = headerWords(previous, start, end, path);
  if (count > max) tooMany(path, start, count, max);
  for (let at = start + 8, stop = start + previous; at < stop; at += 4) {
    const offset = view.getUint32(at, true);
    if (offset < previous) malformed('E_WIRE_OFFSETS', path, at, offset, previous);
    previous = offset;
  }
  if (previous > length) malformed('E_WIRE_OFFSETS', path, start + 4 * count, previous, length);
  return count;
}

/**
 * Number of fields that a table has on the wire, from `least` to `most`. All offsets are checked, also of fields that
 * are not known here.
 */
export function tableCount(
  bytes: Uint8Array,
  start: number,
  end: number,
  least: number,
  most: number,
  path: string,
): number {
  header(start, end, 4, path);
  exact(start, end, readU32(bytes, start), path);
  header(start, end, 8, path);
  let previous = readU32(bytes, start + 4);
  const count = headerWords(previous, start, end, path);
  if (count < least || count > most) malformed('E_WIRE_FIELD_COUNT', path, start, count, most);
  for (let at = start + 8, stop = start + previous; at < stop; at += 4) {
    const offset = readU32(bytes, at);
    if (offset < previous) malformed('E_WIRE_OFFSETS', path, at, offset, previous);
    previous = offset;
  }
  if (previous > end - start) malformed('E_WIRE_OFFSETS', path, start + 4 * count, previous, end - start);
  return count;
}

/** The end of the last of `fields` fields in a table that has them all: where unknown ones begin, if there are some. */
export function tableEnd(
  bytes: Uint8Array,
  start: number,
  end: number,
  fields: number,
  compatible: boolean,
  path: string,
): number {
  const length = end - start;
  let previous = 4 + 4 * fields;
  // Nearly always these fields are all there are.
  if (length >= previous && readU32(bytes, start) === length && readU32(bytes, start + 4) === previous) {
    for (let at = start + 8, stop = start + previous; at < stop; at += 4) {
      const offset = readU32(bytes, at);
      previous = offset < previous ? Infinity : offset;
    }
    if (previous <= length) return end;
  }
  const count = tableCount(bytes, start, end, fields, compatible ? Infinity : fields, path);
  return count > fields ? start + readU32(bytes, start + 4 + 4 * fields) : end;
}

/** As {@link tableEnd}, where `view` shows all bytes: for tables of which there may be many. */
export function tableEndIn(
  view: DataView,
  bytes: Uint8Array,
  start: number,
  end: number,
  fields: number,
  compatible: boolean,
  path: string,
): number {
  const length = end - start;
  if (fields === 1 && length >= 8 && view.getUint32(start, true) === length) {
    if (view.getUint32(start + 4, true) === 8) return end;
  }
  return tableEnd(bytes, start, end, fields, compatible, path);
}

/** A table without fields. A compatible reader does not look behind its size. */
export function emptyTable(
  bytes: Uint8Array,
  start: number,
  end: number,
  compatible: boolean,
  path: string,
): void {
  header(start, end, 4, path);
  exact(start, end, readU32(bytes, start), path);
  if (end - start > 4 && !compatible) malformed('E_WIRE_FIELD_COUNT', path, start, (end - start) / 4 - 1, 0);
}

/** Id of the item of a union; the item follows it. */
export function unionId(bytes: Uint8Array, start: number, end: number, path: string): number {
  header(start, end, 4, path);
  return readU32(bytes, start);
}

export function unknownItem(bytes: Uint8Array, start: number, path: string): never {
  malformed('E_WIRE_UNKNOWN_ITEM', path, start, readU32(bytes, start));
}

/** A vector of up to `max` bytes fills `[start, end)`. */
export function vectorBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  max: number,
  path: string,
  index?: number,
): void {
  const length = end - start - 4;
  if (length >= 0 && length <= max && readU32(bytes, start) === length) return;
  // Something is wrong: here it becomes an error.
  fixvecCount(bytes, start, end, 1, max, path, index);
}

export function readMolBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  max: number,
  path: string,
  index?: number,
): Uint8Array {
  vectorBytes(bytes, start, end, max, path, index);
  return sliceBytes(bytes, start + 4, end);
}

/** As {@link readMolBytes}, where `view` shows all bytes: for items of lists. */
export function readBytesIn(
  view: DataView,
  bytes: Uint8Array,
  start: number,
  end: number,
  max: number,
  path: string,
  index: number,
): Uint8Array {
  const length = end - start - 4;
  if (length < 0 || length > max || view.getUint32(start, true) !== length) {
    vectorBytes(bytes, start, end, max, path, index);
  }
  return sliceBytes(bytes, start + 4, end);
}

export function readMolText(
  bytes: Uint8Array,
  start: number,
  end: number,
  max: number,
  path: string,
  index?: number,
): string {
  vectorBytes(bytes, start, end, max, path, index);
  return readText(bytes, start + 4, end, path, index);
}

/** Molecule's Bool: one byte, 0 or 1. */
export function readMolBool(bytes: Uint8Array, at: number, path: string, index?: number): boolean {
  const byte = bytes[at]!;
  if (byte > 1) malformed('E_WIRE_VALUE', path, at, byte, '0 or 1', index);
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
  index?: number,
): number {
  return writeRaw(out, writeU32(out, at, checkBytes(value, max, path, index)), value);
}

export function writeMolText(
  out: Uint8Array,
  at: number,
  value: string,
  max: number,
  path: string,
  index?: number,
): number {
  const length = checkText(value, max, path, index);
  return writeText(out, writeU32(out, at, length), value, length);
}

/** `[start, end)` has room for `size` bytes of header. */
function header(start: number, end: number, size: number, path: string, index?: number): void {
  if (end - start < size) malformed('E_WIRE_HEADER', path, start, end - start, size, index);
}

/** The first offset says how long the header is, and so how many offsets there are. */
function headerWords(first: number, start: number, end: number, path: string): number {
  if ((first & 3) !== 0 || first < 8) malformed('E_WIRE_OFFSETS', path, start + 4, first, 8);
  header(start, end, first, path);
  return (first >>> 2) - 1;
}
