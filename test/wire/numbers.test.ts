import assert from 'node:assert/strict';

import * as wire from '../../src/wire/index.js';

describe('numbers of fixed width', () => {
  const out = new Uint8Array(40);
  it('round-trip at any offset', () => {
    wire.writeU8(out, 1, 0xfe);
    assert.equal(wire.readI8(out, 1), -2);
    wire.writeU16(out, 3, -2);
    assert.deepEqual([wire.readU16(out, 3), wire.readI16(out, 3)], [0xfffe, -2]);
    wire.writeU32(out, 5, -2);
    assert.deepEqual([wire.readU32(out, 5), wire.readI32(out, 5)], [0xffff_fffe, -2]);
    wire.writeU64(out, 7, -2n);
    assert.deepEqual([wire.readU64(out, 7), wire.readI64(out, 7)], [2n ** 64n - 2n, -2n]);
    wire.writeBig(out, 3, -2n, 32);
    assert.deepEqual([wire.readBigUint(out, 3, 32), wire.readBigInt(out, 3, 32)], [2n ** 256n - 2n, -2n]);
    wire.writeFloat(out, 1, 1.5);
    wire.writeDouble(out, 9, -0);
    assert.equal(wire.readF32(out, 1), 1.5);
    assert.ok(Object.is(wire.readF64(out, 9), -0));
  });
  it('lists read through one DataView for the same bytes, and one of the right place for others', () => {
    const memory = new Uint8Array(64);
    const inner = memory.subarray(16, 32);
    wire.writeU64(inner, 3, 0x0102_0304_0506_0708n);
    assert.equal(wire.viewOf(inner), wire.viewOf(inner));
    assert.equal(wire.viewOf(memory).getBigUint64(19, true), 0x0102_0304_0506_0708n);
    assert.equal(wire.viewOf(inner).byteLength, 16);
  });
  it('all bits of 32 come back, with and without a sign', () => {
    const out = new Uint8Array(6);
    for (const value of [0, 1, 0x7fff_ffff, 0x8000_0000, 0xdead_beef, 0xffff_ffff]) {
      wire.writeU32(out, 1, value);
      assert.deepEqual([wire.readU32(out, 1), wire.readI32(out, 1)], [value, value | 0]);
    }
  });
});
