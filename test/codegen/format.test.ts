import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from '../../codegen/src/cli/run.js';
import { type Diagnostic, renderDiagnostics } from '../../codegen/src/index.js';
import { formatDiagnostics } from '../../codegen/src/diag/format.js';

const MISTAKE: Diagnostic = {
  severity: 'error',
  code: 'E_UNBOUNDED',
  file: 'a,b/100%.mol',
  line: 5,
  column: 10,
  length: 5,
  message: 'field `text`: 100% unlimited\nsecond line',
  hint: 'add a limit',
  related: [{ file: 'c.mol', line: 1, column: 2, message: 'as here' }],
  source: '  text : Bytes,',
};
const WARNING: Diagnostic = { ...MISTAKE, severity: 'warning', code: 'W_MAX_BELOW_LIMITS', hint: undefined };

describe('diagnostics', () => {
  it('count errors and warnings apart, and colour them apart', () => {
    assert.match(renderDiagnostics([MISTAKE, WARNING, MISTAKE]), /\n\n2 errors, 1 warning$/);
    assert.match(
      renderDiagnostics([WARNING, WARNING]),
      /:5:10 {2}warning {2}W_MAX_BELOW_LIMITS .*[^]*\n\n2 warnings$/,
    );
    const coloured = renderDiagnostics([MISTAKE, WARNING], true);
    assert.ok(coloured.includes('\u001b[31merror') && coloured.includes('\u001b[33mwarning'));
    assert.ok(!renderDiagnostics([MISTAKE, WARNING]).includes('\u001b'));
  });

  it('are one line of JSON each', () => {
    const lines = formatDiagnostics([MISTAKE, WARNING], 'json', true).split('\n');
    assert.equal(lines.length, 3);
    assert.deepEqual(JSON.parse(lines[0]!), MISTAKE);
    assert.deepEqual(JSON.parse(lines[1]!), JSON.parse(JSON.stringify(WARNING)));
    assert.equal(formatDiagnostics([], 'json', false), '');
  });

  it('are workflow commands for GitHub, with what would end them escaped', () => {
    assert.equal(
      formatDiagnostics([MISTAKE, WARNING], 'github', true),
      '::error file=a%2Cb/100%25.mol,line=5,endLine=5,col=10,endColumn=15,title=E_UNBOUNDED::' +
        'field `text`: 100%25 unlimited%0Asecond line%0Aadd a limit\n' +
        '::warning file=a%2Cb/100%25.mol,line=5,endLine=5,col=10,endColumn=15,title=W_MAX_BELOW_LIMITS::' +
        'field `text`: 100%25 unlimited%0Asecond line\n',
    );
  });
});

describe('--format', () => {
  let folder: string;
  let cwd: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tentacle-format-'));
    await mkdir(join(folder, 'schemas'));
    cwd = process.cwd();
    process.chdir(folder);
  });
  afterEach(async () => {
    process.chdir(cwd);
    await rm(folder, { recursive: true });
  });

  interface Ran {
    readonly code: number;
    readonly out: string;
    readonly errors: string;
  }
  const gen = async (args: readonly string[], isTTY = false): Promise<Ran> => {
    let [out, errors] = ['', ''];
    const code = await run(['gen', ...args], {
      out: { write: (text) => (out += text), isTTY },
      errors: { write: (text) => (errors += text), isTTY },
    });
    return { code, out, errors };
  };
  const schema = (max: number, rule: string): Promise<void> =>
    writeFile(
      'schemas/a.mol',
      `/// @protocol name="/a" max=${max}\ntable A {\n    /// ${rule}\n    data: Bytes,\n}\nvector Bytes <byte>;\n`,
    );

  it('reports mistakes as text with colours on a terminal only', async () => {
    await schema(100, 'no rule');
    const plain = await gen([]);
    assert.equal(plain.code, 1);
    assert.match(plain.errors, /^schemas\/a\.mol:4:11 {2}error {2}E_UNBOUNDED {2}.*\n[^]*\n\n1 error\n$/);
    assert.ok((await gen([], true)).errors.includes('\u001b[31merror\u001b[0m'));
    assert.deepEqual(await readdir('.'), ['schemas']);
  });

  it('reports mistakes as JSON on standard error, for GitHub on standard output', async () => {
    await schema(100, 'no rule');
    const json = await gen(['--format', 'json'], true);
    assert.deepEqual([json.code, json.out], [1, '']);
    const found = JSON.parse(json.errors) as Diagnostic;
    assert.deepEqual([found.code, found.severity, found.line], ['E_UNBOUNDED', 'error', 4]);
    const github = await gen(['--check', '--format', 'github']);
    assert.deepEqual([github.code, github.errors], [1, '']);
    assert.match(
      github.out,
      /^::error file=schemas\/a\.mol,line=4,endLine=4,col=11,endColumn=16,title=E_UNBOUNDED::field/,
    );
  });

  it('reports stale files like mistakes', async () => {
    await schema(100, '@maxlen 10');
    const { code, errors } = await gen(['--check', '--format', 'json']);
    assert.equal(code, 2);
    const [first, ...others] = errors.trimEnd().split('\n');
    const { severity, code: stale, file, message } = JSON.parse(first!) as Diagnostic;
    assert.deepEqual(
      { severity, stale, file, message },
      {
        severity: 'error',
        stale: 'E_STALE',
        file: 'generated/a.ts',
        message: 'the generated file is missing',
      },
    );
    assert.equal(others.length, 1);
    const github = await gen(['--check', '--format', 'github']);
    assert.match(
      github.out,
      /^::error file=generated\/a\.ts,.*title=E_STALE::the generated file is missing%0Arun/,
    );
  });

  it('shows warnings without failing', async () => {
    await schema(20, '@maxlen 10');
    const made = await gen([]);
    assert.deepEqual([made.code, made.out], [0, '2 files, 2 changed\n']);
    assert.match(
      made.errors,
      /^schemas\/a\.mol:1:5 {2}warning {2}W_MAX_BELOW_LIMITS {2}the limits of `A` allow 22 bytes, .* is 20\n/,
    );
    assert.match(made.errors, /\n\n1 warning\n$/);
    const checked = await gen(['--check', '--format', 'github']);
    assert.equal(checked.code, 0);
    assert.match(checked.out, /^::warning file=schemas\/a\.mol,line=1,.*title=W_MAX_BELOW_LIMITS::/);
  });

  it('says what the file system refuses', async () => {
    await schema(100, '@maxlen 10');
    await writeFile('plain', '');
    const folder = await gen(['--out', 'plain']);
    assert.deepEqual(folder, {
      code: 1,
      out: '',
      errors: 'error: plain: there is a file where a folder is needed (EEXIST)\n',
    });
    const below = await gen(['--out', 'plain/below']);
    assert.match(
      below.errors,
      /^error: plain\/below: there is a file where a folder is needed \(ENOTDIR\)\n$/,
    );
  });

  it('counts what it removes', async () => {
    await schema(100, '@maxlen 10');
    await gen([]);
    await rename('schemas/a.mol', 'schemas/b.mol');
    assert.equal((await gen([])).out, '2 files, 2 changed, 2 removed\n');
  });

  it('two back ends never write one file', async () => {
    await schema(100, '@maxlen 10');
    await rename('schemas/a.mol', 'schemas/tentacle.mol');
    assert.deepEqual(await gen(['--lua', 'lua']), {
      code: 1,
      out: '',
      errors: 'error: tentacle.lua would be written twice: rename the schema tentacle\n',
    });
  });

  it('names the command that was meant', async () => {
    assert.deepEqual(await gen(['impelment', 'chat', 'x.ts']), {
      code: 1,
      out: '',
      errors: 'error: unknown command `impelment`: did you mean `implement`?\n',
    });
    assert.match((await gen(['frob'])).errors, /^error: unknown command `frob`: known are gen, limits, /);
  });

  it('knows its values', async () => {
    const { code, errors } = await gen(['--format', 'xml']);
    assert.equal(code, 1);
    assert.match(errors, /Allowed choices are text, json, github/);
  });
});
