import assert from 'node:assert/strict';

import { leaf, Rules } from './protobuf-rules.js';

describe('protobuf, presence', () => {
  const rules = new Rules();
  before(() => rules.load());
  after(() => rules.remove());

  it('proto3: zero is not written, minus zero is', () => {
    const zero = rules.empty('Present');
    assert.equal(rules.write('Present', zero), '');
    assert.equal(rules.write('Present', { ...zero, d: -0 }), '210000000000000080');
    assert.equal(rules.write('Present', { ...zero, e: -0 }), '2d00000080');
    assert.ok(Object.is(rules.read('Present', '2d00000080')['e'], -0));
  });
  it('proto3: what becomes zero in 32 bits is not written, NaN is', () => {
    const zero = rules.empty('Present');
    assert.equal(rules.write('Present', { ...zero, e: 1e-60 }), '');
    assert.equal(rules.write('Present', { ...zero, e: -1e-60 }), '2d00000080');
    assert.equal(rules.write('Present', { ...zero, e: NaN }), '2d0000c07f');
  });
  it('`optional`, members of a oneof and messages are written whenever they are there', () => {
    assert.equal(
      rules.write('Present', { ...rules.empty('Present'), a: 0, b: 0, c: leaf(0) }),
      '0800' + '110000000000000000' + '1a00',
    );
    assert.equal(rules.write('Choice', { ...rules.empty('Choice'), z: { type: 'B', value: false } }), '1000');
    assert.deepEqual(rules.read('Present', '0800 1a00'), { a: 0, b: undefined, c: leaf(0), d: 0, e: 0 });
    assert.deepEqual(rules.read('Choice', 'a00100')['z'], { type: 'D', value: 0 });
  });
  it('proto2: every field that is there is written', () => {
    assert.equal(rules.write('Defaults', { i: 0, e: false, f: '' }), '2800' + '3200' + '4800');
    assert.equal(rules.write('Defaults', {}), '');
  });
});

describe('protobuf, required fields', () => {
  const rules = new Rules();
  before(() => rules.load());
  after(() => rules.remove());

  it('must be there when a message is written', () => {
    for (const value of [{}, { a: 1 }, { a: 1, b: {} }, { b: { x: 1 } }]) {
      assert.throws(() => rules.write('Must', value), { name: 'WireError', code: 'E_WIRE_VALUE' });
    }
    assert.equal(rules.write('Must', { a: 0, b: { x: 0 } }), '0800' + '12020800');
  });
  it('must be there when a message was read, wherever it stands', () => {
    rules.refuses('Must', [
      ['', 'E_WIRE_REQUIRED'],
      ['0801', 'E_WIRE_REQUIRED'],
      ['12020801', 'E_WIRE_REQUIRED'],
      ['0801 1200', 'E_WIRE_REQUIRED'],
    ]);
    rules.refuses('Holder', [
      ['0a00', 'E_WIRE_REQUIRED'],
      ['12020801 1200', 'E_WIRE_REQUIRED'],
      ['1a02 0801', 'E_WIRE_REQUIRED'],
      ['1a04 0801 1200', 'E_WIRE_REQUIRED'],
      ['2200', 'E_WIRE_REQUIRED'],
    ]);
    assert.deepEqual(rules.read('Holder', '2200 2801')['z'], { type: 'E', value: 1 });
  });
  it('are looked for in the merged message, not in its pieces', () => {
    assert.deepEqual(rules.read('Must', '1202 1005 0801 1202 0807'), { a: 1, b: { x: 7, y: 5 } });
    assert.deepEqual(rules.read('Holder', '0a02 1005 0a02 0801')['a'], { x: 1, y: 5 });
    assert.deepEqual(rules.read('Holder', '2202 1005 2202 0801')['z'], { type: 'D', value: { x: 1, y: 5 } });
  });
});

describe('protobuf, defaults', () => {
  const rules = new Rules();
  before(() => rules.load());
  after(() => rules.remove());

  it('are what the codec says; an absent field stays absent', () => {
    const { defaults } = rules.codec('Defaults') as unknown as { readonly defaults: unknown };
    assert.deepEqual(defaults, {
      a: -7,
      b: 2n ** 64n - 1n,
      c: -Infinity,
      d: 1500,
      e: true,
      f: 'a"é\nb',
      g: Uint8Array.of(0, 255),
      h: -1,
      j: NaN,
      k: 12,
    });
    assert.equal(rules.read('Defaults', '')['a'], undefined);
    assert.equal(rules.read('Defaults', '08f9ffffffffffffffff01')['a'], -7);
  });
  it('do not keep a field from being written', () => {
    assert.equal(rules.write('Defaults', { a: -7, e: true }), '08f9ffffffffffffffff01' + '2801');
  });
});
