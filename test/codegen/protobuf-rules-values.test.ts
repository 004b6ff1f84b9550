import assert from 'node:assert/strict';

import { Rules, type Values } from './protobuf-rules.js';

describe('protobuf, enums', () => {
  const rules = new Rules();
  before(() => rules.load());
  after(() => rules.remove());

  it('of proto3 are open: unknown numbers stay as they are', () => {
    rules.reads('Ints', 'd', [
      ['2063', 99],
      ['20 ffffffff07', 2 ** 31 - 1],
    ]);
    assert.equal(rules.write('Ints', { ...rules.empty('Ints'), d: 99 }), '2063');
    assert.throws(() => rules.write('Ints', { ...rules.empty('Ints'), d: 2 ** 31 }), {
      code: 'E_WIRE_VALUE',
    });
  });
  it('of proto2 are closed: an unknown number counts as an unknown field', () => {
    assert.deepEqual(rules.read('Enums', '0801 0805'), { a: 1, b: [], c: new Map(), z: undefined });
    rules.reads('Enums', 'b', [
      ['1001 1005 1002', [1, 2]],
      ['12 03 010502', [1, 2]],
      // Unknown numbers do not fill the list.
      ['12 06 050505010205', [1, 2]],
    ]);
    rules.reads('Enums', 'c', [
      ['1a04 0801 1007 1a04 0802 1005', new Map([[1, 7]])],
      ['1a04 0801 1007 1a04 0801 1005', new Map([[1, 7]])],
      ['1a06 0801 1005 1007', new Map([[1, 7]])],
    ]);
    rules.reads('Enums', 'z', [
      ['2801 2005', { type: 'E', value: 1 }],
      ['2002 2005', { type: 'D', value: 2 }],
    ]);
  });
  it('of proto2 are refused when they are written with a number that is unknown', () => {
    const refused: readonly Values[] = [
      { a: 5 },
      { b: [5] },
      { c: new Map([[1, 5]]) },
      { z: { type: 'D', value: 5 } },
    ];
    for (const value of refused) {
      assert.throws(() => rules.write('Enums', { ...rules.empty('Enums'), ...value }), {
        code: 'E_WIRE_VALUE',
      });
    }
  });
});

describe('protobuf, strings', () => {
  const rules = new Rules();
  before(() => rules.load());
  after(() => rules.remove());

  it('are strictly UTF-8, in proto2 as well', () => {
    for (const bad of ['80', 'c0af', 'c328', 'eda080', 'f48fbf', 'f4908080', 'ff']) {
      const hex = (bad.length / 2).toString(16).padStart(2, '0') + bad;
      rules.refuses('Texts', [[`0a ${hex}`, 'E_WIRE_UTF8']]);
      rules.refuses('Defaults', [[`32 ${hex}`, 'E_WIRE_UTF8']]);
    }
    rules.reads('Texts', 'a', [
      ['0a 03 efbfbd', '\ufffd'],
      ['0a 04 f09f9880', '😀'],
      ['0a 03 efbbbf', '\ufeff'],
      ['0a 01 00', '\u0000'],
    ]);
    for (const bad of ['\ud800', 'a\udc00']) {
      assert.throws(() => rules.write('Texts', { ...rules.empty('Texts'), a: bad }), {
        code: 'E_WIRE_VALUE',
      });
    }
  });
  it('and bytes have limits in bytes', () => {
    rules.reads('Texts', 'a', [['0a 05 6161616161', 'aaaaa']]);
    rules.refuses('Texts', [
      ['0a 06 616161616161', 'E_WIRE_LIMIT'],
      ['12 06 000000000000', 'E_WIRE_LIMIT'],
    ]);
    assert.throws(() => rules.write('Texts', { ...rules.empty('Texts'), a: 'ééé' }), {
      code: 'E_WIRE_LIMIT',
    });
    assert.throws(() => rules.write('Texts', { ...rules.empty('Texts'), b: new Uint8Array(6) }), {
      code: 'E_WIRE_LIMIT',
    });
  });
});

describe('protobuf, @number', () => {
  const rules = new Rules();
  before(() => rules.load());
  after(() => rules.remove());

  it('makes a number of 64 bits, and refuses what a number cannot hold', () => {
    const max = Number.MAX_SAFE_INTEGER;
    const value = { a: -max, b: max, c: -1 };
    const hex = '0881808080808080f0ff0110ffffffffffffff0f19ffffffffffffffff';
    assert.equal(rules.write('Numbers', value), hex);
    assert.deepEqual(rules.read('Numbers', hex), value);
    rules.refuses('Numbers', [
      ['08 8080808080808010', 'E_WIRE_VALUE'],
      ['08 80808080808080f0ff01', 'E_WIRE_VALUE'],
      ['10 ffffffffffffffffff01', 'E_WIRE_VALUE'],
      ['19 0000000000002000', 'E_WIRE_VALUE'],
    ]);
    for (const bad of [{ a: max + 1 }, { a: 0.5 }, { a: 1n }, { b: -1 }, { c: -max - 1 }, { c: NaN }]) {
      assert.throws(() => rules.write('Numbers', { ...rules.empty('Numbers'), ...bad }), {
        code: 'E_WIRE_VALUE',
      });
    }
  });
});

describe('protobuf, values of a wrong type', () => {
  const rules = new Rules();
  before(() => rules.load());
  after(() => rules.remove());

  it('values of a wrong type are refused with the path of the field', () => {
    const wrong: readonly (readonly [string, Values, RegExp])[] = [
      ['Ints', { a: '1' }, /Ints\.a must be/],
      ['Ints', { a: 1.5 }, /Ints\.a must be/],
      ['Ints', { b: -1 }, /Ints\.b must be/],
      ['Ints', { e: 1 }, /Ints\.e must be a boolean/],
      ['Ints', { f: 1 }, /Ints\.f must be a bigint/],
      ['Ints', { g: -1n }, /Ints\.g must be a bigint/],
      ['Ints', { g: 2n ** 64n }, /Ints\.g must be a bigint/],
      ['Wide', { e: '1' }, /Wide\.e must be a number/],
      ['Wide', { f: 1n }, /Wide\.f must be a number/],
      ['Texts', { a: undefined }, /Texts\.a must be a string/],
      ['Texts', { b: [] }, /Texts\.b must be a Uint8Array/],
      ['Texts', { b: '' }, /Texts\.b must be a Uint8Array/],
      ['Lists', { a: new Set() }, /Lists\.a must be an array/],
      ['Lists', { a: [undefined] }, /Lists\.a\[\] must be/],
      ['Lists', { c: [null] }, /Leaf\.x must be/],
      ['Maps', { a: {} }, /Maps\.a must be a Map/],
      ['Maps', { b: new Map([['1', 1]]) }, /Maps\.b\.key must be/],
      ['Present', { a: null }, /Present\.a must be/],
      ['Present', { c: null }, /Leaf\.x must be/],
      ['Choice', { z: { type: 'B', value: 1 } }, /Choice\.z\.B must be a boolean/],
    ];
    for (const [name, fields, message] of wrong) {
      const value = { ...rules.empty(name), ...fields };
      for (const run of [() => rules.codec(name).encode(value), () => rules.codec(name).size(value)]) {
        assert.throws(run, (thrown: unknown) => {
          const {
            name: kind,
            code,
            message: text,
          } = thrown as { name: string; code: string; message: string };
          assert.deepEqual([kind, code], ['WireError', 'E_WIRE_VALUE'], `${name} ${text}`);
          assert.match(text, message);
          return true;
        });
      }
    }
    for (const value of [undefined, null, 5, 'x']) {
      assert.throws(() => rules.codec('Maps').encode(value), { code: 'E_WIRE_VALUE' });
    }
  });
});
