/** `npm run bench:codec`: generated codecs beside hand-written ones and the libraries that people use. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resultOf, toJson, type Row } from '../json.js';
import { build } from './build.js';
import { prepareCompetitors } from './competitors.js';
import { measureHeap } from './heap.js';
import { parseOptions, USAGE, type Options } from './options.js';
import { report, reportVerdicts, table } from './report.js';
import { agree, measureSpeed } from './rounds.js';
import { listSizes, measureSizes } from './sizes.js';
import { judge, TARGETS, YARDSTICK } from './targets.js';
import { MESSAGE_NAMES } from './values.js';

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(options: Options): Promise<void> {
  if (options.sizes) {
    const lines = table(await listSizes(), new Set([0]));
    process.stdout.write(`${lines.join('\n')}\n`);
    return;
  }
  const absent = prepareCompetitors(options.candidates, progress);
  const folder = build();
  const script = join(folder, 'bench/codec/child.js');
  if (options.check) return await check(script, options, absent);
  const rows: Row[] = await measureSpeed(script, { ...options, benches: options.speed, absent }, progress);
  if (options.size) rows.push(...(await measureSizes(options.candidates, absent)));
  if (options.heap) rows.push(...(await measureHeap(folder, options.candidates, absent)));
  const result = resultOf(rows);
  if (options.out !== undefined) await writeFile(options.out, toJson(result));
  const yardstick = judge(YARDSTICK, rows);
  const verdicts = judge(TARGETS, rows);
  const tables = [
    report(result),
    reportVerdicts('yardstick', yardstick),
    reportVerdicts('verdict', verdicts),
  ];
  process.stderr.write(`\n${tables.filter((text) => text !== '').join('\n')}`);
  // A person who looks at the tables does not want the JSON in between; a pipe does.
  if (options.json || !process.stdout.isTTY) process.stdout.write(toJson(result));
  if (options.strict && [...yardstick, ...verdicts].some(({ met }) => !met)) process.exitCode = 1;
}

/** Prints a line for each message and candidate. */
async function check(
  script: string,
  { candidates }: Options,
  absent: ReadonlyMap<string, string>,
): Promise<void> {
  for (const message of MESSAGE_NAMES) {
    const { speaking, wrong } = await agree(script, message, candidates, absent);
    for (const name of speaking) {
      const fault = wrong.get(name);
      process.stdout.write(`${message} ${name}: ${fault ?? 'ok'}\n`);
      if (fault !== undefined && !absent.has(name)) process.exitCode = 1;
    }
  }
}

// An interrupt must run the exit handlers that end the children.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(USAGE);
  else await main(options);
} catch (thrown) {
  progress(thrown instanceof Error ? thrown.message : String(thrown));
  process.exitCode = 1;
}
