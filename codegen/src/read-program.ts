/** From schema texts to one linked and checked {@link Program}: what every command and back end starts from. */
import { createHash } from 'node:crypto';

import { type Diagnostic, Diagnostics } from './diag/diagnostic.js';
import { SourceFile } from './diag/source.js';
import type { FrontEndFile } from './front-end.js';
import { checkClaims } from './ir/check-claims.js';
import { checkLifecycle } from './ir/check-lifecycle.js';
import { checkMessages } from './ir/check-messages.js';
import { checkNames } from './ir/check-names.js';
import type { Program, Schema, TypeDecl } from './ir/model.js';
import { collectProtocols } from './ir/protocol.js';
import { carryService } from './ir/services.js';
import { compileMolecule } from './mol/front-end.js';
import { compileProtobuf } from './proto/front-end.js';
import type { ReadSchema, SchemaText } from './sources.js';

/** How schemas are read. */
export interface ReadOptions {
  /** Supplies imported schemas that are not among the files. */
  readonly read?: ReadSchema;
  /**
   * Treats every molecule field as `@unbounded` and gives arrays, vectors and options codecs of their own: for
   * schemas that come from elsewhere. Not for the network.
   */
  readonly unboundedDefault?: boolean;
}

/** A program, or all that is wrong with the schemas. Nothing is thrown for a bad schema. */
export type ReadResult =
  | { readonly program: Program; readonly diagnostics: readonly [] }
  | { readonly program: undefined; readonly diagnostics: readonly Diagnostic[] };

export function readProgram(files: readonly SchemaText[], options: ReadOptions = {}): ReadResult {
  const diagnostics = new Diagnostics();
  const read = options.read ?? (() => undefined);
  const molecule = files.filter((file) => file.path.endsWith('.mol'));
  const protobuf = files.filter((file) => file.path.endsWith('.proto'));
  const units = [
    ...compileMolecule(molecule, read, { unboundedDefault: options.unboundedDefault ?? false }, diagnostics),
    ...compileProtobuf(protobuf, read, diagnostics),
  ];
  const schemas = new Map(units.map((file) => [file, schemaOf(file, diagnostics)]));
  if (!diagnostics.failed) {
    const program = link(schemas);
    checkMessages(program, diagnostics);
    checkClaims(program, diagnostics);
    if (!diagnostics.failed) checkLifecycle(program, diagnostics);
    const texts = new Map(
      [...schemas].map(([{ path, text }, schema]) => [schema, new SourceFile(path, text)]),
    );
    if (!diagnostics.failed) checkNames(program, diagnostics, (schema) => texts.get(schema)!.span(0, 1));
    if (!diagnostics.failed) return { program, diagnostics: [] };
  }
  return { program: undefined, diagnostics: diagnostics.sorted() };
}

function schemaOf(file: FrontEndFile, diagnostics: Diagnostics): Schema {
  const hash = createHash('sha256').update(file.text).digest('hex').slice(0, 16);
  const { path, stem, format, services = [], extensions = [] } = file;
  const carried = services.flatMap((service) =>
    service.protocol === undefined ? [] : [carryService(service, service.protocol)],
  );
  return {
    path,
    stem,
    format,
    hash,
    types: [...file.types, ...carried.flatMap(({ types }) => types)],
    protocols: [...collectProtocols(file.roots, diagnostics), ...carried.map(({ protocol }) => protocol)],
    services,
    extensions,
  };
}

function link(units: ReadonlyMap<FrontEndFile, Schema>): Program {
  const homes = new Map<TypeDecl, Schema>();
  for (const schema of units.values()) for (const decl of schema.types) homes.set(decl, schema);
  const shared = new Set<TypeDecl>();
  const scopes = new Map<Schema, ReadonlyMap<string, TypeDecl>>();
  for (const [unit, schema] of units) {
    const foreign = unit.visible().flatMap((other) => other.types);
    for (const decl of foreign) shared.add(decl);
    scopes.set(schema, new Map([...foreign, ...schema.types].map((decl) => [decl.name, decl])));
  }
  return {
    schemas: [...units.values()],
    lookup: (schema) => (name) => {
      const decl = scopes.get(schema)!.get(name);
      if (decl === undefined) throw new Error(`${schema.path} names the unknown type ${name}`);
      return decl;
    },
    imported: (schema) => [...scopes.get(schema)!.values()].filter((decl) => homes.get(decl) !== schema),
    home: (decl) => homes.get(decl)!,
    shared: (decl) => shared.has(decl),
  };
}
