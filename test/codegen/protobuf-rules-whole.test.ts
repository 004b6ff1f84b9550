import assert from 'node:assert/strict';

import { bytes, hexOf, leaf, Rules } from './protobuf-rules.js';

describe('protobuf, what is written', () => {
  const rules = new Rules();
  before(() => rules.load());
  after(() => rules.remove());

  it('is in the order of the numbers; a member of a oneof stands where its own number falls', () => {
    const value = { a: 1, e: 2 };
    assert.equal(
      rules.write('Choice', { ...value, z: { type: 'B', value: true } }),
      '0801' + '1001' + '5002',
    );
    assert.equal(rules.write('Choice', { ...value, z: { type: 'D', value: 1 } }), '0801' + '5002' + 'a00102');
    assert.throws(() => rules.write('Choice', { ...value, z: { type: 'X', value: 1 } }), {
      code: 'E_WIRE_VALUE',
    });
    assert.throws(() => rules.write('Choice', { ...value, z: null }), { code: 'E_WIRE_VALUE' });
  });
  it('has less than 2 GiB', () => {
    // Never touched: the system gives it no memory.
    const half = new Uint8Array(2 ** 30);
    assert.equal(rules.codec('Huge').size({ a: [half] }), 2 ** 30 + 6);
    assert.throws(() => rules.codec('Huge').size({ a: [half, half] }), { code: 'E_WIRE_LIMIT' });
    assert.throws(() => rules.codec('Huge').encode({ a: [half, half] }), { code: 'E_WIRE_LIMIT' });
  });
  it('is the same when it is measured first, and into the middle of other bytes', () => {
    const value = { a: new Map([['a', leaf(300, leaf(-1))]]), b: new Map([[-1, 0.5]]) };
    const size = rules.codec('Maps').size(value);
    const out = new Uint8Array(size + 4).fill(0xee);
    assert.equal(rules.codec('Maps').encodeInto(value, out, 2), size + 2);
    assert.equal(hexOf(out), `eeee${rules.write('Maps', value)}eeee`);
  });
});

describe('protobuf, depth', () => {
  const rules = new Rules();
  before(() => rules.load());
  after(() => rules.remove());

  const nest = (field: string, levels: number): string => {
    let inner = Buffer.alloc(0);
    for (let i = 0; i < levels; i++) {
      const { length } = inner;
      const head = length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7];
      inner = Buffer.concat([Buffer.from(field, 'hex'), Buffer.from(head), inner]);
    }
    return inner.toString('hex');
  };
  it('a hundred levels of messages are accepted, one more is not', () => {
    assert.notEqual(rules.read('Deep', nest('0a', 100))['a'], undefined);
    rules.refuses('Deep', [[nest('0a', 101), 'E_WIRE_DEPTH']]);
    rules.refuses('Empty', [['fb0f'.repeat(101) + 'fc0f'.repeat(101), 'E_WIRE_DEPTH']]);
  });
  it('`@depth` counts from its field on', () => {
    assert.notEqual(rules.read('Deep', '1202 0a00')['b'], undefined);
    rules.refuses('Deep', [['1204 0a02 0a00', 'E_WIRE_DEPTH']]);
    rules.refuses('Deep', [['1204 1202 1200', 'E_WIRE_DEPTH']]);
  });
  it('a map entry is a message, and so a level', () => {
    // Each `c` is an entry with a message in it: two levels.
    const entry = (inner: string): string => {
      const held = Buffer.from(inner, 'hex');
      const size = (length: number): number[] =>
        length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7];
      const value = Buffer.from([0x12, ...size(held.length), ...held]);
      return hexOf(Uint8Array.of(0x1a, ...size(value.length), ...value));
    };
    let inner = '';
    for (let i = 0; i < 50; i++) inner = entry(inner);
    assert.notEqual((rules.read('Deep', inner)['c'] as Map<number, unknown>).size, 0);
    rules.refuses('Deep', [[entry(inner), 'E_WIRE_DEPTH']]);
  });
});

describe('protobuf, @unknown keep', () => {
  const rules = new Rules();
  before(() => rules.load());
  after(() => rules.remove());

  const unknown = 'f80f01' + 'fb0ff80f05fc0f' + '1501000000';
  it('keeps unknown fields as they came and writes them at the end', () => {
    const value = rules.read('Kept', `${unknown} 0805 fa0f0161`);
    assert.deepEqual(value, { a: 5, b: undefined, $unknown: bytes(`${unknown} fa0f0161`) });
    assert.equal(rules.write('Kept', value), `0805${unknown}fa0f0161`);
    assert.equal(rules.codec('Kept').size(value), bytes(`0805${unknown}fa0f0161`).length);
    assert.deepEqual(rules.read('Kept', '0805'), { a: 5, b: undefined, $unknown: undefined });
  });
  it('keeps them in the message that they stand in, and together when it comes in pieces', () => {
    assert.deepEqual(rules.read('Kept', '1203f80f01 f80f03 1203f80f02')['b'], {
      a: 0,
      b: undefined,
      $unknown: bytes('f80f01f80f02'),
    });
  });
  it('drops them without the annotation', () => {
    assert.deepEqual(rules.read('Leaf', unknown), leaf(0));
  });
  it('keeps what a closed enum does not know: fields, packed elements, whole map entries', () => {
    const kept = (hex: string): unknown => {
      const value = rules.read('Keeps', hex)['$unknown'] as Uint8Array | undefined;
      return value === undefined ? undefined : hexOf(value);
    };
    assert.equal(kept('0805 0801'), '0805');
    assert.equal(kept('1005 12 06 01050207ff01'), '1005' + '1005' + '1007' + '10ff01');
    assert.equal(kept('1a04 0801 1005'), '1a0408011005');
    assert.equal(kept('2005 2801'), '2005');
    assert.deepEqual(rules.read('Keeps', '12 03 010502'), {
      a: undefined,
      b: [1, 2],
      c: new Map(),
      z: undefined,
      $unknown: bytes('1005'),
    });
  });
  it('costs no more than a copy of the bytes, however many pieces there are', () => {
    // Alternating pieces of two kinds: each would be copied again and again if nothing was left over.
    const pieces = bytes('1203f80f01 f80f02'.repeat(20_000));
    const value = rules.codec('Kept').decode(pieces) as { $unknown: Uint8Array; b: { $unknown: Uint8Array } };
    assert.equal(value.$unknown.length, 60_000);
    assert.equal(value.b.$unknown.length, 60_000);
    assert.ok(value.$unknown.buffer.byteLength <= 2 * 60_000);
  });
  it('refuses what is no bytes when it is written', () => {
    assert.throws(() => rules.write('Kept', { a: 0, $unknown: 'ab' }), { code: 'E_WIRE_VALUE' });
  });
});
