/** Codecs of a program, ready to be called: for commands and tests that need more than the text of a schema. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { codecFile } from '../emit/codec-file.js';
import type { Program, Schema } from '../ir/model.js';
import { runtimeUrl } from './runtime-url.js';

/** What a loaded codec can do: the part of the runtime's `Codec` that needs no knowledge of the runtime. */
export interface LoadedCodec {
  readonly name: string;
  size(value: unknown): number;
  encode(value: unknown): Uint8Array;
  decode(bytes: Uint8Array, options?: { readonly strict?: boolean }): unknown;
}

/** A proto2 extension, as `getExtension` and `setExtension` of the runtime use it. */
export interface LoadedExtension {
  get(message: object): unknown;
  set(message: object, value: unknown): void;
}

/** The codecs of one program. Several programs, also several versions of one, can be loaded side by side. */
export interface LoadedCodecs extends AsyncDisposable {
  /** The codec of a type of the schema with this stem. Throws if there is none. */
  codec(stem: string, type: string): LoadedCodec;
  /** All codecs of a schema by type name; enums have none. */
  codecs(stem: string): ReadonlyMap<string, LoadedCodec>;
  /** All extensions that a schema declares, by their full names. */
  extensions(stem: string): ReadonlyMap<string, LoadedExtension>;
  /** Removes the temporary folder. The codecs stay usable. */
  dispose(): Promise<void>;
}

export interface LoadOptions {
  /** URL of the runtime's wire room. Default: {@link runtimeUrl} of the working directory. */
  readonly runtime?: string;
}

/**
 * Emits the codecs of `program`, compiles them to JavaScript in a private temporary folder and imports them. Errors
 * that they throw have `name` `WireError` and a `code`; the class may be another instance than the caller's, so
 * compare those and not the class.
 */
export async function loadCodecs(program: Program, options: LoadOptions = {}): Promise<LoadedCodecs> {
  const runtime = options.runtime ?? runtimeUrl();
  // Loaded late: it costs a third of a second.
  const { ts } = await import('ts-morph');
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2022,
    removeComments: true,
  };
  const folder = await mkdtemp(join(tmpdir(), `tentacle-codecs-${process.pid}-`));
  const byStem = new Map<string, ReadonlyMap<string, LoadedCodec>>();
  const extensionsByStem = new Map<string, ReadonlyMap<string, LoadedExtension>>();
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    for (const schema of program.schemas) {
      const { outputText } = ts.transpileModule(codecFile(schema, program, 'tentacle-ts'), {
        compilerOptions,
      });
      const text = outputText.replaceAll("'tentacle-ts/wire'", JSON.stringify(runtime));
      await writeFile(join(folder, `${schema.stem}.js`), text);
    }
    for (const schema of program.schemas) {
      const url = pathToFileURL(join(folder, `${schema.stem}.js`)).href;
      const module = (await import(url)) as Readonly<Record<string, unknown>>;
      const declared = schema.types.filter((decl) => decl.kind !== 'enum').map((decl) => decl.name);
      byStem.set(schema.stem, new Map(declared.map((name) => [name, module[name] as LoadedCodec])));
      extensionsByStem.set(schema.stem, await loadExtensions(schema, module, runtime));
    }
  } catch (thrown) {
    await dispose();
    throw thrown;
  }
  const codecs = (stem: string): ReadonlyMap<string, LoadedCodec> => {
    const found = byStem.get(stem);
    if (found === undefined) throw new Error(`no schema has the stem ${stem}`);
    return found;
  };
  return {
    codecs,
    extensions: (stem) => extensionsByStem.get(stem)!,
    codec(stem, type) {
      const found = codecs(stem).get(type);
      if (found === undefined) throw new Error(`${stem} has no codec for ${type}`);
      return found;
    },
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

/** What the runtime does with an extension. */
interface ExtensionAccess {
  getExtension(message: object, extension: unknown): unknown;
  setExtension(message: object, extension: unknown, value: unknown): void;
}

async function loadExtensions(
  { extensions }: Schema,
  module: Readonly<Record<string, unknown>>,
  runtime: string,
): Promise<ReadonlyMap<string, LoadedExtension>> {
  if (extensions.length === 0) return new Map();
  const { getExtension, setExtension } = (await import(runtime)) as ExtensionAccess;
  return new Map(
    extensions.map(({ field }) => {
      const extension = module[field.tsName];
      return [
        field.name,
        {
          get: (message) => getExtension(message, extension),
          set: (message, value) => setExtension(message, extension, value),
        },
      ];
    }),
  );
}
