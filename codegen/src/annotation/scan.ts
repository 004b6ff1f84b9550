import type { SourceFile, Span } from '../diag/source.js';

/** One `///` line: `offset` is where its text starts, behind the slashes. */
export interface DocLine {
  readonly offset: number;
  readonly text: string;
}

/** `key=value` of an annotation. */
export interface Argument {
  readonly key: string;
  readonly value: string;
  readonly span: Span;
}

/** `@name` with what stands behind it. */
export interface Annotation {
  readonly name: string;
  readonly span: Span;
  /** Plain values: `@max 1000 3`, `@unbounded "reason"`. Quotes are kept. */
  readonly values: readonly { readonly text: string; readonly span: Span }[];
  readonly args: readonly Argument[];
}

/** A doc comment taken apart: its prose and its annotations. */
export interface Doc {
  readonly prose: readonly string[];
  readonly annotations: readonly Annotation[];
}

interface Word {
  readonly text: string;
  readonly offset: number;
}

// A word runs to white space; inside quotes and brackets it may contain some.
const WORD = /(?:"(?:[^"\\]|\\.)*"?|\[[^\]]*\]?|[^\s"[])+/g;
const VALUE = /^(?:\d|")/;
/** Annotations whose first value is a plain word; behind all others a word is prose. */
const WORDY: ReadonlySet<string> = new Set(['from', 'reply', 'unknown']);
const KEY = /^([a-z]+)=(.*)$/s;

/** Splits the `///` lines above a declaration into prose and annotations. */
export function scanDoc(file: SourceFile, lines: readonly DocLine[]): Doc {
  const prose: string[] = [];
  const annotations: Annotation[] = [];
  // Keys of an annotation may go on in the next line.
  let open: { values: Annotation['values'][number][]; args: Argument[] } | undefined;
  for (const line of lines) {
    const words = [...line.text.matchAll(WORD)].map((m): Word => ({
      text: m[0],
      offset: line.offset + m.index,
    }));
    let plain = '';
    let plainEnd = line.offset;
    for (const word of words) {
      const span = file.span(word.offset, word.text.length);
      const key = KEY.exec(word.text);
      if (/^@[A-Za-z]/.test(word.text)) {
        open = { values: [], args: [] };
        annotations.push({ name: word.text.slice(1), span, ...open });
      } else if (open !== undefined && key !== null) {
        open.args.push({ key: key[1]!, value: key[2]!, span });
      } else if (open !== undefined && open.args.length === 0 && isValue(word.text, annotations.at(-1)!)) {
        open.values.push({ text: word.text, span });
      } else {
        open = undefined;
        plain += file.text.slice(plainEnd, word.offset + word.text.length);
      }
      plainEnd = word.offset + word.text.length;
    }
    const text = plain.trim();
    if (text !== '' || words.length === 0) prose.push(text);
  }
  while (prose.at(-1) === '') prose.pop();
  while (prose[0] === '') prose.shift();
  return { prose, annotations };
}

function isValue(text: string, { name, values }: Annotation): boolean {
  return VALUE.test(text) || (WORDY.has(name) && values.length === 0);
}

const UNITS: Readonly<Record<string, number>> = { '': 1, B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** `1000`, `4KiB`, `1MiB` as a number; `undefined` if it is none of them. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d[\d_]*)(B|KiB|MiB|GiB)?$/.exec(text);
  if (match === null) return undefined;
  const size = Number(match[1]!.replaceAll('_', '')) * UNITS[match[2] ?? '']!;
  return Number.isSafeInteger(size) && size <= 0xffff_ffff ? size : undefined;
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
  // What timers of the platform can wait for.
  return ms > 0 && ms <= 0x7fff_ffff ? ms : undefined;
}

/** `10/s`, `3/10s`, `100/min`: so many in such a time. */
export function parseRate(text: string): { readonly count: number; readonly perMs: number } | undefined {
  const match = /^(\d+)\/(.+)$/.exec(text);
  if (match === null) return undefined;
  const count = Number(match[1]);
  const perMs = parseDuration(/^\d/.test(match[2]!) ? match[2]! : `1${match[2]!}`);
  return perMs === undefined || count < 1 || count > 1_000_000 ? undefined : { count, perMs };
}
