import { Diagnostics } from '../diag/diagnostic.js';
import { SourceFile, type Span } from '../diag/source.js';
import { type ReadSchema, resolvePath, type SchemaText } from '../sources.js';
import type { ProtoFile } from './ast.js';
import { parseProto } from './parser.js';
import { wellKnownText } from './well-known.js';

/** One protobuf file with those it imports. */
export interface ProtoUnit {
  readonly file: ProtoFile;
  /** Supplied by the compiler: `google/protobuf/*.proto`. */
  readonly builtIn: boolean;
  readonly imports: readonly { readonly unit: ProtoUnit; readonly isPublic: boolean }[];
}

/** Parses `files` and everything they import, every file once. */
export function loadProto(
  files: readonly SchemaText[],
  read: ReadSchema,
  diagnostics: Diagnostics,
): readonly ProtoUnit[] {
  const loader = new Loader(files, read, diagnostics);
  for (const { path, text } of files) loader.load({ path, text, builtIn: false }, []);
  return [...loader.units.values()];
}

interface Found extends SchemaText {
  readonly builtIn: boolean;
}

class Loader {
  readonly units = new Map<string, ProtoUnit>();
  readonly #given: ReadonlyMap<string, string>;
  readonly #read: ReadSchema;
  readonly #diagnostics: Diagnostics;

  constructor(files: readonly SchemaText[], read: ReadSchema, diagnostics: Diagnostics) {
    this.#given = new Map(files.map((file) => [file.path, file.text]));
    this.#read = read;
    this.#diagnostics = diagnostics;
  }

  load({ path, text, builtIn }: Found, chain: readonly string[]): ProtoUnit {
    const known = this.units.get(path);
    if (known !== undefined) return known;
    const own = new Diagnostics();
    const file = parseProto(new SourceFile(path, text), own);
    this.#diagnostics.take(own);
    const imports: { unit: ProtoUnit; isPublic: boolean }[] = [];
    const unit: ProtoUnit = { file, builtIn, imports };
    this.units.set(path, unit);
    for (const { path: written, span, isPublic } of file.imports) {
      const found = this.#find(path, written);
      if (found === undefined) this.#missing(span, written);
      else if ([...chain, path].includes(found.path)) {
        const circle = [...chain, path, found.path].join(' -> ');
        this.#diagnostics.report('E_IMPORT', span, `import cycle: ${circle}`);
      } else imports.push({ unit: this.load(found, [...chain, path]), isPublic });
    }
    return unit;
  }

  #missing(span: Span, written: string): void {
    this.#diagnostics.report('E_IMPORT', span, `there is no schema \`${written}\``);
  }

  /** Paths start in the folder of the file, or in one around it: protobuf counts them from the top folder. */
  #find(from: string, written: string): Found | undefined {
    const folders = from.split('/').slice(0, -1);
    for (let depth = folders.length; depth >= 0; depth--) {
      const path = resolvePath([...folders.slice(0, depth), 'file'].join('/'), written);
      const text = this.#given.get(path) ?? this.#read(path);
      if (text !== undefined) return { path, text, builtIn: false };
    }
    const text = wellKnownText(written);
    return text === undefined ? undefined : { path: written, text, builtIn: true };
  }
}
