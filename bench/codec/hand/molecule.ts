/** What the hand-written molecule codecs share: small words by shifts, and tables that are not as short as usual. */
import { fail } from './memory.js';

export function getU32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

/**
 * Checks the header of a table that has at least `fields` fields, and returns where the last known one ends: a
 * compatible reader lets further fields be, if their offsets are in order.
 */
export function knownEnd(bytes: Uint8Array, start: number, end: number, fields: number): number {
  const length = end - start;
  if (length < 8 || getU32(bytes, start) !== length) fail('total size');
  const header = getU32(bytes, start + 4);
  if ((header & 3) !== 0 || header < 8 || header > length) fail('header');
  const count = (header >>> 2) - 1;
  if (count < fields) fail('field count');
  let previous = header;
  for (let i = 1; i < count; i++) {
    const offset = getU32(bytes, start + 4 + 4 * i);
    if (offset < previous) fail('offsets');
    previous = offset;
  }
  if (previous > length) fail('offsets');
  return count > fields ? start + getU32(bytes, start + 4 + 4 * fields) : end;
}
