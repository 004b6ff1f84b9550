import { malformed, misfit, overLimit } from './error.js';

/** What Node's `Buffer` does faster than the web's text classes. Absent in browsers. */
export interface NodeText {
  byteLength(text: string): number;
  readonly prototype: {
    latin1Write(this: Uint8Array, text: string, at: number): number;
    utf8Slice(this: Uint8Array, start: number, end: number): string;
    utf8Write(this: Uint8Array, text: string, at: number): number;
  };
}

/** How strings become bytes and back on this platform. */
export interface Text {
  /** UTF-8 length of `text`, or -1 if it has a lone surrogate, which has no UTF-8. */
  length(text: string): number;
  /** Writes `text`, which has `length` bytes, as far as there is room. */
  write(out: Uint8Array, at: number, text: string, length: number): void;
  /** `undefined` if the bytes are not valid UTF-8. */
  read(bytes: Uint8Array, start: number, end: number): string | undefined;
}

/** Up to this length JavaScript beats the call into the platform. */
const SHORT = 16;

/** A byte order mark is text like any other: it must survive a round trip. */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * `length` bytes as a string if they are ASCII. There must be {@link SHORT} bytes: one call with all of them, and a cut,
 * costs half of a call into the platform.
 */
function readAscii(b: Uint8Array, p: number, length: number): string | undefined {
  let seen = 0;
  for (let i = 0; i < length; i++) seen |= b[p + i]!;
  if (seen > 0x7f) return undefined;
  // prettier-ignore
  return String.fromCharCode(
    b[p]!, b[p + 1]!, b[p + 2]!, b[p + 3]!, b[p + 4]!, b[p + 5]!, b[p + 6]!, b[p + 7]!,
    b[p + 8]!, b[p + 9]!, b[p + 10]!, b[p + 11]!, b[p + 12]!, b[p + 13]!, b[p + 14]!, b[p + 15]!,
  ).slice(0, length);
}

function decodeStrictly(bytes: Uint8Array, start: number, end: number): string | undefined {
  try {
    return strict.decode(new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start));
  } catch {
    return undefined;
  }
}

/** The fast paths of `node` where it exists, the web's classes elsewhere. */
export function textFor(node: NodeText | undefined): Text {
  const slice = node?.prototype.utf8Slice;
  return {
    length(text) {
      const bytes = node === undefined ? encoder.encode(text).length : node.byteLength(text);
      // Equal lengths prove ASCII, and ASCII has no surrogates.
      return bytes === text.length || text.isWellFormed() ? bytes : -1;
    },
    write(out, at, text, length) {
      const ascii = length === text.length;
      if (ascii && length <= SHORT) {
        for (let i = 0; i < length; i++) out[at + i] = text.charCodeAt(i);
      } else if (node === undefined) {
        encoder.encodeInto(text, new Uint8Array(out.buffer, out.byteOffset + at));
      } else (ascii ? node.prototype.latin1Write : node.prototype.utf8Write).call(out, text, at);
    },
    read(bytes, start, end) {
      const length = end - start;
      if (length <= SHORT && start + SHORT <= bytes.length) {
        const text = readAscii(bytes, start, length);
        if (text !== undefined) return text;
      }
      if (slice === undefined) return decodeStrictly(bytes, start, end);
      const text = slice.call(bytes, start, end);
      // The lenient decoder puts U+FFFD where bytes are wrong; only then is a strict look needed.
      return text.includes('\ufffd') ? decodeStrictly(bytes, start, end) : text;
    },
  };
}

const platform = textFor((globalThis as { readonly Buffer?: NodeText }).Buffer);

/** UTF-8 length of a string that is to be sent. */
export function checkText(value: string, max: number, path: string, index?: number): number {
  if (typeof value !== 'string') misfit(path, 'a string', value, index);
  const length = platform.length(value);
  if (length < 0) misfit(path, 'well-formed Unicode (it has a lone surrogate)', value, index);
  if (length > max) overLimit(path, length, max, index);
  return length;
}

/** Writes a checked string of `length` bytes, and returns its end. Without room for it, not all of it is written. */
export function writeText(out: Uint8Array, at: number, value: string, length: number): number {
  platform.write(out, at, value, length);
  return at + length;
}

export function readText(
  bytes: Uint8Array,
  start: number,
  end: number,
  path: string,
  index?: number,
): string {
  const text = platform.read(bytes, start, end);
  if (text === undefined) malformed('E_WIRE_UTF8', path, start, 'not valid UTF-8', index);
  return text;
}
