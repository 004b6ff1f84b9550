/** One run of the back ends over a schema folder: what `gen`, `gen --check` and `gen --watch` share. */
import type { Diagnostic } from '../diag/diagnostic.js';
import { checkSyntax } from '../emit/syntax-gate.js';
import type { Program } from '../ir/model.js';
import { checkMax } from '../limits/check-max.js';
import { type Drift, findDrift, type FolderOutput, isGeneratedTypeScript, writeDrift } from '../output.js';
import { readProgram } from '../read-program.js';
import type { SchemaText } from '../sources.js';
import { BACK_ENDS } from './back-ends.js';
import { defaultRuntime, readImported } from './schema-files.js';

/** The options of `gen` that say what is made, and where. */
export interface GenerateOptions {
  readonly in: string;
  readonly out: string;
  readonly runtime?: string | undefined;
  /** Options of back ends, by the names that commander gives them. */
  readonly [backEnd: string]: unknown;
}

/** What the schemas say, and how the folders differ from it; or what is wrong with the schemas. */
export interface Generation {
  /** `undefined` if a schema is broken. */
  readonly program: Program | undefined;
  /** Errors, or else warnings. */
  readonly diagnostics: readonly Diagnostic[];
  /** How many files the folders must hold. */
  readonly fileCount: number;
  readonly drift: readonly Drift[];
  /** Paths outside of the folder that imports led to; not all of them exist. */
  readonly imported: readonly string[];
}

/** Compiles the schemas and compares. Writes nothing. */
export async function generate(
  schemas: readonly SchemaText[],
  options: GenerateOptions,
): Promise<Generation> {
  const imported: string[] = [];
  const read = (path: string): string | undefined => {
    imported.push(path);
    return readImported(path);
  };
  const { program, diagnostics } = readProgram(schemas, { read });
  if (program === undefined) return { program, diagnostics, fileCount: 0, drift: [], imported };
  const folders = await emit(program, options);
  const fileCount = folders.reduce((sum, { files }) => sum + files.size, 0);
  const drift = (await Promise.all(folders.map(findDrift))).flat();
  return { program, diagnostics: checkMax(program), fileCount, drift, imported };
}

async function emit(program: Program, options: GenerateOptions): Promise<readonly FolderOutput[]> {
  const { out } = options;
  const runtime = options.runtime ?? defaultRuntime(out);
  const outputs: FolderOutput[] = [];
  for (const backEnd of BACK_ENDS) {
    const chosen = backEnd.option === undefined ? true : options[backEnd.option.attributeName()];
    if (chosen === undefined || chosen === false) continue;
    const folder = typeof chosen === 'string' ? chosen : out;
    const files = await backEnd.emit(program, { folder, out, runtime });
    outputs.push({ folder, files, owns: (file, text) => backEnd.owns(file, text) });
  }
  return outputs;
}

/** Brings the folders up to date. */
export async function apply({ drift }: Generation): Promise<void> {
  const changed = new Map<string, string>();
  for (const { folder, file, text } of drift) {
    if (text !== undefined && isGeneratedTypeScript(file, text)) changed.set(`${folder}/${file}`, text);
  }
  if (changed.size > 0) {
    const problems = await checkSyntax(changed);
    if (problems.length > 0) {
      throw new Error(`the generator emitted broken TypeScript:\n${problems.join('\n')}`);
    }
  }
  await writeDrift(drift);
}
