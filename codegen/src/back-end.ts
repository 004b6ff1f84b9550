/** What a back end of the compiler is: it makes files out of a program. */
import type { Option } from 'commander';

import type { Program } from './ir/model.js';

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
