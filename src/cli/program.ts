import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { addCompilerCommands } from './compiler-commands.js';
import { EXIT, EXIT_HELP, type ExitCode } from './exit-codes.js';
import { Failure, failureOf } from './failure.js';
import { addKeygen } from './keygen.js';
import { addNode } from './node-command.js';
import { Output, type Run, type TextStream } from './output.js';
import { addPing } from './ping-command.js';

/** Runs the command line and resolves with the exit code. */
export async function runProgram(
  argv: readonly string[],
  out: TextStream = process.stdout,
  errors: TextStream = process.stderr,
): Promise<number> {
  let exit: number = EXIT.ok;
  const json = argv.includes('--json');
  const output = new Output(json, out, errors);
  const run: Run = async (task) => {
    exit = await task(output);
  };
  const program = newProgram(out, errors);
  for (const add of [addKeygen, addNode, addPing, addCompilerCommands]) add(program, run);
  // Inherited only by commands that are made afterwards, so every one gets it.
  for (const command of program.commands) command.addHelpText('after', EXIT_HELP);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError) return usageExit(thrown, output);
    const failure = failureOf(thrown);
    output.failure(`tentacle ${argv[0] ?? ''}`.trim(), failure);
    return failure.exit;
  }
  return exit;
}

function newProgram(out: TextStream, errors: TextStream): Command {
  const { version } = createRequire(import.meta.url)('tentacle-ts/package.json') as {
    readonly version: string;
  };
  return new Command('tentacle')
    .description('Nodes of a peer-to-peer network: keys, a node to run, and a look at others')
    .version(version)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void out.write(text),
      writeErr: (text) => void errors.write(text),
      // A mistake is reported below, as all failures are.
      outputError: () => {},
    })
    .addHelpText('after', EXIT_HELP);
}

/** Commander ends help and version with an error as well; theirs is code 0. */
function usageExit({ code, exitCode, message }: CommanderError, output: Output): ExitCode {
  if (exitCode === 0) return EXIT.ok;
  // Called without a command: the help that was printed says it all.
  if (code === 'commander.help') return EXIT.usage;
  const text = message.replace(/^error: /, '');
  output.failure(
    'tentacle',
    new Failure('E_USAGE', text, EXIT.usage, '`tentacle --help` shows what there is'),
  );
  return EXIT.usage;
}
