/** Views of molecule tables: which types have one, what it is called and what it looks like. */
import type { Program, Schema, Shape, TypeDecl } from '../ir/model.js';
import { typeName } from '../ir/names.js';
import { shapesIn } from '../ir/shapes.js';
import { tsType } from './ts-type.js';

/** What a program has of views. */
export interface Views {
  /** The type is `@lazy`, or something lazy contains it: functions for its view are emitted. */
  has(decl: TypeDecl): boolean;
  /** Name of the view of a type. */
  name(decl: TypeDecl): string;
}

export function viewsOf(program: Program): Views {
  const found = new Set<TypeDecl>();
  for (const schema of program.schemas) {
    for (const decl of schema.types) if (decl.kind === 'record' && decl.lazy === true) add(decl, schema);
  }
  const taken = new Set(program.schemas.flatMap((schema) => schema.types.map((decl) => decl.name)));
  return {
    has: (decl) => found.has(decl),
    name(decl) {
      let name = typeName(`${decl.name}View`);
      while (taken.has(name)) name += '$';
      return name;
    },
  };

  function add(decl: TypeDecl, schema: Schema): void {
    if (found.has(decl)) return;
    found.add(decl);
    for (const shape of shapesIn(decl)) addShape(shape, schema);
  }

  function addShape(shape: Shape, schema: Schema): void {
    if (shape.kind === 'list' || shape.kind === 'array' || shape.kind === 'option')
      addShape(shape.item, schema);
    if (shape.kind !== 'named') return;
    const decl = program.lookup(schema)(shape.name);
    add(decl, program.home(decl));
  }
}

/** What a view gives for a value: tables, unions and lists as views, everything of fixed size as it is. */
export function viewType(shape: Shape, views: Views, lookup: (name: string) => TypeDecl): string {
  switch (shape.kind) {
    case 'list':
      return `ListView<${viewType(shape.item, views, lookup)}>`;
    case 'option': {
      const item = viewType(shape.item, views, lookup);
      return item.endsWith('| undefined') ? item : `${item} | undefined`;
    }
    case 'named': {
      const decl = lookup(shape.name);
      return isViewed(decl) ? views.name(decl) : shape.name;
    }
    default:
      return tsType(shape);
  }
}

/** Tables and unions have a view of their own; a struct is read as a whole. */
export function isViewed(decl: TypeDecl): boolean {
  return decl.kind === 'union' || (decl.kind === 'record' && decl.layout === 'table');
}
