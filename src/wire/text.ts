import { writeRaw } from './bytes.js';
import { malformed, misfit, overLimit } from './error.js';
import { due, knownText, remember, writeKnown } from './known-text.js';
import { KNOWN_UP_TO, TEXT_LOOP_UP_TO } from './thresholds.js';

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
export interface Platform {
  /** Writes `text`; without room for all of it, not all of it is written. Returns its length in bytes. */
  write(out: Uint8Array, at: number, text: string): number;
  /** `undefined` if the bytes are not valid UTF-8. */
  read(bytes: Uint8Array, start: number, end: number): string | undefined;
}

/** A byte order mark is text like any other: it must survive a round trip. */
const strict = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = /* @__PURE__ */ new TextEncoder();

/** The fast paths of `node` where it exists, the web's classes elsewhere. */
export function textFor(node: NodeText | undefined): Platform {
  const { latin1Write, utf8Slice, utf8Write } = node?.prototype ?? ({} as NodeText['prototype']);
  return {
    write(out, at, text) {
      // A `Buffer` that somebody made for browsers may lack them.
      if (utf8Write === undefined) {
        return writeRaw(out, at, encoder.encode(text)) - at;
      }
      const length = node!.byteLength(text);
      // Equal lengths prove ASCII.
      if (at + length <= out.length) (length === text.length ? latin1Write : utf8Write).call(out, text, at);
      return length;
    },
    read(bytes, start, end) {
      const text = utf8Slice?.call(bytes, start, end);
      // The lenient decoder puts U+FFFD where bytes are wrong; only then is a strict look needed.
      if (text?.includes('\ufffd') === false) return text;
      try {
        return strict.decode(bytes.subarray(start, end));
      } catch {
        return undefined;
      }
    },
  };
}

const platform = /* @__PURE__ */ textFor((globalThis as { readonly Buffer?: NodeText }).Buffer);

/** Checks a text, writes it as UTF-8, as far as there is room, and returns its end. */
export function writeText(out: Uint8Array, at: number, text: string, max: number, path: string): number {
  if (typeof text !== 'string') misfit(path, 'a string', text);
  const { length } = text;
  if (length > max) overLimit(path, length, max);
  if (length <= TEXT_LOOP_UP_TO) {
    let i = 0;
    for (; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) break;
      out[at + i] = unit;
    }
    if (i === length) return at + length;
  } else if (length <= KNOWN_UP_TO && writeKnown(out, at, text)) return at + length;
  const size = platform.write(out, at, text);
  const end = at + size;
  // What has as many bytes as characters is ASCII, which has no surrogates.
  if (size > length) {
    if (!text.isWellFormed()) misfit(path, 'well-formed Unicode', text);
    if (size > max) overLimit(path, size, max);
  } else if (length <= KNOWN_UP_TO && end <= out.length && due >= 0) {
    // What is sent may be a part of a long string, which would stay as long as its part is remembered.
    remember(platform.read(out, at, end)!, out, at);
  }
  return end;
}

/** `bytes[start, end)` as a string. */
export function readText(bytes: Uint8Array, start: number, end: number, path: string): string {
  const length = end - start;
  if (length === 0) return '';
  const short = length <= KNOWN_UP_TO;
  const known = short ? knownText(bytes, start, length) : undefined;
  if (known !== undefined) return known;
  const text = platform.read(bytes, start, end);
  if (text === undefined) malformed('E_WIRE_UTF8', path, start);
  if (short && due >= 0 && text.length === length) remember(text, bytes, start);
  return text;
}
