/** What carries the messages of a protocol, and what each carrier chooses from. */
import type { Span } from '../diag/source.js';
import type { Lookup, MessageRules, ProtocolRoot, Shape, Side, TypeDecl } from './model.js';
import { REFUSED } from './services.js';

/** A message type that stands on the wire by itself, and how it carries the messages of the protocol. */
export interface Root {
  readonly type: string;
  readonly from: Side | undefined;
  /** The only field of the root, if that holds the union. */
  readonly envelope: string | undefined;
  /** The union may be absent: protobuf's oneof. */
  readonly optional: boolean;
  /** It is a `@lazy` table. */
  readonly lazy: boolean;
  /** The name of the type in the schema, or of the service. */
  readonly span: Span;
  /** The root of a service: a field `id` beside the union tells answers apart, and one item says no. */
  readonly isService: boolean;
}

/** One of the messages that a root can be. */
export interface Variant {
  readonly tag: string | undefined;
  readonly name: string;
  readonly shape: Shape;
  readonly lazy: boolean;
  readonly doc: readonly string[];
  readonly rules: MessageRules | undefined;
  readonly span: Span;
  readonly root: Root;
}

/** How a root carries its messages. */
export function rootOf(root: ProtocolRoot, isService: boolean, lookup: Lookup): Root {
  const { type } = root;
  if (isService) return { ...root, envelope: 'body', optional: true, lazy: false, isService };
  const decl = lookup(type);
  const lazy = isLazy(decl);
  const only = decl.kind === 'record' && decl.fields.length === 1 ? decl.fields[0]! : undefined;
  if (only?.shape.kind === 'oneof')
    return { ...root, envelope: only.tsName, optional: true, lazy, isService };
  const inner = only?.shape.kind === 'named' ? lookup(only.shape.name) : undefined;
  const envelope = inner?.kind === 'union' ? only!.tsName : undefined;
  return { ...root, envelope, optional: false, lazy, isService };
}

function isLazy(decl: TypeDecl): boolean {
  return decl.kind === 'record' && decl.lazy === true;
}

/** What a root chooses from, if choosing is all it does; else the root itself. */
export function variantsOf(root: Root, lookup: Lookup): readonly Variant[] {
  const decl = lookup(root.type);
  const items = root.isService ? serviceItems(decl) : itemsOf(decl, lookup);
  if (items !== undefined) {
    return items.map((item) => ({
      tag: item.tag,
      name: item.name ?? item.tag,
      shape: item.shape,
      lazy: root.lazy || (item.shape.kind === 'named' && isLazy(lookup(item.shape.name))),
      // What the schema says about an item, or else about its type.
      doc: item.doc.length > 0 || item.shape.kind !== 'named' ? item.doc : lookup(item.shape.name).doc,
      rules: item.rules,
      span: item.span,
      root,
    }));
  }
  const name = root.type.replace(/\$$/, '');
  const shape: Shape = { kind: 'named', name: root.type };
  return [
    { tag: undefined, name, shape, lazy: root.lazy, doc: decl.doc, rules: undefined, span: root.span, root },
  ];
}

interface Item {
  readonly tag: string;
  readonly name?: string;
  readonly shape: Shape;
  readonly doc: readonly string[];
  readonly rules?: MessageRules | undefined;
  readonly span: Span;
}

function itemsOf(decl: TypeDecl, lookup: Lookup): readonly Item[] | undefined {
  if (decl.kind === 'union') return decl.items;
  const only = decl.kind === 'record' && decl.fields.length === 1 ? decl.fields[0]! : undefined;
  if (only?.shape.kind === 'oneof') return only.shape.members;
  const inner = only?.shape.kind === 'named' ? lookup(only.shape.name) : undefined;
  return inner?.kind === 'union' ? inner.items : undefined;
}

function serviceItems(decl: TypeDecl): readonly Item[] {
  const shape = decl.kind === 'record' ? decl.fields.find(({ name }) => name === 'body')?.shape : undefined;
  return shape?.kind === 'oneof' ? shape.members.filter(({ tag }) => tag !== REFUSED) : [];
}
