/**
 * A program in which proto2 extensions are fields of the messages that they extend: that is what they are on the wire,
 * so they change by the same rules. Only comparisons see it; codecs are made of the program as it is.
 */
import type { Extension, Field, Program, RecordType, Schema, Shape, TypeDecl } from '../ir/model.js';

/** A field that is an extension: its name is the full one in brackets, as in protobuf's text format. */
export interface ExtensionField extends Field {
  readonly extension: Extension;
  /** The schema, as it was read, that declares it. */
  readonly home: Schema;
}

export function isExtension(field: Field): field is ExtensionField {
  return 'extension' in field;
}

export interface ExtendedProgram extends Program {
  /** A schema as it was read. */
  original(schema: Schema): Schema;
}

export function extendedProgram(program: Program): ExtendedProgram {
  const fields = extensionsByMessage(program);
  const extended = new Map<TypeDecl, TypeDecl>();
  const schemas = new Map<Schema, Schema>(
    program.schemas.map((schema) => {
      const types = schema.types.map((decl) => {
        const made = decl.kind === 'record' ? withFields(decl, fields.get(decl) ?? []) : decl;
        extended.set(decl, made);
        return made;
      });
      return [schema, { ...schema, types }] as const;
    }),
  );
  const originals = new Map([...schemas].map(([schema, made]) => [made, schema]));
  const declared = new Map([...extended].map(([decl, made]) => [made, decl]));
  const original = (schema: Schema): Schema => originals.get(schema)!;
  return {
    schemas: [...schemas.values()],
    lookup: (schema) => (name) => {
      const [plain, path] = name.split(FROM) as [string, string?];
      const home =
        path === undefined ? original(schema) : program.schemas.find((each) => each.path === path)!;
      return extended.get(program.lookup(home)(plain))!;
    },
    imported: (schema) => program.imported(original(schema)).map((decl) => extended.get(decl)!),
    home: (decl) => schemas.get(program.home(declared.get(decl)!))!,
    shared: (decl) => program.shared(declared.get(decl)!),
    original,
  };
}

/** Between a name and the schema that knows it: neither schema language has it in names. */
const FROM = '@';

function extensionsByMessage(program: Program): ReadonlyMap<TypeDecl, readonly ExtensionField[]> {
  const found = new Map<TypeDecl, ExtensionField[]>();
  for (const home of program.schemas) {
    for (const extension of home.extensions) {
      const message = program.lookup(home)(extension.extendee);
      const there = program.home(message);
      const name = `[${extension.field.name}]`;
      const shape = seenFrom(extension.field.shape, home, there, program);
      const fields = found.get(message) ?? [];
      found.set(message, [...fields, { ...extension.field, name, tsName: name, shape, extension, home }]);
    }
  }
  return found;
}

function withFields(decl: RecordType, fields: readonly ExtensionField[]): RecordType {
  // What no schema knows differs by chance, and might be an extension in the other version.
  return { ...decl, fields: [...decl.fields, ...fields], keepUnknown: undefined };
}

/** Types of an extension have the names that its own schema gives them. */
function seenFrom(shape: Shape, home: Schema, message: Schema, program: Program): Shape {
  if (shape.kind === 'list') return { ...shape, item: seenFrom(shape.item, home, message, program) };
  if (shape.kind !== 'named') return shape;
  const meant = program.lookup(home)(shape.name);
  const known = [...message.types, ...program.imported(message)].find(({ name }) => name === shape.name);
  return known === meant ? shape : { ...shape, name: `${shape.name}${FROM}${home.path}` };
}

/** A shape with names as its schema writes them: for people. */
export function asWritten(shape: Shape): Shape {
  if (shape.kind === 'list') return { ...shape, item: asWritten(shape.item) };
  return shape.kind === 'named' ? { ...shape, name: shape.name.split(FROM)[0]! } : shape;
}
