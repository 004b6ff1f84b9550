import assert from 'node:assert/strict';

import { leaf, Rules } from './protobuf-rules.js';

describe('protobuf, lists', () => {
  const rules = new Rules();
  before(() => rules.load());
  after(() => rules.remove());

  it('take elements one by one, packed, and both mixed', () => {
    rules.reads('Lists', 'a', [
      ['0a 03 010203', [1, 2, 3]],
      ['0801 0802', [1, 2]],
      ['0801 0a 02 0203 0804', [1, 2, 3, 4]],
      ['0a 00', []],
    ]);
    rules.reads('Lists', 'b', [['12 08 0100000002000000 15 03000000', [1, 2, 3]]]);
    rules.reads('Packing', 'a', [['0a 02 0102 0803', [1, 2, 3]]]);
    rules.reads('Packing', 'b', [['12 02 0102 1003', [1, 2, 3]]]);
  });
  it('are packed in proto3, and in proto2 where the schema says so', () => {
    assert.equal(
      rules.write('Lists', { ...rules.empty('Lists'), a: [1, -1], b: [7] }),
      '0a0b01ffffffffffffffffff011507000000',
    );
    assert.equal(rules.write('Packing', { a: [1, 2], b: [1, 2] }), '08010802' + '12020102');
    assert.equal(rules.write('Packing', { a: [], b: [] }), '');
  });
  it('refuse a packed run that ends inside an element', () => {
    rules.refuses('Lists', [
      ['0a 02 0180', 'E_WIRE_VARINT'],
      ['0a 02 0180 01', 'E_WIRE_VARINT'],
      ['12 05 0100000002', 'E_WIRE_TRUNCATED'],
      ['0a 03 0102', 'E_WIRE_TRUNCATED'],
    ]);
  });
  it('have their limit in every form', () => {
    rules.reads('Lists', 'a', [['0a 04 01020304', [1, 2, 3, 4]]]);
    rules.refuses('Lists', [
      ['0a 05 0102030405', 'E_WIRE_LIMIT'],
      ['0801 0802 0803 0804 0805', 'E_WIRE_LIMIT'],
      ['1a00 1a00 1a00 1a00 1a00', 'E_WIRE_LIMIT'],
      ['22 04 61626364', 'E_WIRE_LIMIT'],
    ]);
    assert.throws(() => rules.write('Lists', { ...rules.empty('Lists'), a: [1, 2, 3, 4, 5] }), {
      code: 'E_WIRE_LIMIT',
    });
    assert.throws(() => rules.write('Lists', { ...rules.empty('Lists'), d: ['abcd'] }), {
      code: 'E_WIRE_LIMIT',
    });
  });
  it('of messages are not merged, their items are appended', () => {
    rules.reads('Lists', 'c', [['1a02 0801 1a04 12020802', [leaf(1), leaf(0, leaf(2))]]]);
  });
});

describe('protobuf, fields that come again', () => {
  const rules = new Rules();
  before(() => rules.load());
  after(() => rules.remove());

  it('scalars: the last one wins', () => {
    rules.reads('Ints', 'a', [['0801 0802', 2]]);
    rules.reads('Texts', 'a', [['0a0161 0a0162', 'b']]);
    rules.reads('Present', 'a', [['0801 0800', 0]]);
  });
  it('messages: they merge field by field, at every level', () => {
    rules.reads('Present', 'c', [
      ['1a02 0801 1a04 12020802', leaf(1, leaf(2))],
      ['1a04 12020801 1a06 1204 12020803', leaf(0, leaf(1, leaf(3)))],
      ['1a02 0801 1a00', leaf(1)],
    ]);
  });
  it('members of a oneof: the same message merges, another member replaces it', () => {
    rules.reads('Choice', 'z', [
      ['1a02 0801 1a04 12020802', { type: 'C', value: leaf(1, leaf(2)) }],
      ['1a02 0801 1001', { type: 'B', value: true }],
      ['1a02 0801 1001 1a04 12020802', { type: 'C', value: leaf(0, leaf(2)) }],
      ['1001 1000', { type: 'B', value: false }],
    ]);
  });
  it('map entries: the last of equal keys wins, and does not count twice', () => {
    rules.reads('Maps', 'b', [
      ['12 0b 0801 11 000000000000f03f 12 0b 0801 11 0000000000000040', new Map([[1, 2]])],
    ]);
    rules.reads('Maps', 'a', [
      [
        '0a 07 0a0161 12020801 0a 07 0a0162 12020802 0a 07 0a0161 12020803',
        new Map([
          ['a', leaf(3)],
          ['b', leaf(2)],
        ]),
      ],
    ]);
    rules.refuses('Maps', [['0a00 0a03 0a0161 0a03 0a0162', 'E_WIRE_LIMIT']]);
  });
});

describe('protobuf, map entries', () => {
  const rules = new Rules();
  before(() => rules.load());
  after(() => rules.remove());

  it('may miss their key, their value or both', () => {
    rules.reads('Maps', 'a', [
      ['0a 00', new Map([['', leaf(0)]])],
      ['0a 03 0a0161', new Map([['a', leaf(0)]])],
      ['0a 04 1202 0805', new Map([['', leaf(5)]])],
    ]);
    rules.reads('Maps', 'b', [['12 02 0801', new Map([[1, 0]])]]);
  });
  it('come in any order, lose what is unknown, and merge a value that comes in pieces', () => {
    rules.reads('Maps', 'a', [
      ['0a 07 1202 0801 0a0161', new Map([['a', leaf(1)]])],
      ['0a 0a 0a0161 f80105 1202 0801', new Map([['a', leaf(1)]])],
      ['0a 0d 0a0161 1202 0801 1204 12020802', new Map([['a', leaf(1, leaf(2))]])],
      ['0a 06 0a0161 0a0162', new Map([['b', leaf(0)]])],
    ]);
  });
  it('are written with both fields, also when these are zero', () => {
    assert.equal(
      rules.write('Maps', { a: new Map([['', leaf(0)]]), b: new Map([[0, 0]]) }),
      '0a040a001200' + '120b0800110000000000000000',
    );
  });
  it('have limits for their number and their keys', () => {
    rules.refuses('Maps', [['0a 06 0a04 61626364', 'E_WIRE_LIMIT']]);
    const full = new Map([1, 2, 3].map((key) => [key, 0]));
    assert.throws(() => rules.write('Maps', { a: new Map(), b: full }), { code: 'E_WIRE_LIMIT' });
    assert.throws(() => rules.write('Maps', { a: new Map([['abcd', leaf(0)]]), b: new Map() }), {
      code: 'E_WIRE_LIMIT',
    });
  });
});
