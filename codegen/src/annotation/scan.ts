import type { Diagnostics } from '../diag/diagnostic.js';
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
  /** Written with spaces around `=`, which is wrong. */
  readonly spaced: boolean;
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
/** Keys of the annotations that have some. */
export const KEYS = {
  protocol: ['name', 'versions', 'framing', 'max', 'bound', 'priority', 'from'],
  reply: ['by', 'timeout'],
} as const;

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
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      const span = file.span(word.offset, word.text.length);
      const key = KEY.exec(word.text);
      const spaced = open === undefined ? undefined : spacedKey(words.slice(i), annotations.at(-1)!);
      if (/^@[A-Za-z]/.test(word.text)) {
        open = { values: [], args: [] };
        annotations.push({ name: word.text.slice(1), span, ...open });
      } else if (open !== undefined && spaced !== undefined) {
        i += spaced.words - 1;
        const last = words[i]!;
        const whole = file.span(word.offset, last.offset + last.text.length - word.offset);
        open.args.push({ key: spaced.key, value: spaced.value, span: whole, spaced: spaced.value !== '' });
      } else if (open !== undefined && key !== null) {
        open.args.push({ key: key[1]!, value: key[2]!, span, spaced: false });
      } else if (open !== undefined && open.args.length === 0 && isValue(word.text, annotations.at(-1)!)) {
        open.values.push({ text: word.text, span });
      } else {
        open = undefined;
        plain += file.text.slice(plainEnd, word.offset + word.text.length);
      }
      plainEnd = words[i]!.offset + words[i]!.text.length;
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

/** `key = value`: how many words it has. Only of the keys that the annotation takes; any other text is prose. */
function spacedKey(
  [first, second, third]: readonly Word[],
  { name }: Annotation,
): { readonly key: string; readonly value: string; readonly words: number } | undefined {
  const keys: readonly string[] = Object.hasOwn(KEYS, name) ? KEYS[name as keyof typeof KEYS] : [];
  const key = first!.text.replace(/=$/, '');
  if (second === undefined || !keys.includes(key)) return undefined;
  if (key !== first!.text) {
    return KEY.test(second.text) ? undefined : { key, value: second.text, words: 2 };
  }
  if (second.text === '=') return { key, value: third?.text ?? '', words: third === undefined ? 2 : 3 };
  return second.text.startsWith('=') ? { key, value: second.text.slice(1), words: 2 } : undefined;
}

/** Reports `key = value`. It is understood, so that nothing else is reported for it. */
export function refuseSpaces({ key, value, span, spaced }: Argument, diagnostics: Diagnostics): void {
  if (!spaced) return;
  const hint = `write \`${key}=${value}\``;
  diagnostics.report('E_ANNOTATION_VALUE', span, `there are no spaces around the \`=\` of \`${key}\``, hint);
}
