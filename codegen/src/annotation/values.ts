/** Values of annotations: sizes, times, rates, texts. */

/** Sizes and counts are 32 bits on the wire. */
export const MAX_SIZE = 0xffff_ffff;
/** What timers of the platform can wait for. */
export const MAX_DURATION_MS = 0x7fff_ffff;
/** Messages in the time of a rate. */
export const MAX_RATE = 1_000_000;

const UNITS: Readonly<Record<string, number>> = { '': 1, B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** `1000`, `4KiB`, `1MiB` as a number; `undefined` if it is none of them. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d[\d_]*)(B|KiB|MiB|GiB)?$/.exec(text);
  if (match === null) return undefined;
  const size = Number(match[1]!.replaceAll('_', '')) * UNITS[match[2] ?? '']!;
  return Number.isSafeInteger(size) && size <= MAX_SIZE ? size : undefined;
}

/** A JSON string, or `undefined`. */
export function parseQuoted(text: string): string | undefined {
  const value = parseJson(text);
  return typeof value === 'string' ? value : undefined;
}

/** A JSON array of strings, or `undefined`. */
export function parseStrings(text: string): readonly string[] | undefined {
  const value = parseJson(text);
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };

/** `500ms`, `30s`, `2min` in milliseconds; `undefined` if it is none of them. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+)(ms|s|min|h)$/.exec(text);
  if (match === null) return undefined;
  const ms = Number(match[1]) * MS[match[2]!]!;
  return ms > 0 && ms <= MAX_DURATION_MS ? ms : undefined;
}

/** `10/s`, `3/10s`, `100/min`: so many in such a time. */
export function parseRate(text: string): { readonly count: number; readonly perMs: number } | undefined {
  const match = /^(\d+)\/(.+)$/.exec(text);
  if (match === null) return undefined;
  const count = Number(match[1]);
  const perMs = parseDuration(/^\d/.test(match[2]!) ? match[2]! : `1${match[2]!}`);
  return perMs === undefined || count < 1 || count > MAX_RATE ? undefined : { count, perMs };
}
