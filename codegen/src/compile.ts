import type { Diagnostic } from './diag/diagnostic.js';
import { codecFile } from './emit/codec-file.js';
import type { RuntimeSpecifier } from './emit/file.js';
import { handlerFile } from './emit/handler-file.js';
import type { Program } from './ir/model.js';
import { type ReadOptions, readProgram } from './read-program.js';
import type { SchemaText } from './sources.js';

export interface CompileOptions extends ReadOptions {
  /** Where generated code imports the runtime from. Default `tentacle-ts`; a path starting with `.` is a folder. */
  readonly runtime?: RuntimeSpecifier;
}

export interface CompileResult {
  /** Generated text by file name; empty if there are diagnostics. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles schemas to TypeScript. All mistakes come back at once; nothing is thrown for a bad schema. */
export function compile(files: readonly SchemaText[], options: CompileOptions = {}): CompileResult {
  const { program, diagnostics } = readProgram(files, options);
  if (program === undefined) return { outputs: new Map(), diagnostics };
  return { outputs: emitTypeScript(program, options.runtime ?? 'tentacle-ts'), diagnostics };
}

/** The TypeScript back end: a file of codecs for every schema, a file of stubs where it declares a protocol. */
export function emitTypeScript(program: Program, runtime: RuntimeSpecifier): ReadonlyMap<string, string> {
  const outputs = new Map<string, string>();
  for (const schema of program.schemas) {
    outputs.set(`${schema.stem}.ts`, codecFile(schema, program, runtime));
    if (schema.protocols.length > 0) {
      outputs.set(`${schema.stem}.handler.ts`, handlerFile(schema, program, runtime));
    }
  }
  return outputs;
}
