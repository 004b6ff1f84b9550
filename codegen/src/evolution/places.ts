/**
 * Where types and their members stand in a schema, and which protobuf numbers it keeps reserved: what a change is
 * reported at. The intermediate representation knows neither, so the texts are parsed once more.
 */
import { Diagnostics } from '../diag/diagnostic.js';
import { SourceFile, type Span } from '../diag/source.js';
import { pascalCase, typeName } from '../ir/names.js';
import { parseMolecule } from '../mol/parser.js';
import type { EnumNode, MessageNode } from '../proto/ast.js';
import { parseProto } from '../proto/parser.js';
import { tsNameOf } from '../proto/scope.js';
import type { Site } from './change.js';

/** `from` to `to`, both included. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

interface Located {
  readonly name: Span;
  /** By the name in the schema, and for members of a oneof also by the tag. */
  readonly members: ReadonlyMap<string, Span>;
  readonly reserved: readonly NumberRange[];
  readonly extensions?: readonly NumberRange[];
}

/** The places of one schema file. */
export class Places {
  readonly #path: string;
  readonly #types: ReadonlyMap<string, Located>;

  constructor(path: string, text: string) {
    this.#path = path;
    const source = new SourceFile(path, text);
    this.#types = new Map(path.endsWith('.proto') ? protobufTypes(source) : moleculeTypes(source));
  }

  /** A type, or one of its members; the first character of the file if it is not there. */
  of(type: string, member?: string): Site {
    const located = this.#types.get(type);
    const span = (member === undefined ? undefined : located?.members.get(member)) ?? located?.name;
    return span === undefined ? { file: this.#path, line: 1, column: 1 } : siteOf(span);
  }

  /** A member of a oneof as the schema writes it, by its tag. */
  nameOf(type: string, member: string): string {
    const span = this.#types.get(type)?.members.get(member);
    const text = span?.file.text.slice(span.offset, span.offset + span.length) ?? member;
    // Answers of a service stand where its calls do.
    return pascalCase(text) === member ? text : member;
  }

  /** May no field of the message, or value of the enum, have this number? */
  reserves(type: string, number: number): boolean {
    const ranges = this.#types.get(type)?.reserved ?? [];
    return ranges.some(({ from, to }) => number >= from && number <= to);
  }

  /** The numbers that a message keeps for extensions. */
  extensionsOf(type: string): readonly NumberRange[] {
    return this.#types.get(type)?.extensions ?? [];
  }
}

/** The place of a span. */
export function siteOf({ file, offset }: Span): Site {
  return { file: file.path, ...file.position(offset) };
}

function* moleculeTypes(source: SourceFile): Generator<readonly [string, Located]> {
  // The text was compiled before: there is nothing new to report.
  for (const decl of parseMolecule(source, new Diagnostics()).declarations) {
    const members = new Map<string, Span>();
    if (decl.kind === 'table' || decl.kind === 'struct') {
      for (const { name } of decl.fields) members.set(name.text, name.span);
    } else if (decl.kind === 'union') {
      for (const { type } of decl.items) members.set(type.text, type.span);
    }
    yield [typeName(decl.name.text), { name: decl.name.span, members, reserved: [] }];
  }
}

function* protobufTypes(source: SourceFile): Generator<readonly [string, Located]> {
  const { types, services } = parseProto(source, new Diagnostics());
  yield* located(types);
  for (const { name, rpcs } of services) {
    // The message that the compiler makes to carry the service.
    const members = new Map(
      rpcs.flatMap((rpc) => {
        const tag = pascalCase(rpc.name.text);
        return [tag, `${tag}Reply`].map((member) => [member, rpc.name.span] as const);
      }),
    );
    yield [typeName(`${tsNameOf(name.text)}Envelope`), { name: name.span, members, reserved: [] }];
  }
}

function* located(nodes: readonly (MessageNode | EnumNode)[]): Generator<readonly [string, Located]> {
  for (const node of nodes) {
    const members = new Map<string, Span>();
    if (node.kind === 'enum') {
      for (const { name } of node.values) members.set(name.text, name.span);
    } else {
      for (const { name } of node.oneofs) members.set(name.text, name.span);
      for (const { name } of node.oneofs.flatMap((oneof) => oneof.fields)) {
        members.set(pascalCase(name.text), name.span).set(name.text, name.span);
      }
      for (const { name } of node.fields) members.set(name.text, name.span);
      yield* located(node.nested);
    }
    const { reserved } = node;
    const extensions = node.kind === 'message' ? node.extensions : [];
    yield [tsNameOf(node.path), { name: node.name.span, members, reserved, extensions }];
  }
}
