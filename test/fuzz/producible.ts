/** Which error codes a decoder can come to. A fuzzer that never sees one of them does not look everywhere. */
import type { Lookup, Schema, Shape, TypeDecl } from '../../codegen/src/ir/model.js';

/** Limits above this are not crossed: the inputs would be too large. */
export const LARGEST_BOUND = 4096;

export function producibleCodes(
  format: Schema['format'],
  decl: TypeDecl,
  lookup: Lookup,
): ReadonlySet<string> {
  const codes = new Set<string>();
  const add = (...names: readonly string[]): void => names.forEach((name) => codes.add(`E_WIRE_${name}`));
  const molecule = format === 'molecule';
  const seen = new Set<TypeDecl>();

  const visit = (each: TypeDecl): void => {
    if (seen.has(each)) return;
    seen.add(each);
    switch (each.kind) {
      case 'record':
        if (each.layout === 'message') add('VARINT', 'TAG', 'TRUNCATED', 'DEPTH');
        else add('TOTAL_SIZE');
        if (each.layout === 'table') add('HEADER', 'FIELD_COUNT');
        if (each.layout === 'table' && each.fields.length > 0) add('OFFSETS');
        if (each.fields.some((field) => field.presence === 'required')) add('REQUIRED');
        for (const field of each.fields) look(field.shape);
        return;
      case 'union':
        add('HEADER', 'UNKNOWN_ITEM');
        for (const item of each.items) look(item.shape);
        return;
      case 'alias':
        look(each.shape);
        return;
      case 'enum':
        return;
    }
  };
  const limited = (max: number): void => {
    if (max <= LARGEST_BOUND) add('LIMIT');
    if (molecule) add('HEADER', 'TOTAL_SIZE');
  };
  const look = (shape: Shape): void => {
    switch (shape.kind) {
      case 'integer':
        if (shape.asNumber === true) add('VALUE');
        return;
      case 'bool':
        if (molecule) add('VALUE');
        return;
      case 'bytes':
        limited(shape.max);
        return;
      case 'text':
        limited(shape.max);
        if (shape.max > 0) add('UTF8');
        return;
      case 'list':
        limited(shape.max);
        look(shape.item);
        return;
      case 'array':
      case 'option':
        look(shape.item);
        return;
      case 'map':
        limited(shape.max);
        look(shape.key);
        look(shape.value);
        return;
      case 'oneof':
        for (const member of shape.members) look(member.shape);
        return;
      case 'named':
        visit(lookup(shape.name));
        return;
      default:
    }
  };
  visit(decl);
  return codes;
}
