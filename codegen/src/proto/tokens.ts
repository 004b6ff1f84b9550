import type { DocLine } from '../annotation/scan.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { SourceFile } from '../diag/source.js';
import type { Span } from '../diag/source.js';

export interface ProtoToken {
  readonly kind: 'word' | 'integer' | 'float' | 'string' | 'mark' | 'end';
  /** As written: strings keep their quotes, so that no string looks like a mark. */
  readonly text: string;
  readonly span: Span;
  /** The `///` lines between the previous token and this one. */
  readonly doc: readonly DocLine[];
  /** The first of those lines stands behind the previous token on its line. */
  readonly docTrails: boolean;
  /** Something that is no token stands in front of it and is reported already. */
  readonly afterReported: boolean;
}

const SPACE = /[\s\ufeff]+/y;
const LINE_COMMENT = /\/\/[^\n]*/y;
const BLOCK_COMMENT = /\/\*[^]*?\*\//y;
const PATTERNS = [
  ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['float', /(?:\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+/y],
  ['integer', /0[xX][0-9a-fA-F]+|\d+/y],
  ['string', /"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*'/y],
  ['mark', /[{}[\]<>();:,=.\-/]/y],
] as const;
// One character that belongs to nothing, or a run of those that ASCII does not have.
const UNKNOWN = /[^\0-\x7f]+|[^]/y;

/** Splits a protobuf schema into tokens with their places; doc comments stay with the token they precede. */
export function lexProto(file: SourceFile, diagnostics: Diagnostics): readonly ProtoToken[] {
  const { text } = file;
  const tokens: ProtoToken[] = [];
  let doc: DocLine[] = [];
  let docTrails = false;
  let afterReported = false;
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: ProtoToken['kind'], found: string): void => {
    tokens.push({ kind, text: found, span: file.span(at, found.length), doc, docTrails, afterReported });
    doc = [];
    docTrails = false;
    afterReported = false;
    at += found.length;
  };
  const report = (length: number, message: string, hint?: string): void => {
    diagnostics.report('E_SYNTAX', file.span(at, length), message, hint);
    afterReported = true;
    at += length;
  };
  while (at < text.length) {
    const ignored = match(SPACE) ?? match(BLOCK_COMMENT);
    if (ignored !== undefined) {
      at += ignored.length;
      continue;
    }
    const comment = match(LINE_COMMENT);
    if (comment !== undefined) {
      // Exactly three slashes: a line of slashes is a ruler, not documentation.
      if (/^\/\/\/(?!\/)/.test(comment)) {
        docTrails ||= trails(text, tokens.at(-1), at);
        doc.push({ offset: at + 3, text: comment.slice(3).replace(/\r$/, '') });
      }
      at += comment.length;
      continue;
    }
    if (text.startsWith('/*', at)) {
      report(2, 'this comment is not closed', 'add `*/`');
      break;
    }
    const [kind, found] = firstOf(match);
    if (kind === undefined) reportUnknown(match(UNKNOWN)!, report);
    else {
      push(kind, found);
      if ((kind === 'integer' || kind === 'float') && /[A-Za-z0-9_.]/.test(text[at] ?? '')) {
        report(match(/[A-Za-z0-9_.]+/y)!.length, 'a number ends here: put a space behind it');
      }
    }
  }
  at = text.length;
  push('end', '');
  return tokens;
}

type Found = readonly [ProtoToken['kind'], string] | readonly [undefined, undefined];

function firstOf(match: (pattern: RegExp) => string | undefined): Found {
  for (const [kind, pattern] of PATTERNS) {
    const found = match(pattern);
    if (found !== undefined) return [kind, found];
  }
  return [undefined, undefined];
}

/** Does a comment at `at` stand behind what `previous` ends, on the same line? */
function trails(text: string, previous: ProtoToken | undefined, at: number): boolean {
  return (
    previous !== undefined && previous.text !== '{' && !text.slice(previous.span.offset, at).includes('\n')
  );
}

function reportUnknown(
  found: string,
  report: (length: number, message: string, hint?: string) => void,
): void {
  if (found === '"' || found === "'") report(1, 'this string is not closed on its line');
  else {
    const hint = found === '#' ? 'comments start with `//`' : undefined;
    report(found.length, `unexpected character ${JSON.stringify(found)}`, hint);
  }
}
