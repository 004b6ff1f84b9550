/** Which methods the stub of a protocol has: one per message that can arrive. */
import type { Protocol, Shape, Side, TypeDecl, UnionItem } from './model.js';
import { lowerFirst, pascalCase } from './names.js';

/** One message of a protocol. */
export interface Method {
  /** `send.ping`. */
  readonly send: string;
  /** `onPing`. */
  readonly on: string;
  readonly shape: Shape;
  readonly doc: readonly string[];
  readonly root: string;
  readonly from: Side | undefined;
  /** How the message is wrapped in its root: not at all, as a union, or as a union in the only field. */
  readonly tag: string | undefined;
}

/** A root with the methods it is made of. */
export interface RootMethods {
  readonly root: string;
  readonly from: Side | undefined;
  /** The only field of the root, if that holds the union. */
  readonly envelope: string | undefined;
  /** The union may be absent: protobuf's oneof. */
  readonly optional: boolean;
  readonly methods: readonly Method[];
}

type Variant = Pick<UnionItem, 'tag' | 'shape' | 'doc'>;

export function methodsOf(protocol: Protocol, lookup: (name: string) => TypeDecl): readonly RootMethods[] {
  return protocol.roots.map(({ type, from }) => {
    const decl = lookup(type);
    const { variants, envelope, optional } = variantsOf(decl, lookup);
    const method = (name: string, variant: Omit<Variant, 'tag'>, tag: string | undefined): Method => ({
      send: lowerFirst(pascalCase(name)),
      on: `on${pascalCase(name)}`,
      shape: variant.shape,
      doc: variant.doc,
      root: type,
      from,
      tag,
    });
    const named: Shape = { kind: 'named', name: type };
    const methods =
      variants === undefined
        ? [method(type.replace(/\$$/, ''), { shape: named, doc: decl.doc }, undefined)]
        : variants.map((variant) => method(variant.tag, withDoc(variant, lookup), variant.tag));
    return { root: type, from, envelope, optional, methods };
  });
}

/** The items that a root chooses from, if choosing is all it does. */
function variantsOf(
  decl: TypeDecl,
  lookup: (name: string) => TypeDecl,
): {
  readonly variants?: readonly Variant[];
  readonly envelope: string | undefined;
  readonly optional: boolean;
} {
  if (decl.kind === 'union') return { variants: decl.items, envelope: undefined, optional: false };
  const only = decl.kind === 'record' && decl.fields.length === 1 ? decl.fields[0]! : undefined;
  if (only?.shape.kind === 'oneof') {
    return { variants: only.shape.members, envelope: only.tsName, optional: true };
  }
  const inner = only?.shape.kind === 'named' ? lookup(only.shape.name) : undefined;
  if (inner?.kind === 'union' && only !== undefined) {
    return { variants: inner.items, envelope: only.tsName, optional: false };
  }
  return { envelope: undefined, optional: false };
}

/** What the schema says about an item, or else about its type. */
function withDoc(variant: Variant, lookup: (name: string) => TypeDecl): Omit<Variant, 'tag'> {
  if (variant.doc.length > 0 || variant.shape.kind !== 'named') return variant;
  return { shape: variant.shape, doc: lookup(variant.shape.name).doc };
}
