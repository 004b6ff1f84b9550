import type { FrontEndFile } from '../front-end.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { ReadSchema, SchemaText } from '../sources.js';
import { checkUnit } from './check.js';
import { loadMolecule, type MolUnit, scopeOf } from './loader.js';
import { type LowerOptions, lowerUnit } from './lower.js';

/** Molecule schemas to types of the intermediate representation. */
export function compileMolecule(
  files: readonly SchemaText[],
  read: ReadSchema,
  options: LowerOptions,
  diagnostics: Diagnostics,
): readonly FrontEndFile[] {
  const compiled = new Map<MolUnit, FrontEndFile>();
  for (const unit of loadMolecule(files, read, diagnostics)) {
    const scope = scopeOf(unit, diagnostics);
    const sound = checkUnit(unit, scope, diagnostics);
    const { types, roots } = sound ? lowerUnit(unit, scope, options, diagnostics) : { types: [], roots: [] };
    const others = new Set([...scope.values()].map((found) => found.unit).filter((other) => other !== unit));
    const { path, stem, text } = unit.source;
    const visible = (): readonly FrontEndFile[] => [...others].map((other) => compiled.get(other)!);
    compiled.set(unit, { path, stem, format: 'molecule', text, types, roots, visible });
  }
  return [...compiled.values()];
}
