/** Texts in counterexamples: what people can read goes before what the random values hold. */

const STRANGE = /[^\x20-\x7e]/gu;

/** Characters of the texts in a value that do not print as they are. */
export function strangeness(value: unknown): number {
  if (typeof value === 'string') return value.match(STRANGE)?.length ?? 0;
  return partsOf(value).reduce<number>((sum, part) => sum + strangeness(part), 0);
}

/** The value with texts of the same length in UTF-8 that are plain letters where they were strange. */
export function withPlainTexts(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.replace(STRANGE, (character) => 'a'.repeat(Buffer.byteLength(character)));
  }
  if (Array.isArray(value)) return value.map(withPlainTexts);
  if (value instanceof Map) {
    return new Map([...value].map(([key, item]) => [withPlainTexts(key), withPlainTexts(item)]));
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPlainTexts(item)]));
}

function partsOf(value: unknown): readonly unknown[] {
  if (value instanceof Map) return [...value].flat();
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.values(value);
}
