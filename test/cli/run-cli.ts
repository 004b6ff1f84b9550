import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../src/cli/program.js';

/** What a command printed, and how it ended. */
export interface CliResult {
  readonly exit: number;
  readonly out: string;
  readonly errors: string;
}

/** Runs a command line in this process. */
export async function runCli(...argv: string[]): Promise<CliResult> {
  let [out, errors] = ['', ''];
  const exit = await runProgram(
    argv,
    { write: (text) => (out += text) },
    { write: (text) => (errors += text) },
  );
  return { exit, out, errors };
}

/** The events of `--json` output. */
export function eventsOf(out: string): Record<string, unknown>[] {
  const lines = out.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Calls `task` with a fresh folder, which is gone afterwards. */
export async function inFolder(task: (path: (name: string) => string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tentacle-'));
  try {
    await task((name) => join(folder, name));
  } finally {
    await rm(folder, { recursive: true });
  }
}
