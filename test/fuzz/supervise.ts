/** Runs a child that fuzzes, and says what it was doing if it hangs or dies. */
import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { addTally, emptyTally, type Failure, type Tally } from './campaign.js';
import type { Assignment, Message } from './child.js';
import { hex } from './execution.js';

/** A call that takes longer is a failure. */
export const SLOW_MS = 1_000;
/** Heap of the child. */
export const HEAP_MIB = 512;
/** No turn of any type takes this long, on any machine. */
const SILENT_MS = 60_000;

/** What came of it, by type. */
export interface Report {
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly failures: readonly Failure[];
}

/** Resolves when the child is through, with everything it has reported. */
export async function supervise(
  assignment: Omit<Assignment, 'slowMs' | 'lastInput'>,
  progress: (tallies: ReadonlyMap<string, Tally>) => void = () => undefined,
): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'tentacle-fuzz-'));
  const lastInput = join(folder, 'last');
  const tallies = new Map(assignment.types.map((type) => [type, emptyTally()]));
  const failures: Failure[] = [];
  let current = assignment.types[0]!;
  const child = fork(
    fileURLToPath(new URL('child.ts', import.meta.url)),
    [JSON.stringify({ ...assignment, slowMs: SLOW_MS, lastInput } satisfies Assignment)],
    { execArgv: ['--import', 'tsx', `--max-old-space-size=${HEAP_MIB}`] },
  );
  let silent = false;
  const giveUp = (): void => {
    silent = true;
    child.kill('SIGKILL');
  };
  let watchdog = setTimeout(giveUp, SILENT_MS);
  child.on('message', (message: Message) => {
    clearTimeout(watchdog);
    watchdog = setTimeout(giveUp, SILENT_MS);
    if ('began' in message) current = message.began;
    else {
      addTally(tallies.get(message.type)!, message.tally);
      failures.push(...message.failures);
      progress(tallies);
    }
  });
  try {
    const ended = await new Promise<string | undefined>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code === 0 ? undefined : `exit ${code ?? signal}`));
    });
    if (ended !== undefined) {
      const problem = silent ? `no end after ${SILENT_MS} ms` : `the process died (${ended})`;
      failures.push(await lastFailure(lastInput, current, problem));
    }
  } finally {
    clearTimeout(watchdog);
    await rm(folder, { recursive: true, force: true });
  }
  return { tallies, failures };
}

async function lastFailure(path: string, type: string, problem: string): Promise<Failure> {
  const record = await readFile(path).catch(() => Buffer.alloc(5));
  // It died before its first input.
  if (record.length < 5) return { type, mode: 'compatible', hex: '', problem };
  const input = record.subarray(5, 5 + record.readUInt32LE(1));
  return { type, mode: record[0] === 1 ? 'strict' : 'compatible', hex: hex(input), problem };
}
