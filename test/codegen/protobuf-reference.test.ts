import assert from 'node:assert/strict';

import { mutant } from '../../codegen/src/values/mutate.js';
import { Random } from '../../codegen/src/values/prng.js';
import { randomValue } from '../../codegen/src/values/random.js';
import { ProtobufReference, ReferenceFault } from '../reference/protobuf.js';
import { codecOf, type Generated, loadGenerated } from './load-generated.js';
import { messagesOf, protobufProgram, THREE, TWO } from './protobuf-schemas.js';

const SEED = Number(process.env['SEED'] ?? 41);
/** Of each message of both schemas. */
const VALUES = 1600;
const MUTANTS = 1600;

describe('generated protobuf codecs agree with a plain reader and writer', () => {
  const program = protobufProgram();
  let generated: Generated;

  before(async () => {
    generated = await loadGenerated([
      { path: 'three.proto', text: THREE },
      { path: 'two.proto', text: TWO },
    ]);
  });
  after(() => generated.remove());

  let values = 0;
  let mutants = 0;
  let refused = 0;
  for (const stem of ['three', 'two']) {
    const schema = program.schemas.find((each) => each.stem === stem)!;
    const lookup = program.lookup(schema);
    const reference = new ProtobufReference(lookup);
    for (const decl of messagesOf(program, stem)) {
      it(`${stem} ${decl.name}: values have the same bytes, and the bytes the same value (SEED=${SEED})`, () => {
        const codec = codecOf(generated.codecs(stem), decl.name);
        const random = new Random(SEED);
        for (let i = 0; i < VALUES; i++) {
          const value = randomValue(decl, lookup, random, { maxBytes: 30 + random.below(600) });
          const bytes = codec.encode(value);
          assert.deepEqual(bytes, reference.encode(decl, value));
          assert.equal(codec.size(value), bytes.length);
          assert.deepEqual(codec.decode(bytes), value);
          values++;
        }
      });

      it(`${stem} ${decl.name}: broken bytes have the same verdict, code and value (SEED=${SEED})`, () => {
        const codec = codecOf(generated.codecs(stem), decl.name);
        const random = new Random(SEED + 1);
        for (let i = 0; i < MUTANTS; i++) {
          const value = randomValue(decl, lookup, random, { maxBytes: 20 + random.below(200) });
          const bytes = mutant('protobuf', decl, value, lookup, random);
          const expected = outcome(() => reference.decode(decl, bytes));
          const actual = outcome(() => codec.decode(bytes));
          assert.deepEqual(actual, expected, Buffer.from(bytes).toString('hex'));
          mutants++;
          if ('code' in expected) refused++;
          else {
            const written = outcome(() => codec.encode(expected.value));
            assert.deepEqual(
              written,
              outcome(() => reference.encode(decl, expected.value)),
            );
          }
        }
      });
    }
  }

  it('that was enough of both', () => {
    assert.ok(values >= 20_000 && mutants >= 20_000, `${values} ${mutants}`);
    assert.ok(refused > mutants / 10 && refused < mutants * 0.9, `${refused}`);
  });
});

type Outcome = { readonly value: unknown } | { readonly code: string };

function outcome(run: () => unknown): Outcome {
  try {
    return { value: run() };
  } catch (thrown) {
    if (thrown instanceof ReferenceFault) return { code: thrown.code };
    const { name, code } = thrown as { readonly name: string; readonly code: string };
    if (name !== 'WireError') throw thrown;
    return { code };
  }
}
