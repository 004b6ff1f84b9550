import assert from 'node:assert/strict';

import { compare } from '../molecule/compare.js';
import { type Subject, type Subjects, subjects } from '../molecule/subject.js';
import { ownEncodings, ownVerdicts } from '../molecule/verdict-rows.js';

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

describe('generated molecule codecs agree with the official reader', () => {
  let tested: Subjects;

  before(async () => (tested = await subjects(['types'])));
  after(() => tested.remove());

  function subjectOf(type: string): Subject {
    const found = tested.all.find((subject) => subject.type === type);
    assert.ok(found, type);
    return found;
  }

  for (const [set, count] of [
    ['defaults', 75],
    ['values', 69],
  ] as const) {
    it(`decodes and re-encodes the ${count} official ${set} to the same bytes`, () => {
      const rows = ownEncodings(set);
      assert.equal(rows.length, count);
      for (const { type, hex } of rows) {
        const { codec } = subjectOf(type);
        const value = codec.decode(bytesOf(hex), { strict: true });
        assert.equal(Buffer.from(codec.encode(value)).toString('hex'), hex, type);
        assert.equal(codec.size(value), hex.length / 2, type);
      }
    });
  }

  it('gives the official verdict on 1,030 byte strings, strict and compatible', () => {
    const rows = ownVerdicts();
    assert.equal(rows.length, 1030);
    for (const { type, hex, strict, compat } of rows) {
      assert.equal(compare(subjectOf(type), bytesOf(hex), false, strict), 'agrees', `${type} ${hex} strict`);
      assert.equal(
        compare(subjectOf(type), bytesOf(hex), true, compat),
        'agrees',
        `${type} ${hex} compatible`,
      );
    }
  });

  it('reads the same from the middle of a larger buffer', () => {
    for (const { type, hex } of ownEncodings('values')) {
      const { codec } = subjectOf(type);
      const bytes = bytesOf(`ffffff${hex}ffffff`);
      const value = codec.decodeRange(bytes, 3, bytes.length - 3, true);
      assert.deepEqual(value, codec.decode(bytesOf(hex)), type);
      const out = new Uint8Array(bytes.length).fill(0xff);
      assert.equal(codec.encodeInto(value, out, 3), bytes.length - 3);
      assert.deepEqual(out, bytes, type);
    }
  });
});
