import assert from 'node:assert/strict';

import protobuf from 'protobufjs';

import type { Codec } from '../../src/wire/index.js';
import { codecOf, type Generated, loadGenerated } from './load-generated.js';
import { Seeded } from './seeded.js';

const SEED = Number(process.env['SEED'] ?? 11);

const SCHEMA = `syntax = "proto3";
package t;
enum Color { RED = 0; GREEN = 1; BLUE = -3; }
message All {
  int32 a = 1; int64 b = 2; uint32 c = 3; uint64 d = 4; sint32 e = 5; sint64 f = 6;
  fixed32 g = 7; fixed64 h = 8; sfixed32 i = 9; sfixed64 j = 10; float k = 11; double l = 12; bool m = 13;
  /// @maxlen 1000
  string n = 14;
  /// @maxlen 1000
  bytes o = 15;
  Color p = 16;
  All q = 17;
  /// @max 100
  repeated sint32 r = 18;
  /// @max 100
  repeated fixed64 s = 19;
  /// @max 100
  repeated int64 t = 20 [packed = false];
  /// @max 100 @maxlen 1000
  repeated string u = 21;
  /// @max 100
  repeated Color v = 2000;
  /// @max 100
  repeated Leaf w = 23;
  /// @max 100 @maxkey 1000
  map<string, Leaf> x = 24;
  /// @max 100
  map<int32, double> y = 25;
  oneof z { bool za = 26; Leaf zb = 27; sint64 zc = 536870911; }
  optional uint32 o1 = 30;
  /// @maxlen 10
  optional string o2 = 31;
}
message Leaf { sfixed32 x = 1; Leaf next = 2; }
`;

type Values = Record<string, unknown>;

describe('generated protobuf codecs agree with protobufjs', () => {
  const root = protobuf.parse(SCHEMA, new protobuf.Root(), { keepCase: true }).root;
  const oracle = root.lookupType('t.All');
  let generated: Generated;
  let codec: Codec<unknown>;

  before(async () => {
    generated = await loadGenerated([{ path: 'all.proto', text: SCHEMA }]);
    codec = codecOf(generated.codecs('all'), 'All');
  });
  after(() => generated.remove());

  const INT64 = (random: Seeded): bigint => random.integer(-(2n ** 63n), 2n ** 63n - 1n);
  const INT32 = (random: Seeded): number => Number(random.integer(-(2n ** 31n), 2n ** 31n - 1n));
  const leaf = (random: Seeded, depth = 2): Values => ({
    x: INT32(random),
    next: depth > 0 && random.bool() ? leaf(random, depth - 1) : undefined,
  });

  function value(random: Seeded, depth = 1): Values {
    const few = <T>(make: () => T): T[] => random.list(random.below(4), make);
    const arms = [
      () => undefined,
      () => ({ type: 'Za', value: random.bool() }),
      () => ({ type: 'Zb', value: leaf(random) }),
      () => ({ type: 'Zc', value: INT64(random) }),
    ];
    return {
      a: INT32(random),
      b: INT64(random),
      c: Number(random.integer(0n, 2n ** 32n - 1n)),
      d: random.integer(0n, 2n ** 64n - 1n),
      e: INT32(random),
      f: INT64(random),
      g: random.u32(),
      h: random.integer(0n, 2n ** 64n - 1n),
      i: INT32(random),
      j: INT64(random),
      k: random.below(2) * 1.5,
      l: [0, -0, 1e300, -1.25][random.below(4)],
      m: random.bool(),
      n: random.text(random.below(60)),
      o: random.bytes(random.below(100)),
      p: [0, 1, -3, 77][random.below(4)],
      q: depth > 0 && random.bool() ? value(random, depth - 1) : undefined,
      r: few(() => INT32(random)),
      s: few(() => random.integer(0n, 2n ** 64n - 1n)),
      t: few(() => INT64(random)),
      u: few(() => random.text(5)),
      v: few(() => random.below(3)),
      w: few(() => leaf(random)),
      x: new Map(few(() => [random.text(3), leaf(random)] as const)),
      y: new Map(random.bool() ? [[INT32(random), 0.5]] : []),
      z: arms[random.below(4)]!(),
      o1: random.bool() ? random.below(2) : undefined,
      o2: random.bool() ? '' : undefined,
    };
  }

  it(`500 messages survive protobufjs: ours -> theirs -> ours (SEED=${SEED})`, () => {
    const random = new Seeded(SEED);
    for (let i = 0; i < 500; i++) {
      const before = value(random);
      const bytes = codec.encode(before);
      assert.equal(codec.size(before), bytes.length);
      assert.deepEqual(codec.decode(bytes), before);
      const theirs = oracle.decode(bytes);
      const back = oracle.encode(theirs).finish();
      assert.deepEqual(codec.decode(Uint8Array.from(back)), before);
    }
  });

  it('broken messages are refused where protobufjs refuses them, or read alike', () => {
    const random = new Seeded(SEED + 1);
    let refused = 0;
    for (let i = 0; i < 3000; i++) {
      const bytes = Uint8Array.from(codec.encode(value(random, 0)));
      for (let changes = 1 + random.below(3); changes > 0; changes--)
        bytes[random.below(bytes.length)] = random.below(256);
      const cut = bytes.slice(0, random.bool() ? bytes.length : random.below(bytes.length));
      let ours: unknown;
      try {
        ours = codec.decode(cut);
      } catch (thrown) {
        assert.match(String((thrown as { code?: string }).code), /^E_WIRE_/, String(thrown));
        refused++;
        continue;
      }
      const again = codec.encode(ours);
      assert.deepEqual(codec.decode(again), ours);
    }
    assert.ok(refused > 500, `${refused}`);
  });

  const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
  const read = (text: string): Values => codec.decode(hex(text)) as Values;

  it('the last scalar wins, messages merge, lists append, packed or not', () => {
    assert.equal(read('08010802')['a'], 2);
    assert.deepEqual(read('92010202049001069201010a')['r'], [1, 2, 3, 5]);
    assert.deepEqual(read('a2010201029001' + '00' + 'a00103')['t'], [1n, 2n, 3n]);
    const merged = read('8a01020801' + '8a01021802')['q'] as Values;
    assert.deepEqual([merged['a'], merged['c']], [1, 2]);
  });

  it('the same member of a oneof merges, another one replaces it', () => {
    assert.deepEqual(read('da01050d01000000' + 'da010412020d'.slice(0, 0) + 'da01021200')['z'], {
      type: 'Zb',
      value: { x: 1, next: { x: 0, next: undefined } },
    });
    assert.deepEqual(read('da01050d01000000' + 'd00101')['z'], { type: 'Za', value: true });
  });

  it('map entries may be incomplete, in any order and repeated', () => {
    assert.deepEqual(read('c20100')['x'], new Map([['', { x: 0, next: undefined }]]));
    assert.deepEqual(
      read('c2010a' + '12050d01000000' + '0a0161')['x'],
      new Map([['a', { x: 1, next: undefined }]]),
    );
    assert.deepEqual(read('ca010b0801' + '11000000000000f03f' + 'ca01020801')['y'], new Map([[1, 0]]));
  });

  it('a field with another wire type counts as unknown', () => {
    assert.equal(read('0a0105')['a'], 0);
    assert.equal(read('0d01000000')['a'], 0);
  });

  it('minus zero is written, zero is not', () => {
    const empty = read('');
    assert.equal(codec.encode({ ...empty, l: 0 }).length, 0);
    assert.equal(codec.encode({ ...empty, l: -0 }).length, 9);
  });

  it('messages nested deeper than a hundred levels are refused', () => {
    let bytes = new Uint8Array(0);
    const nest = (): void => {
      const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7];
      bytes = Uint8Array.from([0x8a, 1, ...length, ...bytes]);
    };
    for (let i = 0; i < 100; i++) nest();
    codec.decode(bytes);
    nest();
    assert.throws(() => codec.decode(bytes), { code: 'E_WIRE_DEPTH' });
  });
});

describe('proto2', () => {
  const SCHEMA2 = `syntax = "proto2";
enum E { A = 1; B = 2; }
message M {
  required uint32 a = 1;
  optional E e = 2;
  /// @max 9
  repeated E es = 3;
  optional bool f = 4;
  required N n = 5;
}
message N { required sint32 x = 1; }
`;
  let generated: Generated;
  let codec: Codec<unknown>;
  before(async () => {
    generated = await loadGenerated([{ path: 'two.proto', text: SCHEMA2 }]);
    codec = codecOf(generated.codecs('two'), 'M');
  });
  after(() => generated.remove());
  const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

  it('required fields must be there; optional ones have presence', () => {
    const value = { a: 0, e: undefined, es: [], f: false, n: { x: -1 } };
    assert.deepEqual(codec.decode(codec.encode(value)), value);
    assert.throws(() => codec.decode(hex('2a020801')), { code: 'E_WIRE_REQUIRED' });
    assert.throws(() => codec.decode(hex('0801')), { code: 'E_WIRE_REQUIRED' });
    assert.throws(() => codec.decode(hex('08012a00')), { code: 'E_WIRE_REQUIRED' });
  });
  it('numbers that a closed enum does not know are unknown fields', () => {
    assert.deepEqual(codec.decode(hex('08012a020801' + '1005' + '18011803' + '1a020209')), {
      a: 1,
      e: undefined,
      es: [1, 2],
      f: undefined,
      n: { x: -1 },
    });
    assert.throws(() => codec.encode({ a: 1, e: 3, es: [], f: undefined, n: { x: 0 } }), {
      code: 'E_WIRE_VALUE',
    });
  });
});
