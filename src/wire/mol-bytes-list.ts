/** Molecule: lists of byte fields, and tables with nothing but one, all through one DataView. */
import { checkBytes, EMPTY, writeRaw } from './bytes.js';
import { checkList } from './check.js';
import { readI32, viewOf } from './fixed.js';
import { listCount, tableEnd, vectorBytes } from './mol.js';
import { WRITE_WORDS_UP_TO } from './thresholds.js';

/** As {@link tableEnd}, for a table with nothing but a list: it needs a DataView anyway. */
export function listTableEnd(
  bytes: Uint8Array,
  start: number,
  end: number,
  strict: boolean | undefined,
  path: string,
): number {
  const length = end - start;
  if (length > 7) {
    const view = viewOf(bytes);
    if (view.getUint32(start, true) === length && view.getUint32(start + 4, true) === 8) return end;
  }
  return tableEnd(bytes, start, end, 1, strict, path);
}

/**
 * A vector of up to `most` vectors of up to `max` bytes, read in one pass. What is not as it nearly always is goes through
 * the checks in their order, and becomes the error that it should.
 */
export function readBytesList(
  bytes: Uint8Array,
  start: number,
  end: number,
  most: number,
  max: number,
  path: string,
): Uint8Array[] {
  const length = end - start;
  const view = viewOf(bytes);
  const first = length < 8 ? 0 : view.getUint32(start + 4, true);
  const count = (first >>> 2) - 1;
  if (count < 1 || count > most || first & 3 || first > length || view.getUint32(start, true) !== length) {
    listCount(bytes, start, end, most, path);
    return [];
  }
  const items = new Array<Uint8Array>(count);
  const { buffer, byteOffset } = view;
  let from = start + first;
  for (let i = 0; i < count; i++) {
    const to = i + 1 < count ? start + view.getUint32(start + 8 + 4 * i, true) : end;
    const size = to - from - 4;
    if (size < 0 || size > max || to > end || view.getUint32(from, true) !== size) {
      listCount(bytes, start, end, most, path);
      vectorBytes(bytes, from, to, max, `${path}[${i}]`);
    }
    items[i] = size ? new Uint8Array(buffer, byteOffset + from + 4, size) : EMPTY;
    from = to;
  }
  return items;
}

/** A vector of up to `most` vectors of up to `max` bytes. */
export function writeBytesList(
  out: Uint8Array,
  at: number,
  value: readonly Uint8Array[],
  most: number,
  max: number,
  path: string,
): number {
  const count = checkList(value, most, path);
  const view = viewOf(out);
  let p = at + 4 + 4 * count;
  for (let i = 0; i < count; i++) {
    view.setInt32(at + 4 + 4 * i, p - at, true);
    const item = value[i]!;
    if (!(item instanceof Uint8Array) || item.length > max) checkBytes(item, max, `${path}[${i}]`);
    const { length } = item;
    view.setInt32(p, length, true);
    p += 4;
    if (length < 4 || length > WRITE_WORDS_UP_TO) p = writeRaw(out, p, item);
    else {
      // Backwards: the first word may reach into the second one.
      for (let j = length - 4; j > 0; j -= 4) view.setInt32(p + j, readI32(item, j), true);
      view.setInt32(p, readI32(item, 0), true);
      p += length;
    }
  }
  view.setInt32(at, p - at, true);
  return p;
}

/** Checks a list of byte fields as {@link readBytesList} does. */
export function verifyBytesList(
  bytes: Uint8Array,
  start: number,
  end: number,
  most: number,
  max: number,
  path: string,
): void {
  const count = listCount(bytes, start, end, most, path);
  const view = viewOf(bytes);
  let from = start + 4 + 4 * count;
  for (let i = 0; i < count; i++) {
    const to = i + 1 < count ? start + view.getUint32(start + 8 + 4 * i, true) : end;
    const size = to - from - 4;
    if (size < 0 || size > max || view.getUint32(from, true) !== size) {
      vectorBytes(bytes, from, to, max, `${path}[${i}]`);
    }
    from = to;
  }
}
