import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Row } from '../json.js';
import { HERE } from './build.js';
import { speaks } from './candidates.js';
import { checkAgreement } from './check.js';
import { Child } from './child-process.js';
import { DIRECTIONS, type Direction } from './loops.js';
import { rowOf } from './row.js';
import { MESSAGE_NAMES, MESSAGES, type MessageName } from './values.js';

export interface SpeedBench {
  readonly name: string;
  readonly direction: Direction;
  readonly message: MessageName;
}

export const SPEED_BENCHES: readonly SpeedBench[] = MESSAGE_NAMES.flatMap((message) =>
  DIRECTIONS.map((direction) => ({ name: `${direction}-${message}`, direction, message })),
);

export interface SpeedOptions {
  readonly benches: readonly SpeedBench[];
  readonly candidates: readonly string[];
  /** Why some of them cannot take part. */
  readonly absent: ReadonlyMap<string, string>;
  readonly rounds: number;
  /** Length of one sample. */
  readonly ms: number;
  /** Strings do not come again. */
  readonly varied: boolean;
}

type Progress = (line: string) => void;

/** Folder of the modules of the competitors, for children. */
export const COMPETITORS_URL = pathToFileURL(join(HERE, 'competitors/')).href;

/** One candidate with one message in a process of its own. */
async function start(
  script: string,
  candidate: string,
  message: MessageName,
  varied = false,
): Promise<Child> {
  return await Child.start(script, [candidate, message, COMPETITORS_URL, ...(varied ? ['varied'] : [])]);
}

/**
 * Takes all samples. Every sample comes from a fresh process with one candidate and one message: in one heap they
 * spoil each other's compiled code by a factor of ten, and what the compiler makes of the same code differs from one
 * process to the next. Candidates alternate within a round and each round starts with another one, so that a machine
 * that grows slower or faster does so for all of them.
 */
export async function measureSpeed(
  script: string,
  options: SpeedOptions,
  progress: Progress,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const message of new Set(options.benches.map((bench) => bench.message))) {
    rows.push(...(await measureMessage(script, message, options, progress)));
  }
  return rows;
}

async function measureMessage(
  script: string,
  message: MessageName,
  { benches, candidates, absent, rounds, ms, varied }: SpeedOptions,
  progress: Progress,
): Promise<Row[]> {
  const chosen = benches.filter((bench) => bench.message === message);
  const { speaking, wrong } = await agree(script, message, candidates, absent);
  const able = speaking.filter((name) => !wrong.has(name));
  const samples = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    progress(`${message.padEnd(8)}  round ${round + 1}/${rounds}`);
    for (const name of rotated(able, round)) {
      const child = await start(script, name, message, varied);
      try {
        for (const { name: bench, direction } of chosen) {
          const answer = await child.ask({ type: 'rate', direction, ms });
          if (answer.type === 'rate') collect(samples, `${bench} ${name}`, answer.rate);
        }
      } finally {
        await child.stop();
      }
    }
  }
  return chosen.flatMap(({ name: bench }) =>
    speaking.flatMap((candidate) => {
      const rates = samples.get(`${bench} ${candidate}`) ?? [];
      const note = wrong.get(candidate) ?? (varied && rates.length > 0 ? 'varied strings' : undefined);
      // Without a note the candidate just cannot do this, which needs no row.
      return rates.length === 0 && note === undefined
        ? []
        : [rowOf(bench, candidate, 'ops/cpu-s', rates, note)];
    }),
  );
}

export interface Agreement {
  /** Those who know the wire format, whether they can take part or not. */
  readonly speaking: readonly string[];
  /** Why some of them cannot. */
  readonly wrong: ReadonlyMap<string, string>;
}

/** Lets all candidates encode and decode the message once; see {@link checkAgreement}. */
export async function agree(
  script: string,
  message: MessageName,
  candidates: readonly string[],
  absent: ReadonlyMap<string, string>,
): Promise<Agreement> {
  const speaking = candidates.filter((name) => speaks(name, MESSAGES[message].format));
  const wrong = new Map([...absent].filter(([name]) => speaking.includes(name)));
  const children = new Map<string, Child>();
  try {
    const started = speaking.map(async (name) => {
      if (wrong.has(name)) return;
      try {
        children.set(name, await start(script, name, message));
      } catch (thrown) {
        wrong.set(name, thrown instanceof Error ? thrown.message : String(thrown));
      }
    });
    await Promise.all(started);
    return { speaking, wrong: new Map([...wrong, ...(await checkAgreement(message, children))]) };
  } finally {
    await Promise.all([...children.values()].map((child) => child.stop()));
  }
}

function collect(samples: Map<string, number[]>, key: string, rate: number): void {
  const found = samples.get(key);
  if (found === undefined) samples.set(key, [rate]);
  else found.push(rate);
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const at = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}
