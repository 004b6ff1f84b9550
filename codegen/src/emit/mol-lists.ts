/** Molecule: the lists in a declaration, which have functions of their own. */
import type { ListShape, RecordType, Shape, TypeDecl } from '../ir/model.js';
import { aliasHelper } from './context.js';

export interface List extends ListShape {
  /** How the names of its functions go on behind `$read` and the like. */
  readonly helper: string;
  /** `Type.field`, for errors. */
  readonly path: string;
}

/** Inner ones first. Lists of bytes are none: the runtime has functions for them. */
export function listsIn(decl: TypeDecl): readonly List[] {
  const { name } = decl;
  const lists = (part: string, shape: Shape): readonly List[] =>
    listsOf(shape, `${name}$${part}`, `${name}.${part}`);
  switch (decl.kind) {
    case 'record':
      return decl.fields.flatMap((field) => lists(field.name, field.shape));
    case 'union':
      return decl.items.flatMap((item) => lists(item.tag, item.shape));
    case 'alias':
      return listsOf(decl.shape, aliasHelper(decl), name);
    default:
      return [];
  }
}

/** A table with nothing but a list of bytes: the DataView that the list needs serves its header as well. */
export function isByteListTable({ layout, fields }: RecordType): boolean {
  const [field] = fields;
  const isOnly = layout === 'table' && fields.length === 1 && field!.since === undefined;
  return isOnly && field!.shape.kind === 'list' && field!.shape.item.kind === 'bytes';
}

/** The declaration itself is such a list: its functions are all there is. */
export function isList(decl: TypeDecl): boolean {
  return decl.kind === 'alias' && decl.shape.kind === 'list' && decl.shape.item.kind !== 'bytes';
}

function listsOf(shape: Shape, helper: string, path: string): readonly List[] {
  if (shape.kind === 'option') return listsOf(shape.item, helper, path);
  if (shape.kind !== 'list' || shape.item.kind === 'bytes') return [];
  return [...listsOf(shape.item, `${helper}$item`, `${path}[]`), { ...shape, helper, path }];
}
