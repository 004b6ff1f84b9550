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
  /** Protobuf `@number`: 64 bits as a `number`, which must not go beyond 2^53 - 1. */
  readonly asNumber?: boolean | undefined;
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
  readonly rules?: MessageRules | undefined;
  /** Its name in the schema. */
  readonly span: Span;
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
  /** proto2 `[default = ...]`: what an absent field is read as. Bytes stand as their numbers. */
  readonly fallback?: Literal | undefined;
  readonly span: Span;
}

/** A value written in a schema. */
export type Literal = number | bigint | boolean | string | readonly number[];

export interface RecordType {
  readonly kind: 'record';
  readonly name: string;
  readonly layout: 'table' | 'struct' | 'message';
  readonly doc: readonly string[];
  readonly fields: readonly Field[];
  /** `@lazy`: whoever receives it as a message gets a view that checks everything and copies nothing. */
  readonly lazy?: boolean | undefined;
  /** Protobuf `@unknown keep`, or a message with `extensions`: fields that the schema does not know survive. */
  readonly keepUnknown?: boolean | undefined;
}

/** What stands at one message of a protocol: above an item of its root's union, or a member of its oneof. */
export interface MessageRules {
  readonly span: Span;
  /** `@from`: the only side of a session that sends it. */
  readonly from?: Side | undefined;
  /** `@reply`: the item that answers it. */
  readonly reply?: ReplyRule | undefined;
  /** `@rate`: how often a remote may send it. */
  readonly rate?: Rate | undefined;
}

export interface ReplyRule {
  /** Name of the answering item or member in the schema. */
  readonly item: string;
  /** Name of the field that both carry; without it answers come in the order of the requests. */
  readonly by: string | undefined;
  readonly timeoutMs: number | undefined;
  readonly span: Span;
}

export interface Rate {
  readonly count: number;
  readonly perMs: number;
  readonly span: Span;
}

export interface UnionItem {
  readonly id: number;
  readonly tag: string;
  readonly shape: Shape;
  readonly doc: readonly string[];
  readonly rules?: MessageRules | undefined;
  /** Its name in the schema. */
  readonly span: Span;
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
  /** The name of the type in the schema, or of the service. */
  readonly span: Span;
}

export interface Protocol {
  readonly name: string;
  readonly versions: readonly string[];
  readonly framing: Framing;
  readonly maxBytes: number;
  /** `max`: messages within all limits may still be too large; that is meant. */
  readonly bound?: 'max' | 'limits' | undefined;
  readonly priority: 'high' | 'normal';
  readonly roots: readonly ProtocolRoot[];
  readonly doc: readonly string[];
  readonly span: Span;
  /** The service that it carries; its root is made by the compiler. */
  readonly service?: Service | undefined;
}

/** A protobuf `service`: calls that have an answer, and topics that have none. */
export interface Service {
  /** As in the schema. */
  readonly name: string;
  /** As in TypeScript. */
  readonly tsName: string;
  readonly doc: readonly string[];
  readonly span: Span;
  /** What `@protocol` above it says. */
  readonly protocol: ServiceProtocol | undefined;
  /** In the order of the schema. */
  readonly methods: readonly ServiceMethod[];
}

/** The protocol that carries a service; keys that were not given have their defaults. */
export type ServiceProtocol = Omit<Protocol, 'roots' | 'doc' | 'service'>;

/** One `rpc` of a service. */
export interface ServiceMethod {
  /** As in the schema. */
  readonly name: string;
  readonly doc: readonly string[];
  readonly span: Span;
  /** Names of the two messages in TypeScript: {@link Program.lookup} finds them. */
  readonly request: string;
  readonly reply: string;
  /** `@topic`: one way. The reply is a message without fields. */
  readonly topic: boolean;
  /** `@id`: number on the wire, unique in its service. */
  readonly id: number | undefined;
  /** `@timeout`: how long a caller waits for the answer. */
  readonly timeoutMs: number | undefined;
  /** `@rate`: how often a remote may call it. */
  readonly rate: Rate | undefined;
}

/** proto2 `extend`: a field of another message, kept there among the unknown ones. */
export interface Extension {
  /** Name of the extended message in TypeScript. */
  readonly extendee: string;
  /** Its `name` is the full one in the schema, its `tsName` that of the constant which stands for it. */
  readonly field: Field;
}

/** One schema file, linked and checked. */
export interface Schema {
  readonly path: string;
  readonly stem: string;
  readonly format: 'molecule' | 'protobuf';
  readonly hash: string;
  readonly types: readonly TypeDecl[];
  readonly protocols: readonly Protocol[];
  /** Protobuf services, with or without a protocol. */
  readonly services: readonly Service[];
  readonly extensions: readonly Extension[];
}

/** All schemas of a run, linked. Every back end starts from it. */
export interface Program {
  readonly schemas: readonly Schema[];
  /** Finds the types that a schema may name: its own and those it imports. Throws for any other name. */
  lookup(schema: Schema): Lookup;
  /** Types of other schemas that this one may name. */
  imported(schema: Schema): readonly TypeDecl[];
  /** The schema that declares a type. */
  home(decl: TypeDecl): Schema;
  /** Is the type named by another schema than its own? */
  shared(decl: TypeDecl): boolean;
}

/** The declaration that a named shape of a schema means. */
export type Lookup = (name: string) => TypeDecl;
