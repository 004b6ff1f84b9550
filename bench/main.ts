/** `npm run bench`: what the stack reaches, beside what a user would pick instead. */
import { writeFile } from 'node:fs/promises';
import { resultOf, toJson } from './json.js';
import { parseOptions, USAGE, type Options } from './options.js';
import { report } from './report.js';
import { runRounds } from './rounds.js';

async function main(options: Options): Promise<void> {
  const rows = await runRounds(options, (line) => process.stderr.write(`${line}\n`));
  const result = resultOf(rows);
  if (options.out !== undefined) await writeFile(options.out, toJson(result));
  process.stderr.write(`\n${report(result)}`);
  // A person who looks at the table does not want the JSON in between; a pipe does.
  if (options.json || !process.stdout.isTTY) process.stdout.write(toJson(result));
}

// An interrupt must run the exit handlers that end the workers.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(USAGE);
  else await main(options);
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
}
