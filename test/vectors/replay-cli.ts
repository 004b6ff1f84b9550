/**
 * Replays a folder of transcripts: `npm run test:vectors -- [DIR] [--seed N] [--json]`. Prints one line per failed
 * check and ends with `N passed, N failed`; exit code 1 after a failure.
 */
import { parseArgs } from 'node:util';
import { newSeed } from './random-seed.js';
import { TRANSCRIPTS } from './replay-settings.js';
import { checksOf, type Check } from './replay.js';
import { readRecording, transcriptFiles } from './transcript-file.js';

interface Finding {
  readonly file: string;
  readonly check: string;
  readonly message: string;
}

interface Report {
  readonly seed: number;
  passed: number;
  readonly failed: Finding[];
  readonly skipped: Finding[];
}

function message(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function replayFile(folder: string, file: string, report: Report): void {
  let checks: Check[];
  try {
    checks = checksOf(readRecording(folder, file), report.seed);
  } catch (thrown) {
    report.failed.push({ file, check: 'reading the file', message: message(thrown) });
    return;
  }
  for (const { title, skipped, run } of checks) {
    if (skipped !== undefined) {
      report.skipped.push({ file, check: title, message: skipped });
      continue;
    }
    try {
      run();
      report.passed += 1;
    } catch (thrown) {
      report.failed.push({ file, check: title, message: message(thrown) });
    }
  }
}

function print(folder: string, { seed, passed, failed, skipped }: Report): void {
  const line = ({ file, check, message }: Finding): string => `${file}: ${check}: ${message}`;
  for (const finding of skipped) console.log(`skipped ${line(finding)}`);
  for (const finding of failed) console.log(`FAILED ${line(finding)}`);
  if (failed.length > 0) console.log(`again: npm run test:vectors -- ${folder} --seed ${seed}`);
  console.log(`${skipped.length} skipped, seed of the random chunks ${seed}`);
  console.log(`${passed} passed, ${failed.length} failed`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, json: { type: 'boolean' } },
});
const folder = positionals[0] ?? TRANSCRIPTS;
const report: Report = { seed: Number(values.seed ?? newSeed()), passed: 0, failed: [], skipped: [] };
try {
  const files = transcriptFiles(folder);
  for (const file of files) replayFile(folder, file, report);
  if (files.length === 0) throw new Error('no .json files');
} catch (thrown) {
  report.failed.push({ file: folder, check: 'reading the folder', message: message(thrown) });
}
if (values.json) {
  const { seed, passed, failed, skipped } = report;
  console.log(
    JSON.stringify({ seed, passed, failed: failed.length, failures: failed, skipped }, undefined, 2),
  );
} else {
  print(folder, report);
}
process.exitCode = report.failed.length > 0 ? 1 : 0;
