/**
 * Short texts that came more than once lately, each beside its bytes. Map keys, urls and names of protocols come again and
 * again, and comparing bytes costs a fraction of making a string of them, or of asking the platform for the bytes of a string.
 *
 * A text has one place, which another text of that place takes when it comes twice before the first one comes again: memory
 * is bounded, and texts that never come again cost little more than their hash.
 */

/** Longer texts are not remembered, nor are those that are not ASCII. */
export const KNOWN_UP_TO = 64;
const PLACES = 512;

const texts = /* @__PURE__ */ new Array<string>(PLACES).fill('');
const known = /* @__PURE__ */ new Uint8Array(PLACES * KNOWN_UP_TO);
/** The same bytes once more where a text was written: copying them at once costs half as much. */
const written = /* @__PURE__ */ new Array<Uint8Array | undefined>(PLACES);
/** Hashes of the texts that are known; behind them, of the last one of each place that was not. */
const hashes = /* @__PURE__ */ new Int32Array(2 * PLACES);

/** Place of the text that was asked for last if that was not known and came before; else -1. */
export let due = -1;

/** By the length and some of the characters; most texts begin alike. */
function hashOf(length: number, a: number, b: number, c: number): number {
  return Math.imul(length ^ (a << 7) ^ (b << 15) ^ (c << 23), 0x9e37_79b1);
}

/** The place of the text with this hash; -1 if it is not known. */
function find(hash: number): number {
  const place = hash >>> 23;
  const isKnown = hashes[place] === hash;
  due = !isKnown && hashes[PLACES + place] === hash ? place : -1;
  // What is known stays as long as it comes more often than another one of its place.
  hashes[PLACES + place] = isKnown ? 0 : hash;
  return isKnown ? place : -1;
}

/** The text of `bytes[start, start + length)`, which are at least one and at most {@link KNOWN_UP_TO}, if it is known. */
export function knownText(bytes: Uint8Array, start: number, length: number): string | undefined {
  const last = start + length - 1;
  const place = find(hashOf(length, bytes[last]!, bytes[last - 1]!, bytes[start + (length >> 1)]!));
  if (place < 0) return undefined;
  const from = place * KNOWN_UP_TO;
  for (let i = 0; i < length; i++) if (known[from + i] !== bytes[start + i]) return undefined;
  const text = texts[place]!;
  return text.length === length ? text : undefined;
}

/** Writes `text`, which has as many characters as {@link knownText} may have bytes, at `at`; `false` if it is not known. */
export function writeKnown(out: Uint8Array, at: number, text: string): boolean {
  const { length } = text;
  const last = length - 1;
  const place = find(
    hashOf(length, text.charCodeAt(last), text.charCodeAt(last - 1), text.charCodeAt(length >> 1)),
  );
  if (place < 0 || texts[place] !== text) return false;
  const from = place * KNOWN_UP_TO;
  if (at + length <= out.length) out.set((written[place] ??= known.slice(from, from + length)), at);
  return true;
}

/**
 * Remembers that `text`, which is {@link due}, is what stands in `bytes` at `start`. It must be no part of a longer string:
 * that would stay, too.
 */
export function remember(text: string, bytes: Uint8Array, start: number): void {
  texts[due] = text;
  hashes[due] = hashes[PLACES + due]!;
  written[due] = undefined;
  known.set(bytes.subarray(start, start + text.length), due * KNOWN_UP_TO);
}
