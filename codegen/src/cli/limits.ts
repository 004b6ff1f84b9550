import type { Format } from '../diag/format.js';
import { limitsOf } from '../limits/report.js';
import { limitsJson, limitsTable } from '../limits/table.js';
import { readProgram } from '../read-program.js';
import type { AddCommand } from './command-line.js';
import { EXIT } from './exit-codes.js';
import { formatOption, report } from './format.js';
import { readImported, readSchemas } from './schema-files.js';

interface LimitsOptions {
  readonly in: string;
  readonly json: boolean;
  readonly format: Format;
}

/** `limits`: what a remote can cost us at worst. */
export const addLimits: AddCommand = (program, line) => {
  program
    .command('limits')
    .description('largest messages, and the heap that a remote can make us hold at worst')
    .option('--in <folder>', 'folder with the schemas', 'schemas')
    .option('--json', 'print JSON, all figures in bytes', false)
    .addOption(formatOption())
    .action(async (options: LimitsOptions) => {
      const { program: found, diagnostics } = readProgram(await readSchemas(options.in), {
        read: readImported,
      });
      report(diagnostics, options.json ? 'json' : options.format, line);
      if (found === undefined) return line.exit(EXIT.schema);
      const limits = limitsOf(found);
      line.out.write(
        options.json ? `${JSON.stringify(limitsJson(limits), undefined, 2)}\n` : limitsTable(limits),
      );
    });
};
