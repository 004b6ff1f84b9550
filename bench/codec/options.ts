import { parseArgs } from 'node:util';
import { chosen, positive } from '../options.js';
import { CANDIDATE_NAMES } from './candidates.js';
import { SPEED_BENCHES, type SpeedBench } from './rounds.js';
import { MESSAGE_NAMES, MESSAGES } from './values.js';

export interface Options {
  readonly speed: readonly SpeedBench[];
  readonly size: boolean;
  readonly heap: boolean;
  readonly candidates: readonly string[];
  /** Many and short: a shared machine can be half as fast for a second, and no candidate is to have that alone. */
  readonly rounds: number;
  /** Length of one sample. */
  readonly ms: number;
  /** Strings do not come again. */
  readonly varied: boolean;
  readonly out: string | undefined;
  readonly json: boolean;
  /** Only let the candidates agree. */
  readonly check: boolean;
  /** Only list what every type costs. */
  readonly sizes: boolean;
  /** A missed target is a failure. */
  readonly strict: boolean;
}

const NAMES: readonly string[] = [...SPEED_BENCHES.map(({ name }) => name), 'size', 'heap'];

export const USAGE = `npm run bench:codec -- [options]

  --only NAME,…        of: <direction>-<message>, size, heap
  --candidates NAME,…  of: ${CANDIDATE_NAMES.join(', ')}
  --rounds N           samples of each (21)
  --ms N               length of a sample (80)
  --quick              3 rounds of 50 ms
  --varied             other strings in every operation: what remembers strings gains nothing
  --out FILE           write the result there as JSON
  --json               write the result to standard output as JSON, as without a terminal
  --check              only check that all candidates mean the same; 1 if they do not
  --sizes              only list what every generated type costs in a bundle
  --strict             exit with 1 if a target is missed
  --help

directions: encode, encode-into (memory that is used again), decode
messages:
${MESSAGE_NAMES.map((name) => `  ${name.padEnd(10)}${MESSAGES[name].format.padEnd(9)} ${MESSAGES[name].what}`).join('\n')}
size: bytes of bundles, minified and compressed; heap: what a hostile message of 1 MiB retains
`;

/** What was asked for; `undefined`: help. Throws an error with a message for the user. */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      candidates: { type: 'string' },
      rounds: { type: 'string' },
      ms: { type: 'string' },
      quick: { type: 'boolean', default: false },
      varied: { type: 'boolean', default: false },
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      sizes: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const rounds = positive('rounds', values.rounds ?? (values.quick ? '3' : '21'));
  if (!Number.isInteger(rounds)) throw new Error('--rounds takes a whole number');
  const names = new Set(chosen('only', values.only, NAMES, (name) => name));
  return {
    speed: SPEED_BENCHES.filter(({ name }) => names.has(name)),
    size: names.has('size'),
    heap: names.has('heap'),
    candidates: chosen('candidates', values.candidates, CANDIDATE_NAMES, (name) => name),
    rounds,
    ms: positive('ms', values.ms ?? (values.quick ? '50' : '80')),
    varied: values.varied,
    out: values.out,
    json: values.json,
    check: values.check,
    sizes: values.sizes,
    strict: values.strict,
  };
}
