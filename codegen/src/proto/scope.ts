/** Which types a protobuf file sees, and what a name in it means. */
import { pascalCase, typeName } from '../ir/names.js';
import type { EnumNode, MessageNode } from './ast.js';
import type { ProtoUnit } from './load.js';
import { join } from './parse-body.js';

/** A message or enum with the file it stands in. */
export interface TypeSymbol {
  readonly fullName: string;
  readonly tsName: string;
  readonly unit: ProtoUnit;
  readonly node: MessageNode | EnumNode;
}

/** `Outer.Inner` as `OuterInner`. */
export function tsNameOf(path: string): string {
  return typeName(path.split('.').map(pascalCase).join(''));
}

/** Name with the package of its file. */
export function fullNameOf({ file }: ProtoUnit, path: string): string {
  return path === '' ? file.pkg : join(file.pkg, path);
}

/** All types of a file, outer ones before those in them. */
export function* typesOf(
  unit: ProtoUnit,
  nodes: readonly (MessageNode | EnumNode)[] = unit.file.types,
): Generator<MessageNode | EnumNode> {
  for (const node of nodes) {
    yield node;
    if (node.kind === 'message') yield* typesOf(unit, node.nested);
  }
}

/** The file itself, what it imports, and what those import publicly. */
export function visibleUnits(unit: ProtoUnit): ReadonlySet<ProtoUnit> {
  const seen = new Set([unit]);
  const add = (imported: ProtoUnit): void => {
    if (seen.has(imported)) return;
    seen.add(imported);
    for (const { unit: next, isPublic } of imported.imports) if (isPublic) add(next);
  };
  for (const { unit: imported } of unit.imports) add(imported);
  return seen;
}

/** What a name turned out to be. */
export type Resolved =
  | { readonly found: TypeSymbol }
  /** `at`: the name that the first part was bound to, if it was. */
  | { readonly found: undefined; readonly at: string | undefined };

export class ProtoScope {
  /** By full name. */
  readonly types: ReadonlyMap<string, TypeSymbol>;
  readonly units: ReadonlySet<ProtoUnit>;
  readonly #aggregates: ReadonlySet<string>;

  constructor(unit: ProtoUnit) {
    const types = new Map<string, TypeSymbol>();
    const aggregates = new Set<string>();
    this.units = visibleUnits(unit);
    for (const other of this.units) {
      const parts = other.file.pkg.split('.');
      for (let end = 1; end <= parts.length; end++) aggregates.add(parts.slice(0, end).join('.'));
      for (const { path } of other.file.services) aggregates.add(fullNameOf(other, path));
      for (const node of typesOf(other)) {
        const fullName = fullNameOf(other, node.path);
        aggregates.add(fullName);
        // Declared twice: reported elsewhere, the first one counts.
        if (!types.has(fullName)) {
          types.set(fullName, { fullName, tsName: tsNameOf(node.path), unit: other, node });
        }
      }
    }
    this.types = types;
    this.#aggregates = aggregates;
  }

  /** Looks `name` up in `from` (a full name) and then in what is around it. Its first part decides where. */
  resolve(name: string, from: string): Resolved {
    if (name.startsWith('.')) {
      return { found: this.types.get(name.slice(1)), at: undefined };
    }
    const [first] = name.split('.');
    const scopes = from === '' ? [] : from.split('.');
    for (let depth = scopes.length; depth >= 0; depth--) {
      const scope = scopes.slice(0, depth).join('.');
      const found = this.types.get(join(scope, name));
      if (found !== undefined) return { found };
      if (first !== name && this.#aggregates.has(join(scope, first!))) {
        return { found: undefined, at: join(scope, name) };
      }
    }
    return { found: undefined, at: undefined };
  }
}
