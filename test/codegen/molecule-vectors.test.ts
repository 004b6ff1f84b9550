import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import type { Codec } from '../../src/wire/index.js';
import { codecOf, type Generated, loadGenerated } from './load-generated.js';

const FOLDER = new URL('../vectors/molecule/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');

type Verdict = 'ok' | 'size' | 'header' | 'offsets' | 'fields' | 'item';

const CODES: Readonly<Record<Exclude<Verdict, 'ok'>, string>> = {
  size: 'E_WIRE_TOTAL_SIZE',
  header: 'E_WIRE_HEADER',
  offsets: 'E_WIRE_OFFSETS',
  fields: 'E_WIRE_FIELD_COUNT',
  item: 'E_WIRE_UNKNOWN_ITEM',
};

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

describe('generated molecule codecs agree with the official reader', () => {
  let generated: Generated;
  let codecs: Readonly<Record<string, Codec<unknown>>>;

  before(async () => {
    generated = await loadGenerated([{ path: 'types.mol', text: read('types.mol') }], {
      unboundedDefault: true,
    });
    codecs = generated.codecs('types');
  });
  after(() => generated.remove());

  const encodings = JSON.parse(read('encodings.json')) as Record<'defaults' | 'values', [string, string][]>;
  for (const [set, count] of [
    ['defaults', 75],
    ['values', 69],
  ] as const) {
    it(`decodes and re-encodes the ${count} official ${set} to the same bytes`, () => {
      assert.equal(encodings[set].length, count);
      for (const [type, hex] of encodings[set]) {
        const codec = codecOf(codecs, type);
        const value = codec.decode(bytesOf(hex), { compatible: false });
        assert.equal(Buffer.from(codec.encode(value)).toString('hex'), hex, type);
        assert.equal(codec.size(value), hex.length / 2, type);
      }
    });
  }

  it('gives the official verdict on 1,030 byte strings, strict and compatible', () => {
    const verdicts = JSON.parse(read('verdicts.json')) as Record<string, [string, Verdict, Verdict][]>;
    let checked = 0;
    for (const [type, rows] of Object.entries(verdicts)) {
      const codec = codecOf(codecs, type);
      for (const [hex, strict, compatible] of rows) {
        const bytes = bytesOf(hex);
        expectVerdict(codec, bytes, false, strict);
        expectVerdict(codec, bytes, true, compatible);
        checked++;
      }
    }
    assert.equal(checked, 1030);
  });

  it('reads the same from the middle of a larger buffer', () => {
    for (const [type, hex] of encodings.values) {
      const codec = codecOf(codecs, type);
      const bytes = bytesOf(`ffffff${hex}ffffff`);
      const value = codec.decodeRange(bytes, 3, bytes.length - 3, { compatible: false });
      assert.deepEqual(value, codec.decode(bytesOf(hex)), type);
      const out = new Uint8Array(bytes.length).fill(0xff);
      assert.equal(codec.encodeInto(value, out, 3), bytes.length - 3);
      assert.deepEqual(out, bytes, type);
    }
  });
});

function expectVerdict(
  codec: Codec<unknown>,
  bytes: Uint8Array,
  compatible: boolean,
  verdict: Verdict,
): void {
  const where = `${codec.name} ${Buffer.from(bytes).toString('hex')} ${compatible ? 'compatible' : 'strict'}`;
  if (verdict === 'ok') {
    const value = codec.decode(bytes, { compatible });
    if (!compatible) assert.deepEqual(codec.encode(value), bytes, where);
    return;
  }
  // By name and code: the generated modules may have loaded the runtime a second time.
  assert.throws(
    () => codec.decode(bytes, { compatible }),
    { name: 'WireError', code: CODES[verdict] },
    where,
  );
}
