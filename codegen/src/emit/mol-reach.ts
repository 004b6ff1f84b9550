/** Which types are used how, over all schemas of a program: functions are emitted where a type is declared. */
import type { Program, Schema, Shape, TypeDecl } from '../ir/model.js';
import { shapesIn } from '../ir/shapes.js';

/** The molecule types that stand in a list, at any depth: where messages have many headers. */
export function listedTypes(program: Program): ReadonlySet<TypeDecl> {
  const found = new Set<TypeDecl>();
  for (const schema of program.schemas) {
    if (schema.format !== 'molecule') continue;
    for (const decl of schema.types) {
      for (const shape of shapesIn(decl)) addListed(shape, false, schema, program, found);
    }
  }
  return found;
}

function addListed(
  shape: Shape,
  inList: boolean,
  schema: Schema,
  program: Program,
  found: Set<TypeDecl>,
): void {
  switch (shape.kind) {
    case 'list':
      addListed(shape.item, true, schema, program, found);
      return;
    case 'array':
    case 'option':
      addListed(shape.item, inList, schema, program, found);
      return;
    case 'named': {
      const decl = program.lookup(schema)(shape.name);
      if (!inList || found.has(decl)) return;
      found.add(decl);
      for (const inner of shapesIn(decl)) addListed(inner, true, program.home(decl), program, found);
    }
  }
}
