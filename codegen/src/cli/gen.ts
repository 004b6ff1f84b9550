import { join } from 'node:path';

import { compile } from '../compile.js';
import { renderDiagnostics } from '../diag/render.js';
import { checkSyntax } from '../emit/syntax-gate.js';
import { findDrift, writeOutputs } from '../output.js';
import type { AddCommand, CommandLine } from './command-line.js';
import { EXIT } from './exit-codes.js';
import { defaultRuntime, readImported, readSchemas, slashes } from './schema-files.js';

interface GenOptions {
  readonly in: string;
  readonly out: string;
  readonly runtime: string | undefined;
  readonly check: boolean;
}

/** `gen`: schemas in, TypeScript out. */
export const addGen: AddCommand = (program, line) => {
  program
    .command('gen', { isDefault: true })
    .description('generate codecs and handler stubs')
    .option('--in <folder>', 'folder with the schemas', 'schemas')
    .option('--out <folder>', 'folder for the generated code', 'generated')
    .option('--runtime <specifier>', 'where generated code imports the runtime from (default: tentacle-ts)')
    .option('--check', 'write nothing; exit with 2 if the output is not what the schemas say', false)
    .action(async (options: GenOptions) => {
      line.exit(await gen(options, line));
    });
};

async function gen(options: GenOptions, { out, errors }: CommandLine): Promise<number> {
  const files = await readSchemas(options.in);
  const runtime = options.runtime ?? defaultRuntime(options.out);
  const { outputs, diagnostics } = compile(files, { runtime, read: readImported });
  if (diagnostics.length > 0) {
    errors.write(`${renderDiagnostics(diagnostics, errors.isTTY === true)}\n`);
    return EXIT.schema;
  }
  const drift = await findDrift(options.out, outputs);
  if (options.check) {
    for (const { file, kind } of drift) errors.write(`${slashes(join(options.out, file))}  ${kind}\n`);
    if (drift.length > 0) errors.write('The generated code is stale: run `tentacle-gen gen`.\n');
    return drift.length > 0 ? EXIT.stale : EXIT.ok;
  }
  const changed = new Map([...outputs].filter(([file]) => drift.some((each) => each.file === file)));
  if (changed.size > 0) {
    const problems = await checkSyntax(changed);
    if (problems.length > 0)
      throw new Error(`the generator emitted broken TypeScript:\n${problems.join('\n')}`);
  }
  await writeOutputs(options.out, outputs, drift);
  out.write(`${outputs.size} files, ${drift.length} changed\n`);
  return EXIT.ok;
}
