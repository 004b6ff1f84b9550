import { malformed, misfit, overLimit } from './error.js';

/** What Node's `Buffer` does faster than the web's text classes. Absent in browsers. */
export interface NodeText {
  byteLength(text: string): number;
  readonly prototype: {
    utf8Slice(this: Uint8Array, start: number, end: number): string;
    utf8Write(this: Uint8Array, text: string, at: number): number;
  };
}

/** How strings become bytes and back on this platform. */
export interface Text {
  /** UTF-8 length of `text`, or -1 if it has a lone surrogate, which has no UTF-8. */
  length(text: string): number;
  write(out: Uint8Array, at: number, text: string): number;
  /** `undefined` if the bytes are not valid UTF-8. */
  read(bytes: Uint8Array, start: number, end: number): string | undefined;
}

/** Up to these lengths a loop in JavaScript beats the call into the platform. */
const WRITE_LOOP_UP_TO = 12;
const READ_LOOP_UP_TO = 6;
const COUNT_LOOP_UP_TO = 24;

/** A byte order mark is text like any other: it must survive a round trip. */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

function countUtf8(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit < 0xd800 || unit > 0xdfff) bytes += 3;
    else if (unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      bytes += 4;
      i++;
    } else return -1;
  }
  return bytes;
}

/** Writes `text` while it is ASCII. Returns the end, or -1 if it is not. */
function writeAscii(out: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return -1;
    out[at + i] = unit;
  }
  return at + text.length;
}

/** A few ASCII bytes as a string, or `undefined` if one of them is not ASCII. */
function readAscii(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = '';
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte > 0x7f) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
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
  const write = node?.prototype.utf8Write;
  return {
    length(text) {
      // Equal lengths prove ASCII, and ASCII has no surrogates.
      if (node !== undefined && text.length > COUNT_LOOP_UP_TO && node.byteLength(text) === text.length) {
        return text.length;
      }
      return countUtf8(text);
    },
    write(out, at, text) {
      if (text.length <= WRITE_LOOP_UP_TO) {
        const end = writeAscii(out, at, text);
        if (end >= 0) return end;
      }
      if (write !== undefined) return at + write.call(out, text, at);
      return at + encoder.encodeInto(text, new Uint8Array(out.buffer, out.byteOffset + at)).written;
    },
    read(bytes, start, end) {
      if (end - start <= READ_LOOP_UP_TO) {
        const text = readAscii(bytes, start, end);
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
export function checkText(value: string, max: number, path: string): number {
  if (typeof value !== 'string') misfit(path, 'a string', value);
  const length = platform.length(value);
  if (length < 0) misfit(path, 'well-formed Unicode (it has a lone surrogate)', value);
  if (length > max) overLimit(path, length, max);
  return length;
}

/** UTF-8 length of a string that was checked before. */
export function textLength(value: string): number {
  return platform.length(value);
}

/** Writes a checked string and returns the end. */
export function writeText(out: Uint8Array, at: number, value: string): number {
  return platform.write(out, at, value);
}

export function readText(bytes: Uint8Array, start: number, end: number, path: string): string {
  const text = platform.read(bytes, start, end);
  if (text === undefined) malformed('E_WIRE_UTF8', path, start, 'not valid UTF-8');
  return text;
}
