import assert from 'node:assert/strict';

import type { ChangeClass, ChangeCode } from '../../codegen/src/evolution/change.js';
import type { Finding } from '../../codegen/src/evolution/report.js';
import { evolveFiles, type Evolved, expectRow, misreadPercent, protocol, refusal } from './evolve.js';

const RANGE = 'extensions 100 to 199;';

/** A message that others extend, and a schema that extends it. */
function files(extending: string, inside = RANGE): Readonly<Record<string, string>> {
  return {
    'base.proto': `syntax = "proto2";\npackage demo;\n${protocol()}message Base { optional uint32 a = 1; ${inside} }\n`,
    'more.proto': `syntax = "proto2";\npackage demo;\nimport "base.proto";\n${extending}\nmessage Pair { optional uint32 x = 1; optional uint32 y = 2; }\n`,
  };
}

function extend(field: string): string {
  return `extend Base {\n${field}\n}`;
}

async function evolveExtensions(old: string, new_: string): Promise<Evolved> {
  return evolveFiles(files(old), files(new_));
}

async function expectClass(old: string, new_: string, code: ChangeCode, name: ChangeClass): Promise<Finding> {
  const { report, one } = await evolveExtensions(old, new_);
  const finding = one(code);
  assert.equal(finding.class, name, JSON.stringify(finding, undefined, 2));
  assert.equal(report.findings.length, 1, report.findings.map(({ message }) => message).join('\n'));
  return finding;
}

const TAG = extend('optional uint32 tag = 100;');

describe('extensions', () => {
  it('added or removed are skipped by who does not have them', async () => {
    const added = await expectClass('', TAG, 'FIELD_ADDED', 'safe');
    expectRow(added, 'safe', ['all', 'all'], ['all', 'all']);
    assert.equal(added.message, 'Base.[demo.tag] was added');
    assert.deepEqual([added.file, added.line], ['schemas/more.proto', 5]);
    const removed = await expectClass(TAG, '', 'FIELD_REMOVED', 'safe');
    assert.equal(removed.note, 'give its number, 100, to no other extension');
  });

  it('under another number are not found', async () => {
    const finding = await expectClass(TAG, extend('optional uint32 tag = 101;'), 'FIELD_NUMBER', 'silent');
    assert.equal(finding.contradiction, null);
    assert.equal(finding.counterexample!.bytes, 'a00600');
    assert.deepEqual(finding.counterexample!.old, { value: { '[demo.tag]': 0 } });
    assert.deepEqual(finding.counterexample!.new, { value: {} });
  });

  it('of another type are read as something else, or refused', async () => {
    const zigzag = await expectClass(TAG, extend('optional sint32 tag = 100;'), 'FIELD_TYPE', 'silent');
    assert.ok(misreadPercent(zigzag.evidence!.oldToNew) > 30);
    assert.deepEqual(zigzag.counterexample!.old, { value: { '[demo.tag]': 1 } });
    assert.deepEqual(zigzag.counterexample!.new, { value: { '[demo.tag]': -1 } });
    const bytes = extend('/// @maxlen 9\noptional bytes tag = 100;');
    const text = await expectClass(bytes, bytes.replace('bytes', 'string'), 'FIELD_TYPE', 'needs-version');
    assert.equal(refusal(text, 'new'), 'E_WIRE_UTF8');
    const many = extend('/// @max 9\nrepeated uint32 tag = 100;');
    await expectClass(TAG, many, 'FIELD_CARDINALITY', 'silent');
  });

  it('with another limit are refused beyond it', async () => {
    const list = (max: number): string => extend(`/// @max ${max}\nrepeated uint32 tag = 100;`);
    const lowered = await expectClass(list(5), list(3), 'LIMIT_LOWERED', 'needs-version');
    assert.deepEqual(
      [lowered.counterexample!.writer, refusal(lowered, 'new'), lowered.message],
      ['old', 'E_WIRE_LIMIT', 'Base.[demo.tag]: at most 3 items instead of 5'],
    );
    const raised = await expectClass(list(3), list(5), 'LIMIT_RAISED', 'needs-version');
    assert.deepEqual([raised.counterexample!.writer, refusal(raised, 'old')], ['new', 'E_WIRE_LIMIT']);
  });

  it('with another default are read as another value where they are absent', async () => {
    const of = (value: number): string => extend(`optional uint32 tag = 100 [default = ${value}];`);
    const finding = await expectClass(of(1), of(2), 'FIELD_DEFAULT', 'silent');
    assert.equal(finding.contradiction, null);
  });

  it('moved into the scope of a message are the same bytes', async () => {
    const moved = `message Scope { ${TAG} }`;
    const { one, report } = await evolveExtensions(TAG, moved);
    assert.deepEqual(report.counts.safe, report.findings.length);
    const finding = one('FIELD_RENAMED');
    expectRow(finding, 'safe', ['all', 'all'], ['all', 'all']);
    assert.equal(finding.message, 'Base.[demo.tag] was renamed to [demo.Scope.tag]');
    assert.match(finding.note!, /^TypeScript users write scopeTag now/);
  });

  it('moved to another file stay what they are', async () => {
    const old = files(TAG);
    const { report } = await evolveFiles(old, {
      ...files(''),
      'other.proto': old['more.proto']!.replace('Pair', 'Two'),
    });
    assert.deepEqual(
      report.findings.filter(({ class: name }) => name !== 'safe'),
      [],
    );
    assert.ok(!report.findings.some(({ code }) => code.startsWith('FIELD_')));
  });

  it('that became fields, or fields that became extensions, are the same bytes', async () => {
    const field = files('', 'optional uint32 tag = 100;');
    const there = await evolveFiles(files(TAG), field);
    assert.equal(there.one('FIELD_RENAMED').class, 'safe');
    assert.match(there.one('EXTENSION_RANGE').note!, /drops what it does not know$/);
    const back = await evolveFiles(field, files(TAG));
    assert.equal(back.one('FIELD_RENAMED').class, 'safe');
    assert.equal(back.one('EXTENSION_RANGE').message, 'Base: 100 to 199 are kept for extensions now');
  });

  it('whose number another one has got are misread', async () => {
    const other = extend('optional int32 other = 100;');
    const finding = (await evolveExtensions(TAG, other)).one('NUMBER_REUSED');
    assert.equal(finding.class, 'silent');
    assert.equal(finding.message, 'Base.[demo.other] was added with the number of [demo.tag], 100');
    assert.notEqual(finding.counterexample, null);
  });

  it('of messages change with them: the types of another file are found', async () => {
    const of = (fields: string): Readonly<Record<string, string>> => {
      const { 'base.proto': base, 'more.proto': more } = files(extend('optional Pair pair = 100;')) as {
        'base.proto': string;
        'more.proto': string;
      };
      return {
        'base.proto': base,
        'more.proto': more.replace(/message Pair.*/, `message Pair { ${fields} }`),
      };
    };
    const { one, report } = await evolveFiles(of('optional uint32 x = 1;'), of('optional uint32 x = 2;'));
    const finding = one('FIELD_NUMBER');
    // The message is on the wire by its extension only.
    assert.deepEqual([finding.class, finding.message], ['silent', 'Pair.x has the number 2 instead of 1']);
    assert.equal(report.findings.length, 1);
    const type = await evolveFiles(files(TAG), files(extend('optional Pair tag = 100;')));
    assert.deepEqual(
      [type.one('FIELD_TYPE').class, type.one('FIELD_TYPE').message],
      ['silent', 'Base.[demo.tag]: uint32 became Pair: readers skip it, and see nothing'],
    );
  });
});

describe('numbers for extensions', () => {
  it('that are given back are said, and what others may have put there', async () => {
    const { one, report } = await evolveFiles(files(TAG), files(TAG, 'extensions 100 to 149, 160;'));
    const finding = one('EXTENSION_RANGE');
    assert.deepEqual(
      [finding.class, finding.message, report.ok],
      ['safe', 'Base: 150 to 159, 161 to 199 are not kept for extensions any more', true],
    );
    assert.match(finding.note!, /extensions that others declare .* give none of them to a field$/);
  });

  it('may not become those of fields', async () => {
    const inside = 'extensions 100 to 149; optional uint32 b = 150;';
    const finding = (await evolveFiles(files(TAG), files(TAG, inside))).one('NUMBER_REUSED');
    assert.deepEqual(
      [finding.class, finding.message, finding.note],
      [
        'silent',
        'Base.b was added with the number 150, which was kept for extensions',
        'an extension that others declare may have it',
      ],
    );
  });

  it('in another order, or joined, are the same', async () => {
    const { report } = await evolveFiles(files(TAG), files(TAG, 'extensions 150 to 199, 100 to 149;'));
    assert.deepEqual(report.findings, []);
  });
});
