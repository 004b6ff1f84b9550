/** Shapes of both versions, with what their names mean. */
import type { Lookup, Shape, TypeDecl } from '../ir/model.js';
import type { Effect } from './change.js';
import type { Pairing } from './pairing.js';

/** A shape of one version, and what the names in it mean. */
export interface Scoped {
  readonly shape: Shape;
  readonly lookup: Lookup;
}

/** Where the shapes in two declarations are compared. */
export interface Scope {
  readonly pairing: Pairing;
  readonly old: Lookup;
  readonly new: Lookup;
  /** What happens when one type stands where the other one stood, everything below them included. */
  between(old: TypeDecl, new_: TypeDecl): Effect;
}

/** Both names mean the same type; what changed inside of it is reported there. */
export function sameName(old: Shape, new_: Shape, scope: Scope): boolean {
  return (
    old.kind === 'named' &&
    new_.kind === 'named' &&
    scope.pairing.paired(scope.old(old.name), scope.new(new_.name))
  );
}
