import { join } from 'node:path';

import type { Command } from 'commander';

import type { Diagnostic } from '../diag/diagnostic.js';
import type { Format } from '../diag/format.js';
import { didYouMean } from '../diag/suggest.js';
import type { Drift } from '../output.js';
import { UsageError } from '../usage-error.js';
import { BACK_ENDS } from './back-ends.js';
import type { AddCommand, CommandLine } from './command-line.js';
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
  command.allowExcessArguments().action(async (options: GenOptions) => {
    // `gen` is what is run without a command, so what is no command ends up here.
    const [stray] = command.args;
    if (stray !== undefined) throw new UsageError(unknownCommand(stray, program, command));
    line.exit(await gen(options, line));
  });
  addImplement(command, line);
};

function unknownCommand(name: string, ...parents: readonly Command[]): string {
  const known = parents.flatMap(({ commands }) => commands.map((each) => each.name()));
  return `unknown command \`${name}\`: ${didYouMean(name, known) ?? `known are ${known.join(', ')}`}`;
}

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
  const removed = drift.filter(({ kind }) => kind === 'orphan').length;
  const gone = removed > 0 ? `, ${removed} removed` : '';
  line.out.write(
    `${fileCount} ${fileCount === 1 ? 'file' : 'files'}, ${drift.length - removed} changed${gone}\n`,
  );
  return EXIT.ok;
}

function reportDrift(drift: readonly Drift[], format: Format, line: CommandLine): void {
  if (format !== 'text') return report(drift.map(asDiagnostic), format, line);
  for (const { folder, file, kind } of drift) line.errors.write(`${slashes(join(folder, file))}  ${kind}\n`);
  if (drift.length > 0)
    line.errors.write('The generated code is stale: run the same command without `--check`.\n');
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
    hint: 'run `tentacle-gen gen` with the same options, without `--check`',
    related: [],
    source: '',
  };
}
