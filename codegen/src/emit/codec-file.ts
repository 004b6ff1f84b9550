/** `<schema>.ts`: types and codecs. */
import type { Program, Schema } from '../ir/model.js';
import { arrivalsOf } from './arrival.js';
import { emitArrival, emitArrivalType } from './arrival-read.js';
import { emitCodec } from './codec.js';
import type { FileContext } from './context.js';
import { header, joined, type RuntimeSpecifier, schemaImports, wireImports } from './file.js';
import { emitRead } from './mol-read.js';
import { emitBound } from './mol-bound.js';
import { emitWrite } from './mol-write.js';
import { depthsOf } from './proto-depth.js';
import { emitEnumGuard } from './proto-enum.js';
import { emitExtension } from './proto-extension.js';
import { emitMessage } from './proto-message.js';
import { emitType } from './types.js';
import { emitView, emitViewType } from './view.js';
import { viewsOf } from './view-type.js';
import { Writer } from './writer.js';

export function codecFile(schema: Schema, program: Program, specifier: RuntimeSpecifier): string {
  const out = new Writer();
  const views = viewsOf(program);
  const arrivals = arrivalsOf(program, views);
  const context: FileContext = {
    schema,
    out,
    lookup: program.lookup(schema),
    scopeOf: (decl) => program.lookup(program.home(decl)),
    exported: (decl) => (program.shared(decl) ? 'export ' : ''),
    views,
    depths: depthsOf(program),
  };
  for (const decl of schema.types) {
    emitType(decl, context);
    if (views.has(decl)) emitViewType(decl, context);
    if (arrivals.has(decl)) emitArrivalType(decl, arrivals, context);
  }
  for (const decl of schema.types) {
    if (decl.kind === 'enum') {
      if (!decl.open) emitEnumGuard(decl, context);
      continue;
    }
    if (schema.format === 'molecule') {
      emitCodec(decl, context);
      emitBound(decl, context);
      emitWrite(decl, context);
      emitRead(decl, context);
      if (views.has(decl)) emitView(decl, context);
      if (arrivals.has(decl)) emitArrival(decl, arrivals, context);
    } else if (decl.kind === 'record') emitMessage(decl, context);
  }
  for (const extension of schema.extensions) emitExtension(extension, context);
  const body = out.toString();
  const imports = [...wireImports(body, specifier), ...schemaImports(body, schema, program, views, arrivals)];
  // Molecule arrays, vectors and options are written as parts of others.
  const nothing = '// Nothing in it has a codec of its own.\nexport {};\n';
  return joined(header(schema), imports.join('\n'), body.trim() === '' ? nothing : body);
}
