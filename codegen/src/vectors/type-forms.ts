/** What the fields of a vector's value are, for a reader that has no schema at hand. */
import type { Lookup, RecordType, Shape, TypeDecl } from '../ir/model.js';
import { isWide } from '../values/scalars.js';
import { UNKNOWN } from '../values/unknown.js';

/**
 * A name: `integer`, `bigint` (in a string), `float`, `bool`, `text`, `bytes` (hex). Else a list of items, a map of
 * pairs, an option (`null` is nothing), fields by name, items by type, or another type.
 */
export type Form =
  | string
  | { readonly list: Form }
  | { readonly map: readonly [Form, Form] }
  | { readonly option: Form }
  | { readonly record: Readonly<Record<string, Form>> }
  | { readonly union: Readonly<Record<string, Form>> }
  | { readonly type: string };

/** The forms of the declarations and of all types that they name. */
export function typeForms(decls: readonly TypeDecl[], lookup: Lookup): Readonly<Record<string, Form>> {
  const forms = new Map<string, Form>();
  const shapeForm = (shape: Shape): Form => {
    switch (shape.kind) {
      case 'integer':
        return isWide(shape) ? 'bigint' : 'integer';
      case 'byteArray':
        return 'bytes';
      case 'array':
      case 'list':
        return { list: shapeForm(shape.item) };
      case 'map':
        return { map: [shapeForm(shape.key), shapeForm(shape.value)] };
      case 'option':
        return { option: shapeForm(shape.item) };
      case 'oneof':
        return {
          union: Object.fromEntries(shape.members.map(({ tag, shape: member }) => [tag, shapeForm(member)])),
        };
      case 'named':
        add(lookup(shape.name));
        return { type: shape.name };
      default:
        return shape.kind;
    }
  };
  const declForm = (decl: TypeDecl): Form => {
    switch (decl.kind) {
      case 'record':
        return { record: recordForm(decl) };
      case 'union':
        return { union: Object.fromEntries(decl.items.map(({ tag, shape }) => [tag, shapeForm(shape)])) };
      case 'enum':
        return 'integer';
      case 'alias':
        return shapeForm(decl.shape);
    }
  };
  const recordForm = (decl: RecordType): Readonly<Record<string, Form>> => {
    const form: Record<string, Form> = {};
    for (const { tsName, shape } of decl.fields) form[tsName] = shapeForm(shape);
    if (decl.keepUnknown === true) form[UNKNOWN] = 'bytes';
    return form;
  };
  const add = (decl: TypeDecl): void => {
    if (forms.has(decl.name)) return;
    // Set before its fields are looked at: a message may contain itself.
    forms.set(decl.name, 'bytes');
    forms.set(decl.name, declForm(decl));
  };
  for (const decl of decls) add(decl);
  return Object.fromEntries(forms);
}
