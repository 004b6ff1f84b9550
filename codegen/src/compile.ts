import { createHash } from 'node:crypto';

import { type Diagnostic, Diagnostics } from './diag/diagnostic.js';
import { codecFile, type Foreign } from './emit/codec-file.js';
import type { RuntimeSpecifier } from './emit/file.js';
import { handlerFile } from './emit/handler-file.js';
import type { Schema, TypeDecl } from './ir/model.js';
import { checkNames } from './ir/check-names.js';
import { collectProtocols } from './ir/protocol.js';
import { compileMolecule } from './mol/front-end.js';
import { compileProtobuf } from './proto/front-end.js';
import type { ReadSchema, SchemaText } from './sources.js';

export interface CompileOptions {
  /** Where generated code imports the runtime from. Default `tentacle-ts`; a path starting with `.` is a folder. */
  readonly runtime?: RuntimeSpecifier;
  /** Supplies imported schemas that are not among the files. */
  readonly read?: ReadSchema;
  /**
   * Treats every molecule field as `@unbounded` and gives arrays, vectors and options codecs of their own: for
   * schemas that come from elsewhere. Not for the network.
   */
  readonly unboundedDefault?: boolean;
}

export interface CompileResult {
  /** Generated text by file name; empty if there are diagnostics. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a front end hands over for one file. */
export interface FrontEndFile {
  readonly path: string;
  readonly stem: string;
  readonly format: Schema['format'];
  readonly text: string;
  readonly types: readonly TypeDecl[];
  readonly roots: Parameters<typeof collectProtocols>[0];
  /** Types of other files that this one may name. */
  readonly visible: () => readonly FrontEndFile[];
}

/** Compiles schemas to TypeScript. All mistakes come back at once; nothing is thrown for a bad schema. */
export function compile(files: readonly SchemaText[], options: CompileOptions = {}): CompileResult {
  const diagnostics = new Diagnostics();
  const read = options.read ?? (() => undefined);
  const molecule = files.filter((file) => file.path.endsWith('.mol'));
  const protobuf = files.filter((file) => file.path.endsWith('.proto'));
  const compiled = [
    ...compileMolecule(molecule, read, { unboundedDefault: options.unboundedDefault ?? false }, diagnostics),
    ...compileProtobuf(protobuf, read, diagnostics),
  ];
  const schemas = new Map(compiled.map((file) => [file, schemaOf(file, diagnostics)]));
  if (!diagnostics.failed) checkNames(schemas.values(), diagnostics);
  if (diagnostics.failed) return { outputs: new Map(), diagnostics: diagnostics.sorted() };
  return { outputs: emitAll(schemas, options.runtime ?? 'tentacle-ts'), diagnostics: [] };
}

function schemaOf(file: FrontEndFile, diagnostics: Diagnostics): Schema {
  const hash = createHash('sha256').update(file.text).digest('hex').slice(0, 16);
  const protocols = collectProtocols(file.roots, diagnostics);
  const { path, stem, format, types } = file;
  return { path, stem, format, hash, types, protocols };
}

function emitAll(
  schemas: ReadonlyMap<FrontEndFile, Schema>,
  runtime: RuntimeSpecifier,
): ReadonlyMap<string, string> {
  const foreign = new Map<Schema, Foreign>();
  const shared = new Set<TypeDecl>();
  for (const [file, schema] of schemas) {
    const found = new Map<string, { decl: TypeDecl; schema: Schema }>();
    for (const other of file.visible()) {
      const home = schemas.get(other)!;
      for (const decl of other.types) {
        found.set(decl.name, { decl, schema: home });
        shared.add(decl);
      }
    }
    foreign.set(schema, found);
  }
  const outputs = new Map<string, string>();
  for (const schema of schemas.values()) {
    outputs.set(`${schema.stem}.ts`, codecFile(schema, foreign.get(schema)!, shared, runtime));
    if (schema.protocols.length > 0) {
      outputs.set(`${schema.stem}.handler.ts`, handlerFile(schema, foreign.get(schema)!, runtime));
    }
  }
  return outputs;
}
