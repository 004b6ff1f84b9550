import type { DocLine } from '../annotation/scan.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { SourceFile } from '../diag/source.js';
import type { Name } from './ast.js';
import { lexMolecule, type Token } from './lexer.js';

export const KEYWORDS = ['array', 'struct', 'vector', 'table', 'option', 'union'];
const OPENERS = new Set('[<({');

/** Thrown inside the parser to give up on a member or declaration that is reported; it never leaves the parser. */
export class Recover extends Error {}

/** The tokens of a schema with a place in them, and how reading goes on behind a mistake. */
export class TokenStream {
  /** Every word that {@link skipMember} and {@link skipDeclaration} have passed. */
  readonly lost = new Set<string>();
  readonly #tokens: readonly Token[];
  readonly #stray: (readonly DocLine[])[];
  readonly #diagnostics: Diagnostics;
  #at = 0;

  /** Doc comments that turn out to describe nothing are added to `stray`. */
  constructor(file: SourceFile, stray: (readonly DocLine[])[], diagnostics: Diagnostics) {
    this.#tokens = lexMolecule(file, diagnostics);
    this.#stray = stray;
    this.#diagnostics = diagnostics;
  }

  /** Number of tokens that are read. */
  get position(): number {
    return this.#at;
  }

  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]!;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  /** Does nothing, not even white space, stand between the previous token and the next? */
  touches(): boolean {
    const previous = this.#tokens[this.#at - 1]!;
    return previous.span.offset + previous.span.length === this.peek().span.offset;
  }

  /** A keyword may be a name too; followed by a name and a bracket it is a declaration. */
  atDeclaration(): boolean {
    return (
      KEYWORDS.includes(this.peek().text) && this.peek(1).kind === 'word' && OPENERS.has(this.peek(2).text)
    );
  }

  name(expected: string): Name {
    const token = this.peek();
    if (token.kind !== 'word' || token.afterReported) this.fail(expected);
    this.next();
    return { text: token.text, span: token.span };
  }

  expect(mark: string, hint?: string): void {
    if (this.peek().text !== mark) this.fail(`\`${mark}\``, hint);
    this.next();
  }

  fail(expected: string, hint?: string): never {
    const token = this.peek();
    const found = token.kind === 'end' ? 'the end of the file' : `\`${token.text}\``;
    if (!token.afterReported) {
      this.#diagnostics.report('E_SYNTAX', token.span, `expected ${expected}, found ${found}`, hint);
    }
    throw new Recover();
  }

  /** The doc comment of the next token. One behind the previous member on its line describes nothing. */
  doc(): readonly DocLine[] {
    const token = this.peek();
    if (!token.docTrails) return token.doc;
    this.#stray.push(token.doc.slice(0, 1));
    return token.doc.slice(1);
  }

  /** Goes on behind the next `,` or `;`, or in front of the next `}`. `false`: the whole declaration is lost. */
  skipMember(): boolean {
    for (;;) {
      const token = this.peek();
      if (token.text === '}') return true;
      if (token.kind === 'end' || this.atDeclaration()) return false;
      this.#skip();
      if (token.text === ',' || token.text === ';') return true;
    }
  }

  /** Goes on behind the next `}` or `;`, or in front of the next declaration. */
  skipDeclaration(start: number): void {
    for (let at = start; at < this.#at; at++) this.#lose(this.#tokens[at]!);
    for (;;) {
      const token = this.peek();
      if (token.kind === 'end' || this.atDeclaration()) return;
      this.#skip();
      // Not the `;` inside of an array: behind it comes its count.
      if ((token.text === '}' || token.text === ';') && this.peek().kind !== 'number') return;
    }
  }

  #skip(): void {
    this.#lose(this.next());
  }

  #lose({ kind, text }: Token): void {
    if (kind === 'word') this.lost.add(text);
  }
}
