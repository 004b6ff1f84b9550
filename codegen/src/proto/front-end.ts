import type { FrontEndFile } from '../read-program.js';
import { Diagnostics } from '../diag/diagnostic.js';
import type { ReadSchema, SchemaText } from '../sources.js';
import { checkPlaces } from './check.js';
import { loadProto, type ProtoUnit } from './load.js';
import { lowerProto, protoScope } from './lower.js';

/** Protobuf schemas to types of the intermediate representation. */
export function compileProtobuf(
  files: readonly SchemaText[],
  read: ReadSchema,
  diagnostics: Diagnostics,
): readonly FrontEndFile[] {
  const compiled = new Map<ProtoUnit, FrontEndFile>();
  for (const unit of loadProto(files, read, diagnostics)) {
    const own = new Diagnostics();
    checkPlaces(unit.places, own);
    diagnostics.take(own);
    const scope = protoScope(unit);
    const sound = unit.root !== undefined;
    const { types, roots } = sound ? lowerProto(unit, scope, diagnostics) : { types: [], roots: [] };
    const others = new Set([...scope.values()].map((found) => found.unit).filter((other) => other !== unit));
    const { path, stem, text } = unit.source;
    const visible = (): readonly FrontEndFile[] => [...others].map((other) => compiled.get(other)!);
    compiled.set(unit, { path, stem, format: 'protobuf', text, types, roots, visible });
  }
  return [...compiled.values()];
}
