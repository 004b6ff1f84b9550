import assert from 'node:assert/strict';

import { bytes, leaf, Rules } from './protobuf-rules.js';

describe('protobuf, varints', () => {
  const rules = new Rules();
  before(() => rules.load());
  after(() => rules.remove());

  it('have at most ten bytes', () => {
    rules.reads('Ints', 'g', [
      ['38 00', 0n],
      ['38 80808080808080808000', 0n],
      ['38 ffffffffffffffffff01', 2n ** 64n - 1n],
      // The tenth byte has one bit of 64: the others are dropped.
      ['38 ffffffffffffffffff7f', 2n ** 64n - 1n],
    ]);
    rules.refuses('Ints', [
      ['38 8080808080808080808000', 'E_WIRE_VARINT'],
      ['38', 'E_WIRE_VARINT'],
      ['38 80', 'E_WIRE_VARINT'],
      ['78 8080808080808080808000', 'E_WIRE_VARINT'],
    ]);
  });
  it('of 32 bits keep the low 32 bits of longer ones', () => {
    rules.reads('Ints', 'a', [
      ['08 ffffffff0f', -1],
      ['08 ffffffffffffffffff01', -1],
      ['08 8180808010', 1],
      ['08 feffffffffff01', -2],
    ]);
    rules.reads('Ints', 'b', [
      ['10 ffffffff0f', 0xffff_ffff],
      ['10 ffffffffffffffffff01', 0xffff_ffff],
      ['10 8280808070', 2],
    ]);
    rules.reads('Ints', 'c', [
      ['18 ffffffff0f', -(2 ** 31)],
      ['18 8380808010', -2],
    ]);
    rules.reads('Ints', 'd', [['20 fdffffff0f', -3]]);
  });
  it('of a bool are true for every bit', () => {
    rules.reads('Ints', 'e', [
      ['28 01', true],
      ['28 02', true],
      ['28 80808080808080808001', true],
      ['28 8080808010', true],
      ['28 808000', false],
    ]);
  });
  it('of a negative int32, int64 or enum are extended to ten bytes', () => {
    const ints = rules.empty('Ints');
    assert.equal(rules.write('Ints', { ...ints, a: -1 }), '08ffffffffffffffffff01');
    assert.equal(rules.write('Ints', { ...ints, a: -(2 ** 31) }), '0880808080f8ffffffff01');
    assert.equal(rules.write('Ints', { ...ints, d: -3 }), '20fdffffffffffffffff01');
    assert.equal(rules.write('Ints', { ...ints, f: -2n }), '30feffffffffffffffff01');
  });
  it('of sint32 and sint64 are zigzag', () => {
    const ints = rules.empty('Ints');
    for (const [value, hex] of [
      [-1, '1801'],
      [1, '1802'],
      [-2, '1803'],
      [2 ** 31 - 1, '18feffffff0f'],
      [-(2 ** 31), '18ffffffff0f'],
    ] as const) {
      assert.equal(rules.write('Ints', { ...ints, c: value }), hex);
      assert.equal(rules.read('Ints', hex)['c'], value);
    }
    for (const [value, hex] of [
      [-1n, '4001'],
      [2n ** 63n - 1n, '40feffffffffffffffff01'],
      [-(2n ** 63n), '40ffffffffffffffffff01'],
    ] as const) {
      assert.equal(rules.write('Ints', { ...ints, h: value }), hex);
      assert.equal(rules.read('Ints', hex)['h'], value);
    }
  });
  it('are measured exactly at every length', () => {
    const ints = rules.empty('Ints');
    for (let bits = 0n; bits < 64n; bits++) {
      for (const g of [(1n << bits) - 1n, 1n << bits, (1n << bits) + 1n]) {
        const value = { ...ints, g };
        assert.equal(rules.codec('Ints').size(value), rules.codec('Ints').encode(value).length);
        assert.equal(rules.read('Ints', rules.write('Ints', value))['g'], g);
      }
    }
  });
});

describe('protobuf, tags', () => {
  const rules = new Rules();
  before(() => rules.load());
  after(() => rules.remove());

  it('with field number 0, wire type 6 or 7, or more than 32 bits are refused', () => {
    for (const name of ['Ints', 'Empty', 'Wide']) {
      rules.refuses(name, [
        ['00', 'E_WIRE_TAG'],
        ['01', 'E_WIRE_TAG'],
        ['02 01', 'E_WIRE_TAG'],
        ['8200 01', 'E_WIRE_TAG'],
        ['0e', 'E_WIRE_TAG'],
        ['0f', 'E_WIRE_TAG'],
        ['fe07', 'E_WIRE_TAG'],
        ['8880808010 01', 'E_WIRE_TAG'],
        ['80', 'E_WIRE_VARINT'],
      ]);
    }
  });
  it('and lengths may be padded to five bytes, not to six', () => {
    rules.reads('Ints', 'a', [['8880808000 05', 5]]);
    rules.refuses('Ints', [['888080808000 05', 'E_WIRE_VARINT']]);
    rules.reads('Texts', 'a', [['0a 8180808000 61', 'a']]);
    rules.refuses('Texts', [['0a 818080808000 61', 'E_WIRE_VARINT']]);
  });
  it('that are unknown are skipped with what they hold', () => {
    for (const unknown of [
      'f80f 01',
      'f90f 0000000000000000',
      'fa0f 02 0102',
      'fd0f 00000000',
      'fb0f fc0f',
      'fb0f f80f05 fb0f 0a01ff fc0f fc0f',
    ]) {
      assert.deepEqual(rules.read('Leaf', `0805 ${unknown} 0806`), leaf(6), unknown);
    }
  });
  it('of groups must match, and groups end', () => {
    rules.refuses('Leaf', [
      ['0c', 'E_WIRE_TAG'],
      ['fb0f f40f', 'E_WIRE_TAG'],
      ['fb0f', 'E_WIRE_VARINT'],
      ['fb0f 0a05 fc0f', 'E_WIRE_TRUNCATED'],
      ['fb0f 00 fc0f', 'E_WIRE_TAG'],
    ]);
  });
  it('of groups count as levels', () => {
    const groups = (levels: number): string => 'fb0f'.repeat(levels) + 'fc0f'.repeat(levels);
    assert.deepEqual(rules.read('Leaf', groups(100)), leaf(0));
    rules.refuses('Leaf', [[groups(101), 'E_WIRE_DEPTH']]);
  });
  it('with another wire type than the field has mean an unknown field', () => {
    rules.reads('Ints', 'a', [
      ['0a 01 05', 0],
      ['0d 01000000', 0],
      ['0805 0b 0c', 5],
    ]);
    rules.reads('Wide', 'a', [['0805', 0]]);
    rules.reads('Texts', 'a', [['0805', '']]);
    rules.reads('Lists', 'd', [['2005', []]]);
    rules.reads('Maps', 'a', [['0805', new Map()]]);
    rules.reads('Choice', 'z', [['15 01000000', undefined]]);
  });
});

describe('protobuf, lengths and fixed widths', () => {
  const rules = new Rules();
  before(() => rules.load());
  after(() => rules.remove());

  it('are compared with what is there before anything is made', () => {
    rules.refuses('Texts', [
      ['0a 01', 'E_WIRE_TRUNCATED'],
      ['0a ffffffff0f', 'E_WIRE_TRUNCATED'],
      ['0a ffffffff7f', 'E_WIRE_TRUNCATED'],
      ['0a 808080807f', 'E_WIRE_TRUNCATED'],
      ['0a', 'E_WIRE_VARINT'],
      ['12 05 01020304', 'E_WIRE_TRUNCATED'],
      ['7a 01', 'E_WIRE_TRUNCATED'],
    ]);
    rules.refuses('Wide', [
      ['0d 000000', 'E_WIRE_TRUNCATED'],
      ['19 00000000000000', 'E_WIRE_TRUNCATED'],
      ['7d 000000', 'E_WIRE_TRUNCATED'],
      ['79 00000000000000', 'E_WIRE_TRUNCATED'],
    ]);
    rules.refuses('Leaf', [['12 02 08', 'E_WIRE_TRUNCATED']]);
  });
  it('are compared with the end of the range, not with the end of the bytes', () => {
    for (const [hex, end, code] of [
      ['0a 02 6162', 3, 'E_WIRE_TRUNCATED'],
      ['0a 02 6162', 1, 'E_WIRE_VARINT'],
      ['0a 85 00', 2, 'E_WIRE_VARINT'],
    ] as const) {
      assert.throws(() => rules.codec('Texts').decodeRange(bytes(hex), 0, end), { code }, hex);
    }
    assert.deepEqual(rules.codec('Texts').decodeRange(bytes('ff0a0161ff'), 1, 4), {
      a: 'a',
      b: new Uint8Array(0),
    });
  });
  it('have the bytes of the encoding guide', () => {
    const value = { a: 0xffff_fffe, b: -2, c: 2n ** 64n - 2n, d: -2n, e: 1.5, f: -0.1 };
    const hex = '0dfeffffff15feffffff19feffffffffffffff21feffffffffffffff2d0000c03f319a9999999999b9bf';
    assert.equal(rules.write('Wide', value), hex);
    assert.deepEqual(rules.read('Wide', hex), value);
  });
});
