/**
 * Short texts that were seen lately, each beside its bytes. Map keys, urls and names of protocols come again and again, and
 * comparing bytes costs a fraction of making a string of them, or of asking the platform for the bytes of a string.
 *
 * A text has one place, which the next text of that place takes: memory is bounded, and who sends texts that never come
 * again gains nothing and loses little.
 */

/** Longer texts are not remembered, nor are those that are not ASCII. */
export const KNOWN_UP_TO = 64;
/** A power of two. */
const PLACES = 512;

const texts = /* @__PURE__ */ new Array<string>(PLACES).fill('');
const known = /* @__PURE__ */ new Uint8Array(PLACES * KNOWN_UP_TO);

/** The same bytes once more where a text was written: copying them at once costs half as much. */
const written = /* @__PURE__ */ new Array<Uint8Array | undefined>(PLACES);

/** The place of a text, by its length and some of its characters; most texts begin alike. */
function placeOf(length: number, last: number, middle: number, quarter: number): number {
  return (Math.imul((length << 21) ^ (last << 14) ^ (middle << 7) ^ quarter, 0x9e37_79b1) >>> 23) % PLACES;
}

/** The text of `bytes[start, start + length)`, which are at least one and at most {@link KNOWN_UP_TO}, if it is known. */
export function knownText(bytes: Uint8Array, start: number, length: number): string | undefined {
  const place = placeOfBytes(bytes, start, length);
  const text = texts[place]!;
  if (text.length !== length) return undefined;
  const from = place * KNOWN_UP_TO;
  for (let i = 0; i < length; i++) if (known[from + i] !== bytes[start + i]) return undefined;
  return text;
}

function placeOfBytes(bytes: Uint8Array, start: number, length: number): number {
  const end = start + length;
  return placeOf(length, bytes[end - 1]!, bytes[start + (length >> 1)]!, bytes[end - 1 - (length >> 2)]!);
}

/** Remembers that `text` is what stands in `bytes` at `start`. It must be no part of a longer string: that stays, too. */
export function remember(text: string, bytes: Uint8Array, start: number): void {
  const { length } = text;
  const place = placeOfBytes(bytes, start, length);
  texts[place] = text;
  written[place] = undefined;
  const from = place * KNOWN_UP_TO;
  for (let i = 0; i < length; i++) known[from + i] = bytes[start + i]!;
}

/** Writes `text`, which has as many characters as {@link knownText} may have bytes, at `at`; `false` if it is not known. */
export function writeKnown(out: Uint8Array, at: number, text: string): boolean {
  const { length } = text;
  const last = length - 1;
  const place = placeOf(
    length,
    text.charCodeAt(last),
    text.charCodeAt(length >> 1),
    text.charCodeAt(last - (length >> 2)),
  );
  if (texts[place] !== text) return false;
  const end = at + length;
  const from = place * KNOWN_UP_TO;
  if (end <= out.length) out.set((written[place] ??= known.slice(from, from + length)), at);
  return true;
}
