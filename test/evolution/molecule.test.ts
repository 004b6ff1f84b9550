import assert from 'node:assert/strict';

import type { ChangeClass, ChangeCode } from '../../codegen/src/evolution/change.js';
import { evolve, evolveBare, expectRow, refusal } from './evolve.js';

const ALL = ['all', 'all'] as const;
const SOME = ['some', 'some'] as const;

async function expectClass(old: string, new_: string, code: ChangeCode, name: ChangeClass): Promise<void> {
  const finding = (await evolve(old, new_)).one(code);
  assert.equal(finding.class, name, finding.message);
  assert.equal(finding.contradiction, null, finding.message);
}

describe('@since', () => {
  it('makes an appended field one that only strict old readers refuse', async () => {
    const { one, report } = await evolve(
      'table T { a: Uint32, }',
      'table T { a: Uint32,\n/// @since 2\nb: Uint32, }',
    );
    const finding = one('FIELD_APPENDED');
    expectRow(finding, 'compatible-readers', ALL, ['some', 'all']);
    assert.equal(finding.counterexample!.reader, 'strict');
    assert.equal(refusal(finding, 'old'), 'E_WIRE_FIELD_COUNT');
    assert.equal(report.ok, true);
    assert.equal(
      (
        await evolve('table T { a: Uint32, }', 'table T { a: Uint32,\n/// @since 2\nb: Uint32, }', {
          strict: true,
        })
      ).report.ok,
      false,
    );
  });
  it('lets the last field be removed for compatible readers', async () => {
    const { one } = await evolve(
      'table T { a: Uint32,\n/// @since 2\nb: Uint32, }',
      'table T { a: Uint32, }',
    );
    expectRow(one('FIELD_REMOVED'), 'compatible-readers', ['some', 'all'], ALL);
  });
  it('at a field that was always there lets new peers leave out what old ones want', async () => {
    const [always, since] = [
      'table T { a: Uint32, b: Uint32, }',
      'table T { a: Uint32,\n/// @since 2\nb: Uint32, }',
    ];
    expectRow((await evolve(always, since)).one('FIELD_SINCE'), 'needs-version', ALL, SOME);
    expectRow((await evolve(since, always)).one('FIELD_SINCE'), 'needs-version', SOME, ALL);
  });
  it('does not help a field in front of another one', async () => {
    const { one } = await evolve(
      'table T { a: Uint32,\n/// @since 2\nb: Uint32, }',
      'table T { a: Uint32,\n/// @since 2\nx: Uint32,\n/// @since 2\nb: Uint32, }',
    );
    assert.equal(one('FIELD_INSERTED').class, 'silent');
  });
});

describe('fields of tables and structs', () => {
  it('a field in the place of another one is misread where their sizes fit, else refused', async () => {
    await expectClass(
      'table T { a: Uint32, b: Uint32, c: Uint32, }',
      'table T { a: Uint32, c: Uint32, }',
      'FIELD_REMOVED',
      'silent',
    );
    await expectClass(
      'table T { a: Uint32, b: Uint32, }',
      'table T { a: Uint32, x: Int32, }',
      'FIELD_REPLACED',
      'silent',
    );
    await expectClass(
      'table T { a: Uint32, b: Uint32, }',
      'table T { a: Uint32, x: Uint64, }',
      'FIELD_REPLACED',
      'needs-version',
    );
  });
  it('fields of other sizes that changed places are refused', async () => {
    await expectClass(
      'table T { a: Uint32, b: Uint64, }',
      'table T { b: Uint64, a: Uint32, }',
      'FIELD_ORDER',
      'needs-version',
    );
  });
  it('struct fields that changed without changing the sum are misread', async () => {
    await expectClass(
      'table T { s: S, }\nstruct S { a: Uint32, b: Uint64, }',
      'table T { s: S, }\nstruct S { b: Uint64, a: Uint32, }',
      'FIELD_ORDER',
      'silent',
    );
    const { report } = await evolve(
      'table T { s: S, }\nstruct S { a: Uint32, b: Uint32, }',
      'table T { s: S, }\nstruct S { c: Uint64, }',
    );
    assert.deepEqual([report.counts.silent > 0, report.ok], [true, false]);
  });
  it('another integer of the same size is misread, plain bytes of that size are the same bytes', async () => {
    await expectClass('table T { a: Uint32, }', 'table T { a: Int32, }', 'FIELD_TYPE', 'silent');
    await expectClass('table T { a: Uint32, }', 'table T { a: Byte4, }', 'FIELD_TYPE', 'safe');
    await expectClass('table T { a: Bool, }', 'table T { a: Uint8, }', 'FIELD_TYPE', 'needs-version');
  });
  it('another length of an array is refused', async () => {
    const arrays = 'array Two [Uint32; 2];\narray Three [Uint32; 3];';
    await expectClass(
      `table T { a: Two, }\n${arrays}`,
      `table T { a: Three, }\n${arrays}`,
      'FIELD_TYPE',
      'needs-version',
    );
  });
  it('@utf8 refuses what is no UTF-8, and means the same', async () => {
    const [bytes, text] = [
      'table T {\n/// @maxlen 9\na: Bytes, }',
      'table T {\n/// @maxlen 9 @utf8\na: Bytes, }',
    ];
    const added = (await evolve(bytes, text)).one('UTF8');
    expectRow(added, 'needs-version', SOME, ALL);
    assert.equal(refusal(added, 'new'), 'E_WIRE_UTF8');
    expectRow((await evolve(text, bytes)).one('UTF8'), 'needs-version', ALL, SOME);
  });
  it('a type with another name and the same fields is the same type', async () => {
    const { one, report } = await evolve(
      'table T { n: Node, }\ntable Node { a: Uint32, }',
      'table T { n: Peer, }\ntable Peer { a: Uint32, }',
    );
    assert.match(one('TYPE_RENAMED').message, /same bytes/);
    assert.deepEqual([report.counts.safe, report.findings.length], [1, 1]);
  });
});

describe('limits', () => {
  const list = (max: number): string => `table T {\n/// @max ${max}\nv: Uint32s, }`;
  const bytes = (max: number): string => `table T {\n/// @maxlen ${max}\nv: Bytes, }`;

  it('lowered: the smallest value above the new limit is refused', async () => {
    const finding = (await evolve(list(8), list(6))).one('LIMIT_LOWERED');
    assert.deepEqual(
      [finding.class, finding.counterexample!.writer, refusal(finding, 'new')],
      ['needs-version', 'old', 'E_WIRE_LIMIT'],
    );
    assert.deepEqual(finding.counterexample!.old, { value: { v: [0, 0, 0, 0, 0, 0, 0] } });
  });
  it('raised: the smallest value above the old limit is refused', async () => {
    const finding = (await evolve(bytes(5), bytes(9))).one('LIMIT_RAISED');
    assert.deepEqual([finding.counterexample!.writer, refusal(finding, 'old')], ['new', 'E_WIRE_LIMIT']);
    assert.deepEqual(finding.counterexample!.new, { value: { v: '0x000000000000' } });
  });
  it('in vectors of vectors each level counts', async () => {
    const nested = (outer: number, inner: number): string =>
      `table T {\n/// @max ${outer} ${inner}\nv: Lists, }\nvector Lists <Uint32s>;`;
    const finding = (await evolve(nested(3, 4), nested(3, 2))).one('LIMIT_LOWERED');
    assert.match(finding.message, /^T\.v\[\]: at most 2 items instead of 4/);
    assert.deepEqual(finding.counterexample!.old, { value: { v: [[0, 0, 0]] } });
  });
  it('too large to be shown: the rule stands alone', async () => {
    const finding = (await evolve(bytes(2 ** 22), bytes(2 ** 23))).one('LIMIT_RAISED');
    assert.deepEqual([finding.class, finding.counterexample], ['needs-version', null]);
    assert.match(finding.contradiction!, /4194305/);
  });
});

describe('unions', () => {
  const items = 'table A { x: Uint32, }\ntable B { y: Uint32, }\ntable C { z: Uint64, }';
  const union = (text: string): string => `union T { ${text} }\n${items}`;

  it('a removed item is refused', async () => {
    await expectClass(union('A, B,'), union('A,'), 'ITEM_REMOVED', 'needs-version');
  });
  it('an id with another item is misread where the bytes fit', async () => {
    await expectClass(union('A : 0, C : 1,'), union('A : 0, B : 1,'), 'ITEM_REPLACED', 'needs-version');
    await expectClass(union('C : 0, A : 1,'), union('C : 0, B : 1,'), 'ITEM_REPLACED', 'silent');
  });
  it('another id for an item is refused, and misread if it was taken', async () => {
    await expectClass(union('A : 0, B : 1,'), union('A : 0, B : 5,'), 'ITEM_ID', 'needs-version');
    await expectClass(union('A : 0, B : 1,'), union('A : 1, B : 0,'), 'ITEM_ID', 'silent');
  });
  it('an id that another item takes over is shown by bytes with that id', async () => {
    const title = '\n/// @maxlen 9\ntitle: Bytes,';
    const types =
      `table Ask { id: Uint32, ${title} }\ntable Told { id: Uint32, at: Uint32Opt, }\n` +
      `table Tell { ${title} }\ntable Forget { ${title} }`;
    const { one } = await evolve(
      `union T { Ask, Told, Tell, }\n${types}`,
      `union T { Forget, Ask, Told, Tell, }\n${types}`,
    );
    for (const code of ['ITEM_ADDED', 'ITEM_ID'] as const) {
      assert.match(one(code).counterexample!.bytes, /^00000000/, code);
    }
  });
  it('the order of lines with ids does not count', async () => {
    const { report } = await evolve(union('A : 0, B : 1,'), union('B : 1, A : 0,'));
    assert.deepEqual(report.findings, []);
  });
  it('a lower id than all others is the default, which no bytes show', async () => {
    const finding = (await evolve(union('A : 5, B : 6,'), union('A : 5, B : 6, C : 1,'))).one('DEFAULT_ITEM');
    assert.deepEqual(
      [finding.class, finding.message],
      ['safe', 'the default of T is C instead of A: it has the lowest id'],
    );
  });
});

describe('types that no protocol carries', () => {
  it('have no version: what is refused is a break', async () => {
    const { one } = await evolveBare('table T { a: Uint32, }', 'table T { a: Uint32, b: Uint32, }');
    const finding = one('FIELD_APPENDED');
    assert.equal(finding.class, 'break');
    assert.match(finding.note!, /no protocol/);
    assert.deepEqual(finding.advice, ['append b at the end with @since 2']);
  });
  it('a type that is gone is a break if nothing else used it', async () => {
    const { one } = await evolveBare(
      'table T { a: U, }\ntable U { a: Uint32, }\ntable V { a: U, b: U, }',
      'table T { a: U, }\ntable U { a: Uint32, }',
    );
    assert.deepEqual([one('TYPE_REMOVED').class, one('TYPE_REMOVED').message], ['break', 'V was removed']);
  });
});

describe('evidence against the rules', () => {
  it('wins where two changes that are refused one by one fit together', async () => {
    const { one, report } = await evolve(
      'table T { p: P, }\nstruct P { s: S, r: R, }\nstruct S { a: Uint32, }\nstruct R { b: Uint64, }',
      'table T { p: P, }\nstruct P { s: S, r: R, }\nstruct S { a: Uint64, }\nstruct R { b: Uint32, }',
    );
    const finding = one('EVIDENCE');
    assert.equal(finding.class, 'silent');
    assert.match(finding.contradiction!, /by the rules .* refused/);
    assert.equal(report.counts['needs-version'], 2);
  });
});
