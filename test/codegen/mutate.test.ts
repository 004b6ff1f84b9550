import assert from 'node:assert/strict';

import { type LoadedCodecs, loadCodecs } from '../../codegen/src/load/load-codecs.js';
import { encodePlainly } from '../../codegen/src/values/encode.js';
import { allNodes, replaceNode, writeMolecule } from '../../codegen/src/values/molecule-tree.js';
import { moleculeTree } from '../../codegen/src/values/molecule-build.js';
import { bytesOutside, mutant } from '../../codegen/src/values/mutate.js';
import { mutateBytes } from '../../codegen/src/values/mutate-bytes.js';
import { typicalValue } from '../../codegen/src/values/plain.js';
import { Random } from '../../codegen/src/values/prng.js';
import { protobufTree } from '../../codegen/src/values/protobuf-build.js';
import { type ProtoField, varintBytes, writeProtobuf } from '../../codegen/src/values/protobuf-tree.js';
import { randomValue } from '../../codegen/src/values/random.js';
import { type Codable, codables, EVERY_SHAPE } from './values-schemas.js';

const SEED = Number(process.env['SEED'] ?? 99);
const EVERY = codables(EVERY_SHAPE);

const find = (stem: string, type: string): Codable =>
  EVERY.find(({ schema, decl }) => schema.stem === stem && decl.name === type)!;

describe('changed encodings', () => {
  let loaded: LoadedCodecs;
  before(async () => {
    loaded = await loadCodecs(EVERY_SHAPE);
  });
  after(() => loaded.dispose());

  /** What a strict reader says about many changed encodings of a type, by code. */
  function verdicts({ schema, decl, lookup }: Codable, count: number): ReadonlyMap<string, number> {
    const random = new Random(SEED);
    const codec = loaded.codec(schema.stem, decl.name);
    const seen = new Map<string, number>();
    for (let i = 0; i < count; i++) {
      const value = randomValue(decl, lookup, random, { maxBytes: 200 });
      const bytes = mutant(schema.format, decl, value, lookup, random);
      let found = 'value';
      try {
        codec.decode(bytes, { strict: true });
      } catch (thrown) {
        found = (thrown as { readonly code: string }).code.replace('E_WIRE_', '');
      }
      seen.set(found, (seen.get(found) ?? 0) + 1);
    }
    return seen;
  }

  const shares: readonly (readonly [stem: string, type: string, codes: readonly string[]])[] = [
    [
      'every',
      'All',
      ['TOTAL_SIZE', 'HEADER', 'OFFSETS', 'FIELD_COUNT', 'UNKNOWN_ITEM', 'VALUE', 'UTF8', 'LIMIT'],
    ],
    ['three', 'All', ['VARINT', 'TAG', 'TRUNCATED', 'UTF8', 'LIMIT', 'DEPTH', 'VALUE']],
    ['two', 'Old', ['VARINT', 'TAG', 'TRUNCATED', 'LIMIT', 'REQUIRED', 'DEPTH']],
  ];
  for (const [stem, type, codes] of shares) {
    it(`of ${stem} ${type} are refused with every code, and often accepted (SEED=${SEED})`, () => {
      const seen = verdicts(find(stem, type), 3000);
      for (const code of codes) assert.ok((seen.get(code) ?? 0) >= 5, `${code}: ${seen.get(code)}`);
      assert.ok(seen.get('value')! >= 300, `${seen.get('value')} accepted`);
      assert.deepEqual(
        [...seen.keys()].filter((code) => code !== 'value' && !codes.includes(code)).sort(),
        [],
      );
    });
  }

  it('are the same for the same seed', () => {
    const { schema, decl, lookup } = find('three', 'All');
    const make = (): Uint8Array => {
      const random = new Random(SEED);
      return mutant(schema.format, decl, randomValue(decl, lookup, random), lookup, random);
    };
    assert.deepEqual(make(), make());
  });

  it('beyond a limit are refused with its code, each bound by name', () => {
    const names: string[] = [];
    for (const { schema, decl, lookup } of EVERY) {
      const codec = loaded.codec(schema.stem, decl.name);
      for (const { name, bytes, code } of bytesOutside(schema.format, decl, lookup)) {
        assert.throws(() => codec.decode(bytes), { name: 'WireError', code, stage: 'decode' }, name);
        names.push(name);
      }
    }
    for (const name of [
      'All.blocks max+1',
      'All.blocks[][] maxlen+1',
      'All.x max+1',
      'Choice.Bytes maxlen+1',
    ]) {
      assert.ok(names.includes(name), `${name} of ${names.join(', ')}`);
    }
  });

  it('without any knowledge are other bytes, from the empty input too', () => {
    const random = new Random(SEED);
    const bytes = random.bytes(20);
    const copy = Uint8Array.from(bytes);
    const made = Array.from({ length: 200 }, () => mutateBytes(bytes, random, random.bytes(5)));
    assert.deepEqual(bytes, copy);
    assert.ok(made.filter((other) => Buffer.compare(other, bytes) !== 0).length > 150);
    assert.ok(made.some(({ length }) => length < 20) && made.some(({ length }) => length > 20));
    assert.ok(mutateBytes(new Uint8Array(0), random).length > 0);
  });
});

describe('an encoding as a tree', () => {
  it('of molecule knows its header words, and stays sound when a node is replaced', () => {
    const { decl, lookup } = find('every', 'Growing');
    const root = moleculeTree(decl, typicalValue(decl, lookup), lookup);
    const { bytes, words } = writeMolecule(root);
    assert.deepEqual(
      words.map(({ at, kind, index, node }) => `${at} ${kind} ${index} ${node.path}`),
      [
        '0 total 0 Growing',
        '4 offset 0 Growing',
        '8 offset 1 Growing',
        '12 offset 2 Growing',
        '16 offset 3 Growing',
        '32 count 0 Growing.fourth',
      ],
    );
    const fourth = [...allNodes(root)].find(({ path }) => path === 'Growing.fourth')!;
    assert.ok(fourth.kind === 'fixvec');
    const longer = writeMolecule(replaceNode(root, fourth, { ...fourth, items: new Uint8Array(5) }));
    assert.equal(longer.bytes.length, bytes.length + 2);
    assert.equal(new DataView(longer.bytes.buffer).getUint32(0, true), bytes.length + 2);
    assert.equal(new DataView(longer.bytes.buffer).getUint32(32, true), 5);
  });

  it('of protobuf knows its tags, lengths and varints', () => {
    const { decl, lookup } = find('two', 'Old');
    assert.ok(decl.kind === 'record');
    const value = typicalValue(decl, lookup, 1);
    const { bytes, pieces } = writeProtobuf(protobufTree(decl, value, lookup));
    assert.deepEqual(bytes, encodePlainly('protobuf', decl, value, lookup));
    const [tag, varint] = pieces;
    assert.deepEqual([tag!.kind, tag!.at, tag!.end, varint!.kind, varint!.at], ['tag', 0, 1, 'varint', 1]);
    for (const { kind, at, end, field } of pieces) {
      if (kind === 'tag') assert.equal(bytes[at]! >> 3, field.number);
      assert.ok(end > at);
    }
  });

  it('of protobuf writes groups, wire types and varints as it is told', () => {
    const field = (payload: ProtoField['payload'], wireType?: number): ProtoField => {
      const base = { number: 1, payload, shape: undefined, path: '' };
      return wireType === undefined ? base : { ...base, wireType };
    };
    const group = field({ kind: 'group', fields: [field({ kind: 'varint', value: 300n, length: 4 })] });
    const odd = field({ kind: 'fixed', bytes: Uint8Array.of(7) }, 6);
    assert.equal(
      Buffer.from(writeProtobuf([group, odd]).bytes).toString('hex'),
      '0b' + '08' + 'ac828000' + '0c' + '0e07',
    );
    assert.deepEqual(varintBytes(2n ** 64n - 1n).length, 10);
    assert.deepEqual([...varintBytes(0n, 11)], [...Array<number>(10).fill(0x80), 0]);
  });
});
