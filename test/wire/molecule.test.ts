import assert from 'node:assert/strict';

import * as wire from '../../src/wire/index.js';

const code = (expected: string) => (thrown: unknown) =>
  thrown instanceof wire.WireError && thrown.code === expected;
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

/** The code of the error of `run`, or what it returns. */
function verdict(run: () => unknown): unknown {
  try {
    return run();
  } catch (thrown) {
    assert.ok(thrown instanceof wire.WireError, String(thrown));
    return thrown.code.replace('E_WIRE_', '');
  }
}

describe('headers of molecule', () => {
  it('tables without fields follow the official order of checks', () => {
    const empty = (bytes: string, compatible: boolean) => () =>
      wire.emptyTable(hex(bytes), 0, bytes.length / 2, !compatible, 'T');
    empty('04000000', false)();
    empty('0500000063', true)();
    assert.throws(empty('0500000063', false), code('E_WIRE_FIELD_COUNT'));
    assert.throws(empty('0400000063', true), code('E_WIRE_TOTAL_SIZE'));
    assert.throws(empty('0400', true), code('E_WIRE_HEADER'));
  });
  it('tables: size, header, first offset, number of fields, order, in this order', () => {
    const count = (bytes: string): unknown =>
      verdict(() => wire.tableCount(hex(bytes), 0, bytes.length / 2, 1, 2, 'T'));
    assert.equal(count('0400'), 'HEADER');
    assert.equal(count('09000000'), 'TOTAL_SIZE');
    assert.equal(count('04000000'), 'HEADER');
    assert.equal(count('0800000006000000'), 'OFFSETS');
    assert.equal(count('0800000004000000'), 'OFFSETS');
    assert.equal(count('080000000c000000'), 'HEADER');
    // Three fields, out of order: the number comes first.
    assert.equal(count('10000000' + '10000000' + '20000000' + '08000000'), 'FIELD_COUNT');
    assert.equal(count('0c000000' + '0c000000' + '08000000'), 'OFFSETS');
    assert.equal(count('0c000000' + '0c000000' + '0d000000'), 'OFFSETS');
    assert.equal(count('0c000000' + '0c000000' + '0c000000'), 2);
    assert.equal(count('09000000' + '08000000' + 'ff'), 1);
  });
  it('the last known field of a table ends where an unknown one begins, for a compatible reader', () => {
    const end = (bytes: string, fields: number, compatible: boolean): unknown =>
      verdict(() => wire.tableEnd(hex(`eeee${bytes}`), 2, 2 + bytes.length / 2, fields, !compatible, 'T'));
    const one = '0a000000' + '08000000' + '0102';
    const two = '0f000000' + '0c000000' + '0e000000' + '010203';
    assert.equal(end(one, 1, false), 12);
    assert.equal(end(two, 2, false), 17);
    assert.equal(end(two, 1, true), 16);
    assert.equal(end(two, 1, false), 'FIELD_COUNT');
    assert.equal(end(one, 2, true), 'FIELD_COUNT');
  });
  it('vectors: size, first offset, order, limit, in this order', () => {
    const count = (bytes: string): unknown =>
      verdict(() => wire.listCount(hex(bytes), 0, bytes.length / 2, 2, 'T'));
    assert.equal(count('04000000'), 0);
    assert.equal(count('040000'), 'HEADER');
    assert.equal(count('0500000000'), 'TOTAL_SIZE');
    assert.equal(count('0800000004000000'), 'OFFSETS');
    assert.equal(count('08000000fcffffff'), 'HEADER');
    assert.equal(count('10000000' + '10000000' + '20000000' + '08000000'), 'OFFSETS');
    assert.equal(count('10000000' + '10000000' + '10000000' + '10000000'), 'LIMIT');
    assert.equal(count('0c000000' + '0c000000' + '0b000000'), 'OFFSETS');
    assert.equal(count('0c000000' + '0c000000' + '0d000000'), 'OFFSETS');
    assert.equal(count('0c000000' + '0c000000' + '0c000000'), 2);
  });
  it('vectors of fixed items: the product of two u32 does not wrap', () => {
    const count = (bytes: string, size: number): unknown =>
      verdict(() => wire.fixvecCount(hex(bytes), 0, bytes.length / 2, size, 3, 'T'));
    assert.equal(count('0000', 1), 'HEADER');
    assert.equal(count('00000080', 2), 'TOTAL_SIZE');
    assert.equal(count('04000000' + '01020304', 1), 'LIMIT');
    assert.equal(count('02000000' + '01020304', 2), 2);
  });
});
