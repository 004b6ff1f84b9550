import assert from 'node:assert/strict';

import { mutate } from '../molecule/mutate.js';
import { randomSchema } from '../molecule/random-schema.js';
import { RandomValues } from '../molecule/random-value.js';
import { loadSubjects, pick, type Subject, type Subjects, subjects } from '../molecule/subject.js';
import { readWith } from '../molecule/verdict.js';
import { ownVerdicts } from '../molecule/verdict-rows.js';
import { MoleculeReference } from '../reference/molecule.js';
import { Seeded } from './seeded.js';

/** How often each verdict was seen. */
type Tally = Map<string, number>;

/** Writes a random value, which has to come back, also from the reference reader. Gives its bytes. */
function writeAndRead({ type, codec, scope }: Subject, random: Seeded, where: string): Uint8Array {
  const value = new RandomValues(scope, random).of(type);
  const bytes = codec.encode(value);
  assert.equal(codec.size(value), bytes.length, where);
  assert.deepEqual(codec.decode(bytes), value, where);
  const read = new MoleculeReference(scope).read(type, bytes, { compatible: false, bool: true, since: true });
  assert.deepEqual(read, value, where);
  return bytes;
}

/** Compares verdict, value and re-encoded bytes, strict and compatible. */
function compareReaders(
  { type, codec, scope }: Subject,
  bytes: Uint8Array,
  tally: Tally,
  where: string,
): void {
  const reference = new MoleculeReference(scope);
  for (const compatible of [false, true]) {
    const options = { compatible, bool: true, since: true };
    const verdict = reference.verdict(type, bytes, options);
    const seen = readWith(codec, bytes, compatible);
    const place = `${Buffer.from(bytes).toString('hex')} ${compatible ? 'compatible' : 'strict'}, ${where}`;
    assert.equal(seen.verdict, verdict === 'BoolValue' ? 'E_WIRE_VALUE' : verdict, place);
    tally.set(verdict, (tally.get(verdict) ?? 0) + 1);
    if (verdict !== 'ok') continue;
    assert.deepEqual(seen.value, reference.read(type, bytes, options), place);
    if (!compatible) assert.deepEqual(codec.encode(seen.value), bytes, place);
  }
}

/** Every verdict often enough, and a tenth accepted. */
function assertMixed(tally: Tally, least: number): void {
  const classes = [
    'TotalSizeNotMatch',
    'HeaderIsBroken',
    'OffsetsNotMatch',
    'FieldCountNotMatch',
    'UnknownItem',
  ];
  for (const verdict of [...classes, 'BoolValue']) {
    assert.ok((tally.get(verdict) ?? 0) >= least, `${verdict}: ${tally.get(verdict)}`);
  }
  const all = [...tally.values()].reduce((sum, count) => sum + count, 0);
  assert.ok(tally.get('ok')! >= all / 10, `${tally.get('ok')} of ${all} accepted`);
}

describe('generated molecule codecs agree with a plain reader', () => {
  let tested: Subjects;

  before(async () => (tested = await subjects(['types', 'discovery'])));
  after(() => tested.remove());

  it('which gives the 1,030 official verdicts', () => {
    const reference = new MoleculeReference(tested.all[0]!.scope);
    const rows = ownVerdicts();
    assert.equal(rows.length, 1030);
    for (const { type, hex, strict, compat } of rows) {
      const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
      assert.equal(reference.verdict(type, bytes, { compatible: false }), strict, `${type} ${hex}`);
      assert.equal(reference.verdict(type, bytes, { compatible: true }), compat, `${type} ${hex}`);
    }
  });

  it('on 20,000 random values and as many changed byte strings', () => {
    const seed = 0x636861;
    const random = new Seeded(seed);
    const tally: Tally = new Map();
    const pool: Uint8Array[] = [];
    for (let i = 0; i < 20_000; i++) {
      const subject = pick(random, tested);
      const where = `${subject.name}, seed ${seed}, round ${i}`;
      const bytes = writeAndRead(subject, random, where);
      pool[i % 50] = bytes;
      compareReaders(subject, mutate(random, bytes, pool), tally, where);
    }
    assertMixed(tally, 10);
  });

  it('for 30 random schemas with awkward names', async () => {
    const tally: Tally = new Map();
    for (let seed = 1; seed <= 30; seed++) {
      const random = new Seeded(seed);
      const text = randomSchema(random);
      const generated = await loadSubjects({ path: `random${seed}.mol`, text }, () => undefined);
      const pool: Uint8Array[] = [];
      for (let i = 0; i < 200; i++) {
        const subject = generated.all[random.below(generated.all.length)]!;
        const where = `${subject.name}, round ${i}\n${text}`;
        const bytes = writeAndRead(subject, random, where);
        pool[i % 50] = bytes;
        compareReaders(subject, mutate(random, bytes, pool), tally, where);
      }
      await generated.remove();
    }
    assertMixed(tally, 50);
  });
});
