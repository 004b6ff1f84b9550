import assert from 'node:assert/strict';

import * as wire from '../../src/wire/index.js';
import { liveHeapBytes } from '../hostile/heap.js';

const code = (expected: string) => (thrown: unknown) =>
  thrown instanceof wire.WireError && thrown.code === expected;
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

describe('varints', () => {
  const vectors: readonly (readonly [string, bigint])[] = [
    ['07', 7n],
    ['9601', 150n],
    ['ffffffff0f', 0xffff_ffffn],
    ['8080808010', 1n << 32n],
    ['ffffffffffffffffff01', 2n ** 64n - 1n],
  ];
  it('have the bytes of the encoding guide, both ways', () => {
    for (const [bytes, value] of vectors) {
      const out = new Uint8Array(10);
      assert.equal(wire.readVarintU64(hex(bytes), 0, bytes.length / 2), value);
      assert.equal(wire.after, bytes.length / 2);
      assert.equal(wire.writeVarint64(out, 0, value), bytes.length / 2);
      assert.equal(Buffer.from(out.subarray(0, bytes.length / 2)).toString('hex'), bytes);
    }
  });
  it('come back at every power of two', () => {
    const out = new Uint8Array(10);
    for (let bits = 0n; bits < 64n; bits++) {
      for (const value of [(1n << bits) - 1n, 1n << bits, (1n << bits) + 1n]) {
        const end = wire.writeVarint64(out, 0, value);
        assert.equal(wire.readVarintU64(out, 0, end), value);
        if (value > 0xffff_ffffn) continue;
        assert.equal(wire.varintSize(Number(value)), wire.writeVarint(out, 0, Number(value)));
        assert.equal(wire.readVarint(out, 0, 10), Number(value));
      }
    }
  });
  it('sign-extend negative int32 to ten bytes and read them back', () => {
    const out = new Uint8Array(10);
    for (const value of [-1, -(2 ** 31), 0, 5, 2 ** 31 - 1]) {
      const end = wire.writeInt32(out, 0, value);
      assert.equal(end === 10, value < 0);
      assert.equal(wire.readVarint(out, 0, end) | 0, value);
    }
  });
  it('zigzag', () => {
    for (const [value, coded] of [
      [0, 0],
      [-1, 1],
      [1, 2],
      [2 ** 31 - 1, 0xffff_fffe],
      [-(2 ** 31), 0xffff_ffff],
    ] as const) {
      assert.equal(wire.unzigzag(coded), value);
    }
    for (const value of [0n, -1n, 1n, 2n ** 63n - 1n, -(2n ** 63n)]) {
      assert.equal(wire.unzigzag64(BigInt.asUintN(64, wire.zigzag64(value))), value);
    }
  });
  it('are refused when cut off or longer than ten bytes', () => {
    assert.throws(() => wire.readVarint(hex('96'), 0, 1), code('E_WIRE_VARINT'));
    assert.throws(() => wire.readVarint(hex(''), 0, 0), code('E_WIRE_VARINT'));
    assert.throws(() => wire.readVarintU64(hex('96'.repeat(11)), 0, 11), code('E_WIRE_VARINT'));
  });
  it('are true when any bit of 64 is set', () => {
    assert.equal(wire.readVarintBool(hex('80808080808001'), 0, 7), true);
    assert.equal(wire.readVarintBool(hex('8000'), 0, 2), false);
  });
});

describe('tags and unknown fields', () => {
  it('refuse field 0, wire types 6 and 7 and tags beyond 32 bits', () => {
    for (const tag of ['00', '07', '0e', '0f', '8000', '8e8001', 'ffffffff7f']) {
      assert.throws(() => wire.readTag(hex(tag), 0, tag.length / 2), code('E_WIRE_TAG'), tag);
    }
    assert.equal(wire.readTag(hex('08'), 0, 1), 8);
    assert.equal(wire.readTag(hex('8a00'), 0, 2), 10);
    assert.equal(wire.readTag(hex('faffffff0f'), 0, 5), 0xffff_fffa);
    assert.throws(() => wire.readTag(hex('888080808000'), 0, 6), code('E_WIRE_VARINT'));
  });
  const skip = (bytes: string, depth = 100): number => {
    const input = hex(bytes);
    const tag = wire.readTag(input, 0, input.length);
    return wire.skipField(input, wire.after, input.length, tag, depth, 0);
  };
  it('skip every wire type, groups with all they hold', () => {
    assert.equal(skip('089601ff'), 3);
    assert.equal(skip('09' + '00'.repeat(8)), 9);
    assert.equal(skip('0a020102ff'), 4);
    assert.equal(skip('0d00000000'), 5);
    assert.equal(skip('0b' + '13' + '1001' + '14' + '0c' + 'ff'), 6);
  });
  it('refuse what reaches beyond the message, unbalanced groups and deep ones', () => {
    for (const cut of ['0900', '0d000000', '0a05'])
      assert.throws(() => skip(cut), code('E_WIRE_TRUNCATED'), cut);
    assert.throws(() => skip('0a'), code('E_WIRE_VARINT'));
    assert.throws(() => skip('0c'), code('E_WIRE_TAG'));
    assert.throws(() => skip('0b14'), code('E_WIRE_TAG'));
    assert.throws(() => skip('0b' + '0b'.repeat(3), 2), code('E_WIRE_DEPTH'));
  });
  it('say what is missing, and what has no room', () => {
    assert.throws(() => wire.required(undefined, 'M.a'), code('E_WIRE_REQUIRED'));
    assert.equal(wire.required(0, 'M.a'), 0);
    const list = [1, 2];
    assert.throws(() => wire.room(list, 2, 0, 'M.a'), code('E_WIRE_LIMIT'));
    assert.equal(wire.room(list, 3, 0, 'M.a'), list);
  });
});

describe('encoding in one pass', () => {
  /** Writes `value` times the byte 7, and says with a long name when it is asked for too much. */
  const fill = (value: number, out: Uint8Array, at: number): number => {
    wire.checkInt(value, 0, 100_000, 'T.f');
    for (let i = 0; i < value; i++) out[at + i] = 7;
    return at + value;
  };
  it('gives exactly what was written, short results in shared memory', () => {
    const parts = Array.from({ length: 300 }, (_, i) => wire.encoded(fill, i, i + 100));
    parts.forEach((part, i) => assert.ok(part.length === i && part.every((byte) => byte === 7)));
    assert.equal(parts[5]!.buffer, parts[6]!.buffer);
    assert.ok(parts[6]!.byteOffset >= parts[5]!.byteOffset + 5);
  });
  it('measures first what may be large, or is not what it should be', () => {
    assert.equal(wire.encoded(fill, 20_000, 20_000).buffer.byteLength, 20_000);
    assert.equal(wire.encoded(fill, 10, Infinity).length, 10);
    assert.equal(wire.encoded(fill, 10, NaN).length, 10);
    assert.equal(wire.measure(fill, 70_000), 70_000);
    assert.throws(() => wire.encoded(fill, -1, NaN), code('E_WIRE_VALUE'));
  });
  it('lets go of what a large draft was written to', async () => {
    const drafts: WeakRef<Uint8Array>[] = [];
    const write = (value: readonly Uint8Array[], out: Uint8Array, at: number): number => {
      drafts.push(new WeakRef(out));
      return wire.writeBytesList(out, at, value, 3, 1_000_000, 'T.f');
    };
    const value = new Array<Uint8Array>(3).fill(new Uint8Array(1_000_000));
    assert.equal(wire.encoded(write, value, NaN).length, 3_000_028);
    const sizes = drafts.map((draft) => draft.deref()!.length);
    assert.ok(sizes.at(-1)! > 3_000_028);
    // What was looked at stays until the turn is over.
    await new Promise(setImmediate);
    liveHeapBytes();
    const left = drafts.flatMap((draft) => draft.deref()?.length ?? []);
    assert.ok(
      left.every((bytes) => bytes <= 1_048_576),
      `${left.join()} of ${sizes.join()}`,
    );
  });
  it('survives a value that encodes another one while it is read, or throws', () => {
    const inner = (value: number, out: Uint8Array, at: number): number => {
      const other = wire.encoded(fill, 9, 9);
      const end = fill(value, out, at);
      assert.ok(other.every((byte) => byte === 7));
      other.fill(9);
      return end;
    };
    const outer = wire.encoded(inner, 30, 30);
    const next = wire.encoded(fill, 30, 30);
    assert.ok([...outer, ...next].every((byte) => byte === 7));
    assert.throws(() => wire.encoded(fill, 100_001, 10), code('E_WIRE_VALUE'));
    assert.ok(wire.encoded(fill, 30, 30).every((byte) => byte === 7));
  });
});
