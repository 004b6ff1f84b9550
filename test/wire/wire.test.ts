import assert from 'node:assert/strict';

import * as wire from '../../src/wire/index.js';
import { textFor } from '../../src/wire/utf8.js';
import { Seeded } from '../codegen/seeded.js';

const SEED = Number(process.env['SEED'] ?? 7);
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
      assert.equal(wire.varint64Size(value), bytes.length / 2);
    }
  });
  it('count their size exactly at every power of two', () => {
    const out = new Uint8Array(10);
    for (let bits = 0n; bits < 64n; bits++) {
      for (const value of [(1n << bits) - 1n, 1n << bits, (1n << bits) + 1n]) {
        assert.equal(wire.varint64Size(value), wire.writeVarint64(out, 0, value), `${value}`);
        assert.equal(wire.readVarintU64(out, 0, 10), value);
        if (value > 0xffff_ffffn) continue;
        assert.equal(wire.varintSize(Number(value)), wire.writeVarint(out, 0, Number(value)));
        assert.equal(wire.readVarint(out, 0, 10), Number(value));
      }
    }
  });
  it('sign-extend negative int32 to ten bytes and read them back', () => {
    const out = new Uint8Array(10);
    for (const value of [-1, -(2 ** 31), 0, 5, 2 ** 31 - 1]) {
      assert.equal(wire.writeInt32(out, 0, value), wire.int32Size(value));
      assert.equal(wire.readVarint(out, 0, 10) | 0, value);
    }
    assert.equal(wire.readVarintI64(hex('ffffffffffffffffff01'), 0, 10), -1n);
  });
  it('zigzag', () => {
    const out = new Uint8Array(10);
    for (const value of [0, -1, 1, -2, 2 ** 31 - 1, -(2 ** 31)]) {
      wire.writeVarint(out, 0, wire.zigzag(value));
      assert.equal(wire.readZigzag(out, 0, 10), value);
    }
    for (const value of [0n, -1n, 1n, 2n ** 63n - 1n, -(2n ** 63n)]) {
      wire.writeVarint64(out, 0, wire.zigzag64(value));
      assert.equal(wire.readZigzag64(out, 0, 10), value);
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
  });
  const skip = (bytes: string, depth = 100): number => {
    const input = hex(bytes);
    const tag = wire.readTag(input, 0, input.length);
    return wire.skipField(input, wire.after, input.length, tag, depth);
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
  it('say what is missing', () => {
    assert.throws(() => wire.missing('M.a', 3), code('E_WIRE_REQUIRED'));
    assert.throws(() => wire.room(3, 3, 0, 'M.a'), code('E_WIRE_LIMIT'));
    wire.room(2, 3, 0, 'M.a');
  });
});

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
    wire.writeF32(out, 1, 1.5);
    wire.writeF64(out, 9, -0);
    assert.equal(wire.readF32(out, 1), 1.5);
    assert.ok(Object.is(wire.readF64(out, 9), -0));
  });
});

describe('text', () => {
  const random = new Seeded(SEED);
  const platforms = [
    ['with the paths of Node', textFor(Buffer)],
    ["with the web's classes only", textFor(undefined)],
  ] as const;
  for (const [name, text] of platforms) {
    it(`${name}: round-trips and agrees with TextEncoder (SEED=${SEED})`, () => {
      for (let i = 0; i < 400; i++) {
        const value = i % 3 === 0 ? 'x'.repeat(i % 60) : random.text(i % 40);
        const expected = new TextEncoder().encode(value);
        const out = new Uint8Array(expected.length + 8);
        assert.equal(text.length(value), expected.length);
        assert.equal(text.write(out, 3, value), 3 + expected.length);
        assert.deepEqual(out.slice(3, 3 + expected.length), expected);
        assert.equal(text.read(out, 3, 3 + expected.length), value);
      }
    });
    it(`${name}: refuses malformed bytes and lone surrogates`, () => {
      for (const bad of [
        '80',
        'c0af',
        'c328',
        'eda080',
        'f8888080',
        'e4b8',
        '61626364656667e4b8',
        'f4908080',
      ]) {
        assert.equal(text.read(hex(bad), 0, bad.length / 2), undefined, bad);
      }
      for (const bad of ['\ud800', '\udc00', 'a\ud800b', '\udc00\ud800', 'x'.repeat(40) + '\ud83d']) {
        assert.equal(text.length(bad), -1);
      }
      assert.equal(text.read(hex('efbfbd6162636465'), 0, 8), '\ufffdabcde');
    });
  }
});

describe('memory', () => {
  it('small outputs share a slab without overlapping, large ones stand alone', () => {
    const parts = Array.from({ length: 400 }, (_, i) => wire.allocate(i));
    parts.forEach((part, i) => part.fill(i & 0xff));
    parts.forEach((part, i) => assert.ok(part.length === i && part.every((byte) => byte === (i & 0xff))));
    assert.equal(wire.allocate(10_000).buffer.byteLength, 10_000);
  });
  it('empty byte fields are one object', () => {
    assert.equal(wire.sliceBytes(hex('0102'), 1, 1), wire.EMPTY);
    assert.deepEqual(wire.readByteArray(hex('01020304'), 1, 2), hex('0203'));
  });
});

describe('errors', () => {
  const misfits: readonly (readonly [unknown, RegExp])[] = [
    [null, /got null$/],
    ['secret', /got a string$/],
    [{}, /got Object$/],
    [Object.create(null), /got an object$/],
    [() => 1, /got a function$/],
    [Symbol('x'), /got a symbol$/],
  ];
  it('carry stage and code, and never the content of a string', () => {
    for (const [value, message] of misfits) {
      assert.throws(
        () => wire.misfit('T.f', 'a number', value),
        (thrown: unknown) => {
          assert.ok(thrown instanceof wire.WireError);
          assert.deepEqual(
            [thrown.code, thrown.stage, thrown.retryable, thrown.name],
            ['E_WIRE_VALUE', 'encode', false, 'WireError'],
          );
          assert.match(thrown.message, message);
          return true;
        },
      );
    }
  });
  it('checks of values say what was expected', () => {
    const refused: readonly (() => unknown)[] = [
      () => wire.checkInt(128, -128, 127, 'T.f'),
      () => wire.checkInt(1n as unknown as number, -128, 127, 'T.f'),
      () => wire.checkBigUint(-1n, 64, 'T.f'),
      () => wire.checkBigInt(2n ** 63n, 64, 'T.f'),
      () => wire.checkNumber('1' as unknown as number, 'T.f'),
      () => wire.checkBool(0 as unknown as boolean, 'T.f'),
      () => wire.checkByteArray(new Uint8Array(3), 4, 'T.f'),
      () => wire.checkByteArray([1] as unknown as Uint8Array, 1, 'T.f'),
      () => wire.checkBytes('' as unknown as Uint8Array, 1, 'T.f'),
      () => wire.checkTuple([1], 2, 'T.f'),
      () => wire.checkTuple('ab' as unknown as unknown[], 2, 'T.f'),
      () => wire.checkList({} as unknown as unknown[], 2, 'T.f'),
      () => wire.checkMap({} as unknown as Map<unknown, unknown>, 2, 'T.f'),
      () => wire.checkRecord(5 as unknown as object, 'T.f'),
      () => wire.unknownType({ type: 5 }, 'T.f'),
      () => wire.checkText('\udc00', 9, 'T.f'),
    ];
    for (const check of refused) assert.throws(check, code('E_WIRE_VALUE'));
    assert.throws(() => wire.checkMap(new Map([[1, 1]]), 0, 'T.f'), code('E_WIRE_LIMIT'));
    assert.throws(() => wire.wrongDirection('ping', 'dialer'), {
      code: 'E_MESSAGE_DIRECTION',
      stage: 'protocol',
    });
  });
  it('molecule tables without fields follow the official order of checks', () => {
    const empty = (bytes: string, compatible: boolean) => () =>
      wire.emptyTable(hex(bytes), 0, bytes.length / 2, compatible, 'T');
    empty('04000000', false)();
    empty('0500000063', true)();
    assert.throws(empty('0500000063', false), code('E_WIRE_FIELD_COUNT'));
    assert.throws(empty('0400000063', true), code('E_WIRE_TOTAL_SIZE'));
    assert.throws(empty('0400', true), code('E_WIRE_HEADER'));
  });
});
