import assert from 'node:assert/strict';

import type { Report } from '../../codegen/src/evolution/report.js';
import { Workspace } from './schema-folders.js';

const PROTOCOL = '/// @protocol name="/test" versions=["1"] max=1KiB\n';
const schema = (fields: string): string =>
  `${PROTOCOL}table T {\n    ${fields}\n}\n\narray Uint32 [byte; 4];\n`;
const OLD = schema('a: Uint32,\n    b: Uint32,');

async function checked(new_: string, ...args: readonly string[]) {
  await using workspace = await Workspace.make({ 'old/x.mol': OLD, 'schemas/x.mol': new_ });
  const outcome = await workspace.check(
    '--in',
    workspace.path('schemas'),
    '--against',
    workspace.path('old'),
    ...args,
  );
  return { ...outcome, out: outcome.out.replaceAll(workspace.folder, '.') };
}

describe('tentacle-gen schema check', () => {
  it('exits with 3 for a change that breaks peers, and shows it in bytes', async () => {
    const { exit, out, errors } = await checked(schema('b: Uint32,\n    a: Uint32,'));
    assert.deepEqual([exit, errors], [3, '']);
    assert.equal(
      out,
      `schemas/x.mol:3:5  silent  field order of T changed (a, b → b, a): bytes 140000000c000000100000000000000001000000; the old reader sees {"a":0,"b":1}, the new one sees {"b":0,"a":1}
    FIELD_ORDER  old → new strict 100 %, compatible 100 %, misread 98 %; new → old strict 100 %, compatible 100 %, misread 98 %
    advice: keep the order; new fields stand at the end
    advice: write versions=["2"] for /test, and keep the old schema as a file of its own with versions=["1"]

schemas against old: 1 silent; peers that run the other version would break
`,
    );
  });
  it('exits with 0 for what is safe or needs nothing but compatible readers', async () => {
    const renamed = await checked(schema('a: Uint32,\n    c: Uint32,'));
    assert.deepEqual([renamed.exit, /1 safe\n$/.test(renamed.out)], [0, true]);
    const appended = await checked(schema('a: Uint32,\n    b: Uint32,\n    /// @since 2\n    c: Uint32,'));
    assert.equal(appended.exit, 0);
    assert.match(
      appended.out,
      /^schemas\/x\.mol:6:5 {2}compatible-readers {2}T\.c was appended with @since 2: bytes .*; the strict old reader refuses them \(E_WIRE_FIELD_COUNT: /,
    );
  });
  it('--strict: compatible readers are not enough', async () => {
    const { exit } = await checked(
      schema('a: Uint32,\n    b: Uint32,\n    /// @since 2\n    c: Uint32,'),
      '--strict',
    );
    assert.equal(exit, 3);
  });
  it('says when nothing changed', async () => {
    const { exit, out } = await checked(OLD);
    assert.deepEqual([exit, out], [0, 'schemas: nothing changed since old\n']);
  });
  it('exits with 1 for a schema that does not compile, on either side', async () => {
    const broken = await checked(schema('a: Uint23,'));
    assert.equal(broken.exit, 1);
    assert.match(
      broken.errors,
      /^schemas\/x\.mol:3:8 {2}error {2}E_UNKNOWN_TYPE[^]*The schemas of schemas do not compile\.\n$/,
    );
    await using workspace = await Workspace.make({ 'old/x.mol': 'table', 'schemas/x.mol': OLD });
    const old = await workspace.check('--in', workspace.path('schemas'), '--against', workspace.path('old'));
    assert.equal(old.exit, 1);
    assert.match(
      old.errors,
      /^old\/x\.mol:1:6 {2}error {2}E_SYNTAX[^]*The schemas of old do not compile\.\n$/,
    );
    const json = await workspace.check(
      ...['--in', workspace.path('schemas'), '--against', workspace.path('old'), '--json'],
    );
    assert.match(json.errors, /^\{"severity":"error","code":"E_SYNTAX","file":"old\/x\.mol"/);
  });
  it('exits with 1 for wrong arguments', async () => {
    await using workspace = await Workspace.make();
    assert.equal((await workspace.check()).exit, 1);
    assert.equal((await workspace.check('--against', 'x', '--format', 'xml')).exit, 1);
    const { exit, errors } = await workspace.check('--against', 'x', '--seed', '-1');
    assert.deepEqual([exit, errors], [1, 'error: --seed takes a number from 0 to 4294967295, not -1\n']);
  });
});

describe('tentacle-gen schema check --json and --format github', () => {
  it('--json has a shape that scripts can rely on', async () => {
    const { exit, out } = await checked(schema('b: Uint32,\n    a: Uint32,'), '--json', '--seed', '7');
    const report = JSON.parse(out) as Report;
    assert.equal(exit, 3);
    assert.deepEqual(Object.keys(report), ['old', 'new', 'seed', 'ok', 'counts', 'findings']);
    assert.deepEqual(report.counts, {
      safe: 0,
      'compatible-readers': 0,
      'needs-version': 0,
      break: 0,
      silent: 1,
    });
    assert.deepEqual([report.ok, report.seed, report.findings.length], [false, 7, 1]);
    const { evidence, ...finding } = report.findings[0]!;
    assert.deepEqual(finding, {
      file: 'schemas/x.mol',
      line: 3,
      column: 5,
      class: 'silent',
      code: 'FIELD_ORDER',
      message: 'field order of T changed (a, b → b, a)',
      versioned: false,
      note: null,
      advice: [
        'keep the order; new fields stand at the end',
        'write versions=["2"] for /test, and keep the old schema as a file of its own with versions=["1"]',
      ],
      contradiction: null,
      counterexample: {
        writer: 'old',
        type: 'T',
        bytes: '140000000c000000100000000000000001000000',
        length: 20,
        reader: 'compatible',
        old: { value: { a: 0, b: 1 } },
        new: { value: { b: 0, a: 1 } },
      },
    });
    assert.deepEqual(Object.keys(evidence!), ['type', 'oldToNew', 'newToOld']);
    assert.deepEqual(Object.keys(evidence!.oldToNew), ['tried', 'strict', 'compatible', 'misread']);
  });
  it('the same seed gives the same report', async () => {
    const runs = await Promise.all([1, 2].map(() => checked(schema('b: Uint32,\n    a: Uint32,'), '--json')));
    assert.equal(runs[0]!.out, runs[1]!.out);
  });
  it('github: errors and warnings at their lines, nothing for what is safe', async () => {
    const silent = await checked(schema('b: Uint32,\n    a: Uint32,'), '--format', 'github');
    assert.match(
      silent.out,
      /^::error file=schemas\/x\.mol,line=3,col=5,title=FIELD_ORDER::silent: field order of T changed \(a, b → b, a\): bytes 14.*%0Akeep the order.*\n$/,
    );
    const appended = await checked(
      schema('a: Uint32,\n    b: Uint32,\n    /// @since 2\n    c: Uint32,'),
      '--format',
      'github',
    );
    assert.match(
      appended.out,
      /^::warning file=schemas\/x\.mol,line=6,col=5,title=FIELD_APPENDED::compatible-readers: /,
    );
    const renamed = await checked(schema('a: Uint32,\n    c: Uint32,'), '--format', 'github');
    assert.deepEqual([renamed.exit, renamed.out], [0, '']);
  });
});
