import type { DocLine } from '../annotation/scan.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { SourceFile, Span } from '../diag/source.js';

export interface Token {
  readonly kind: 'word' | 'number' | 'mark' | 'end';
  readonly text: string;
  readonly span: Span;
  /** The `///` lines between the previous token and this one. */
  readonly doc: readonly DocLine[];
  /** One of those lines starts on the line of the previous token, behind it. */
  readonly docTrails: boolean;
  /** Characters that belong to no token stand in front of it; they are reported already. */
  readonly afterReported: boolean;
}

const WORD = /[A-Za-z][A-Za-z0-9_]*/y;
const NUMBER = /\d+/y;
const SPACE = /(?:[ \t\n]|\r\n)+/y;
const LINE_COMMENT = /(?:\/\/|#)[^\n]*/y;
// One character that belongs to nothing, or a run of those that ASCII does not have.
const UNKNOWN = /[^\0-\x7f]+|[^]/y;
const MARKS = new Set('{}[]<>();:,=./');

/** Splits a molecule schema into tokens; doc comments stay with the token they precede. */
export function lexMolecule(file: SourceFile, diagnostics: Diagnostics): readonly Token[] {
  const { text } = file;
  const tokens: Token[] = [];
  let doc: DocLine[] = [];
  let docTrails = false;
  let afterReported = false;
  const ends = blockEnds(text);
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: Token['kind'], found: string): void => {
    tokens.push({ kind, text: found, span: file.span(at, found.length), doc, docTrails, afterReported });
    doc = [];
    docTrails = false;
    afterReported = false;
    at += found.length;
  };
  while (at < text.length) {
    const space = match(SPACE);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    if (text.startsWith('/*', at)) {
      const end = ends.get(at);
      if (end === undefined) {
        diagnostics.report('E_SYNTAX', file.span(at, 2), 'this comment is not closed', 'add `*/`');
        afterReported = true;
      }
      at = end ?? text.length;
      continue;
    }
    const comment = match(LINE_COMMENT);
    if (comment !== undefined) {
      // Exactly three slashes: a line of slashes is a ruler, not documentation.
      if (/^\/\/\/(?!\/)/.test(comment)) {
        const previous = tokens.at(-1);
        const trails =
          previous !== undefined && sameLine(text, previous.span.offset, at) && previous.text !== '{';
        docTrails ||= trails;
        doc.push({ offset: at + 3, text: comment.slice(3).replace(/\r$/, '') });
      }
      at += comment.length;
      continue;
    }
    const word = match(WORD);
    if (word !== undefined) push('word', word);
    else {
      const number = match(NUMBER);
      if (number !== undefined) push('number', number);
      else if (MARKS.has(text[at]!)) push('mark', text[at]!);
      else {
        const unknown = match(UNKNOWN)!;
        reportUnknown(file.span(at, unknown.length), unknown, diagnostics);
        afterReported = true;
        at += unknown.length;
      }
    }
  }
  push('end', '');
  return tokens;
}

function reportUnknown(span: Span, text: string, diagnostics: Diagnostics): void {
  const printable = /^[\p{L}\p{N}\p{P}\p{S}]+$/u.test(text);
  const code = text.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  const shown = printable ? JSON.stringify(text) : `U+${code}`;
  const hints: Readonly<Record<string, string>> = {
    '\ufeff': 'save the file without a byte order mark',
    '\r': 'lines end with LF or CR LF',
    '"': 'molecule has no strings',
    _: 'names start with a letter',
    '-': 'names consist of ASCII letters, digits and `_`',
  };
  const hint = /\p{L}/u.test(text) ? 'names consist of ASCII letters, digits and `_`' : hints[text];
  diagnostics.report('E_SYNTAX', span, `unexpected character ${shown}`, hint);
}

function sameLine(text: string, from: number, to: number): boolean {
  return !text.slice(from, to).includes('\n');
}

/**
 * Where block comments end, by where they start. They nest; but a `/*` inside of one that is never closed itself is
 * just text: `/* /*\/` is a whole comment.
 */
function blockEnds(text: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  // From the last one, so that the inner ones are known.
  for (let start = text.length; start > 0;) {
    start = text.lastIndexOf('/*', start - 1);
    let at = start + 2;
    while (start >= 0 && at < text.length && !text.startsWith('*/', at)) at = ends.get(at) ?? at + 1;
    if (start >= 0 && at < text.length) ends.set(start, at + 2);
  }
  return ends;
}
