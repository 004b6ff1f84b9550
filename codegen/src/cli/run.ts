import { Command, CommanderError } from 'commander';

import { VERSION } from '../version.js';
import { problemOf } from '../usage-error.js';
import type { AddCommand, Streams } from './command-line.js';
import { EXIT } from './exit-codes.js';
import { addExplain } from './explain.js';
import { addGen } from './gen.js';
import { addLimits } from './limits.js';
import { addSchemaCheck } from './schema-check.js';

/** Every command of `tentacle-gen`, one file each. */
const COMMANDS: readonly AddCommand[] = [addGen, addLimits, addExplain, addSchemaCheck];

const EXIT_HELP =
  '\nExit codes: 0 done, 1 a schema or an argument is wrong, 2 the output is stale, 3 a change breaks peers';

/** Runs the command line and resolves with the exit code. */
export async function run(argv: readonly string[], { out, errors }: Streams): Promise<number> {
  let exit: number = EXIT.ok;
  const line = { out, errors, exit: (code: number) => void (exit = code) };
  const program = new Command('tentacle-gen')
    .description('Compiles .mol and .proto schemas to TypeScript, and tells what is in them')
    .version(VERSION)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void out.write(text),
      writeErr: (text) => void errors.write(text),
    });
  for (const add of COMMANDS) add(program, line);
  for (const command of program.commands) command.addHelpText('after', EXIT_HELP);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.schema;
    const problem = problemOf(thrown);
    if (problem === undefined) throw thrown;
    errors.write(`error: ${problem}\n`);
    return EXIT.schema;
  }
  return exit;
}
