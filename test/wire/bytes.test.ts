import assert from 'node:assert/strict';

import * as wire from '../../src/wire/index.js';

const plain = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);

describe('byte fields', () => {
  const record = Uint8Array.from({ length: 300 }, (_, i) => i & 0xff);
  it('are views of what was decoded, and one object when empty', () => {
    for (const input of [record, record.subarray(20), Buffer.from(record)]) {
      for (let length = 1; length <= 100; length++) {
        const view = wire.viewBytes(input, 7, 7 + length);
        assert.deepEqual(view, plain(input.subarray(7, 7 + length)));
        assert.equal(Object.getPrototypeOf(view), Uint8Array.prototype);
        assert.equal(view.buffer, input.buffer);
      }
      assert.equal(wire.viewBytes(input, 7, 7), wire.EMPTY);
    }
  });
  it('are found in the right memory, whatever was read before', () => {
    const other = record.slice();
    for (const bytes of [record, other, record.subarray(9), other]) {
      assert.equal(wire.viewOf(bytes), wire.viewOf(bytes));
      assert.equal(wire.viewOf(bytes).buffer, bytes.buffer);
      const view = wire.viewBytes(bytes, 1, 3);
      assert.deepEqual([view.buffer, view.byteOffset], [bytes.buffer, bytes.byteOffset + 1]);
    }
  });
  it('are written at any place, and never behind the end of the output', () => {
    for (let length = 0; length <= 40; length++) {
      const out = new Uint8Array(50).fill(0xee);
      assert.equal(wire.writeRaw(out, 3, record.subarray(0, length)), 3 + length);
      assert.deepEqual(
        out,
        Uint8Array.from({ length: 50 }, (_, i) => (i < 3 || i >= 3 + length ? 0xee : i - 3)),
      );
      assert.equal(wire.writeRaw(out, 50, record.subarray(0, length)), 50 + length);
    }
  });
  it('of a list are written one behind the other, at any length', () => {
    for (let length = 0; length <= 70; length++) {
      const items = [
        record.subarray(9, 9 + length),
        Uint8Array.of(1),
        Buffer.from(record.subarray(0, length)),
      ];
      const out = new Uint8Array(300).fill(0xee);
      const end = wire.writeBytesList(out, 5, items, 3, 70, 'T.f');
      assert.equal(end, 5 + 4 + 3 * 4 + 3 * 4 + 2 * length + 1);
      const read = wire.readBytesList(out, 5, end, 3, 70, 'T.f');
      assert.deepEqual(read, items.map(plain));
      assert.ok(read.every((item) => item === wire.EMPTY || item.buffer === out.buffer));
      // What lies in the middle of other memory is found as well.
      assert.deepEqual(wire.readBytesList(out.subarray(2), 3, end - 2, 3, 70, 'T.f'), read);
      assert.ok([...out.subarray(0, 5), ...out.subarray(end)].every((byte) => byte === 0xee));
    }
  });
});
