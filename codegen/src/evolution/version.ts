/** One version of a schema folder, read and linked. */
import { posix } from 'node:path';

import type { Diagnostic } from '../diag/diagnostic.js';
import { type Messages, messagesOf } from '../ir/messages.js';
import type { Lookup, Program, Protocol, Schema, Service, TypeDecl } from '../ir/model.js';
import { readProgram } from '../read-program.js';
import type { ReadSchema, SchemaText } from '../sources.js';
import type { Site } from './change.js';
import { type ExtendedProgram, extendedProgram } from './extended-program.js';
import { Places } from './places.js';

/** The schemas of a folder at one time. */
export interface SchemaFolder {
  /** For people: `schemas`, `v1.2:schemas`. */
  readonly label: string;
  /** The commit that the files are of, as it was named. */
  readonly ref?: string;
  /** What stands in front of all paths; empty or without a slash at the end. */
  readonly folder: string;
  readonly files: readonly SchemaText[];
  /** Supplies what is imported from outside of the folder. */
  readonly read: ReadSchema;
}

/** A version that compiles, or what is wrong with it. */
export type ReadVersion =
  | { readonly version: Version; readonly diagnostics: readonly [] }
  | { readonly version: undefined; readonly diagnostics: readonly Diagnostic[] };

/** Reads and links the schemas of a folder. Nothing is thrown for a bad schema. */
export function readVersion({ label, folder, files, read }: SchemaFolder): ReadVersion {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const reading: ReadSchema = (path) => {
    const text = read(path);
    if (text !== undefined) texts.set(path, text);
    return text;
  };
  const { program, diagnostics } = readProgram(files, { read: reading });
  if (program === undefined) return { version: undefined, diagnostics };
  return { version: new Version(label, folder, program, texts), diagnostics: [] };
}

/** A schema folder that compiles, with the places of everything in it. */
export class Version {
  readonly label: string;
  /** As it was read: what codecs are made of. */
  readonly source: Program;
  /** With extensions as fields: what is compared. */
  readonly program: ExtendedProgram;
  readonly #folder: string;
  readonly #texts: ReadonlyMap<string, string>;
  readonly #places = new Map<string, Places>();
  #chosen: ReadonlyMap<TypeDecl, string> | undefined;

  constructor(label: string, folder: string, program: Program, texts: ReadonlyMap<string, string>) {
    this.label = label;
    this.source = program;
    this.program = extendedProgram(program);
    this.#folder = folder;
    this.#texts = texts;
  }

  /** Path below the folder: what two versions of a schema have in common. */
  pathOf({ path }: Schema): string {
    return posix.relative(this.#folder, path);
  }

  placesOf({ path }: Schema): Places {
    const known = this.#places.get(path);
    if (known !== undefined) return known;
    const places = new Places(path, this.#texts.get(path) ?? '');
    this.#places.set(path, places);
    return places;
  }

  /**
   * The oneofs, by their message, in which every message of a protocol is a member: its stub refuses what it finds
   * none in, which the codec does not.
   */
  get chosen(): ReadonlyMap<TypeDecl, string> {
    this.#chosen ??= new Map(
      this.program.schemas.flatMap((schema) => {
        const lookup = this.program.lookup(schema);
        const roots = schema.protocols.flatMap((protocol) => this.messagesOf(schema, protocol).roots);
        return roots.flatMap(({ type, envelope, optional }) =>
          optional && envelope !== undefined ? [[lookup(type), envelope] as const] : [],
        );
      }),
    );
    return this.#chosen;
  }

  /** What a protocol says, as its stub has it: extensions are no messages of their own. */
  messagesOf(schema: Schema, protocol: Protocol): Messages {
    return messagesOf(protocol, this.source.lookup(this.program.original(schema)));
  }

  /** The service that a message was made to carry. */
  serviceOf(decl: TypeDecl): Service | undefined {
    const { protocols } = this.program.home(decl);
    return protocols.find(({ service, roots }) => service !== undefined && roots[0]!.type === decl.name)
      ?.service;
  }

  /** Where a type stands, or a member of it. */
  site(decl: TypeDecl, member?: string): Site {
    return this.placesOf(this.program.home(decl)).of(decl.name, member);
  }

  /** What the names in a declaration mean. */
  scope(decl: TypeDecl): Lookup {
    return this.program.lookup(this.program.home(decl));
  }
}
