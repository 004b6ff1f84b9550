/** What a protobuf file says, as written: nothing is resolved and no rule is checked yet. */
import type { DocLine } from '../annotation/scan.js';
import type { SourceFile, Span } from '../diag/source.js';

export interface Name {
  readonly text: string;
  readonly span: Span;
}

export interface Numeral {
  readonly value: number;
  readonly span: Span;
}

/** `first to last`, both included. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly span: Span;
}

export type OptionValue =
  /** `true`, `inf`, the name of an enum value; a minus sign in front of `inf` or `nan` belongs to it. */
  | { readonly kind: 'word'; readonly text: string; readonly span: Span }
  | { readonly kind: 'integer'; readonly value: bigint; readonly span: Span }
  | { readonly kind: 'float'; readonly value: number; readonly span: Span }
  | { readonly kind: 'string'; readonly bytes: readonly number[]; readonly span: Span }
  | { readonly kind: 'aggregate'; readonly span: Span };

export interface OptionNode {
  /** Names of custom options keep their parentheses. */
  readonly name: Name;
  readonly value: OptionValue;
}

interface Declared {
  readonly name: Name;
  readonly doc: readonly DocLine[];
}

export interface FieldNode extends Declared {
  readonly kind: 'field';
  readonly label: 'optional' | 'required' | 'repeated' | undefined;
  readonly labelSpan: Span | undefined;
  /** Of the values, if it is a map. */
  readonly type: Name;
  /** The whole of `map<K, V>`, else that of the type. */
  readonly typeSpan: Span;
  readonly key: Name | undefined;
  readonly number: Numeral;
  readonly options: readonly OptionNode[];
}

export interface OneofNode extends Declared {
  readonly kind: 'oneof';
  readonly fields: readonly FieldNode[];
}

export interface ExtendNode {
  readonly kind: 'extend';
  readonly extendee: Name;
  readonly fields: readonly FieldNode[];
}

export interface MessageNode extends Declared {
  readonly kind: 'message';
  /** Dotted, without the package. */
  readonly path: string;
  /** In source order, those of oneofs left out. */
  readonly fields: readonly FieldNode[];
  readonly oneofs: readonly OneofNode[];
  readonly nested: readonly (MessageNode | EnumNode)[];
  readonly extends: readonly ExtendNode[];
  readonly reserved: readonly Range[];
  readonly reservedNames: readonly Name[];
  readonly extensions: readonly Range[];
  readonly options: readonly OptionNode[];
}

export interface EnumValueNode extends Declared {
  readonly kind: 'value';
  readonly number: Numeral;
  readonly options: readonly OptionNode[];
}

export interface EnumNode extends Declared {
  readonly kind: 'enum';
  readonly path: string;
  readonly values: readonly EnumValueNode[];
  readonly reserved: readonly Range[];
  readonly reservedNames: readonly Name[];
  readonly options: readonly OptionNode[];
}

export interface RpcNode extends Declared {
  readonly kind: 'rpc';
  readonly request: Name;
  readonly reply: Name;
  /** The words `stream`. */
  readonly streams: readonly Span[];
}

export interface ServiceNode extends Declared {
  readonly kind: 'service';
  readonly path: string;
  readonly rpcs: readonly RpcNode[];
}

export interface ImportNode {
  readonly path: string;
  readonly span: Span;
  /** `import public`: who imports this file sees that one too. */
  readonly isPublic: boolean;
}

export interface ProtoFile {
  readonly source: SourceFile;
  /** `unknown`: what the file says about it is reported, and none of the rules that only one of them has is applied. */
  readonly syntax: 'proto2' | 'proto3' | 'unknown';
  /** Dotted, empty if there is none. */
  readonly pkg: string;
  readonly imports: readonly ImportNode[];
  readonly types: readonly (MessageNode | EnumNode)[];
  readonly extends: readonly ExtendNode[];
  readonly services: readonly ServiceNode[];
  readonly options: readonly OptionNode[];
  /** Doc comments that describe nothing. */
  readonly stray: readonly (readonly DocLine[])[];
  /** Words in statements that could not be read. */
  readonly lost: ReadonlySet<string>;
}
