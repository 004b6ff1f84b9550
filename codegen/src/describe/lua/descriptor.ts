/** What a dissector must know of a schema, as data. */
import { fixedSize } from '../../emit/context.js';
import type { Field, Program, Schema, Shape, TypeDecl } from '../../ir/model.js';
import { shapesIn } from '../../ir/shapes.js';
import { FORMAT_LIMIT } from '../../mol/use.js';
import { type Scope, scopeOf } from '../scope.js';
import { FilterNames } from './names.js';
import type { LuaValue } from './text.js';

/** The types that can stand in the messages of a schema's protocols, and the protocols. */
export function protocolDescriptor(schema: Schema, program: Program): LuaValue {
  const roots = schema.protocols.flatMap((protocol) => protocol.roots.map(({ type }) => type));
  return {
    ...typesDescriptor(schema, roots, program),
    protocols: schema.protocols.map(({ name, framing, maxBytes, roots: own }) => ({
      name,
      framing,
      max: maxBytes,
      roots: own.map(({ type, from }) => ({ type, from })),
    })),
  };
}

/** The types that the roots are made of. */
export function typesDescriptor(
  schema: Schema,
  roots: readonly string[],
  program: Program,
): { readonly [key: string]: LuaValue } {
  const describer = new Describer(program);
  const scope = scopeOf(program, schema);
  for (const root of roots) describer.reach(scope.find(root));
  const { stem, path: source, format } = schema;
  return { stem, source, format, types: describer.types() };
}

class Describer {
  readonly #program: Program;
  /** Keys of the types in the script. */
  readonly #keys = new Map<TypeDecl, string>();
  readonly #taken = new Set<string>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** Adds a type and what it is made of. */
  reach(decl: TypeDecl): void {
    if (this.#keys.has(decl)) return;
    const home = this.#program.home(decl);
    // Files that do not see each other may both have a type of this name.
    const key = this.#taken.has(decl.name) ? `${home.stem}.${decl.name}` : decl.name;
    this.#taken.add(key);
    this.#keys.set(decl, key);
    const scope = scopeOf(this.#program, home);
    for (const shape of shapesIn(decl)) this.#reachShape(shape, scope);
  }

  #reachShape(shape: Shape, scope: Scope): void {
    switch (shape.kind) {
      case 'named':
        this.reach(scope.find(shape.name));
        return;
      case 'array':
      case 'list':
      case 'option':
        this.#reachShape(shape.item, scope);
        return;
      case 'map':
        this.#reachShape(shape.key, scope);
        this.#reachShape(shape.value, scope);
        return;
      case 'oneof':
        for (const member of shape.members) this.#reachShape(member.shape, scope);
        return;
      default:
    }
  }

  types(): LuaValue {
    const names = new FilterNames();
    const sorted = [...this.#keys].sort(([, a], [, b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([decl, key]) => [key, this.#decl(decl, names.take(key))]));
  }

  #decl(decl: TypeDecl, abbrev: string): LuaValue {
    const doc = docText(decl.doc);
    const scope = scopeOf(this.#program, this.#program.home(decl));
    switch (decl.kind) {
      case 'enum': {
        // Several names of one number: the first is shown.
        const values = [...decl.values].reverse().map(({ number, name }) => [number, name] as const);
        return { kind: 'enum', values: new Map([...new Map(values)].sort(([a], [b]) => a - b)) };
      }
      case 'union': {
        const names = new FilterNames(['id']);
        const items = decl.items.map(({ id, tag, shape }) => {
          // An item that is a type of its own is shown as that.
          const abbrev = shape.kind === 'named' ? undefined : names.take(tag);
          return { id, name: tag, abbrev, shape: this.#shape(shape, scope) };
        });
        return { kind: 'union', abbrev, doc, items };
      }
      case 'alias':
        throw new Error(`${decl.name} is not a type that messages name`);
      case 'record': {
        const names = new FilterNames();
        const numbered = decl.layout === 'message';
        const fields = decl.fields.map((field) => this.#field(field, numbered, names, scope));
        const { layout } = decl;
        const size =
          layout === 'struct' ? fixedSize({ kind: 'named', name: decl.name }, scope.find) : undefined;
        const least =
          layout === 'table' ? decl.fields.filter(({ since }) => since === undefined).length : undefined;
        return { kind: layout, abbrev, size, least, doc, fields };
      }
    }
  }

  #field({ name, number, shape, doc }: Field, numbered: boolean, names: FilterNames, scope: Scope): LuaValue {
    if (shape.kind === 'oneof') {
      const members = shape.members.map((member) => ({
        name: member.tag,
        number: member.number,
        abbrev: names.take(member.tag),
        doc: docText(member.doc),
        shape: this.#shape(member.shape, scope),
      }));
      return { name, shape: { kind: 'oneof', members } };
    }
    const filter = names.take(name);
    return {
      name,
      number: numbered ? number : undefined,
      abbrev: filter,
      doc: docText(doc),
      shape: this.#shape(shape, scope),
    };
  }

  #shape(shape: Shape, scope: Scope): LuaValue {
    const size = fixedSize(shape, scope.find);
    switch (shape.kind) {
      case 'integer': {
        const { kind, bits, signed, encoding } = shape;
        return {
          kind,
          bits,
          signed: signed || undefined,
          encoding: encoding === 'fixed' ? undefined : encoding,
          size,
        };
      }
      case 'bytes':
      case 'text':
        return { kind: shape.kind, max: limit(shape.max) };
      case 'array':
        return { kind: 'array', count: shape.count, size, item: this.#shape(shape.item, scope) };
      case 'list':
        return { kind: 'list', max: limit(shape.max), item: this.#shape(shape.item, scope) };
      case 'map':
        return { kind: 'map', key: this.#shape(shape.key, scope), value: this.#shape(shape.value, scope) };
      case 'option':
        return { kind: 'option', item: this.#shape(shape.item, scope) };
      case 'named':
        return { kind: 'named', name: this.#keys.get(scope.find(shape.name))!, size };
      case 'float':
        return { kind: 'float', bits: shape.bits };
      case 'oneof':
        throw new Error('a oneof stands in fields alone');
      default:
        return { kind: shape.kind, size };
    }
  }
}

function limit(max: number): number | undefined {
  return max >= FORMAT_LIMIT ? undefined : max;
}

function docText(doc: readonly string[]): string | undefined {
  const text = doc.join(' ').trim();
  return text === '' ? undefined : text;
}
