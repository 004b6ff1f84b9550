import type { DocLine } from '../annotation/scan.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { SourceFile, Span } from '../diag/source.js';

export interface ProtoToken {
  readonly kind: 'word' | 'number' | 'string' | 'mark' | 'end';
  readonly text: string;
  readonly span: Span;
  /** The `///` lines between the previous token and this one. */
  readonly doc: readonly DocLine[];
  /** The first of those lines stands behind the previous token on its line. */
  readonly docTrails: boolean;
}

const SPACE = /\s+/y;
const COMMENT = /\/\/[^\n]*|\/\*[^]*?\*\//y;
const WORD = /\.?[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*/y;
const NUMBER = /[-+]?(?:0[xX][0-9a-fA-F]+|\d[\d.eE]*)/y;
const STRING = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y;
const MARKS = new Set('{}[]<>();:,=-');

/** Splits a protobuf schema into tokens with their places; doc comments stay with the token they precede. */
export function lexProto(file: SourceFile, diagnostics: Diagnostics): readonly ProtoToken[] {
  const { text } = file;
  const tokens: ProtoToken[] = [];
  let doc: DocLine[] = [];
  let docTrails = false;
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: ProtoToken['kind'], found: string): void => {
    tokens.push({ kind, text: found, span: file.span(at, found.length), doc, docTrails });
    doc = [];
    docTrails = false;
    at += found.length;
  };
  while (at < text.length) {
    const skipped = match(SPACE);
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const comment = match(COMMENT);
    if (comment !== undefined) {
      if (/^\/\/\/(?!\/)/.test(comment)) {
        const previous = tokens.at(-1);
        docTrails ||=
          previous !== undefined &&
          previous.text !== '{' &&
          !text.slice(previous.span.offset, at).includes('\n');
        doc.push({ offset: at + 3, text: comment.slice(3).replace(/\r$/, '') });
      }
      at += comment.length;
      continue;
    }
    const kinds = [
      ['word', WORD],
      ['number', NUMBER],
      ['string', STRING],
    ] as const;
    const found = kinds
      .map(([kind, pattern]) => [kind, match(pattern)] as const)
      .find(([, hit]) => hit !== undefined);
    if (found !== undefined) push(found[0], found[1]!);
    else if (MARKS.has(text[at]!)) push('mark', text[at]!);
    else {
      const shown = JSON.stringify(String.fromCodePoint(text.codePointAt(at)!));
      diagnostics.report('E_SYNTAX', file.span(at, 1), `unexpected character ${shown}`);
      at += 1;
    }
  }
  push('end', '');
  return tokens;
}
