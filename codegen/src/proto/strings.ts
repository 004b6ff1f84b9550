/** String literals of protobuf: their escapes stand for bytes, everything else for UTF-8. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { ProtoToken } from './tokens.js';

const PART =
  /\\(?:[xX]([0-9a-fA-F]{1,2})|([0-7]{1,3})|u([0-9a-fA-F]{4})|U(00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})|([abfnrtv\\'"?]))|\\[^]?|[^\\]+/g;
const SIMPLE: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** The bytes that a string token stands for. Escapes that are none are reported. */
export function stringBytes({ text, span }: ProtoToken, diagnostics: Diagnostics): readonly number[] {
  const bytes: number[] = [];
  for (const part of text.slice(1, -1).matchAll(PART)) {
    const [found, hex, octal, short, long, simple] = part;
    if (hex !== undefined) bytes.push(parseInt(hex, 16));
    else if (octal !== undefined) bytes.push(parseInt(octal, 8) & 0xff);
    else if (simple !== undefined) bytes.push(SIMPLE[simple] ?? simple.charCodeAt(0));
    else if (short !== undefined || long !== undefined) {
      bytes.push(...Buffer.from(String.fromCodePoint(parseInt((short ?? long)!, 16))));
    } else if (found.startsWith('\\')) {
      const place = span.file.span(span.offset + 1 + part.index, found.length);
      diagnostics.report('E_SYNTAX', place, `\`${found}\` is not an escape`);
    } else bytes.push(...Buffer.from(found));
  }
  return bytes;
}
