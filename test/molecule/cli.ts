/**
 * Compares generated codecs with verdicts of the official molecule reader: `npm run test:molecule --
 * [--schema FILE.mol --verdicts FILE.jsonl]`. A line of FILE.jsonl is `{"type", "strict", "compat", "hex"}` with `ok`
 * or the class of the official error. Without arguments: the official test schema with all its vectors. Prints every
 * disagreement and ends with `N passed, N failed`; exit code 1 after a failure.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { compare, type Exception } from './compare.js';
import { loadSubjects, type Subject, TYPES } from './subject.js';
import { ownEncodings, ownVerdicts, parseVerdicts, type VerdictRow } from './verdict-rows.js';

interface Input {
  readonly schema: string;
  readonly rows: readonly VerdictRow[];
}

function input(): Input {
  const { values } = parseArgs({ options: { schema: { type: 'string' }, verdicts: { type: 'string' } } });
  if (values.schema === undefined && values.verdicts === undefined) {
    return {
      schema: TYPES,
      rows: [...ownEncodings('defaults'), ...ownEncodings('values'), ...ownVerdicts()],
    };
  }
  if (values.schema === undefined || values.verdicts === undefined) {
    throw new Error('--schema and --verdicts belong together');
  }
  return { schema: values.schema, rows: parseVerdicts(readFileSync(values.verdicts, 'utf8')) };
}

interface Outcome {
  passed: number;
  failed: number;
  /** Verdicts that differ from the official ones on purpose. */
  readonly intended: Record<Exception, number>;
}

function checkRow(row: VerdictRow, subject: Subject | undefined, { intended }: Outcome): boolean {
  const bytes = Uint8Array.from(Buffer.from(row.hex, 'hex'));
  let agrees = true;
  for (const [mode, expected] of [
    ['strict', row.strict],
    ['compatible', row.compat],
  ] as const) {
    const found =
      subject === undefined
        ? { seen: 'no such type in the schema' }
        : compare(subject, bytes, mode === 'compatible', expected);
    if (found === 'bool' || found === 'since') intended[found] += 1;
    else if (found !== 'agrees') {
      agrees = false;
      console.log(`FAILED ${row.type} ${mode} ${row.hex}: expected ${expected}, seen ${found.seen}`);
    }
  }
  return agrees;
}

async function run({ schema, rows }: Input): Promise<boolean> {
  const read = (path: string): string | undefined =>
    existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const file = { path: schema.replaceAll('\\', '/'), text: readFileSync(schema, 'utf8') };
  const subjects = await loadSubjects(file, read);
  const outcome: Outcome = { passed: 0, failed: 0, intended: { bool: 0, since: 0 } };
  try {
    const byType = new Map(subjects.all.map((subject) => [subject.type, subject]));
    for (const row of rows) {
      if (checkRow(row, byType.get(row.type), outcome)) outcome.passed += 1;
      else outcome.failed += 1;
    }
  } finally {
    await subjects.remove();
  }
  const { passed, failed, intended } = outcome;
  if (intended.bool > 0) console.log(`${intended.bool} verdicts differ as intended: a Bool is 0 or 1`);
  if (intended.since > 0)
    console.log(`${intended.since} verdicts differ as intended: fields with @since may be missing`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0;
}

try {
  process.exitCode = (await run(input())) ? 0 : 1;
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exitCode = 1;
}
