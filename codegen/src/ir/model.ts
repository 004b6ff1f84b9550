/**
 * The one intermediate representation of both schema languages. Limits stand where they hold: the same molecule
 * type used in two fields is two shapes with two limits.
 */
import type { Span } from '../diag/source.js';

/** What a value looks like in TypeScript and on the wire. */
export type Shape =
  | IntegerShape
  | { readonly kind: 'float'; readonly bits: 32 | 64 }
  | { readonly kind: 'bool' }
  | { readonly kind: 'bytes'; readonly max: number }
  | { readonly kind: 'text'; readonly max: number }
  | { readonly kind: 'byteArray'; readonly length: number }
  | { readonly kind: 'array'; readonly item: Shape; readonly count: number }
  | ListShape
  | MapShape
  | { readonly kind: 'option'; readonly item: Shape }
  | OneofShape
  | NamedShape;

export interface IntegerShape {
  readonly kind: 'integer';
  readonly bits: 8 | 16 | 32 | 64 | 128 | 256;
  readonly signed: boolean;
  readonly encoding: 'fixed' | 'varint' | 'zigzag';
}

export interface ListShape {
  readonly kind: 'list';
  readonly item: Shape;
  readonly max: number;
  /** Protobuf: written in one length-delimited run. */
  readonly packed: boolean;
}

export interface MapShape {
  readonly kind: 'map';
  readonly key: Shape;
  readonly value: Shape;
  readonly max: number;
}

export interface OneofShape {
  readonly kind: 'oneof';
  readonly members: readonly OneofMember[];
}

export interface OneofMember {
  /** `type` of the value in TypeScript. */
  readonly tag: string;
  readonly number: number;
  readonly shape: Shape;
  readonly doc: readonly string[];
}

export interface NamedShape {
  readonly kind: 'named';
  readonly name: string;
  /** Protobuf: how many levels of messages may stand below this field, where the schema says it. */
  readonly depth?: number | undefined;
}

export interface Field {
  /** As in the schema. */
  readonly name: string;
  /** As in TypeScript. */
  readonly tsName: string;
  readonly doc: readonly string[];
  readonly shape: Shape;
  /** Protobuf field number; in a oneof the number of its first member. Position in molecule. */
  readonly number: number;
  /**
   * `always` is there; `implicit` is left out on the wire when it is the default (proto3); `optional` may be
   * `undefined`; `required` as in proto2.
   */
  readonly presence: 'always' | 'implicit' | 'optional' | 'required';
  /** Molecule `@since`: the field may be cut off the end of its table. */
  readonly since: number | undefined;
  readonly span: Span;
}

export interface RecordType {
  readonly kind: 'record';
  readonly name: string;
  readonly layout: 'table' | 'struct' | 'message';
  readonly doc: readonly string[];
  readonly fields: readonly Field[];
}

export interface UnionItem {
  readonly id: number;
  readonly tag: string;
  readonly shape: Shape;
  readonly doc: readonly string[];
}

export interface UnionType {
  readonly kind: 'union';
  readonly name: string;
  readonly doc: readonly string[];
  readonly items: readonly UnionItem[];
}

export interface EnumType {
  readonly kind: 'enum';
  readonly name: string;
  readonly doc: readonly string[];
  readonly values: readonly {
    readonly name: string;
    readonly number: number;
    readonly doc: readonly string[];
  }[];
  /** proto3: unknown numbers are values too. */
  readonly open: boolean;
}

/** A molecule array, vector or option with a codec of its own. */
export interface AliasType {
  readonly kind: 'alias';
  readonly name: string;
  readonly doc: readonly string[];
  readonly shape: Shape;
}

export type TypeDecl = RecordType | UnionType | EnumType | AliasType;

export type Framing = 'length-delimited' | 'length-delimited-twice' | 'none';
export type Side = 'dialer' | 'listener';

/** A message that a protocol carries, before it is split into methods. */
export interface ProtocolRoot {
  readonly type: string;
  readonly from: Side | undefined;
}

export interface Protocol {
  readonly name: string;
  readonly versions: readonly string[];
  readonly framing: Framing;
  readonly maxBytes: number;
  readonly priority: 'high' | 'normal';
  readonly roots: readonly ProtocolRoot[];
  readonly doc: readonly string[];
  readonly span: Span;
}

/** One schema file, linked and checked. */
export interface Schema {
  readonly path: string;
  readonly stem: string;
  readonly format: 'molecule' | 'protobuf';
  readonly hash: string;
  readonly types: readonly TypeDecl[];
  readonly protocols: readonly Protocol[];
}

/** All schemas of a run with every type by its TypeScript name and home. */
export interface Program {
  readonly schemas: readonly Schema[];
  /** Types of other files: TypeScript name to the stem of the generated file. */
  readonly homes: ReadonlyMap<TypeDecl, Schema>;
}

/** The declaration that a named shape of `schema` means. */
export type Lookup = (name: string) => TypeDecl;
