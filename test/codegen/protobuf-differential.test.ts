import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';

import protobuf from 'protobufjs';

import type { Lookup, RecordType } from '../../codegen/src/ir/model.js';
import { wellKnownText } from '../../codegen/src/proto/well-known.js';
import { mutant } from '../../codegen/src/values/mutate.js';
import { Random } from '../../codegen/src/values/prng.js';
import { randomValue } from '../../codegen/src/values/random.js';
import type { Codec } from '../../src/wire/index.js';
import { codecOf, type Generated, loadGenerated } from './load-generated.js';
import { toObject, withoutKept } from './protobuf-objects.js';
import { messagesOf, protobufProgram, THREE, TWO } from './protobuf-schemas.js';

const SEED = Number(process.env['SEED'] ?? 11);
/** Of each message of both schemas, of which there are thirteen. */
const VALUES = 150;
const MUTANTS = 1600;

/** Inputs that protobufjs and we see differently, with the rule that we follow. */
const DEVIATIONS = {
  limit: 'limits of our schemas are comments to protobufjs',
  number: '`@number` refuses integers beyond 2^53 - 1',
  depth: 'a map entry is a level of its own, a hundred levels are the most, and `@depth` is a comment',
  utf8: 'strings are strictly UTF-8, in proto2 too',
  required: 'required fields are looked for once, in the merged message, and in values of maps',
  skipped: 'a varint has at most ten bytes, also in a field that is skipped',
  key: 'a key that is missing in a map entry is 0, also if it has 64 bits',
  extension: 'extensions are read when they are asked for',
  empty: 'tags and groups mean the same in a message without fields',
} as const;
type Deviation = keyof typeof DEVIATIONS;

interface Subject {
  readonly name: string;
  readonly decl: RecordType;
  readonly lookup: Lookup;
  readonly stem: string;
  readonly theirs: protobuf.Type;
}

describe('generated protobuf codecs agree with protobufjs', () => {
  const program = protobufProgram();
  const root = new protobuf.Root();
  const wellKnown = ['timestamp', 'struct'].map((name) => wellKnownText(`google/protobuf/${name}.proto`)!);
  for (const text of [...wellKnown, THREE, TWO]) protobuf.parse(text, root, { keepCase: true });
  root.resolveAll();

  const subjects = ['three', 'two'].flatMap((stem): readonly Subject[] => {
    const lookup = program.lookup(program.schemas.find((schema) => schema.stem === stem)!);
    return messagesOf(program, stem).map((decl) => {
      const name = `test.${stem}.${decl.name}`;
      return { name, decl, lookup, stem, theirs: root.lookupType(name) };
    });
  });

  let generated: Generated;
  before(async () => {
    generated = await loadGenerated([
      { path: 'three.proto', text: THREE },
      { path: 'two.proto', text: TWO },
    ]);
  });
  after(() => generated.remove());
  const codecFor = ({ stem, decl }: Subject): Codec<unknown> => codecOf(generated.codecs(stem), decl.name);

  for (const subject of subjects) {
    const { name, decl, lookup, theirs } = subject;
    it(`${name}: values go from one to the other and back (SEED=${SEED})`, () => {
      const codec = codecFor(subject);
      const random = new Random(SEED);
      for (let i = 0; i < VALUES; i++) {
        const value = withoutKept(randomValue(decl, lookup, random, { maxBytes: 30 + random.below(500) }));
        const back = theirs.encode(theirs.decode(codec.encode(value))).finish();
        assert.deepEqual(codec.decode(Uint8Array.from(back)), value);
        const message = theirs.fromObject(toObject(decl, value, lookup));
        assert.deepEqual(codec.decode(Uint8Array.from(theirs.encode(message).finish())), value);
      }
    });
  }

  const seen = new Map<string, number>();
  const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
  for (const subject of subjects) {
    const { name, decl, lookup, theirs } = subject;
    it(`${name}: broken bytes have the same verdict and value (SEED=${SEED})`, () => {
      const codec = codecFor(subject);
      const random = new Random(SEED + 1);
      for (let i = 0; i < MUTANTS; i++) {
        const value = randomValue(decl, lookup, random, { maxBytes: 20 + random.below(200) });
        const bytes = mutant('protobuf', decl, value, lookup, random);
        const ours = outcome(() => codec.decode(bytes));
        const other = outcome(() => theirs.encode(theirs.decode(bytes)).finish());
        if (ours.failed !== undefined && other.failed !== undefined) count('both refuse');
        else if (ours.failed === undefined && other.failed === undefined && sameValue(codec, ours, other)) {
          count('both accept');
        } else {
          const deviation = deviationOf(subject, ours, other);
          assert.ok(
            deviation !== undefined,
            `${explain(ours, other)}: ${Buffer.from(bytes).toString('hex')}`,
          );
          count(deviation);
        }
      }
    });
  }

  it('most agree, and every deviation is one of those that are listed', () => {
    const total = subjects.length * MUTANTS;
    const of = (what: string): number => seen.get(what) ?? 0;
    const shown = JSON.stringify([...seen]);
    assert.ok(total >= 20_000);
    assert.ok(of('both accept') > total / 3 && of('both refuse') > total / 4, shown);
    for (const deviation of Object.keys(DEVIATIONS)) assert.ok(of(deviation) < total / 25, shown);
  });
});

interface Outcome {
  readonly value?: unknown;
  /** Our code, or what protobufjs says. */
  readonly failed?: string;
}

function outcome(run: () => unknown): Outcome {
  try {
    return { value: run() };
  } catch (thrown) {
    const { code, message } = thrown as { readonly code?: string; readonly message: string };
    return { failed: code ?? message };
  }
}

function sameValue(codec: Codec<unknown>, ours: Outcome, other: Outcome): boolean {
  const again = outcome(() => codec.decode(Uint8Array.from(other.value as Uint8Array)));
  return isDeepStrictEqual(withoutKept(again.value), withoutKept(ours.value));
}

function explain(ours: Outcome, other: Outcome): string {
  return `we ${ours.failed ?? 'accept'}, protobufjs ${other.failed ?? 'accepts'}`;
}

/** Why they differ; `undefined` if there is no reason. */
function deviationOf({ name, decl }: Subject, ours: Outcome, other: Outcome): Deviation | undefined {
  switch (ours.failed) {
    case 'E_WIRE_LIMIT':
      return 'limit';
    case 'E_WIRE_VALUE':
      return 'number';
    case 'E_WIRE_DEPTH':
      return 'depth';
    case 'E_WIRE_UTF8':
      return name.startsWith('test.two.') ? 'utf8' : undefined;
    case 'E_WIRE_REQUIRED':
      return 'required';
    case 'E_WIRE_VARINT':
      return 'skipped';
    case 'E_WIRE_TAG':
      return decl.fields.length === 0 ? 'empty' : undefined;
    case undefined:
      break;
    default:
      return undefined;
  }
  if (other.failed === undefined) return hasWideKeys(decl) ? 'key' : undefined;
  if (/^missing required/.test(other.failed)) return 'required';
  if (name === 'test.two.Base') return 'extension';
  if (/^invalid end group/.test(other.failed)) return decl.fields.length === 0 ? 'empty' : undefined;
  return undefined;
}

/** Are there maps whose keys have 64 bits? */
function hasWideKeys(decl: RecordType): boolean {
  return decl.fields.some(
    ({ shape }) => shape.kind === 'map' && 'bits' in shape.key && shape.key.bits === 64,
  );
}
