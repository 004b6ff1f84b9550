/**
 * Where everything stands in a protobuf schema. protobufjs reads the schema but keeps no places and no
 * triple-slash comments, so this walk over the tokens supplies both.
 */
import type { DocLine } from '../annotation/scan.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { SourceFile, Span } from '../diag/source.js';
import { lexProto, type ProtoToken } from './tokens.js';

export interface Place {
  readonly kind: 'message' | 'enum' | 'oneof' | 'field' | 'value' | 'service' | 'extend';
  /** Dotted, without the package. A oneof's members belong to its message. */
  readonly fullName: string;
  readonly owner: string;
  readonly name: Span;
  readonly type: Span | undefined;
  readonly number: Span | undefined;
  readonly doc: readonly DocLine[];
}

export interface Places {
  readonly syntax: 'proto2' | 'proto3';
  readonly imports: readonly { readonly path: string; readonly span: Span }[];
  /** In source order. */
  readonly all: readonly Place[];
  readonly stray: readonly (readonly DocLine[])[];
}

interface Scope {
  readonly kind: Place['kind'] | 'file';
  readonly fullName: string;
}

/** Thrown inside this file to give up on one statement. */
class Recover extends Error {}

export function locate(source: SourceFile, diagnostics: Diagnostics): Places {
  return new Walk(source, diagnostics).places();
}

class Walk {
  readonly #tokens: readonly ProtoToken[];
  readonly #source: SourceFile;
  readonly #diagnostics: Diagnostics;
  readonly #all: Place[] = [];
  readonly #imports: { path: string; span: Span }[] = [];
  readonly #stray: (readonly DocLine[])[] = [];
  readonly #scopes: Scope[] = [{ kind: 'file', fullName: '' }];
  #syntax: Places['syntax'] = 'proto2';
  #at = 0;

  constructor(source: SourceFile, diagnostics: Diagnostics) {
    this.#tokens = lexProto(source, diagnostics);
    this.#source = source;
    this.#diagnostics = diagnostics;
  }

  places(): Places {
    while (this.#peek().kind !== 'end') {
      try {
        this.#statement();
      } catch (thrown) {
        if (!(thrown instanceof Recover)) throw thrown;
        this.#skip();
      }
    }
    const end = this.#peek();
    if (end.doc.length > 0) this.#stray.push(end.doc);
    if (this.#scopes.length > 1) {
      const open = this.#scopes.at(-1)!;
      this.#diagnostics.report('E_SYNTAX', end.span, `expected \`}\` at the end of \`${open.fullName}\``);
    }
    return { syntax: this.#syntax, imports: this.#imports, all: this.#all, stray: this.#stray };
  }

  #statement(): void {
    const token = this.#peek();
    const scope = this.#scopes.at(-1)!;
    if (token.text === ';') return void this.#next();
    if (token.text === '}') {
      if (token.doc.length > 0) this.#stray.push(token.doc);
      if (this.#scopes.length === 1) this.#fail('a declaration');
      this.#scopes.pop();
      this.#next();
      return;
    }
    const following = this.#tokens[this.#at + 1];
    const opens = following?.kind === 'word' && this.#tokens[this.#at + 2]?.text === '{';
    if (opens && isScope(token.text)) return this.#open(token.text);
    if (scope.kind === 'file') return this.#fileStatement(token);
    if (scope.kind === 'service' || ['option', 'reserved', 'extensions'].includes(token.text)) {
      // `option` may be the type of nothing: a field never starts with it, it starts with its type.
      return this.#skip();
    }
    this.#member(scope);
  }

  #open(kind: 'message' | 'enum' | 'oneof' | 'service' | 'extend'): void {
    const keyword = this.#next();
    const name = this.#next();
    const owner = this.#scopes.at(-1)!;
    const fullName = join(owner.fullName, name.text);
    const doc = this.#docOf(keyword);
    this.#all.push({
      kind,
      fullName,
      owner: owner.fullName,
      name: name.span,
      type: undefined,
      number: undefined,
      doc,
    });
    // Members of a oneof are fields of the message around it.
    this.#scopes.push({ kind, fullName: kind === 'oneof' ? owner.fullName : fullName });
    this.#next();
  }

  #fileStatement(token: ProtoToken): void {
    switch (token.text) {
      case 'syntax': {
        this.#next();
        this.#expect('=');
        const value = this.#next();
        const version = unquote(value.text);
        if (version !== 'proto2' && version !== 'proto3') {
          this.#diagnostics.report('E_SYNTAX', value.span, 'the syntax is "proto2" or "proto3"');
        } else {
          this.#syntax = version;
        }
        return this.#expect(';');
      }
      case 'edition':
        this.#diagnostics.report(
          'E_UNSUPPORTED',
          token.span,
          'editions are not supported',
          'use `syntax = "proto3";`',
        );
        return this.#skip();
      case 'import': {
        this.#next();
        if (this.#peek().kind === 'word') this.#next();
        const path = this.#next();
        if (path.kind !== 'string') this.#fail('a path in quotes');
        this.#imports.push({ path: unquote(path.text), span: path.span });
        return this.#expect(';');
      }
      case 'package':
      case 'option':
        return this.#skip();
      default:
        this.#fail('message, enum, import, package or option');
    }
  }

  /** A field, a map field, a oneof member or an enum value. */
  #member(scope: Scope): void {
    const first = this.#peek();
    const doc = this.#docOf(first);
    const before: ProtoToken[] = [];
    while (this.#peek().text !== '=') {
      const token = this.#peek();
      if (token.kind === 'end' || token.text === ';' || token.text === '}' || token.text === '{')
        this.#fail('`=`');
      if (token.kind === 'number' || token.kind === 'string') this.#fail('`=`');
      before.push(this.#next());
    }
    const name = before.at(-1);
    if (name === undefined || name.kind !== 'word') this.#fail('a name');
    if (scope.kind !== 'enum' && before.length < 2) this.#fail('a type and a name');
    this.#next();
    const number = this.#peek();
    if (number.kind !== 'number') this.#fail('a number');
    this.#next();
    const type = before.at(-2);
    const fullName = join(scope.fullName, name.text);
    const kind = scope.kind === 'enum' ? 'value' : 'field';
    const opening = before.findIndex((token) => token.text === '<');
    const typeSpan = opening >= 1 ? this.#between(before[opening - 1]!, type!) : type?.span;
    this.#all.push({
      kind,
      fullName,
      owner: scope.fullName,
      name: name.span,
      type: typeSpan,
      number: number.span,
      doc,
    });
    if (before.some((token) => token.text === 'group') && this.#peek().text === '{') {
      this.#diagnostics.report(
        'E_UNSUPPORTED',
        before.find((token) => token.text === 'group')!.span,
        'groups are not supported',
        'use a message',
      );
      throw new Recover();
    }
    if (this.#peek().text === '[')
      while (this.#peek().text !== ']' && this.#peek().kind !== 'end') this.#next();
    if (this.#peek().text === ']') this.#next();
    this.#expect(';');
  }

  #between(from: ProtoToken, to: ProtoToken): Span {
    return this.#source.span(from.span.offset, to.span.offset + to.span.length - from.span.offset);
  }

  #docOf(token: ProtoToken): readonly DocLine[] {
    if (!token.docTrails) return token.doc;
    this.#stray.push(token.doc.slice(0, 1));
    return token.doc.slice(1);
  }

  #expect(mark: string): void {
    if (this.#peek().text !== mark) this.#fail(`\`${mark}\``);
    this.#next();
  }

  #fail(expected: string): never {
    const token = this.#peek();
    const found = token.kind === 'end' ? 'the end of the file' : `\`${token.text}\``;
    this.#diagnostics.report('E_SYNTAX', token.span, `expected ${expected}, found ${found}`);
    throw new Recover();
  }

  /** Goes on behind the statement: its `;`, or its braces. In front of a `}` that closes what is around it. */
  #skip(): void {
    let depth = 0;
    for (;;) {
      const token = this.#peek();
      if (token.kind === 'end') return;
      if (token.text === '}' && depth === 0) {
        if (this.#scopes.length === 1) this.#next();
        return;
      }
      this.#next();
      if (token.text === '{') depth++;
      else if (token.text === '}') depth--;
      if (depth === 0 && (token.text === ';' || token.text === '}')) return;
    }
  }

  #peek(): ProtoToken {
    return this.#tokens[this.#at]!;
  }

  #next(): ProtoToken {
    const token = this.#peek();
    if (token.kind !== 'end') this.#at++;
    return token;
  }
}

function isScope(word: string): word is 'message' | 'enum' | 'oneof' | 'service' | 'extend' {
  return ['message', 'enum', 'oneof', 'service', 'extend'].includes(word);
}

function join(owner: string, name: string): string {
  return owner === '' ? name : `${owner}.${name}`;
}

function unquote(text: string): string {
  return text.slice(1, -1);
}
