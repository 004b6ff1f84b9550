import type { Shape, TypeDecl } from './model.js';

/** The shapes of the fields or items of a declaration. */
export function shapesIn(decl: TypeDecl): readonly Shape[] {
  switch (decl.kind) {
    case 'record':
      return decl.fields.map((field) => field.shape);
    case 'union':
      return decl.items.map((item) => item.shape);
    case 'alias':
      return [decl.shape];
    case 'enum':
      return [];
  }
}
