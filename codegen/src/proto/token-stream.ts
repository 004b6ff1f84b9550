import type { DocLine } from '../annotation/scan.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { SourceFile } from '../diag/source.js';
import type { Name } from './ast.js';
import { lexProto, type ProtoToken } from './tokens.js';

/** Thrown inside the parser to give up on a statement that is reported; it never leaves the parser. */
export class Recover extends Error {}

/** The tokens of a schema with a place in them, and how reading goes on behind a mistake. */
export class ProtoTokens {
  /** Doc comments that describe nothing. */
  readonly stray: (readonly DocLine[])[] = [];
  /** Words in statements that were given up: types of these names are not unknown, only unreadable. */
  readonly lost = new Set<string>();
  readonly file: SourceFile;
  readonly diagnostics: Diagnostics;
  readonly #tokens: readonly ProtoToken[];
  #at = 0;

  constructor(file: SourceFile, diagnostics: Diagnostics) {
    this.file = file;
    this.diagnostics = diagnostics;
    this.#tokens = lexProto(file, diagnostics);
  }

  /** Number of tokens that are read. */
  get position(): number {
    return this.#at;
  }

  peek(ahead = 0): ProtoToken {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]!;
  }

  next(): ProtoToken {
    const token = this.peek();
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  /** Reads the next token if it is `text`. */
  take(text: string): ProtoToken | undefined {
    return this.peek().text === text ? this.next() : undefined;
  }

  expect(mark: string): ProtoToken {
    if (this.peek().text !== mark) this.fail(`\`${mark}\``);
    return this.next();
  }

  /** The `;` of a statement. One that is missing at the end of a line is reported and taken for granted. */
  expectEnd(): void {
    if (this.take(';') !== undefined) return;
    const token = this.peek();
    const previous = this.#tokens[this.#at - 1]!;
    this.#report('`;`');
    const between = this.file.text.slice(previous.span.offset, token.span.offset);
    if (token.text !== '}' && token.kind !== 'end' && !between.includes('\n')) throw new Recover();
  }

  word(expected: string): Name {
    const { kind, text, span } = this.peek();
    if (kind !== 'word') this.fail(expected);
    this.next();
    return { text, span };
  }

  /** A dotted name, also one that starts with a dot. */
  dotted(expected: string): Name {
    const first = this.peek();
    const parts = this.take('.') === undefined ? [] : [''];
    let last = this.word(expected);
    parts.push(last.text);
    while (this.take('.') !== undefined) {
      last = this.word('a name');
      parts.push(last.text);
    }
    return { text: parts.join('.'), span: this.between(first.span, last.span) };
  }

  between(from: Name['span'], to: Name['span']): Name['span'] {
    return this.file.span(from.offset, to.offset + to.length - from.offset);
  }

  /** The doc comment of the next token. A line behind the previous statement describes nothing. */
  doc(): readonly DocLine[] {
    const token = this.peek();
    if (!token.docTrails) return token.doc;
    this.stray.push(token.doc.slice(0, 1));
    return token.doc.slice(1);
  }

  /** The doc comment of the next token describes nothing. */
  strayDoc(): void {
    const { doc } = this.peek();
    if (doc.length > 0) this.stray.push(doc);
  }

  fail(expected: string): never {
    this.#report(expected);
    throw new Recover();
  }

  #report(expected: string): void {
    const token = this.peek();
    if (token.afterReported) return;
    const found = token.kind === 'end' ? 'the end of the file' : `\`${token.text}\``;
    this.diagnostics.report('E_SYNTAX', token.span, `expected ${expected}, found ${found}`);
  }

  /** Goes on behind the statement that began at `start`: behind its `;` or braces, or in front of a `}`. */
  skipStatement(start: number): void {
    let depth = 0;
    for (let at = start; at < this.#at; at++) {
      const { text } = this.#lose(this.#tokens[at]!);
      if (text === '{') depth++;
      else if (text === '}') depth--;
    }
    for (;;) {
      const token = this.peek();
      if (token.kind === 'end' || (token.text === '}' && depth <= 0)) return;
      this.#lose(this.next());
      if (token.text === '{') depth++;
      else if (token.text === '}') depth--;
      if (depth <= 0 && (token.text === ';' || token.text === '}')) return;
    }
  }

  #lose(token: ProtoToken): ProtoToken {
    if (token.kind === 'word') this.lost.add(token.text);
    return token;
  }
}
