import { join } from 'node:path';

import type { Diagnostic } from '../diag/diagnostic.js';
import type { Format } from '../diag/format.js';
import type { Drift } from '../output.js';
import { BACK_ENDS } from './back-ends.js';
import { type AddCommand, type CommandLine, UsageError } from './command-line.js';
import { EXIT } from './exit-codes.js';
import { formatOption, report } from './format.js';
import { apply, generate } from './generate.js';
import { addImplement } from './implement.js';
import { readSchemas, slashes } from './schema-files.js';
import { watch, type WatchOptions } from './watch.js';

interface GenOptions extends WatchOptions {
  readonly check: boolean;
  readonly watch: boolean;
}

/** `gen`: schemas in, TypeScript out. */
export const addGen: AddCommand = (program, line) => {
  const command = program
    .command('gen', { isDefault: true })
    .description('generate codecs and handler stubs')
    .option('--in <folder>', 'folder with the schemas', 'schemas')
    .option('--out <folder>', 'folder for the generated code', 'generated')
    .option('--runtime <specifier>', 'where generated code imports the runtime from (default: tentacle-ts)')
    .option('--check', 'write nothing; exit with 2 if the output is not what the schemas say', false)
    .option('--watch', 'generate again whenever a schema changes, until Ctrl-C', false)
    .addOption(formatOption());
  for (const { option } of BACK_ENDS) if (option !== undefined) command.addOption(option);
  command.action(async (options: GenOptions) => {
    line.exit(await gen(options, line));
  });
  addImplement(command, line);
};

async function gen(options: GenOptions, line: CommandLine): Promise<number> {
  if (options.watch) {
    if (options.check) throw new UsageError('`--watch` writes and `--check` does not: choose one');
    return watch(options, line);
  }
  const generation = await generate(await readSchemas(options.in), options);
  const { program, diagnostics, fileCount, drift } = generation;
  report(diagnostics, options.format, line);
  if (program === undefined) return EXIT.schema;
  if (options.check) {
    reportDrift(drift, options.format, line);
    return drift.length > 0 ? EXIT.stale : EXIT.ok;
  }
  await apply(generation);
  line.out.write(`${fileCount} files, ${drift.length} changed\n`);
  return EXIT.ok;
}

function reportDrift(drift: readonly Drift[], format: Format, line: CommandLine): void {
  if (format !== 'text') return report(drift.map(asDiagnostic), format, line);
  for (const { folder, file, kind } of drift) line.errors.write(`${slashes(join(folder, file))}  ${kind}\n`);
  if (drift.length > 0) line.errors.write('The generated code is stale: run `tentacle-gen gen`.\n');
}

/** A stale file in the form that tools read. */
function asDiagnostic({ folder, file, kind }: Drift): Diagnostic {
  return {
    severity: 'error',
    code: 'E_STALE',
    file: slashes(join(folder, file)),
    line: 1,
    column: 1,
    length: 1,
    message: `the generated file is ${kind}`,
    hint: 'run `tentacle-gen gen`',
    related: [],
    source: '',
  };
}
