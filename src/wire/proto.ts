/** Protobuf: what stands around varints. */
import { viewBytes } from './bytes.js';
import { malformed, missing, tooMany } from './error.js';
import { readText } from './text.js';
import { after, badTag, readLength, readTag, readVarint, writeVarint } from './varint.js';

/** How deep messages may be nested unless the schema says otherwise. */
export const MAX_DEPTH = 100;

/** The length of field `tag >>> 3`, which was read before `at`, reaches beyond the end of its message. */
export function cutOff(path: string, tag: number, at: number): never {
  malformed('E_WIRE_TRUNCATED', `${path} (field ${tag >>> 3})`, at);
}

/** A fixed-width value of `size` bytes is there: returns its end. */
export function fixedEnd(start: number, end: number, size: number, path: string): number {
  if (end - start < size) malformed('E_WIRE_TRUNCATED', path, start);
  return start + size;
}

/** Messages are nested deeper than they may be. */
export function tooDeep(path: string, at: number): never {
  malformed('E_WIRE_DEPTH', path, at);
}

/** `list`, if one more item fits into it. */
export function room<T>(list: T[], max: number, at: number, path: string): T[] {
  if (list.length >= max) tooMany(path, at, list.length + 1, max);
  return list;
}

/** Puts a map entry in: the last of equal keys wins. */
export function putEntry<K, V>(
  map: Map<K, V>,
  key: K,
  value: V,
  max: number,
  at: number,
  path: string,
): void {
  if (map.size >= max && !map.has(key)) tooMany(path, at, map.size + 1, max);
  map.set(key, value);
}

/** A byte field in `[start, end)`. */
export function readProtoBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  max: number,
  path: string,
): Uint8Array {
  if (end - start > max) tooMany(path, start, end - start, max);
  return viewBytes(bytes, start, end);
}

/** A string field in `[start, end)`. */
export function readProtoText(
  bytes: Uint8Array,
  start: number,
  end: number,
  max: number,
  path: string,
): string {
  if (end - start > max) tooMany(path, start, end - start, max);
  return readText(bytes, start, end, path);
}

/** A 64-bit integer as a `number`. */
export function readNumber(value: bigint, at: number, path: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) malformed('E_WIRE_VALUE', path, at);
  return number;
}

/**
 * The end of an unknown field whose tag was read before `start`. A length-delimited one has a known end, `to`, unless
 * that is 0.
 */
export function skipField(
  bytes: Uint8Array,
  start: number,
  end: number,
  tag: number,
  depth: number,
  to: number,
): number {
  if (tag < 8) badTag(start);
  switch (tag & 7) {
    case 0:
      readVarint(bytes, start, end);
      return after;
    case 1:
      return fixedEnd(start, end, 8, 'unknown field');
    case 2: {
      if (to > 0) return to;
      const length = readLength(bytes, start, end);
      if (length > end - after) cutOff('unknown group', tag, start);
      return after + length;
    }
    case 3:
      return skipGroup(bytes, start, end, tag >>> 3, depth - 1);
    case 5:
      return fixedEnd(start, end, 4, 'unknown field');
    default:
      badTag(start);
  }
}

function skipGroup(bytes: Uint8Array, start: number, end: number, field: number, depth: number): number {
  if (depth < 0) tooDeep('unknown group', start);
  let at = start;
  for (;;) {
    const tag = readTag(bytes, at, end);
    at = after;
    if ((tag & 7) !== 4) at = skipField(bytes, at, end, tag, depth, 0);
    else if (tag >>> 3 === field) return at;
    else malformed('E_WIRE_TAG', 'unknown group', at);
  }
}

/** `kept` and `bytes[start, end)` behind it. Room grows by doubling, so that many pieces stay cheap. */
export function keepUnknown(
  kept: Uint8Array | undefined,
  bytes: Uint8Array,
  start: number,
  end: number,
): Uint8Array {
  const used = kept === undefined ? 0 : kept.length;
  const length = used + end - start;
  let buffer = kept?.buffer;
  if (buffer === undefined || buffer.byteLength < length) {
    buffer = new ArrayBuffer(kept === undefined ? length : 2 * length);
    if (kept !== undefined) new Uint8Array(buffer).set(kept);
  }
  const grown = new Uint8Array(buffer, 0, length);
  grown.set(bytes.subarray(start, end), used);
  return grown;
}

/** As {@link keepUnknown}, for an element of a packed list: it gets a tag of its own. */
export function keepElement(
  kept: Uint8Array | undefined,
  tag: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): Uint8Array {
  const head = new Uint8Array(5);
  return keepUnknown(keepUnknown(kept, head, 0, writeVarint(head, 0, tag)), bytes, start, end);
}

/** proto2: a required field of a message that was read. */
export function required<T>(value: T | undefined, path: string): T {
  if (value === undefined) missing(path);
  return value;
}
