/** Strings of the hand-written codecs: Node's own methods where they win, loops and switches where those do. */
import { fail } from './memory.js';

interface NodeBytes {
  latin1Write(this: Uint8Array, text: string, at: number): number;
  utf8Write(this: Uint8Array, text: string, at: number): number;
  utf8Slice(this: Uint8Array, start: number, end: number): string;
}

const { latin1Write, utf8Write, utf8Slice } = Buffer.prototype as unknown as NodeBytes;
const { byteLength } = Buffer;
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Up to here a loop over the characters beats the call into Node. */
const LOOP_UP_TO = 16;

/** UTF-8 length of a string that is to be sent. */
export function textLength(text: string, max: number): number {
  if (typeof text !== 'string') fail('not a string');
  const bytes = byteLength(text);
  // As many bytes as characters: all of it is ASCII.
  if (bytes !== text.length && !text.isWellFormed()) fail('a lone surrogate');
  if (bytes > max) fail('too long');
  return bytes;
}

/** Writes a string of `length` bytes, and returns its end. */
export function putText(out: Uint8Array, at: number, text: string, length: number): number {
  if (length !== text.length) utf8Write.call(out, text, at);
  else if (length > LOOP_UP_TO) latin1Write.call(out, text, at);
  else for (let i = 0; i < length; i++) out[at + i] = text.charCodeAt(i);
  return at + length;
}

export function takeText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= 12) {
    const text = shortText(bytes, start, end - start);
    if (text !== undefined) return text;
  }
  const text = utf8Slice.call(bytes, start, end);
  return text.includes('\ufffd') ? carefully(bytes, start, end) : text;
}

/** U+FFFD stands for wrong bytes, or for itself. */
function carefully(bytes: Uint8Array, start: number, end: number): string {
  try {
    return strict.decode(bytes.subarray(start, end));
  } catch {
    fail('not UTF-8');
  }
}

/** ASCII of up to 12 bytes: one call with all characters costs a third of `utf8Slice`, and a half of a loop. */
function shortText(b: Uint8Array, p: number, length: number): string | undefined {
  if (length === 0) return '';
  const c0 = b[p]!;
  if (length < 5) {
    if (length === 1) return c0 < 128 ? String.fromCharCode(c0) : undefined;
    const c1 = b[p + 1]!;
    if (length === 2) return (c0 | c1) < 128 ? String.fromCharCode(c0, c1) : undefined;
    const c2 = b[p + 2]!;
    if (length === 3) return (c0 | c1 | c2) < 128 ? String.fromCharCode(c0, c1, c2) : undefined;
    const c3 = b[p + 3]!;
    return (c0 | c1 | c2 | c3) < 128 ? String.fromCharCode(c0, c1, c2, c3) : undefined;
  }
  const c1 = b[p + 1]!;
  const c2 = b[p + 2]!;
  const c3 = b[p + 3]!;
  const c4 = b[p + 4]!;
  const five = c0 | c1 | c2 | c3 | c4;
  if (length === 5) return five < 128 ? String.fromCharCode(c0, c1, c2, c3, c4) : undefined;
  const c5 = b[p + 5]!;
  if (length === 6) return (five | c5) < 128 ? String.fromCharCode(c0, c1, c2, c3, c4, c5) : undefined;
  const c6 = b[p + 6]!;
  const seven = five | c5 | c6;
  if (length === 7) return seven < 128 ? String.fromCharCode(c0, c1, c2, c3, c4, c5, c6) : undefined;
  const c7 = b[p + 7]!;
  const eight = seven | c7;
  if (length === 8) return eight < 128 ? String.fromCharCode(c0, c1, c2, c3, c4, c5, c6, c7) : undefined;
  const c8 = b[p + 8]!;
  if (length === 9)
    return (eight | c8) < 128 ? String.fromCharCode(c0, c1, c2, c3, c4, c5, c6, c7, c8) : undefined;
  const c9 = b[p + 9]!;
  const ten = eight | c8 | c9;
  if (length === 10)
    return ten < 128 ? String.fromCharCode(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9) : undefined;
  const c10 = b[p + 10]!;
  if (length === 11)
    return (ten | c10) < 128 ? String.fromCharCode(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10) : undefined;
  const c11 = b[p + 11]!;
  return (ten | c10 | c11) < 128
    ? String.fromCharCode(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11)
    : undefined;
}
