/** The statements of a protobuf file. Mistakes are reported and skipped, statement by statement. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { SourceFile } from '../diag/source.js';
import type {
  EnumNode,
  ExtendNode,
  ImportNode,
  MessageNode,
  OptionNode,
  ProtoFile,
  ServiceNode,
} from './ast.js';
import { parseEnum } from './parse-enum.js';
import { parseExtend, parseMessage } from './parse-message.js';
import { parseOption, strings } from './parse-options.js';
import { parseService } from './parse-service.js';
import { ProtoTokens, Recover } from './token-stream.js';

export function parseProto(source: SourceFile, diagnostics: Diagnostics): ProtoFile {
  return new Parser(new ProtoTokens(source, diagnostics)).file();
}

class Parser {
  readonly #tokens: ProtoTokens;
  readonly #imports: ImportNode[] = [];
  readonly #types: (MessageNode | EnumNode)[] = [];
  readonly #extends: ExtendNode[] = [];
  readonly #services: ServiceNode[] = [];
  readonly #options: OptionNode[] = [];
  #syntax: ProtoFile['syntax'] = 'proto2';
  #pkg: string | undefined;

  constructor(tokens: ProtoTokens) {
    this.#tokens = tokens;
  }

  file(): ProtoFile {
    const tokens = this.#tokens;
    if (tokens.peek().text === 'syntax') this.#guarded(() => this.#readSyntax());
    while (tokens.peek().kind !== 'end') {
      this.#guarded(() => this.#statement());
    }
    tokens.strayDoc();
    return {
      source: tokens.file,
      syntax: this.#syntax,
      pkg: this.#pkg ?? '',
      imports: this.#imports,
      types: this.#types,
      extends: this.#extends,
      services: this.#services,
      options: this.#options,
      stray: tokens.stray,
      lost: tokens.lost,
    };
  }

  #guarded(statement: () => void): void {
    const start = this.#tokens.position;
    try {
      statement();
    } catch (thrown) {
      if (!(thrown instanceof Recover)) throw thrown;
      this.#tokens.skipStatement(start);
      // One that closes nothing: it is reported.
      this.#tokens.take('}');
    }
  }

  #statement(): void {
    const tokens = this.#tokens;
    const { text, span } = tokens.peek();
    switch (text) {
      case 'message':
        this.#types.push(parseMessage(tokens, '', this.#syntax));
        return;
      case 'enum':
        this.#types.push(parseEnum(tokens, ''));
        return;
      case 'extend':
        this.#extends.push(parseExtend(tokens, this.#syntax));
        return;
      case 'service':
        this.#services.push(parseService(tokens));
        return;
    }
    tokens.strayDoc();
    switch (text) {
      case ';':
        tokens.next();
        return;
      case 'import':
        return this.#readImport();
      case 'package':
        return this.#readPackage();
      case 'option':
        this.#options.push(parseOption(tokens));
        return;
      case 'syntax':
        this.#syntax = 'unknown';
        tokens.diagnostics.report(
          'E_SYNTAX',
          span,
          '`syntax` is the first statement of a file, and the only',
        );
        throw new Recover();
      case 'edition':
        this.#syntax = 'unknown';
        tokens.diagnostics.report(
          'E_UNSUPPORTED',
          span,
          'editions are not supported',
          'use `syntax = "proto3";`',
        );
        throw new Recover();
      default:
        tokens.fail('message, enum, service, extend, import, package or option');
    }
  }

  #readSyntax(): void {
    const tokens = this.#tokens;
    tokens.strayDoc();
    tokens.next();
    this.#syntax = 'unknown';
    tokens.expect('=');
    const { bytes, span } = strings(tokens);
    const version = Buffer.from(bytes).toString();
    if (version === 'proto2' || version === 'proto3') this.#syntax = version;
    else tokens.diagnostics.report('E_SYNTAX', span, 'the syntax is "proto2" or "proto3"');
    tokens.expectEnd();
  }

  #readImport(): void {
    const tokens = this.#tokens;
    tokens.next();
    const isPublic = tokens.take('public') !== undefined;
    // A weak import only loosens the linking of other languages.
    if (!isPublic) tokens.take('weak');
    const { bytes, span } = strings(tokens);
    const path = Buffer.from(bytes).toString();
    const first = this.#imports.find((other) => other.path === path);
    if (first === undefined) this.#imports.push({ path, span, isPublic });
    else {
      const related = { span: first.span, message: 'first imported here' };
      tokens.diagnostics.report('E_IMPORT', span, `\`${path}\` is imported twice`, undefined, related);
    }
    tokens.expectEnd();
  }

  #readPackage(): void {
    const tokens = this.#tokens;
    const keyword = tokens.next();
    const { text } = tokens.dotted('the name of the package');
    if (this.#pkg !== undefined) {
      tokens.diagnostics.report('E_SYNTAX', keyword.span, 'a file has one `package`');
    }
    this.#pkg ??= text;
    tokens.expectEnd();
  }
}
