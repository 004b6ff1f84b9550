import { parseArgs } from 'node:util';
import { BENCHES, type Bench } from './benches.js';
import { CANDIDATE_NAMES, type CandidateName } from './candidates.js';

export interface Options {
  readonly benches: readonly Bench[];
  readonly candidates: readonly CandidateName[];
  readonly rounds: number;
  /** Length of one sample. */
  readonly seconds: number;
  readonly out: string | undefined;
  readonly json: boolean;
  readonly profileTo: string | undefined;
}

export const USAGE = `npm run bench -- [options]

  --only NAME,…        of: ${BENCHES.map(({ name }) => name).join(', ')}
  --candidates NAME,…  of: ${CANDIDATE_NAMES.join(', ')}
  --rounds N           samples of each (3)
  --seconds S          length of a sample (1.5)
  --out FILE           write the result there as JSON
  --json               write the result to standard output as JSON, as without a terminal
  --cpu-prof DIR       write CPU profiles of both sides there; slows everything down
  --help

${BENCHES.map(({ name, unit, what }) => `  ${name.padEnd(12)} ${unit.padEnd(11)} ${what}`).join('\n')}
`;

/** What was asked for; `undefined`: help. Throws an error with a message for the user. */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      candidates: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '1.5' },
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
      'cpu-prof': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const rounds = positive('rounds', values.rounds);
  if (!Number.isInteger(rounds)) throw new Error('--rounds takes a whole number');
  return {
    benches: chosen('only', values.only, BENCHES, ({ name }) => name),
    candidates: chosen('candidates', values.candidates, CANDIDATE_NAMES, (name) => name),
    rounds,
    seconds: positive('seconds', values.seconds),
    out: values.out,
    json: values.json,
    profileTo: values['cpu-prof'],
  };
}

export function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Infinity)) throw new Error(`--${option} takes a positive number, not ${text}`);
  return value;
}

/** Those of `all` that `list` names, in the order of `all`; all of them if there is no list. */
export function chosen<T>(
  option: string,
  list: string | undefined,
  all: readonly T[],
  nameOf: (item: T) => string,
): T[] {
  if (list === undefined) return [...all];
  const names = new Set(list.split(',').map((name) => name.trim()));
  const found = all.filter((item) => names.delete(nameOf(item)));
  if (names.size === 0) return found;
  throw new Error(
    `--${option}: unknown: ${[...names].join(', ')} (there are: ${all.map(nameOf).join(', ')})`,
  );
}
