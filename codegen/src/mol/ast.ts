import type { DocLine } from '../annotation/scan.js';
import type { Span } from '../diag/source.js';

/** A name as it stands in the schema. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}

export interface MolField {
  readonly name: Name;
  readonly type: Name;
  readonly doc: readonly DocLine[];
}

export interface MolItem {
  readonly type: Name;
  /** As written; `undefined` means the previous id plus one. */
  readonly id: { readonly value: number; readonly span: Span } | undefined;
  readonly doc: readonly DocLine[];
}

interface Declared {
  readonly name: Name;
  readonly doc: readonly DocLine[];
}

export type MolDecl =
  | (Declared & {
      readonly kind: 'array';
      readonly item: Name;
      readonly count: number;
      readonly countSpan: Span;
    })
  | (Declared & { readonly kind: 'vector' | 'option'; readonly item: Name })
  | (Declared & { readonly kind: 'struct' | 'table'; readonly fields: readonly MolField[] })
  | (Declared & { readonly kind: 'union'; readonly items: readonly MolItem[] });

export interface MolImport {
  readonly path: string;
  readonly span: Span;
}

/** `syntax = N;` */
export interface MolSyntax {
  readonly version: bigint;
  readonly span: Span;
}

export interface MolFile {
  /** `undefined`: not written, which means version 1. */
  readonly syntax: MolSyntax | undefined;
  readonly imports: readonly MolImport[];
  readonly declarations: readonly MolDecl[];
  /** Doc comments that stand above nothing. */
  readonly stray: readonly (readonly DocLine[])[];
  /** Every word in the text of declarations that could not be read: one of them may be a missing type. */
  readonly lost: ReadonlySet<string>;
}
