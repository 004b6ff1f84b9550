import { Diagnostics } from '../diag/diagnostic.js';
import type { FrontEndFile } from '../front-end.js';
import type { ReadSchema, SchemaText } from '../sources.js';
import { checkUnit } from './check.js';
import { checkNames } from './check-names.js';
import { loadProto, type ProtoUnit } from './load.js';
import { lowerProto } from './lower.js';
import { ProtoScope } from './scope.js';
import { DESCRIPTOR } from './well-known.js';

/** Protobuf schemas to types of the intermediate representation. */
export function compileProtobuf(
  files: readonly SchemaText[],
  read: ReadSchema,
  diagnostics: Diagnostics,
): readonly FrontEndFile[] {
  const compiled = new Map<ProtoUnit, FrontEndFile>();
  for (const unit of loadProto(files, read, diagnostics)) {
    // Nothing of it is ever on the wire.
    if (unit.file.source.path === DESCRIPTOR) continue;
    const scope = new ProtoScope(unit);
    const own = new Diagnostics();
    checkUnit(unit, own);
    checkNames(unit, scope, own);
    diagnostics.take(own);
    const lowered = lowerProto(unit, scope, diagnostics);
    const { path, text } = unit.file.source;
    const visible = (): readonly FrontEndFile[] =>
      [...scope.units].filter((other) => other !== unit).flatMap((other) => compiled.get(other) ?? []);
    compiled.set(unit, { path, stem: stemOf(unit), format: 'protobuf', text, ...lowered, visible });
  }
  return [...compiled.values()];
}

/** Names the generated file. What the compiler supplies keeps its folders: `google_protobuf_any`. */
function stemOf({ file, builtIn }: ProtoUnit): string {
  return builtIn ? file.source.path.replace(/\.proto$/, '').replaceAll('/', '_') : file.source.stem;
}
