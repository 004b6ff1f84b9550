import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

import type { RecordType } from '../../codegen/src/ir/model.js';
import { vectorsOf } from '../../codegen/src/vectors/back-end.js';
import { ProtobufReference, ReferenceFault } from '../reference/protobuf.js';
import { type AnyCodec, check, type Header, type Vector } from '../vectors/schemas/replay.js';
import { EVERY_SHAPE, readOrThrow } from './values-schemas.js';

const SCHEMAS = new URL('../../schemas/', import.meta.url);
const VECTORS = new URL('../vectors/schemas/', import.meta.url);

/** What the reference reader says, in the form of a generated codec. */
function codecOf(reference: ProtobufReference, decl: RecordType): AnyCodec {
  return {
    encode: (value) => reference.encode(decl, value),
    decode(bytes) {
      try {
        return reference.decode(decl, bytes);
      } catch (thrown) {
        if (thrown instanceof ReferenceFault) thrown.name = 'WireError';
        throw thrown;
      }
    },
  };
}

/** Compares every vector that has bytes; the reference writer checks no limits. */
function compare(text: string, program: typeof EVERY_SHAPE, stem: string): number {
  const schema = program.schemas.find((each) => each.stem === stem)!;
  const lookup = program.lookup(schema);
  const reference = new ProtobufReference(lookup);
  const [first, ...lines] = text.trimEnd().split('\n');
  const { types } = JSON.parse(first!) as Header;
  const vectors = lines.map((line) => JSON.parse(line) as Vector).filter(({ hex }) => hex !== undefined);
  for (const vector of vectors) {
    const decl = lookup(vector.type);
    assert.ok(decl.kind === 'record');
    check(vector, codecOf(reference, decl), types);
  }
  return vectors.length;
}

describe('golden vectors of protobuf schemas agree with a plain reader and writer', () => {
  const names = readdirSync(SCHEMAS).filter((file) => file.endsWith('.proto'));
  const texts = names.map((name) => [name, readFileSync(new URL(name, SCHEMAS), 'utf8')] as const);
  const program = readOrThrow(Object.fromEntries(texts));
  for (const name of names) {
    it(name, () => {
      const stem = name.replace('.proto', '');
      const compared = compare(readFileSync(new URL(`${stem}.jsonl`, VECTORS), 'utf8'), program, stem);
      assert.ok(compared > 20, `${compared}`);
    });
  }

  for (const stem of ['three', 'two']) {
    it(`${stem}.proto of the tests, with everything that protobuf has`, () => {
      const schema = EVERY_SHAPE.schemas.find((each) => each.stem === stem)!;
      const compared = compare(vectorsOf(schema, EVERY_SHAPE), EVERY_SHAPE, stem);
      assert.ok(compared > 100, `${compared}`);
    });
  }
});
