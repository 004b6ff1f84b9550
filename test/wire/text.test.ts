import assert from 'node:assert/strict';

import { isUtf8 } from '../../src/wire/utf8-check.js';
import { KNOWN_UP_TO } from '../../src/wire/thresholds.js';
import { readText, textFor, writeText } from '../../src/wire/text.js';
import { Seeded } from '../codegen/seeded.js';

const SEED = Number(process.env['SEED'] ?? 7);
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

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
        assert.equal(text.write(out, 3, value), expected.length);
        assert.deepEqual(out.slice(3, 3 + expected.length), expected);
        assert.equal(text.read(out, 3, 3 + expected.length), value);
        // Without room for all of it, it is measured.
        assert.equal(text.write(new Uint8Array(expected.length + 2), 3, value), expected.length);
      }
    });
    it(`${name}: refuses malformed bytes`, () => {
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
      assert.equal(text.read(hex('efbfbd6162636465'), 0, 8), '\ufffdabcde');
    });
  }
});

describe('texts of messages', () => {
  const encoder = new TextEncoder();
  it(`come back as they were, known or not, with and without room (SEED=${SEED})`, () => {
    const random = new Seeded(SEED);
    // Some come again and again, some only once; many share a place with others.
    const often = Array.from({ length: 40 }, (_, i) => `/protocol/${'x'.repeat(i)}/${i}`);
    for (let i = 0; i < 4000; i++) {
      const value = random.bool() ? often[random.below(often.length)]! : random.text(random.below(70));
      const expected = encoder.encode(value);
      const out = new Uint8Array(expected.length + 6).fill(0xee);
      assert.equal(writeText(out, 3, value, 1000, 'T.f'), 3 + expected.length);
      assert.deepEqual(out.slice(3, -3), expected);
      assert.deepEqual([...out.slice(0, 3), ...out.slice(-3)], new Array(6).fill(0xee));
      assert.equal(readText(out, 3, 3 + expected.length, 'T.f'), value);
      assert.equal(writeText(new Uint8Array(0), 0, value, 1000, 'T.f'), expected.length);
    }
  });
  it('are not taken for others of the same length and place', () => {
    for (let length = 1; length <= KNOWN_UP_TO + 1; length++) {
      for (let i = 0; i < length; i++) {
        const bytes = new Uint8Array(length).fill(0x61);
        const text = 'a'.repeat(length);
        assert.equal(readText(bytes, 0, length, 'T.f'), text);
        const other = `${text.slice(0, i)}b${text.slice(i + 1)}`;
        bytes[i] = 0x62;
        assert.equal(readText(bytes, 0, length, 'T.f'), other);
        const out = new Uint8Array(length);
        writeText(out, 0, other, length, 'T.f');
        assert.deepEqual(out, bytes);
      }
    }
  });
  it('are refused when they are too long, no strings, or not well-formed', () => {
    const write = (value: unknown, max: number) => (): number =>
      writeText(new Uint8Array(300), 0, value as string, max, 'T.f');
    assert.throws(write('é', 1), { code: 'E_WIRE_LIMIT', message: 'E_WIRE_LIMIT: T.f: 2, at most 1' });
    assert.throws(write('ab', 1), { code: 'E_WIRE_LIMIT' });
    assert.throws(write('é'.repeat(30), 59), { code: 'E_WIRE_LIMIT' });
    assert.equal(write('é'.repeat(30), 60)(), 60);
    assert.throws(write(5, 9), { code: 'E_WIRE_VALUE' });
    for (const bad of [
      '\ud800',
      '\udc00',
      'a\ud800b',
      '\udc00\ud800',
      'x'.repeat(40) + '\ud83d',
      '\ud800'.repeat(90),
    ]) {
      assert.throws(write(bad, 300), { code: 'E_WIRE_VALUE' }, JSON.stringify(bad));
    }
    assert.throws(() => readText(hex('e4b8'), 0, 2, 'T.f'), { code: 'E_WIRE_UTF8' });
  });
});

describe('looking for malformed UTF-8 without making a string', () => {
  const strict = new TextDecoder('utf-8', { fatal: true });
  const accepts = (bytes: Uint8Array): boolean => {
    try {
      strict.decode(bytes);
      return true;
    } catch {
      return false;
    }
  };
  it('agrees with TextDecoder on every start of two bytes that is not ASCII, and on what may follow', () => {
    const leads = [0x7f, 0x80, 0xbf, ...Array.from({ length: 64 }, (_, i) => 0xc0 + i)];
    let wellFormed = 0;
    for (const lead of leads) {
      for (let second = 0; second < 256; second++) {
        for (const rest of [[], [0x80], [0xbf, 0x80], [0xc0]]) {
          const bytes = Uint8Array.from([lead, second, ...rest]);
          const expected = accepts(bytes);
          if (expected) wellFormed++;
          assert.equal(isUtf8(bytes, 0, bytes.length), expected, Buffer.from(bytes).toString('hex'));
        }
      }
    }
    assert.ok(wellFormed > 3000, `${wellFormed}`);
  }).timeout(20_000);
  it(`agrees on damaged texts, in the middle of other bytes (SEED=${SEED})`, () => {
    const random = new Seeded(SEED);
    const counts = { good: 0, bad: 0 };
    for (let i = 0; i < 3000; i++) {
      const text = new TextEncoder().encode(random.text(1 + random.below(8)));
      if (random.bool()) text[random.below(text.length)]! ^= 1 << random.below(8);
      const cut = text.subarray(0, text.length - (random.below(4) === 0 ? 1 : 0));
      const within = Uint8Array.from([0xff, ...cut, 0x80, 0xff]);
      const expected = accepts(cut);
      counts[expected ? 'good' : 'bad']++;
      assert.equal(isUtf8(within, 1, 1 + cut.length), expected, Buffer.from(cut).toString('hex'));
    }
    assert.ok(counts.good > 500 && counts.bad > 500, JSON.stringify(counts));
  });
});
