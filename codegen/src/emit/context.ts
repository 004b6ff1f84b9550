import type { AliasType, RecordType, Schema, Shape, TypeDecl } from '../ir/model.js';
import type { Depths } from './proto-depth.js';
import type { Views } from './view-type.js';
import type { Writer } from './writer.js';

/** What the emitters of one file share. */
export interface FileContext {
  readonly schema: Schema;
  readonly out: Writer;
  /** The declaration behind the name of a named shape, of this file or an imported one. */
  readonly lookup: (name: string) => TypeDecl;
  /** As `lookup`, for the names that a declaration mentions: it may stand in another file. */
  readonly scopeOf: (decl: TypeDecl) => (name: string) => TypeDecl;
  /** `export ` for types whose functions another generated file calls, else nothing. */
  readonly exported: (decl: TypeDecl) => string;
  readonly views: Views;
  readonly depths: Depths;
}

/** An option of an option has the same bytes and the same TypeScript type as the inner one. */
export function withoutOptions(shape: Shape): Shape {
  return shape.kind === 'option' ? withoutOptions(shape.item) : shape;
}

/** Bytes that a molecule shape always has, or `undefined` if that depends on the value. */
export function fixedSize(shape: Shape, lookup: FileContext['lookup']): number | undefined {
  switch (shape.kind) {
    case 'integer':
      return shape.bits / 8;
    case 'bool':
      return 1;
    case 'byteArray':
      return shape.length;
    case 'array': {
      const item = fixedSize(shape.item, lookup);
      return item === undefined ? undefined : item * shape.count;
    }
    case 'named': {
      const decl = lookup(shape.name);
      return decl.kind === 'record' && decl.layout === 'struct' ? structSize(decl, lookup) : undefined;
    }
    default:
      return undefined;
  }
}

/** Bytes of a molecule struct. */
export function structSize(decl: RecordType, lookup: FileContext['lookup']): number {
  return decl.fields.reduce((total, field) => total + fixedSize(field.shape, lookup)!, 0);
}

/** Reading the shape needs to know whether unknown trailing fields are accepted: it contains a table. */
export function hasTables(shape: Shape, lookup: FileContext['lookup']): boolean {
  switch (shape.kind) {
    case 'array':
    case 'list':
    case 'option':
      return hasTables(shape.item, lookup);
    case 'named':
      return declHasTables(lookup(shape.name), lookup);
    default:
      return false;
  }
}

/** As {@link hasTables}, for a declaration. */
export function declHasTables(decl: TypeDecl, lookup: FileContext['lookup']): boolean {
  switch (decl.kind) {
    case 'record':
      return decl.layout === 'table';
    case 'union':
      return decl.items.some((item) => hasTables(item.shape, lookup));
    case 'alias':
      return hasTables(decl.shape, lookup);
    default:
      return false;
  }
}

/** Name behind `$read` of the functions for the list in an alias; the alias itself is called by its own name. */
export function aliasHelper(decl: AliasType): string {
  return decl.shape.kind === 'list' ? decl.name : `${decl.name}$item`;
}

/** Strings and functions have properties of these names: a check of the field does not tell them from a record. */
export function othersHave(tsName: string): boolean {
  return tsName === 'length' || tsName === 'name';
}
