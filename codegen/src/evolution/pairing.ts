/** Which type of the new version is which of the old one. */
import type { Schema, Shape, TypeDecl } from '../ir/model.js';
import type { Version } from './version.js';

/** The same type in both versions. */
export interface TypePair {
  readonly old: TypeDecl;
  readonly new: TypeDecl;
}

/** Both versions, and what belongs together in them. */
export interface Pairing {
  readonly old: Version;
  readonly new: Version;
  readonly types: readonly TypePair[];
  /** Types without a partner. */
  readonly removed: readonly TypeDecl[];
  readonly added: readonly TypeDecl[];
  /** Is `new` what became of `old`? */
  paired(old: TypeDecl, new_: TypeDecl): boolean;
}

/**
 * Schemas are paired by path, and where different files serve the same version of a protocol also by that; types in
 * them by name, then by an equal shape. What is left is looked for by name in all other files: it may have moved.
 */
export function pairVersions(old: Version, new_: Version): Pairing {
  const builder = new Builder(old, new_);
  for (const [a, b] of schemaPairs(old, new_)) builder.pairByName(a.types, b.types);
  const left = builder.left();
  for (const format of ['molecule', 'protobuf'] as const) {
    const removed = left.removed.filter((decl) => old.program.home(decl).format === format);
    const added = left.added.filter((decl) => new_.program.home(decl).format === format);
    builder.pairByName(removed, added);
  }
  for (const [a, b] of schemaPairs(old, new_)) builder.pairByShape(a, b);
  return { old, new: new_, types: builder.pairs, ...builder.left(), paired: (a, b) => builder.paired(a, b) };
}

function schemaPairs(old: Version, new_: Version): readonly (readonly [Schema, Schema])[] {
  const pairs: [Schema, Schema][] = [];
  for (const a of old.program.schemas) {
    for (const b of new_.program.schemas) {
      if (a.format !== b.format) continue;
      if (old.pathOf(a) === new_.pathOf(b) || haveCommonProtocol(a, b)) pairs.push([a, b]);
    }
  }
  return pairs;
}

/** Peers of both versions would speak this schema on one side and that one on the other. */
function haveCommonProtocol(a: Schema, b: Schema): boolean {
  return a.protocols.some((one) =>
    b.protocols.some(
      (other) => one.name === other.name && one.versions.some((version) => other.versions.includes(version)),
    ),
  );
}

class Builder {
  readonly pairs: TypePair[] = [];
  readonly #old: Version;
  readonly #new: Version;
  readonly #partners = new Map<TypeDecl, Set<TypeDecl>>();
  readonly #paired = new Set<TypeDecl>();
  /** Equal for both types of a pair. */
  readonly #ids = new Map<TypeDecl, number>();

  constructor(old: Version, new_: Version) {
    this.#old = old;
    this.#new = new_;
  }

  paired(old: TypeDecl, new_: TypeDecl): boolean {
    return this.#partners.get(old)?.has(new_) === true;
  }

  left(): { readonly removed: readonly TypeDecl[]; readonly added: readonly TypeDecl[] } {
    const of = (version: Version): readonly TypeDecl[] =>
      version.program.schemas.flatMap(({ types }) => types).filter((decl) => !this.#paired.has(decl));
    return { removed: of(this.#old), added: of(this.#new) };
  }

  pairByName(old: readonly TypeDecl[], new_: readonly TypeDecl[]): void {
    const byName = new Map(new_.map((decl) => [decl.name, decl]));
    for (const decl of old) {
      const found = byName.get(decl.name);
      if (found !== undefined && !this.paired(decl, found)) this.#add(decl, found);
    }
  }

  /** Renamed types: each pair may make the shapes of others equal. */
  pairByShape(a: Schema, b: Schema): void {
    for (let before = -1; before !== this.pairs.length;) {
      before = this.pairs.length;
      for (const decl of a.types.filter((each) => !this.#paired.has(each))) {
        const shape = this.#signature(decl);
        const found = b.types.find((each) => !this.#paired.has(each) && this.#signature(each) === shape);
        if (found !== undefined) this.#add(decl, found);
      }
    }
  }

  #add(old: TypeDecl, new_: TypeDecl): void {
    const id = this.#ids.get(old) ?? this.pairs.length;
    this.pairs.push({ old, new: new_ });
    this.#ids.set(old, id).set(new_, id);
    this.#paired.add(old).add(new_);
    this.#partners.set(old, (this.#partners.get(old) ?? new Set()).add(new_));
  }

  /** What a type is, without its name. */
  #signature(decl: TypeDecl): string {
    const version = this.#new.program.schemas.some(({ types }) => types.includes(decl))
      ? this.#new
      : this.#old;
    const lookup = version.scope(decl);
    const named = (name: string): string => {
      const target = lookup(name);
      if (target === decl) return 'itself';
      const id = this.#ids.get(target);
      return id === undefined ? `unpaired ${name}` : `#${id}`;
    };
    const of = (shape: Shape): unknown => {
      switch (shape.kind) {
        case 'named':
          return named(shape.name);
        case 'array':
        case 'list':
        case 'option':
          return { ...shape, item: of(shape.item) };
        case 'map':
          return { ...shape, key: of(shape.key), value: of(shape.value) };
        case 'oneof':
          return shape.members.map(({ tag, number, shape: member }) => [tag, number, of(member)]);
        default:
          return shape;
      }
    };
    switch (decl.kind) {
      case 'record': {
        const fields = decl.fields.map((field) => [
          field.name,
          field.number,
          field.presence,
          field.since,
          of(field.shape),
        ]);
        return JSON.stringify([decl.layout, fields]);
      }
      case 'union':
        return JSON.stringify(decl.items.map(({ id, tag, shape }) => [id, tag, of(shape)]));
      case 'enum':
        return JSON.stringify([decl.open, decl.values.map(({ name, number }) => [name, number])]);
      case 'alias':
        return JSON.stringify(of(decl.shape));
    }
  }
}
