/** `<schema>.ts`: types and codecs. */
import type { Program, Schema } from '../ir/model.js';
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

export function codecFile(schema: Schema, program: Program, specifier: RuntimeSpecifier): string {
  const out = new Writer();
  const context: FileContext = {
    schema,
    out,
    lookup: program.lookup(schema),
    exported: (decl) => (program.shared(decl) ? 'export ' : ''),
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
  const imports = [...wireImports(body, specifier), ...schemaImports(body, schema, program)];
  return `${header(schema)}\n${imports.join('\n')}\n\n${body}`;
}
