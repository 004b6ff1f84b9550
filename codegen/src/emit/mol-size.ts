/** Molecule: types whose values all have the same size. */
import type { Shape, TypeDecl } from '../ir/model.js';
import { type FileContext, fixedSize } from './context.js';

type Scope = FileContext['scopeOf'];

/** The one size of all values of a type; `undefined` if they have several. */
export function onlySize(decl: TypeDecl, scopeOf: Scope): number | undefined {
  switch (decl.kind) {
    case 'record': {
      const header = decl.layout === 'struct' ? 0 : 4 + 4 * decl.fields.length;
      if (decl.fields.some((field) => field.since !== undefined)) return undefined;
      return total([header, ...decl.fields.map(({ shape }) => onlySizeOf(shape, decl, scopeOf))]);
    }
    case 'union': {
      const sizes = new Set(decl.items.map(({ shape }) => onlySizeOf(shape, decl, scopeOf)));
      return sizes.size === 1 ? total([4, ...sizes]) : undefined;
    }
    case 'alias':
      return onlySizeOf(decl.shape, decl, scopeOf);
    default:
      return undefined;
  }
}

function onlySizeOf(shape: Shape, owner: TypeDecl, scopeOf: Scope): number | undefined {
  const lookup = scopeOf(owner);
  if (shape.kind !== 'named') return fixedSize(shape, lookup);
  return onlySize(lookup(shape.name), scopeOf);
}

function total(sizes: readonly (number | undefined)[]): number | undefined {
  return sizes.reduce((sum, size) => (sum === undefined || size === undefined ? undefined : sum + size), 0);
}
