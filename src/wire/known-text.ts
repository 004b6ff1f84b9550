/**
 * Short texts that came more than once lately, each beside its bytes. Map keys, urls and names of protocols come again and
 * again, and comparing bytes costs a fraction of making a string of them, or of asking the platform for the bytes of a string.
 *
 * A text has one place, which another text of that place takes when it comes twice before the first one comes again: memory
 * is bounded, and texts that never come again cost little more than their hash.
 */

import { EMPTY } from './bytes.js';
import { KNOWN_TEXTS } from './thresholds.js';

const texts = /* @__PURE__ */ new Array<string>(KNOWN_TEXTS).fill('');
/** Of the text of the same place. */
const known = /* @__PURE__ */ new Array<Uint8Array>(KNOWN_TEXTS).fill(EMPTY);
/** Hash of the last text of each place that was not known. */
const seen = /* @__PURE__ */ new Int32Array(KNOWN_TEXTS);

/** Place of the text that was asked for last, if it was not known and came twice; else -1. */
export let due = -1;

/** By the length, the last three characters, since most texts begin alike, and one in the middle. */
function hashOf(length: number, a: number, b: number, c: number, middle: number): number {
  return Math.imul(length ^ (a << 7) ^ (b << 15) ^ (c << 20) ^ (middle << 25), 0x9e37_79b1);
}

/** The text with this hash is not known. */
function miss(hash: number): void {
  const place = hash >>> 23;
  due = seen[place] === hash ? place : -1;
  seen[place] = hash;
}

/** The text of `bytes[start, start + length)`, which are at least one and at most {@link KNOWN_UP_TO}, if it is known. */
export function knownText(bytes: Uint8Array, start: number, length: number): string | undefined {
  const last = start + length - 1;
  const hash = hashOf(
    length,
    bytes[last]!,
    bytes[last - 1]!,
    bytes[last - 2]!,
    bytes[start + (length >> 1)]!,
  );
  const place = hash >>> 23;
  const own = known[place]!;
  // Backwards, because texts that begin alike are told apart soon.
  let left = length;
  if (own.length === length) while (left > 0 && own[left - 1] === bytes[start + left - 1]) left--;
  if (left > 0) {
    miss(hash);
    return undefined;
  }
  // What is known stays as long as no other text of its place comes twice in between.
  seen[place] = 0;
  return texts[place];
}

/** Writes `text`, which has as many characters as {@link knownText} may have bytes, at `at`; `false` if it is not known. */
export function writeKnown(out: Uint8Array, at: number, text: string): boolean {
  const { length } = text;
  const last = length - 1;
  const hash = hashOf(
    length,
    text.charCodeAt(last),
    text.charCodeAt(last - 1),
    text.charCodeAt(last - 2),
    text.charCodeAt(length >> 1),
  );
  const place = hash >>> 23;
  if (texts[place] !== text) {
    miss(hash);
    return false;
  }
  seen[place] = 0;
  if (at + length <= out.length) out.set(known[place]!, at);
  return true;
}

/**
 * Remembers that `text`, which is {@link due}, is what stands in `bytes` at `start`. It must be no part of a longer string:
 * that would stay, too.
 */
export function remember(text: string, bytes: Uint8Array, start: number): void {
  texts[due] = text;
  known[due] = new Uint8Array(bytes.subarray(start, start + text.length));
}
