/**
 * `npm run fuzz -- --seconds 60`: every decoder of `generated/`, and views, against values at the edges of their schemas,
 * random values and changed encodings. `--hex` runs one input again.
 */
import { parseArgs } from 'node:util';

import { addTally, emptyTally, type Tally } from './campaign.js';
import { decode, problemOf } from './execution.js';
import { inputOf } from './reproducer.js';
import { HEAP_MIB, SLOW_MS, supervise } from './supervise.js';
import { allTargets, type Target, targetNamed } from './targets.js';
import { summarise } from './verdict.js';
import { wholeOf } from './view-problem.js';

const USAGE = `npm run fuzz -- [options]

  --seconds N      how long (60)
  --executions N   how many, however long it takes
  --seed N         the seed of an earlier run
  --type NAME      only this decoder, as often as wanted
  --hex BYTES      one input again, or @FILE with its digits; needs one --type
  --strict         with --hex: molecule without unknown fields
  --json           the result as JSON
  --help
`;

type Values = ReturnType<typeof parse>;

/** Throws an error with a message for the user. */
function parse() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      executions: { type: 'string' },
      seed: { type: 'string' },
      type: { type: 'string', multiple: true },
      hex: { type: 'string' },
      strict: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return values;
}

function wholeNumber(text: string, option: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${option} takes a whole number, not ${text}`);
  return value;
}

try {
  const values = parse();
  if (values.help) process.stdout.write(USAGE);
  else {
    const all = await allTargets();
    const targets = values.type?.map((name) => targetNamed(all, name)) ?? all;
    if (values.hex === undefined) await runMany(targets, values);
    else runOne(targets, inputOf(values.hex), values);
  }
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 2;
}

/** One input again, in the words of the decoder. */
function runOne([target, ...others]: readonly Target[], bytes: Uint8Array, values: Values): void {
  if (target === undefined || others.length > 0) throw new Error('--hex needs one --type');
  const mode = values.strict ? 'strict' : 'compatible';
  const began = performance.now();
  const outcome = decode(target, bytes, mode);
  const took = Math.round(performance.now() - began);
  const problem = problemOf(target, bytes, mode, outcome, undefined);
  console.log('value' in outcome ? wholeOf(outcome.value) : String(outcome.thrown));
  console.log(`${took} ms, ${problem ?? 'as it should be'}`);
  if (problem !== undefined || took > SLOW_MS) process.exitCode = 1;
}

async function runMany(targets: readonly Target[], values: Values): Promise<void> {
  const seed = values.seed === undefined ? Date.now() % 0x1_0000_0000 : wholeNumber(values.seed, 'seed');
  const executions =
    values.executions === undefined ? Infinity : wholeNumber(values.executions, 'executions');
  // A number of executions takes as long as it takes.
  const seconds = executions < Infinity ? Infinity : wholeNumber(values.seconds, 'seconds');
  const types = targets.map(({ name }) => name);
  const began = performance.now();
  const limits = {
    executions: Math.min(executions, Number.MAX_SAFE_INTEGER),
    seconds: Math.min(seconds, 1e9),
  };
  const report = await supervise({ types, seed, ...limits }, showProgress(began));
  const took = (performance.now() - began) / 1000;
  const { total, views, unseen, complaints } = summarise(report, targets);
  const perSecond = Math.round(total.executions / took);
  if (values.json) {
    const { failures } = report;
    console.log(JSON.stringify({ seed, ...total, views, perSecond, unseen, complaints, failures }));
  } else {
    const codes = Object.entries(total.codes).sort(([, a], [, b]) => b - a);
    for (const [code, count] of codes) console.log(`${String(count).padStart(12)}  ${code}`);
    console.log(`${String(total.accepted).padStart(12)}  accepted (${share(total)})`);
    console.log(
      `${String(total.executions).padStart(12)}  executions of ${targets.length} decoders, ${perSecond}/s`,
    );
    if (views.executions > 0) {
      const decoders = targets.filter(({ view }) => view !== undefined).length;
      console.log(
        `${String(views.executions).padStart(12)}  of them of ${decoders} views, accepted ${share(views)}`,
      );
    }
    console.log(`seed ${seed}; limits: ${SLOW_MS} ms for a call, ${HEAP_MIB} MiB of heap`);
    for (const complaint of complaints) console.log(`FAILED ${complaint}`);
  }
  if (complaints.length > 0) process.exitCode = 1;
}

function share({ accepted, executions }: Tally): string {
  return `${((100 * accepted) / Math.max(1, executions)).toFixed(1)} %`;
}

function showProgress(began: number): (tallies: ReadonlyMap<string, Tally>) => void {
  let shown = began;
  return (tallies) => {
    if (!process.stderr.isTTY || performance.now() - shown < 1000) return;
    shown = performance.now();
    const total = emptyTally();
    for (const tally of tallies.values()) addTally(total, tally);
    const seconds = Math.round((shown - began) / 1000);
    process.stderr.write(`\r${seconds} s, ${total.executions} executions, ${share(total)} accepted  `);
  };
}
