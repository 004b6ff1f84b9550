/** What a back end of the compiler is: it makes files out of a program. */
import type { Option } from 'commander';

import type { Program } from './ir/model.js';
import { UsageError } from './usage-error.js';

/** What a back end may need to know besides the schemas. */
export interface EmitRequest {
  /** Where its files go. */
  readonly folder: string;
  /** Where the TypeScript goes. */
  readonly out: string;
  /** Where generated code imports the runtime from. */
  readonly runtime: string;
}

export interface BackEnd {
  /**
   * Asks for it: `--vectors <folder>` names the folder for its files, a flag without a value puts them beside the
   * TypeScript. Without an option the back end always runs.
   */
  readonly option?: Option;
  /** Text by file name, without folders. The same schemas give the same bytes. */
  emit(
    program: Program,
    request: EmitRequest,
  ): ReadonlyMap<string, string> | Promise<ReadonlyMap<string, string>>;
  /** Did an earlier run write this file? It is removed when the schemas do not give it any more. */
  owns(file: string, text: string): boolean;
}

/**
 * Files by name, where every name comes once: what two things are written to holds one of them only. Throws a
 * {@link UsageError} that names the schema to rename.
 */
export function filesOf(files: Iterable<readonly [file: string, text: string]>): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const [file, text] of files) {
    if (all.has(file)) {
      throw new UsageError(`${file} would be written twice: rename the schema ${file.replace(/\..*/, '')}`);
    }
    all.set(file, text);
  }
  return all;
}
