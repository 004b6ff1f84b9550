import type { DocLine } from '../annotation/scan.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { SourceFile } from '../diag/source.js';
import { didYouMean } from '../diag/suggest.js';
import type { MolDecl, MolField, MolFile, MolImport, MolItem, Name } from './ast.js';
import { lexMolecule, type Token } from './lexer.js';

const KEYWORDS = ['array', 'struct', 'vector', 'table', 'option', 'union'];

/** Thrown inside the parser to give up on one declaration; it never leaves this file. */
class Recover extends Error {}

/** Parses a molecule schema. Every broken declaration is reported; the others are still read. */
export function parseMolecule(file: SourceFile, diagnostics: Diagnostics): MolFile {
  return new Parser(file, diagnostics).file();
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #file: SourceFile;
  readonly #diagnostics: Diagnostics;
  readonly #stray: (readonly DocLine[])[] = [];
  #at = 0;

  constructor(file: SourceFile, diagnostics: Diagnostics) {
    this.#tokens = lexMolecule(file, diagnostics);
    this.#file = file;
    this.#diagnostics = diagnostics;
  }

  file(): MolFile {
    const imports: MolImport[] = [];
    const declarations: MolDecl[] = [];
    let syntaxAllowed = true;
    while (this.#peek().kind !== 'end') {
      try {
        const token = this.#peek();
        if (token.text === 'syntax' && syntaxAllowed) this.#syntax();
        else if (token.text === 'import' && declarations.length === 0) imports.push(this.#import());
        else declarations.push(this.#declaration());
        syntaxAllowed = false;
      } catch (thrown) {
        if (!(thrown instanceof Recover)) throw thrown;
        this.#skipDeclaration();
      }
    }
    const end = this.#peek();
    if (end.doc.length > 0) this.#stray.push(end.doc);
    if (declarations.length === 0 && !this.#diagnostics.failed) {
      this.#diagnostics.report('E_SYNTAX', end.span, 'a schema declares at least one type');
    }
    return { imports, declarations, stray: this.#stray };
  }

  #syntax(): void {
    this.#next();
    this.#expect('=');
    if (this.#peek().kind !== 'number') this.#fail('a number');
    this.#next();
    this.#expect(';');
  }

  #import(): MolImport {
    this.#next();
    const first = this.#peek();
    let path = '';
    for (;;) {
      const token = this.#peek();
      if (token.text === ';' || token.kind === 'end') break;
      path += this.#next().text;
    }
    const last = this.#tokens[this.#at - 1]!;
    const span = this.#file.span(first.span.offset, last.span.offset + last.span.length - first.span.offset);
    if (!/^(?:\.\.\/)*(?:[A-Za-z]\w*\/)*[A-Za-z]\w*$/.test(path)) {
      this.#diagnostics.report(
        'E_SYNTAX',
        span,
        'an import is a path such as `../common/types`, without extension',
      );
      throw new Recover();
    }
    this.#expect(';');
    return { path, span };
  }

  #declaration(): MolDecl {
    const keyword = this.#peek();
    const doc = this.#docOf(keyword);
    if (keyword.kind !== 'word' || !KEYWORDS.includes(keyword.text)) {
      this.#fail('a declaration', didYouMean(keyword.text, KEYWORDS) ?? `one of ${KEYWORDS.join(', ')}`);
    }
    this.#next();
    const name = this.#name('a type name');
    switch (keyword.text) {
      case 'array': {
        this.#expect('[');
        const item = this.#name('a type');
        this.#expect(';');
        const count = this.#count();
        this.#expect(']');
        this.#expect(';');
        return { kind: 'array', name, doc, item, count: count.value, countSpan: count.span };
      }
      case 'vector': {
        const item = this.#enclosed('<', '>');
        return { kind: 'vector', name, doc, item };
      }
      case 'option': {
        const item = this.#enclosed('(', ')');
        return { kind: 'option', name, doc, item };
      }
      case 'union':
        return { kind: 'union', name, doc, items: this.#members(name, () => this.#item()) };
      case 'struct':
        return { kind: 'struct', name, doc, fields: this.#members(name, () => this.#field()) };
      default:
        return { kind: 'table', name, doc, fields: this.#members(name, () => this.#field(), true) };
    }
  }

  #enclosed(open: string, close: string): Name {
    this.#expect(open);
    const item = this.#name('a type');
    this.#expect(close);
    this.#expect(';');
    return item;
  }

  #members<T>(owner: Name, read: () => T, mayBeEmpty = false): readonly T[] {
    this.#expect('{');
    const members: T[] = [];
    while (this.#peek().text !== '}') {
      members.push(read());
      // The comma behind the last member is mandatory too.
      this.#expect(',');
    }
    const close = this.#next();
    if (close.doc.length > 0) this.#stray.push(close.doc);
    if (members.length === 0 && !mayBeEmpty) {
      this.#diagnostics.report('E_SYNTAX', owner.span, `\`${owner.text}\` needs at least one member`);
    }
    return members;
  }

  #field(): MolField {
    const doc = this.#docOf(this.#peek());
    const name = this.#name('a field name or `}`');
    this.#expect(':');
    return { name, type: this.#name('a type'), doc };
  }

  #item(): MolItem {
    const doc = this.#docOf(this.#peek());
    const type = this.#name('an item type or `}`');
    if (this.#peek().text !== ':') return { type, id: undefined, doc };
    this.#next();
    const token = this.#peek();
    if (token.kind !== 'number' || /^0\d/.test(token.text)) this.#fail('an item id');
    this.#next();
    return { type, id: { value: Number(token.text), span: token.span }, doc };
  }

  #count(): { readonly value: number; readonly span: Token['span'] } {
    const token = this.#peek();
    if (token.kind !== 'number' || token.text.startsWith('0'))
      this.#fail('a count of at least 1, in decimal');
    this.#next();
    return { value: Number(token.text), span: token.span };
  }

  #name(expected: string): Name {
    const token = this.#peek();
    if (token.kind !== 'word') this.#fail(expected);
    this.#next();
    return { text: token.text, span: token.span };
  }

  /** A doc comment behind the previous member on its line describes nothing that comes next. */
  #docOf(token: Token): readonly DocLine[] {
    if (!token.docTrails) return token.doc;
    this.#stray.push(token.doc.slice(0, 1));
    return token.doc.slice(1);
  }

  #expect(mark: string): void {
    if (this.#peek().text !== mark) this.#fail(`\`${mark}\``);
    this.#next();
  }

  #fail(expected: string, hint?: string): never {
    const token = this.#peek();
    const found = token.kind === 'end' ? 'the end of the file' : `\`${token.text}\``;
    this.#diagnostics.report('E_SYNTAX', token.span, `expected ${expected}, found ${found}`, hint);
    throw new Recover();
  }

  /** Goes on behind the next `}` or `;`, or in front of the next line that starts a declaration. */
  #skipDeclaration(): void {
    for (;;) {
      const token = this.#peek();
      if (token.kind === 'end') return;
      if (KEYWORDS.includes(token.text) && token.span.file.position(token.span.offset).column === 1) return;
      this.#next();
      if (token.text === '}' || token.text === ';') return;
    }
  }

  #peek(): Token {
    return this.#tokens[this.#at]!;
  }

  #next(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#at++;
    return token;
  }
}
