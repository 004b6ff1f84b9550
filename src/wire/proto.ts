/** Protobuf: what stands around varints. */
import { sliceBytes, writeRaw } from './bytes.js';
import { malformed, tooMany } from './error.js';
import { readText, textLength, writeText } from './utf8.js';
import { after, readTag, readVarint, varintSize, writeVarint } from './varint.js';

/** How deep messages may be nested unless the schema says otherwise. */
export const MAX_DEPTH = 100;

/** A string of up to this many UTF-16 units has a length prefix of one byte: 3 * 42 < 128. */
const SHORT_TEXT = 42;

/** Bytes of a length-delimited field without its tag. */
export function delimited(length: number): number {
  return varintSize(length) + length;
}

/** Reads a length; what it announces is `[after, result)`. */
export function readLength(bytes: Uint8Array, start: number, end: number, path: string): number {
  const length = readVarint(bytes, start, end);
  // `after + length` cannot wrap: both are below 2^32 and numbers are doubles.
  if (length > end - after) {
    malformed('E_WIRE_TRUNCATED', path, start, `${length} bytes announced, ${end - after} are there`);
  }
  return after + length;
}

/** A fixed-width value of `size` bytes is there: returns its end. */
export function fixedEnd(start: number, end: number, size: number, path: string): number {
  if (end - start < size) malformed('E_WIRE_TRUNCATED', path, start, `${size} bytes expected`);
  return start + size;
}

/** The end of one message level less. */
export function deeper(depth: number, at: number, path: string): number {
  if (depth <= 0) malformed('E_WIRE_DEPTH', path, at, 'messages are nested too deep');
  return depth - 1;
}

/** One more item fits into a list that has `count`. */
export function room(count: number, max: number, at: number, path: string): void {
  if (count >= max) tooMany(path, at, count + 1, max);
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
  return sliceBytes(bytes, start, end);
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

export function writeProtoBytes(out: Uint8Array, at: number, value: Uint8Array): number {
  return writeRaw(out, writeVarint(out, at, value.length), value);
}

export function writeProtoText(out: Uint8Array, at: number, value: string): number {
  if (value.length > SHORT_TEXT) return writeText(out, writeVarint(out, at, textLength(value)), value);
  const end = writeText(out, at + 1, value);
  out[at] = end - at - 1;
  return end;
}

/** The end of an unknown field whose tag was read before `start`. */
export function skipField(bytes: Uint8Array, start: number, end: number, tag: number, depth: number): number {
  switch (tag & 7) {
    case 0:
      readVarint(bytes, start, end);
      return after;
    case 1:
      return fixedEnd(start, end, 8, 'unknown field');
    case 2:
      return readLength(bytes, start, end, 'unknown field');
    case 3:
      return skipGroup(bytes, start, end, tag >>> 3, deeper(depth, start, 'unknown group'));
    case 5:
      return fixedEnd(start, end, 4, 'unknown field');
    default:
      malformed('E_WIRE_TAG', 'unknown field', start, 'the end of a group that was not begun');
  }
}

function skipGroup(bytes: Uint8Array, start: number, end: number, field: number, depth: number): number {
  let at = start;
  for (;;) {
    const tag = readTag(bytes, at, end);
    at = after;
    if ((tag & 7) !== 4) at = skipField(bytes, at, end, tag, depth);
    else if (tag >>> 3 === field) return at;
    else malformed('E_WIRE_TAG', 'unknown group', at, `group ${field} ends as ${tag >>> 3}`);
  }
}

/** A proto2 `required` field was not there. */
export function missing(path: string, at: number): never {
  malformed('E_WIRE_REQUIRED', path, at, 'a required field is missing');
}
