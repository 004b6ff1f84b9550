import assert from 'node:assert/strict';

import type { Finding } from '../../codegen/src/evolution/report.js';
import { evolve, expectRow, misreadPercent, refusal } from './evolve.js';

const ALL = ['all', 'all'] as const;
const NONE = ['none', 'none'] as const;
const SOME = ['some', 'some'] as const;
/** Refused by strict readers alone. */
const COMPATIBLE = ['none', 'all'] as const;

function misread({ evidence }: Finding): readonly [oldToNew: number, newToOld: number] {
  return [misreadPercent(evidence!.oldToNew), misreadPercent(evidence!.newToOld)];
}

function nothingMisread(finding: Finding): void {
  assert.deepEqual(misread(finding), [0, 0]);
}

describe('changes of a molecule schema, by rule and by the codecs of both versions', () => {
  const two = 'table T { a: Uint32, b: Uint32, }';
  const items = 'table A { x: Uint32, }\ntable B { y: Uint32, }\ntable C { z: Uint32, }';
  const struct = 'table T { s: S, }\nstruct S { a: Uint32, b: Uint32, }';

  it('a field appended to a table: only compatible readers of the old version read it, new ones nothing old', async () => {
    const { one, report } = await evolve('table T { a: Uint32, }', two);
    const finding = one('FIELD_APPENDED');
    expectRow(finding, 'needs-version', NONE, COMPATIBLE);
    nothingMisread(finding);
    assert.match(finding.advice[0]!, /@since 2/);
    assert.match(finding.advice[1]!, /versions=\["2"\]/);
    assert.equal(report.ok, false);
  });

  it('the last field of a table removed: the other way round', async () => {
    const { one } = await evolve(two, 'table T { a: Uint32, }');
    const finding = one('FIELD_REMOVED');
    expectRow(finding, 'needs-version', COMPATIBLE, NONE);
    nothingMisread(finding);
  });

  it('two fields of one type swapped: everybody accepts, and misreads', async () => {
    const { one } = await evolve(two, 'table T { b: Uint32, a: Uint32, }');
    const finding = one('FIELD_ORDER');
    expectRow(finding, 'silent', ALL, ALL);
    for (const percent of misread(finding)) assert.ok(percent > 90 && percent < 100, String(percent));
    assert.equal(finding.message, 'field order of T changed (a, b → b, a)');
    const { counterexample } = finding;
    assert.deepEqual(counterexample?.old, { value: { a: 0, b: 1 } });
    assert.deepEqual(counterexample?.new, { value: { b: 0, a: 1 } });
    assert.equal(counterexample?.bytes, '140000000c000000100000000000000001000000');
  });

  it('a field inserted in the middle: compatible old readers take it for the next one', async () => {
    const { one } = await evolve(two, 'table T { a: Uint32, x: Uint32, b: Uint32, }');
    const finding = one('FIELD_INSERTED');
    expectRow(finding, 'silent', NONE, COMPATIBLE);
    assert.ok(misread(finding)[1] > 85);
  });

  it('a field renamed: nothing on the wire, another name in TypeScript', async () => {
    const { one, report } = await evolve(two, 'table T { a: Uint32, c: Uint32, }');
    const finding = one('FIELD_RENAMED');
    expectRow(finding, 'safe', ALL, ALL);
    nothingMisread(finding);
    assert.match(finding.note!, /TypeScript/);
    assert.equal(report.ok, true);
  });

  it('T made option of T: old readers refuse what is absent', async () => {
    const { one } = await evolve(two, 'table T { a: Uint32, b: Uint32Opt, }');
    const finding = one('FIELD_TYPE');
    expectRow(finding, 'needs-version', ALL, SOME);
    nothingMisread(finding);
    assert.match(finding.message, /uint32 became optional uint32/);
  });

  it('an item appended to a union: old readers refuse it', async () => {
    const { one } = await evolve(`union T { A, B, }\n${items}`, `union T { A, B, C, }\n${items}`);
    const finding = one('ITEM_ADDED');
    expectRow(finding, 'needs-version', ALL, SOME);
    nothingMisread(finding);
    assert.equal(refusal(finding, 'old'), 'E_WIRE_UNKNOWN_ITEM');
  });

  it('an item inserted in front without ids: every id means another item', async () => {
    const { one } = await evolve(`union T { A, B, }\n${items}`, `union T { C, A, B, }\n${items}`);
    const finding = one('ITEM_ID');
    expectRow(finding, 'silent', ALL, SOME);
    assert.deepEqual(misread(finding), [100, 100]);
    assert.match(finding.advice[0]!, /A : 0, B : 1,/);
    assert.equal(one('ITEM_ADDED').class, 'silent');
    assert.equal(one('DEFAULT_ITEM').class, 'safe');
  });

  it('the same with ids: as if it were appended', async () => {
    const { one } = await evolve(
      `union T { A : 0, B : 1, }\n${items}`,
      `union T { C : 2, A : 0, B : 1, }\n${items}`,
    );
    const finding = one('ITEM_ADDED');
    expectRow(finding, 'needs-version', ALL, SOME);
    nothingMisread(finding);
  });

  it('two struct fields of one size swapped: everybody accepts, and misreads', async () => {
    const { one } = await evolve(struct, 'table T { s: S, }\nstruct S { b: Uint32, a: Uint32, }');
    const finding = one('FIELD_ORDER');
    expectRow(finding, 'silent', ALL, ALL);
    for (const percent of misread(finding)) assert.ok(percent > 90, String(percent));
  });

  it('a struct that grew, and a struct that became a table: everything is refused', async () => {
    const longer = await evolve(struct, 'table T { s: S, }\nstruct S { a: Uint32, b: Uint32, c: Uint32, }');
    expectRow(longer.one('FIELD_APPENDED'), 'needs-version', NONE, NONE);
    const table = await evolve(struct, 'table T { s: S, }\ntable S { a: Uint32, b: Uint32, }');
    expectRow(table.one('TYPE_KIND'), 'needs-version', NONE, NONE);
    for (const finding of [longer.one('FIELD_APPENDED'), table.one('TYPE_KIND')]) nothingMisread(finding);
  });

  it('a table of n T that became a vector of T: the same bytes, another shape', async () => {
    const { one } = await evolve(
      'table T { s: S, }\ntable S { a: A, b: A, }\ntable A { x: Uint32, }',
      'table T {\n/// @max 4\ns: S, }\nvector S <A>;\ntable A { x: Uint32, }',
    );
    const finding = one('FIELD_TYPE');
    assert.equal(finding.class, 'silent');
    assert.deepEqual(misread(finding), [100, 100]);
    const { oldToNew, newToOld } = finding.evidence!;
    assert.equal(oldToNew.strict, oldToNew.tried);
    assert.ok(newToOld.strict > 0 && newToOld.strict < newToOld.tried);
  });

  it('vector of Uint32 to vector of Uint64: only the empty ones are read', async () => {
    const { one } = await evolve(
      'table T {\n/// @max 4\nv: Uint32s, }',
      'table T {\n/// @max 4\nv: Uint64s, }',
    );
    const finding = one('FIELD_TYPE');
    expectRow(finding, 'needs-version', SOME, SOME);
    nothingMisread(finding);
  });
});
