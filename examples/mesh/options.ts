import { Command, InvalidArgumentError } from 'commander';

/** How long the mesh may take to form, and to heal after a kill, in seconds. */
const DEFAULT_TIMEOUT_S = 60;
/** How long the example runs where nobody can press Ctrl-C, in seconds. */
const UNATTENDED_S = 10;
const MAX_NODES = 32;

/** What the command line says. */
export interface MeshOptions {
  readonly nodes: number;
  /** When to end, in seconds after the start; `Infinity` until Ctrl-C. */
  readonly seconds: number;
  readonly timeout: number;
  readonly kill: number;
  readonly json: boolean;
}

function integer(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`a whole number from ${least} to ${most} is needed`);
  };
}

/** Reads the command line; ends the process on `--help` and on mistakes (exit code 2). */
export function readOptions(argv: readonly string[], isTty: boolean): MeshOptions {
  const program = new Command('mesh')
    .description('Starts several nodes on this machine, each a process of its own, that find each other')
    .option('--nodes <count>', 'number of nodes', integer(2, MAX_NODES), 5)
    .option(
      '--seconds <count>',
      `end after this time, once the mesh is complete (default: Ctrl-C; without a terminal ${UNATTENDED_S})`,
      integer(1, 86_400),
    )
    .option(
      '--timeout <seconds>',
      'time for the mesh to form or to heal',
      integer(1, 3_600),
      DEFAULT_TIMEOUT_S,
    )
    .option(
      '--kill <count>',
      'kill this many nodes when the mesh has formed, and replace them',
      integer(0, MAX_NODES),
      0,
    )
    .option('--json', 'print nothing but one JSON report at the end', false)
    .addHelpText('after', '\nExit codes: 0 the mesh formed (and healed), 1 it did not in time, 2 wrong usage')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse(argv);
  const given = program.opts<Omit<MeshOptions, 'seconds'> & { seconds?: number }>();
  if (given.kill > given.nodes - 2) program.error('error: --kill must leave two nodes');
  return { ...given, seconds: given.seconds ?? (isTty && !given.json ? Infinity : UNATTENDED_S) };
}
