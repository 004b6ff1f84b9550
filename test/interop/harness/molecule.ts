import { spawnSync } from 'node:child_process';

import { BINARIES } from './build.js';

/** Every answer is a word or two. */
const MAX_ANSWERS = 1 << 26;

/** What the official implementation says to each line; `test/interop/molecule/src/main.rs` tells which there are. */
export function askMolecule(lines: readonly string[]): readonly string[] {
  const input = lines.map((line) => `${line}\n`).join('');
  const { status, stdout, stderr, error } = spawnSync(BINARIES.molecule, {
    input,
    encoding: 'utf8',
    maxBuffer: MAX_ANSWERS,
  });
  const answers = stdout.split('\n').slice(0, -1);
  if (status === 0 && answers.length === lines.length) return answers;
  const reason = error?.message ?? `status ${status}, ${answers.length} answers to ${lines.length} lines`;
  throw new Error(`molecule: ${reason}\n${stderr}`);
}
