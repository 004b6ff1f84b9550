import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { explain } from '../../codegen/src/describe/explain/explain.js';
import { readProgram } from '../../codegen/src/index.js';
import type { Program, TypeDecl } from '../../codegen/src/ir/model.js';
import { type LoadedCodecs, loadCodecs } from '../../codegen/src/load/load-codecs.js';
import { bytesOutside, mutant } from '../../codegen/src/values/mutate.js';
import { Random } from '../../codegen/src/values/prng.js';
import { randomValue } from '../../codegen/src/values/random.js';
import { ownVerdicts } from '../molecule/verdict-rows.js';
import { codables, EVERY_SHAPE, readOrThrow } from './values-schemas.js';

const ROOT = new URL('../../', import.meta.url);
const SEED = Number(process.env['SEED'] ?? 1912);
const VALUES_PER_TYPE = 150;

const text = (path: string): string => readFileSync(fileURLToPath(new URL(path, ROOT)), 'utf8');

function projectSchemas(): Program {
  const names = readdirSync(fileURLToPath(new URL('schemas', ROOT))).sort();
  return readOrThrow(Object.fromEntries(names.map((name) => [`schemas/${name}`, text(`schemas/${name}`)])));
}

/** The code with which a decoder refuses bytes. */
function verdictOf(decode: () => unknown): string {
  try {
    decode();
    return 'ok';
  } catch (thrown) {
    assert.equal((thrown as Error).name, 'WireError', String(thrown));
    return (thrown as { readonly code: string }).code;
  }
}

/** Names of the official reader's error classes, and our codes for them. */
const CLASSES: Readonly<Record<string, string>> = {
  ok: 'ok',
  TotalSizeNotMatch: 'E_WIRE_TOTAL_SIZE',
  HeaderIsBroken: 'E_WIRE_HEADER',
  OffsetsNotMatch: 'E_WIRE_OFFSETS',
  FieldCountNotMatch: 'E_WIRE_FIELD_COUNT',
  UnknownItem: 'E_WIRE_UNKNOWN_ITEM',
};

describe('explain and the generated decoders', () => {
  const seen = new Map<string, number>();

  function compare(program: Program, decl: TypeDecl, codecs: LoadedCodecs, bytes: Uint8Array): void {
    const codec = codecs.codec(program.home(decl).stem, decl.name);
    for (const strict of [false, true]) {
      const expected = verdictOf(() => codec.decode(bytes, { strict }));
      const { defect } = explain(program, decl, bytes, { strict });
      const where = `${decl.name} ${Buffer.from(bytes).toString('hex')} strict=${strict}`;
      assert.equal(defect?.code ?? 'ok', expected, `${where}: ${defect?.path} at ${defect?.at}`);
      seen.set(expected, (seen.get(expected) ?? 0) + 1);
    }
  }

  for (const [title, program] of [
    ['the schemas of the project', projectSchemas()],
    ['schemas with every kind of field', EVERY_SHAPE],
  ] as const) {
    describe(`on ${title}`, () => {
      let codecs: LoadedCodecs;
      before(async () => void (codecs = await loadCodecs(program)));
      after(() => codecs.dispose());

      for (const { schema, decl, lookup } of codables(program)) {
        it(`say the same of ${schema.stem}.${decl.name} (SEED=${SEED})`, () => {
          const random = new Random(SEED);
          for (let i = 0; i < VALUES_PER_TYPE; i++) {
            const value = randomValue(decl, lookup, random, { maxBytes: 400 });
            compare(program, decl, codecs, codecs.codec(schema.stem, decl.name).encode(value));
            compare(program, decl, codecs, mutant(schema.format, decl, value, lookup, random));
          }
          for (const { bytes } of bytesOutside(schema.format, decl, lookup, 100_000)) {
            compare(program, decl, codecs, bytes);
          }
        });
      }
    });
  }

  describe('together', () => {
    it('have met every code of the decoders', () => {
      const codes = [...seen].filter(([, count]) => count >= 20).map(([code]) => code);
      assert.deepEqual(codes.sort(), [
        'E_WIRE_DEPTH',
        'E_WIRE_FIELD_COUNT',
        'E_WIRE_HEADER',
        'E_WIRE_LIMIT',
        'E_WIRE_OFFSETS',
        'E_WIRE_REQUIRED',
        'E_WIRE_TAG',
        'E_WIRE_TOTAL_SIZE',
        'E_WIRE_TRUNCATED',
        'E_WIRE_UNKNOWN_ITEM',
        'E_WIRE_UTF8',
        'E_WIRE_VALUE',
        'E_WIRE_VARINT',
        'ok',
      ]);
    });
  });
});

describe('explain and the official molecule reader', () => {
  it('say the same of 1,030 recorded encodings, strict and compatible', () => {
    const types = { path: 'types.mol', text: text('test/vectors/molecule/types.mol') };
    const program = readProgram([types], { unboundedDefault: true }).program!;
    const [schema] = program.schemas;
    const rows = ownVerdicts();
    for (const { type, hex, strict, compat } of rows) {
      const decl = schema!.types.find(({ name }) => name.replace(/\$$/, '') === type)!;
      const found = (how: boolean): string =>
        explain(program, decl, Buffer.from(hex, 'hex'), { strict: how }).defect?.code ?? 'ok';
      assert.deepEqual([found(true), found(false)], [CLASSES[strict], CLASSES[compat]], `${type} ${hex}`);
    }
    assert.equal(rows.length, 1030);
  });
});
