import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from '../../codegen/src/cli/run.js';
import { type LoadedCodecs, loadCodecs } from '../../codegen/src/load/load-codecs.js';
import { vectorsBackEnd, vectorsOf } from '../../codegen/src/vectors/back-end.js';
import { check, type Header, type Vector } from '../vectors/schemas/replay.js';
import { EVERY_SHAPE, readOrThrow } from './values-schemas.js';

const COMMITTED = fileURLToPath(new URL('../vectors/schemas', import.meta.url));
/** Nobody reviews more, and every clone carries it. */
const LARGEST = 600_000;

interface File {
  readonly stem: string;
  readonly header: Header & { readonly skipped: readonly string[] };
  readonly vectors: readonly Vector[];
}

function parse(stem: string, text: string): File {
  const [first, ...lines] = text.trimEnd().split('\n');
  return {
    stem,
    header: JSON.parse(first!) as File['header'],
    vectors: lines.map((line) => JSON.parse(line) as Vector),
  };
}

const FILES = EVERY_SHAPE.schemas.map((schema) => parse(schema.stem, vectorsOf(schema, EVERY_SHAPE)));
const vectorsOfType = (stem: string, type: string): ReadonlyMap<string, Vector> => {
  const { vectors } = FILES.find((file) => file.stem === stem)!;
  return new Map(vectors.filter((vector) => vector.type === type).map((vector) => [vector.name, vector]));
};

describe('golden vectors', () => {
  let loaded: LoadedCodecs;
  before(async () => {
    loaded = await loadCodecs(EVERY_SHAPE);
  });
  after(() => loaded.dispose());

  for (const { stem, header, vectors } of FILES) {
    it(`of ${stem} hold for the generated codecs`, () => {
      for (const vector of vectors) check(vector, loaded.codec(stem, vector.type), header.types);
    });
    it(`of ${stem} have names of their own`, () => {
      const names = vectors.map(({ type, name }) => `${type} ${name}`);
      assert.equal(new Set(names).size, names.length);
      assert.ok(vectors.length > 5);
    });
  }

  it('show every class of error', () => {
    const codes = (stem: string): readonly string[] => {
      const { vectors } = FILES.find((file) => file.stem === stem)!;
      const all = vectors
        .flatMap(({ error, strict }) => [error, strict])
        .filter((code) => code !== undefined);
      return [...new Set(all)].map((code) => code.replace('E_WIRE_', '')).sort();
    };
    assert.deepEqual(codes('every'), [
      'FIELD_COUNT',
      'HEADER',
      'LIMIT',
      'OFFSETS',
      'TOTAL_SIZE',
      'UNKNOWN_ITEM',
      'UTF8',
      'VALUE',
    ]);
    assert.deepEqual(codes('three'), ['DEPTH', 'LIMIT', 'TAG', 'TRUNCATED', 'UTF8', 'VALUE', 'VARINT']);
    assert.ok(codes('two').includes('REQUIRED'));
  });

  it('show every form of a table that has grown', () => {
    const growing = vectorsOfType('every', 'Growing');
    assert.equal(growing.get('Growing smallest')?.hex, '09000000' + '08000000' + '00');
    assert.equal(
      growing.get('Growing since 2, up to second')?.hex,
      '0f000000' + '0c000000' + '0d000000' + '00' + '0100',
    );
    assert.equal(growing.get('Growing since 3, up to fourth')?.hex?.slice(8, 16), '14000000');
    const more = growing.get('Growing a field more')!;
    assert.equal(more.strict, 'E_WIRE_FIELD_COUNT');
    assert.notEqual(more.encoded, more.hex);
  });

  it('show what protobuf readers must take: other orders, parts, unknown fields', () => {
    const all = vectorsOfType('three', 'All');
    for (const name of [
      'All unknown group',
      'All fields from the last to the first',
      'All.r not packed',
      'All.t packed',
      'All.q in two parts',
      'All.a varint of 10 bytes',
      'All.c the low 32 bits of 64',
      'All.m any number but 0',
      'All.x entry without a value',
      'All.y the last entry of a key wins',
      'All.z the last member wins',
      'All.l written though it is the default',
    ]) {
      const vector = all.get(name);
      assert.ok(vector?.value !== undefined && vector.encoded !== undefined, name);
      assert.notEqual(vector.encoded, vector.hex, name);
    }
  });

  it('fail for a codec that does anything else', () => {
    const { header } = FILES.find((file) => file.stem === 'every')!;
    const codec = loaded.codec('every', 'Growing');
    const growing = vectorsOfType('every', 'Growing');
    const good = growing.get('typical')!;
    const fails = (vector: Vector): void =>
      assert.throws(() => check(vector, codec, header.types), { name: 'AssertionError' }, vector.name);
    check(good, codec, header.types);
    fails({ ...good, value: { first: false } });
    fails({ ...good, encoded: '00' });
    fails({ ...good, strict: 'E_WIRE_HEADER' });
    fails({ ...good, error: 'E_WIRE_HEADER' });
    const refused = growing.get('Growing total +1')!;
    check(refused, codec, header.types);
    fails({ ...refused, error: 'E_WIRE_OFFSETS' });
    const limit = growing.get('Growing.fourth maxlen+1')!;
    check(limit, codec, header.types);
    fails({ ...limit, error: 'E_WIRE_VALUE' });
    fails({ ...limit, value: { first: true } });
  });

  it('name what would be too long', () => {
    const { header } = parse('big', vectorsOf(...big()));
    assert.deepEqual(header.skipped, ['Big.a maxlen', 'Big.a maxlen+1']);
    function big(): Parameters<typeof vectorsOf> {
      const text = 'syntax = "proto3";\nmessage Big {\n/// @maxlen 64KiB\nbytes a = 1;\n}\n';
      const program = readOrThrow({ 'big.proto': text });
      return [program.schemas[0]!, program];
    }
  });

  it('of this repository are not large', async () => {
    const files = await readdir(COMMITTED);
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(COMMITTED, file))).size));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(total < LARGEST, `${total} bytes`);
  });
});

describe('gen --vectors', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tentacle-vectors-'));
    await writeFile(join(folder, 'one.mol'), 'struct One { x: byte, }\n');
    await writeFile(join(folder, 'two.proto'), 'syntax = "proto3";\nmessage Two { int32 a = 1; }\n');
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function gen(
    ...more: readonly string[]
  ): Promise<{ readonly exit: number; readonly errors: string }> {
    let errors = '';
    const write = (text: string): void => void (errors += text);
    const vectors = join(folder, 'vectors');
    const exit = await run(
      ['gen', '--in', folder, '--out', join(folder, 'out'), '--vectors', vectors, ...more],
      { out: { write: () => undefined }, errors: { write } },
    );
    return { exit, errors: errors.replaceAll(folder, '') };
  }

  it('writes vectors, a test for each schema, and what they share; the second time nothing', async () => {
    assert.equal((await gen()).exit, 0);
    assert.deepEqual((await readdir(join(folder, 'vectors'))).sort(), [
      'one.jsonl',
      'one.vectors.test.ts',
      'replay.ts',
      'two.jsonl',
      'two.vectors.test.ts',
    ]);
    const test = await readFile(join(folder, 'vectors/one.vectors.test.ts'), 'utf8');
    assert.match(test, /^import \* as codecs from '\.\.\/out\/one\.js';$/m);
    assert.deepEqual(await gen('--check'), { exit: 0, errors: '' });
  });

  it('--check names missing, changed and orphaned files', async () => {
    await gen();
    await unlink(join(folder, 'vectors/one.jsonl'));
    await writeFile(join(folder, 'vectors/replay.ts'), '// mine now\n');
    await unlink(join(folder, 'two.proto'));
    await writeFile(join(folder, 'vectors/notes.jsonl'), '{"mine":true}\n');
    const { exit, errors } = await gen('--check');
    assert.equal(exit, 2);
    assert.deepEqual(
      errors.split('\n').filter((line) => line.startsWith('/vectors')),
      [
        '/vectors/one.jsonl  missing',
        '/vectors/replay.ts  different',
        '/vectors/two.jsonl  orphan',
        '/vectors/two.vectors.test.ts  orphan',
      ],
    );
    await gen();
    assert.deepEqual((await readdir(join(folder, 'vectors'))).sort(), [
      'notes.jsonl',
      'one.jsonl',
      'one.vectors.test.ts',
      'replay.ts',
    ]);
  });

  it('owns nothing that it did not write', () => {
    assert.equal(vectorsBackEnd.owns('a.ts', '// Generated by tentacle-ts-codegen 1.0.0 from a.mol.'), false);
    assert.equal(vectorsBackEnd.owns('a.jsonl', '{"name":"x"}'), false);
    assert.equal(vectorsBackEnd.owns('a.lua', '{"generator":"tentacle-ts-codegen 1"'), false);
    assert.equal(vectorsBackEnd.owns('a.jsonl', '{"generator":"tentacle-ts-codegen 1"'), true);
  });
});
