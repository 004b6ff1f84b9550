/**
 * `npm run nightly`: a million executions for every decoder. What is done is written down after each part, and a run
 * that was stopped goes on there, as long as the decoders are the same.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { addTally, emptyTally, type Failure, type Tally } from './campaign.js';
import { supervise } from './supervise.js';
import { allTargets, type Target, targetNamed } from './targets.js';
import { summarise } from './verdict.js';

/** Executions between two looks at the file. */
const PART = 250_000;

interface Progress {
  /** Of everything that is tested. */
  readonly digest: string;
  readonly seed: number;
  readonly done: Record<string, { tally: Tally; parts: number; failures: Failure[] }>;
}

const { values } = parseArgs({
  options: {
    executions: { type: 'string', default: '1000000' },
    seed: { type: 'string' },
    type: { type: 'string', multiple: true },
    fresh: { type: 'boolean', default: false },
  },
});

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const file = root('.cache/fuzz/nightly.json');
const goal = Number(values.executions);
const all = await allTargets();
const targets = values.type?.map((name) => targetNamed(all, name)) ?? all;
const progress = await begin();
let complained = false;
for (const target of targets) await runTarget(target);
process.exitCode = complained ? 1 : 0;

async function begin(): Promise<Progress> {
  const digest = await digestOf('generated', 'test/generated', 'src/wire', 'test/fuzz', 'codegen/src/values');
  const seed = values.seed === undefined ? Date.now() % 0x1_0000_0000 : Number(values.seed);
  if (!values.fresh) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    const earlier = text === undefined ? undefined : (JSON.parse(text) as Progress);
    if (earlier?.digest === digest && (values.seed === undefined || earlier.seed === seed)) return earlier;
  }
  return { digest, seed, done: {} };
}

async function runTarget(target: Target): Promise<void> {
  const { name } = target;
  const done = (progress.done[name] ??= { tally: emptyTally(), parts: 0, failures: [] });
  while (done.tally.executions < goal && done.failures.length === 0) {
    const began = performance.now();
    const executions = Math.min(PART, goal - done.tally.executions);
    // Every part has a seed of its own.
    const seed = (progress.seed + done.parts) >>> 0;
    const { tallies, failures } = await supervise({ types: [name], seed, executions, seconds: 1e9 });
    addTally(done.tally, tallies.get(name)!);
    done.failures.push(...failures);
    done.parts++;
    await save();
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    console.log(`${name}: ${done.tally.executions} of ${goal} executions, ${seconds} s (seed ${seed})`);
  }
  const report = { tallies: new Map([[name, done.tally]]), failures: done.failures };
  for (const complaint of summarise(report, [target]).complaints) {
    console.log(`FAILED ${name}: ${complaint}`);
    complained = true;
  }
}

async function save(): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  // Never half a file, whenever the run is stopped.
  await writeFile(`${file}.tmp`, JSON.stringify(progress));
  await rename(`${file}.tmp`, file);
}

async function digestOf(...folders: readonly string[]): Promise<string> {
  const digest = createHash('sha256');
  for (const folder of folders) {
    for (const name of (await readdir(root(folder))).sort()) {
      if (name.endsWith('.ts')) digest.update(name).update(await readFile(`${root(folder)}/${name}`));
    }
  }
  return digest.digest('hex');
}
