/** What the names in a declaration mean: they are looked up in the schema that it stands in. */
import type { Lookup, Program, Schema, TypeDecl } from '../ir/model.js';

/** The types that one schema may name. */
export interface Scope {
  readonly find: Lookup;
  /** The scope of what a declaration names; imports do not pass on what they import. */
  of(decl: TypeDecl): Scope;
}

export function scopeOf(program: Program, schema: Schema): Scope {
  return { find: program.lookup(schema), of: (decl) => scopeOf(program, program.home(decl)) };
}
