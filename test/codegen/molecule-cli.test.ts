import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../molecule/cli.ts', import.meta.url));

interface Run {
  readonly status: number | null;
  readonly lines: readonly string[];
  readonly errors: string;
}

function cli(...args: readonly string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', CLI, ...args], {
    encoding: 'utf8',
    // Loaders and coverage of this run are not meant for it.
    env: { ...process.env, NODE_OPTIONS: '', NODE_V8_COVERAGE: '' },
  });
  return { status, lines: stdout.trim().split('\n'), errors: stderr };
}

describe('npm run test:molecule', () => {
  let folder: string;

  before(() => void (folder = mkdtempSync(join(tmpdir(), 'tentacle-molecule-'))));
  after(() => rmSync(folder, { recursive: true }));

  function file(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  it('without arguments: the official schema, 144 vectors and 1,030 verdicts', () => {
    assert.deepEqual(cli(), { status: 0, lines: ['1174 passed, 0 failed'], errors: '' });
  });

  it('with a schema and verdicts: names every disagreement, and what is intended', () => {
    file('other.mol', 'array Bool [byte; 1];\ntable Empty {}\n');
    const schema = file('my.mol', 'import other;\ntable T { a: Bool,\n/// @since 2\nb: Bool, }\n');
    const row = (type: string, strict: string, compat: string, hex: string): string =>
      JSON.stringify({ type, strict, compat, hex });
    const verdicts = file(
      'verdicts.jsonl',
      [
        row('T', 'ok', 'ok', '0e0000000c0000000d0000000001'),
        row('T', 'ok', 'ok', '0e0000000c0000000d0000000002'),
        row('T', 'FieldCountNotMatch', 'FieldCountNotMatch', '090000000800000001'),
        row('Empty', 'FieldCountNotMatch', 'ok', '0500000000'),
        '',
        row('Empty', 'ok', 'ok', '0500000000'),
        row('Nope', 'ok', 'ok', ''),
        row('Bool', 'HeaderIsBroken', 'TotalSizeNotMatch', '0x0101'),
      ].join('\n'),
    );
    const { status, lines } = cli('--schema', schema, '--verdicts', verdicts);
    assert.deepEqual(lines, [
      'FAILED Empty strict 0500000000: expected ok, seen FieldCountNotMatch',
      'FAILED Nope strict : expected ok, seen no such type in the schema',
      'FAILED Nope compatible : expected ok, seen no such type in the schema',
      'FAILED Bool strict 0101: expected HeaderIsBroken, seen TotalSizeNotMatch',
      '2 verdicts differ as intended: a Bool is 0 or 1',
      '2 verdicts differ as intended: fields with @since may be missing',
      '4 passed, 3 failed',
    ]);
    assert.equal(status, 1);
  });

  it('says what is wrong with its input', () => {
    const broken = file('broken.mol', 'table T { a: byte }\n');
    const verdicts = file('rows.jsonl', '{"type":"T"}\n');
    const schema = cli('--schema', broken, '--verdicts', file('none.jsonl', ''));
    assert.equal(schema.status, 1);
    assert.match(schema.errors, /broken\.mol:1:19 {2}error {2}E_SYNTAX/);
    const rows = cli('--schema', file('good.mol', 'table T {}'), '--verdicts', verdicts);
    assert.equal(rows.status, 1);
    assert.match(rows.errors, /line 1 is not \{"type","strict","compat","hex"\}/);
    const half = cli('--schema', broken);
    assert.equal(half.status, 1);
    assert.match(half.errors, /--schema and --verdicts belong together/);
  });
});
