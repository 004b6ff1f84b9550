/** `<schema>.ts`: types and codecs. */
import type { Schema, TypeDecl } from '../ir/model.js';
import { emitCodec } from './codec.js';
import type { FileContext } from './context.js';
import { header, type RuntimeSpecifier, schemaImports, wireImports } from './file.js';
import { emitRead } from './mol-read.js';
import { emitSize } from './mol-size.js';
import { emitWrite } from './mol-write.js';
import { emitProtoRead } from './proto-read.js';
import { emitEnumGuard, emitProtoSize } from './proto-size.js';
import { emitProtoWrite } from './proto-write.js';
import { emitType } from './types.js';
import { Writer } from './writer.js';

/** A type of another file of the run, by the name that this one uses. */
export type Foreign = ReadonlyMap<string, { readonly decl: TypeDecl; readonly schema: Schema }>;

export function codecFile(
  schema: Schema,
  foreign: Foreign,
  shared: ReadonlySet<TypeDecl>,
  specifier: RuntimeSpecifier,
): string {
  const out = new Writer();
  const own = new Map(schema.types.map((decl) => [decl.name, decl]));
  const context: FileContext = {
    schema,
    out,
    lookup: (name) => {
      const decl = own.get(name) ?? foreign.get(name)?.decl;
      if (decl === undefined) throw new Error(`${schema.path} names the unknown type ${name}`);
      return decl;
    },
    exported: (decl) => (shared.has(decl) ? 'export ' : ''),
  };
  for (const decl of schema.types) emitType(decl, context);
  for (const decl of schema.types) {
    if (decl.kind === 'enum') {
      if (!decl.open) emitEnumGuard(decl, context);
      continue;
    }
    emitCodec(decl, context);
    if (schema.format === 'molecule') {
      emitSize(decl, context);
      emitWrite(decl, context);
      emitRead(decl, context);
    } else if (decl.kind === 'record') {
      emitProtoSize(decl, context);
      emitProtoWrite(decl, context);
      emitProtoRead(decl, context);
    }
  }
  const body = out.toString();
  const imports = [...wireImports(body, specifier), ...schemaImports(body, [...foreign.values()])];
  return `${header(schema)}\n${imports.join('\n')}\n\n${body}`;
}
