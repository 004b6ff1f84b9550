import assert from 'node:assert/strict';

import type { Lookup, RecordType, Schema, Shape } from '../../codegen/src/ir/model.js';
import { mutant } from '../../codegen/src/values/mutate.js';
import { Random } from '../../codegen/src/values/prng.js';
import { randomValue } from '../../codegen/src/values/random.js';
import { type Codec, type Extensible, type Extension, getExtension } from '../../src/wire/index.js';
import { codecOf, type Generated, loadGenerated } from '../codegen/load-generated.js';
import { messagesOf, protobufProgram, THREE, TWO } from '../codegen/protobuf-schemas.js';
import { Protoc } from './protobuf/protoc.js';
import { hasUnknownMapValue, readText } from './protobuf/read-text.js';
import { textOf } from './protobuf/text.js';

const SEED = Number(process.env['SEED'] ?? 5);
/** Of each message of both schemas. */
const VALUES = 1600;
const MUTANTS = 130;

interface Subject {
  readonly schema: Schema;
  readonly decl: RecordType;
  readonly lookup: Lookup;
  readonly fullName: string;
}

const program = protobufProgram();
const subjects: readonly Subject[] = ['three', 'two'].flatMap((stem) => {
  const schema = program.schemas.find((each) => each.stem === stem)!;
  const lookup = program.lookup(schema);
  return messagesOf(program, stem).map((decl) => ({
    schema,
    decl,
    lookup,
    fullName: `test.${stem}.${decl.name}`,
  }));
});

/** Holds many messages, so that protoc is started once for all of them. */
const BATCH = [
  'syntax = "proto3";',
  'import "three.proto";',
  'import "two.proto";',
  ...subjects.map(({ fullName }, i) => `message Batch${i} { repeated ${fullName} item = 1; }`),
].join('\n');

const EXTENSIONS = ['number$', 'note', 'list', 'inner', 'scopeKind', 'scopeInners'];

/** Where we refuse what protoc accepts, by our code. All other verdicts must agree. */
const STRICTER: Readonly<Record<string, string>> = {
  E_WIRE_LIMIT: 'limits of our schemas are comments to protoc',
  E_WIRE_VALUE: 'to protoc a 64-bit integer with `@number` is like any other',
  E_WIRE_DEPTH: '`@depth` is a comment too',
  E_WIRE_REQUIRED: 'protoc warns of required fields that are missing, and goes on',
  E_WIRE_UTF8: 'proto2 tolerates strings that are not UTF-8, we do not',
  E_WIRE_TAG: 'protoc cuts a tag to 32 bits, we refuse a longer one',
};

describe('protoc and generated codecs', () => {
  let protoc: Protoc;
  let generated: Generated;

  before(async () => {
    protoc = new Protoc([
      ['three.proto', THREE],
      ['two.proto', TWO],
      ['batch.proto', BATCH],
    ]);
    generated = await loadGenerated([
      { path: 'three.proto', text: THREE },
      { path: 'two.proto', text: TWO },
    ]);
  });
  after(async () => {
    protoc.remove();
    await generated.remove();
  });

  const extensions = (): readonly Extension<Extensible, unknown>[] => {
    const module = generated.codecs('two') as Readonly<Record<string, unknown>>;
    return EXTENSIONS.map((name) => module[name] as Extension<Extensible, unknown>);
  };
  const codecFor = ({ schema, decl }: Subject): Codec<unknown> =>
    codecOf(generated.codecs(schema.stem), decl.name);

  let compared = 0;
  subjects.forEach((subject, index) => {
    const { decl, lookup, fullName } = subject;
    it(`${fullName}: ${VALUES} values have the same bytes, and protoc reads ours (SEED=${SEED})`, () => {
      const codec = codecFor(subject);
      const random = new Random(SEED);
      const values = Array.from({ length: VALUES }, () =>
        plain(randomValue(decl, lookup, random, { maxBytes: 20 + random.below(300) })),
      );
      const text = values.map((value) => `item { ${textOf(decl, value, lookup)} }`).join('\n');
      const { ok, out, message } = protoc.encode('batch.proto', `Batch${index}`, text);
      assert.ok(ok, message);
      const theirs = itemsOf(out);
      assert.equal(theirs.length, values.length);
      values.forEach((value, i) => {
        assert.equal(Buffer.from(codec.encode(value)).toString('hex'), theirs[i]!.toString('hex'));
        assert.deepEqual(codec.decode(theirs[i]!), value);
        compared++;
      });
      const decoded = protoc.decode('batch.proto', `Batch${index}`, out);
      assert.ok(decoded.ok, decoded.message);
      assert.deepEqual(readText(batchOf(decl), decoded.out.toString(), lookup), { item: values });
    });
  });

  it('that were 20,000 messages', () => assert.ok(compared >= 20_000, `${compared}`));

  const seen = new Map<string, number>();
  const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
  for (const subject of subjects) {
    const { decl, lookup, schema, fullName } = subject;
    it(`${fullName}: broken bytes have the same verdict and meaning (SEED=${SEED})`, () => {
      const codec = codecFor(subject);
      const random = new Random(SEED + 1);
      const read = (bytes: Uint8Array): unknown => {
        const message = codec.decode(bytes);
        // protoc reads extensions with everything else, ours are read when they are asked for.
        if (decl.name === 'Base') {
          for (const extension of extensions()) getExtension(message as Extensible, extension);
        }
        return message;
      };
      for (let i = 0; i < MUTANTS; i++) {
        const value = randomValue(decl, lookup, random, { maxBytes: 20 + random.below(120) });
        const bytes = mutant('protobuf', decl, value, lookup, random);
        const hex = Buffer.from(bytes).toString('hex');
        const ours = outcome(() => read(bytes));
        const theirs = protoc.decode(`${schema.stem}.proto`, fullName, bytes);
        if (ours.code !== undefined) {
          if (theirs.ok) {
            assert.notEqual(STRICTER[ours.code], undefined, `${ours.code}, protoc accepts ${hex}`);
            if (ours.code === 'E_WIRE_UTF8') assert.equal(schema.stem, 'two', hex);
            if (ours.code === 'E_WIRE_TAG') assert.ok(hasVarintOfFive(bytes), hex);
          }
          count(theirs.ok ? `only we refuse: ${ours.code}` : 'both refuse');
        } else if (!theirs.ok) {
          assert.fail(`accepted, protoc: ${theirs.message}: ${hex}`);
        } else if (hasUnknownMapValue(decl, theirs.out.toString(), lookup)) {
          // To us such an entry is unknown as a whole; protoc, which has no generated code, takes it apart.
          count('closed enum in a map');
        } else {
          assert.deepEqual(withoutKept(ours.value), readText(decl, theirs.out.toString(), lookup), hex);
          count('both accept');
        }
      }
    });
  }

  it('accepted and refused ones were among them, and few that differ', () => {
    const total = subjects.length * MUTANTS;
    const of = (what: string): number => seen.get(what) ?? 0;
    const shown = JSON.stringify([...seen]);
    assert.ok(of('both accept') > total / 3 && of('both refuse') > total / 5, shown);
    assert.ok(of('closed enum in a map') < total / 50, shown);
    for (const code of Object.keys(STRICTER)) assert.ok(of(`only we refuse: ${code}`) < total / 20, shown);
  });
});

/** Is there a varint of five bytes or more, as far as one can tell without knowing where they start? */
function hasVarintOfFive(bytes: Uint8Array): boolean {
  let run = 0;
  return bytes.some((byte) => {
    const long = ++run >= 5;
    if (byte < 0x80) run = 0;
    return long;
  });
}

interface Outcome {
  readonly value?: unknown;
  readonly code?: string;
}

function outcome(decode: () => unknown): Outcome {
  try {
    return { value: decode() };
  } catch (thrown) {
    const { name, code } = thrown as { readonly name: string; readonly code: string };
    if (name !== 'WireError') throw thrown;
    return { code };
  }
}

/** The items of an encoded batch. */
function itemsOf(batch: Buffer): readonly Buffer[] {
  const items: Buffer[] = [];
  for (let at = 0; at < batch.length;) {
    assert.equal(batch[at++], 10);
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = batch[at++]!;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    items.push(batch.subarray(at, at + length));
    at += length;
  }
  return items;
}

/** The value with at most one entry in every map, so that it has one order, and without what it keeps unknown. */
function plain(value: unknown): unknown {
  return changed(value, (map) => new Map([...map].slice(0, 1)));
}

/** The value without what it keeps unknown. */
function withoutKept(value: unknown): unknown {
  return changed(value, (map) => map);
}

function changed(value: unknown, change: (map: Map<unknown, unknown>) => Map<unknown, unknown>): unknown {
  const inner = (each: unknown): unknown => changed(each, change);
  if (value instanceof Map) {
    return new Map([...change(value)].map(([key, item]) => [key, inner(item)] as const));
  }
  if (Array.isArray(value)) return value.map(inner);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, inner(item)] as const);
  return Object.fromEntries(entries.map(([key, item]) => [key, key === '$unknown' ? undefined : item]));
}

/** The message that holds many messages of a type. */
function batchOf(decl: RecordType): RecordType {
  const shape: Shape = {
    kind: 'list',
    item: { kind: 'named', name: decl.name },
    max: Infinity,
    packed: false,
  };
  const field = { ...decl.fields[0]!, name: 'item', tsName: 'item', shape, presence: 'implicit' as const };
  return { kind: 'record', name: 'Batch', layout: 'message', doc: [], fields: [field] };
}
