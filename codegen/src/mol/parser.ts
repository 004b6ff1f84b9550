import type { DocLine } from '../annotation/scan.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { SourceFile } from '../diag/source.js';
import { didYouMean } from '../diag/suggest.js';
import type { MolDecl, MolField, MolFile, MolImport, MolItem, MolSyntax, Name } from './ast.js';
import { KEYWORDS, Recover, TokenStream } from './token-stream.js';

/** What an import statement may name. */
export const IMPORT_PATH = /^(?:\.\.\/)*(?:[A-Za-z]\w*\/)*[A-Za-z]\w*$/;
const MAX_VERSION = 0xffff_ffff_ffff_ffffn;

/** Parses a molecule schema. Every mistake in it is reported; all other declarations and members are still read. */
export function parseMolecule(file: SourceFile, diagnostics: Diagnostics): MolFile {
  return new Parser(file, diagnostics).file();
}

class Parser {
  readonly #file: SourceFile;
  readonly #diagnostics: Diagnostics;
  readonly #stray: (readonly DocLine[])[] = [];
  readonly #tokens: TokenStream;

  constructor(file: SourceFile, diagnostics: Diagnostics) {
    this.#file = file;
    this.#diagnostics = diagnostics;
    this.#tokens = new TokenStream(file, this.#stray, diagnostics);
  }

  file(): MolFile {
    const imports: MolImport[] = [];
    const declarations: MolDecl[] = [];
    let syntax: MolSyntax | undefined;
    while (this.#tokens.peek().kind !== 'end') {
      const start = this.#tokens.position;
      try {
        const { text } = this.#tokens.peek();
        if (text === 'syntax' && start === 0) syntax = this.#syntax();
        else if (text === 'import' && declarations.length === 0) imports.push(this.#import());
        else declarations.push(this.#declaration());
      } catch (thrown) {
        if (!(thrown instanceof Recover)) throw thrown;
        this.#tokens.skipDeclaration(start);
      }
    }
    const end = this.#tokens.peek();
    if (end.doc.length > 0) this.#stray.push(end.doc);
    if (declarations.length === 0 && !this.#diagnostics.failed) {
      this.#diagnostics.report('E_SYNTAX', end.span, 'a schema declares at least one type');
    }
    return { syntax, imports, declarations, stray: this.#stray, lost: this.#tokens.lost };
  }

  #syntax(): MolSyntax {
    this.#tokens.next();
    this.#tokens.expect('=');
    const { kind, text, span } = this.#tokens.peek();
    if (kind !== 'number') this.#tokens.fail('a number');
    this.#tokens.next();
    const version = BigInt(text);
    if (version > MAX_VERSION) {
      this.#diagnostics.report(
        'E_NUMBER_RANGE',
        span,
        `the syntax version ${text} does not fit into 64 bits`,
      );
    }
    this.#tokens.expect(';');
    return { version, span };
  }

  #import(): MolImport {
    this.#tokens.next();
    const { span: first, afterReported } = this.#tokens.peek();
    if (afterReported) throw new Recover();
    const separated = !this.#tokens.touches();
    let path = '';
    do {
      if (this.#tokens.peek().kind === 'end' || this.#tokens.peek().text === ';') break;
      path += this.#tokens.next().text;
    } while (this.#tokens.touches());
    const span = this.#file.span(first.offset, path.length);
    if (!separated || !IMPORT_PATH.test(path)) {
      const message = 'an import is a path such as `../common/types`, without extension';
      this.#diagnostics.report('E_SYNTAX', span, message);
      throw new Recover();
    }
    this.#tokens.expect(';');
    return { path, span };
  }

  #declaration(): MolDecl {
    const keyword = this.#tokens.peek();
    const doc = this.#tokens.doc();
    if (keyword.kind !== 'word' || !KEYWORDS.includes(keyword.text)) {
      this.#tokens.fail('a declaration', declarationHint(keyword.text));
    }
    this.#tokens.next();
    const name = this.#tokens.name('a type name');
    switch (keyword.text) {
      case 'array': {
        this.#tokens.expect('[');
        const item = this.#tokens.name('a type');
        this.#tokens.expect(';');
        const count = this.#count();
        this.#tokens.expect(']');
        this.#tokens.expect(';');
        return { kind: 'array', name, doc, item, count: count.value, countSpan: count.span };
      }
      case 'vector':
        return { kind: 'vector', name, doc, item: this.#enclosed('<', '>') };
      case 'option':
        return { kind: 'option', name, doc, item: this.#enclosed('(', ')') };
      case 'union':
        return { kind: 'union', name, doc, items: this.#members(name, () => this.#item()) };
      case 'struct':
        return { kind: 'struct', name, doc, fields: this.#members(name, () => this.#field()) };
      default:
        return { kind: 'table', name, doc, fields: this.#members(name, () => this.#field(), true) };
    }
  }

  #enclosed(open: string, close: string): Name {
    this.#tokens.expect(open);
    const item = this.#tokens.name('a type');
    this.#tokens.expect(close);
    this.#tokens.expect(';');
    return item;
  }

  #members<T>(owner: Name, read: () => T, mayBeEmpty = false): readonly T[] {
    this.#tokens.expect('{');
    const members: T[] = [];
    let complete = true;
    while (this.#tokens.peek().text !== '}') {
      if (this.#tokens.atDeclaration()) this.#tokens.fail('`}`');
      try {
        members.push(read());
        this.#tokens.expect(',', 'a comma stands behind every member, also behind the last');
      } catch (thrown) {
        if (!(thrown instanceof Recover) || !this.#tokens.skipMember()) throw thrown;
        complete = false;
      }
    }
    const close = this.#tokens.next();
    if (close.doc.length > 0) this.#stray.push(close.doc);
    if (members.length === 0 && complete && !mayBeEmpty) {
      this.#diagnostics.report('E_SYNTAX', owner.span, `\`${owner.text}\` needs at least one member`);
    }
    return members;
  }

  #field(): MolField {
    const doc = this.#tokens.doc();
    const name = this.#tokens.name('a field name or `}`');
    this.#tokens.expect(':');
    return { name, type: this.#tokens.name('a type'), doc };
  }

  #item(): MolItem {
    const doc = this.#tokens.doc();
    const type = this.#tokens.name('an item type or `}`');
    if (this.#tokens.peek().text !== ':') return { type, id: undefined, doc };
    this.#tokens.next();
    const token = this.#tokens.peek();
    if (token.kind !== 'number' || /^0\d/.test(token.text)) {
      this.#tokens.fail('an item id', 'an id is a decimal number without leading zeros');
    }
    this.#tokens.next();
    return { type, id: { value: Number(token.text), span: token.span }, doc };
  }

  #count(): { readonly value: number; readonly span: Name['span'] } {
    const token = this.#tokens.peek();
    if (token.kind !== 'number' || token.text.startsWith('0')) {
      this.#tokens.fail('a count of at least 1', 'a count is a decimal number without leading zeros');
    }
    this.#tokens.next();
    return { value: Number(token.text), span: token.span };
  }
}

function declarationHint(found: string): string {
  if (found === 'syntax') return '`syntax` is the first statement of a file';
  if (found === 'import') return 'imports stand in front of all declarations';
  if (found === ';') return 'no `;` behind `}`';
  return didYouMean(found, KEYWORDS) ?? `one of ${KEYWORDS.join(', ')}`;
}
