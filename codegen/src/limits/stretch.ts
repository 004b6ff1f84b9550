import type { Program, Shape, TypeDecl } from '../ir/model.js';

/**
 * Can a message be longer than its limits allow, with bytes that decoders skip? Protobuf has unknown fields, molecule
 * extra fields at the end of tables.
 */
export function stretches(program: Program, decl: TypeDecl, only?: string): boolean {
  const lookup = program.lookup(program.home(decl));
  const inShape = (shape: Shape): boolean => {
    switch (shape.kind) {
      case 'array':
      case 'list':
      case 'option':
        return inShape(shape.item);
      case 'named':
        return stretches(program, lookup(shape.name));
      default:
        return false;
    }
  };
  switch (decl.kind) {
    case 'record':
      return decl.layout !== 'struct';
    case 'union':
      return decl.items.some(({ tag, shape }) => (only === undefined || tag === only) && inShape(shape));
    case 'alias':
      return inShape(decl.shape);
    case 'enum':
      return false;
  }
}
