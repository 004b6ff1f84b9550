import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { type LoadedCodec, type LoadedCodecs, loadCodecs } from '../../codegen/src/load/load-codecs.js';
import { runtimeUrl } from '../../codegen/src/load/runtime-url.js';
import { edgesOf } from '../../codegen/src/values/edges.js';
import { encodePlainly } from '../../codegen/src/values/encode.js';
import { fromJson, type Json, JsonFormError, toJson } from '../../codegen/src/values/json.js';
import { smallestValue, typicalValue } from '../../codegen/src/values/plain.js';
import { Random } from '../../codegen/src/values/prng.js';
import { randomValue } from '../../codegen/src/values/random.js';
import { type Codable, codables, EVERY_SHAPE, readOrThrow } from './values-schemas.js';

const SEED = Number(process.env['SEED'] ?? 4711);
const EVERY = codables(EVERY_SHAPE);

/** The error of a refused value or of refused bytes. */
function refusal(run: () => unknown): { readonly code: string; readonly stage: string } {
  try {
    run();
  } catch (thrown) {
    assert.equal((thrown as Error).name, 'WireError', String(thrown));
    return thrown as { readonly code: string; readonly stage: string };
  }
  return { code: 'none', stage: 'none' };
}

describe('values from the schema', () => {
  let loaded: LoadedCodecs;
  const codecOf = ({ schema, decl }: Codable): LoadedCodec => loaded.codec(schema.stem, decl.name);
  const plainly = ({ schema, decl, lookup }: Codable, value: unknown): Uint8Array =>
    encodePlainly(schema.format, decl, value, lookup);

  before(async () => {
    loaded = await loadCodecs(EVERY_SHAPE);
  });
  after(() => loaded.dispose());

  describe('random values', () => {
    for (const each of EVERY) {
      const { decl, lookup } = each;
      it(`of ${decl.name} round-trip, as the second encoder writes them, and as JSON (SEED=${SEED})`, () => {
        const random = new Random(SEED);
        const codec = codecOf(each);
        for (let i = 0; i < 200; i++) {
          const value = randomValue(decl, lookup, random);
          const bytes = codec.encode(value);
          assert.equal(codec.size(value), bytes.length);
          assert.deepEqual(bytes, plainly(each, value));
          assert.deepEqual(codec.decode(bytes, { strict: true }), value);
          const json = JSON.stringify(toJson(decl, value, lookup));
          assert.deepEqual(fromJson(decl, JSON.parse(json) as Json, lookup), value);
        }
      });
    }

    it('are the same for the same seed and others for another', () => {
      const values = (seed: number): unknown => {
        const random = new Random(seed);
        return EVERY.map(({ decl, lookup }) => randomValue(decl, lookup, random));
      };
      assert.deepEqual(values(5), values(5));
      assert.notDeepEqual(values(5), values(6));
    });

    it('keep to the budget where the types allow it, and to the number of items', () => {
      const each = EVERY.find(({ decl, schema }) => decl.name === 'All' && schema.format === 'protobuf')!;
      const random = new Random(SEED);
      let most = 0;
      let longest = 0;
      for (let i = 0; i < 300; i++) {
        const value = randomValue(each.decl, each.lookup, random, { maxBytes: 300, maxItems: 2 });
        most = Math.max(most, plainly(each, value).length);
        longest = Math.max(longest, (value as { readonly r: readonly number[] }).r.length);
      }
      assert.ok(most > 150 && most < 900, `${most}`);
      assert.equal(longest, 2);
    });

    it('reach the edges: empty and full lists, absent fields, unknown numbers, long letters, minus zero', () => {
      const { decl, lookup } = EVERY.find(
        ({ decl, schema }) => decl.name === 'All' && schema.stem === 'three',
      )!;
      const random = new Random(SEED);
      const seen = new Set<string>();
      for (let i = 0; i < 500; i++) {
        const value = randomValue(decl, lookup, random) as Readonly<Record<string, unknown>>;
        seen.add(`r ${(value['r'] as readonly unknown[]).length}`);
        if (value['o2'] === undefined) seen.add('absent');
        if (Buffer.byteLength(value['n'] as string) === 10) seen.add('full text');
        if (/[^\0-\x7f]/.test(value['n'] as string)) seen.add('not ascii');
        if (![0, 1, -3].includes(value['p'] as number)) seen.add('unknown number');
        if (Object.is(value['l'], -0)) seen.add('-0');
        if (Number.isNaN(value['l'])) seen.add('NaN');
        if (value['b'] === -(2n ** 63n)) seen.add('least');
      }
      const wanted = [
        'r 0',
        'r 1',
        'r 5',
        'absent',
        'full text',
        'not ascii',
        'unknown number',
        '-0',
        'least',
      ];
      assert.deepEqual(
        wanted.filter((what) => !seen.has(what)),
        [],
      );
      assert.ok(!seen.has('NaN'));
    });

    it('have NaN where it is asked for', () => {
      const { decl, lookup } = EVERY.find(
        ({ decl, schema }) => decl.name === 'All' && schema.stem === 'three',
      )!;
      const random = new Random(SEED);
      const values = Array.from({ length: 300 }, () => randomValue(decl, lookup, random, { nan: true }));
      assert.ok(values.some((value) => Number.isNaN((value as { readonly l: number }).l)));
    });
  });

  describe('edge values', () => {
    for (const each of EVERY) {
      const { decl, lookup } = each;
      it(`of ${decl.name}: inside they round-trip, outside they are refused with the code of the bound`, () => {
        const codec = codecOf(each);
        const { edges } = edgesOf(decl, lookup);
        for (const { name, value, code } of edges) {
          if (code === undefined) {
            const bytes = codec.encode(value);
            assert.deepEqual(bytes, plainly(each, value), name);
            assert.deepEqual(codec.decode(bytes, { strict: true }), value, name);
            continue;
          }
          const refused = refusal(() => codec.encode(value));
          assert.deepEqual([refused.code, refused.stage], [code, 'encode'], name);
          if (code === 'E_WIRE_VALUE') continue;
          const { code: actual, stage } = refusal(() => codec.decode(plainly(each, value)));
          assert.deepEqual([actual, stage], [code, 'decode'], name);
        }
      });
    }

    it('name every bound', () => {
      const named = (stem: string, type: string): readonly string[] => {
        const { decl, lookup } = EVERY.find(
          ({ schema, decl }) => schema.stem === stem && decl.name === type,
        )!;
        return edgesOf(decl, lookup).edges.map(({ name }) => name);
      };
      assert.deepEqual(named('every', 'Growing'), [
        'Growing smallest',
        'Growing since 2, up to second',
        'Growing since 3, up to third',
        'Growing since 3, up to fourth',
        'Growing.second left out before fourth',
        'Growing.first false',
        'Growing.first true',
        'Growing.first 1',
        'Growing.first missing',
        ...[0, 1, 127, 128, 16_383, 16_384, 65_535].map((value) => `Growing.second ${value}`),
        'Growing.second min-1',
        'Growing.second max+1',
        'Growing.third Point',
        'Growing.third null',
        'Growing.fourth empty',
        'Growing.fourth 1',
        'Growing.fourth maxlen',
        'Growing.fourth maxlen+1',
      ]);
      const all = new Set(named('three', 'All'));
      for (const name of [
        'All.bools max',
        'All.x max+1',
        'All.x.key maxlen+1',
        'All.n maxlen of é',
        'All.n lone surrogate',
        'All.z.Zd unknown -1',
        'All.r[] max+1',
        'All.n2 9007199254740991',
        'All.n1 max+1',
        'All depth',
        'All depth+1',
      ])
        assert.ok(all.has(name), name);
      assert.ok(named('three', 'Tree').includes('Tree depth+1'));
      assert.ok(named('two', 'Old').includes('Old.must missing'));
    });

    it('skip by name what is over the budget or cannot be made', () => {
      const program = readOrThrow({
        'big.proto':
          'syntax = "proto3";\nmessage Big {\n/// @maxlen 1GiB\nbytes a = 1;\n/// @max 9\nmap<bool, bool> b = 2;\n}\n',
      });
      const [{ decl, lookup }] = codables(program) as [Codable];
      assert.deepEqual(edgesOf(decl, lookup).skipped, [
        'Big.a maxlen',
        'Big.a maxlen+1',
        'Big.b max',
        'Big.b max+1',
      ]);
    });
  });

  describe('plain values', () => {
    for (const each of EVERY) {
      const { decl, lookup } = each;
      it(`the smallest and the typical ${decl.name} round-trip`, () => {
        for (const value of [smallestValue(decl, lookup), typicalValue(decl, lookup)]) {
          assert.deepEqual(codecOf(each).decode(plainly(each, value), { strict: true }), value);
        }
      });
    }
  });

  describe('JSON', () => {
    const form = (stem: string, type: string, json: Json): unknown => {
      const { decl, lookup } = EVERY.find(({ schema, decl }) => schema.stem === stem && decl.name === type)!;
      return fromJson(decl, json, lookup);
    };
    it('is readable: integers above 32 bits as strings, bytes as hex, maps as pairs', () => {
      const { decl, lookup } = EVERY.find(
        ({ schema, decl }) => schema.stem === 'three' && decl.name === 'All',
      )!;
      const value = {
        ...(smallestValue(decl, lookup) as object),
        b: -(2n ** 63n),
        k: -0,
        l: -Infinity,
        o: Uint8Array.of(0, 255),
        y: new Map([[7, NaN]]),
        z: { type: 'Zb', value: { x: 1, next: undefined } },
      };
      const json = toJson(decl, value, lookup) as Readonly<Record<string, Json>>;
      assert.deepEqual(
        ['b', 'k', 'l', 'o', 'y', 'z', 'o1'].map((key) => json[key]),
        [
          '-9223372036854775808',
          '-0',
          '-Infinity',
          '0x00ff',
          [[7, 'NaN']],
          { type: 'Zb', value: { x: 1 } },
          undefined,
        ],
      );
    });
    it('keeps holes in lists', () => {
      const { decl, lookup } = EVERY.find(
        ({ decl, schema }) => decl.name === 'All' && schema.stem === 'every',
      )!;
      const value = { ...(typicalValue(decl, lookup) as object), holes: [undefined, new Uint8Array(0)] };
      const json = toJson(decl, value, lookup) as Readonly<Record<string, Json>>;
      assert.deepEqual(json['holes'], [null, '0x']);
      assert.deepEqual(fromJson(decl, json, lookup), value);
    });
    it('that is no value of the type is refused with its path', () => {
      const refused = (stem: string, type: string, json: Json, path: string): void =>
        assert.throws(
          () => form(stem, type, json),
          (thrown) => thrown instanceof JsonFormError && thrown.path === path,
        );
      refused('every', 'Growing', { first: true, secnod: 1 }, 'Growing.secnod');
      refused('every', 'Growing', {}, 'Growing.first');
      refused('every', 'Growing', { first: 1 }, 'Growing.first');
      refused('every', 'Numbered', { value: 5 }, 'Numbered.value');
      refused('every', 'Choice', { type: 'Nope', value: 1 }, 'Choice');
      refused('every', 'Choice', { type: 'Lines', value: ['0x0'] }, 'Choice.Lines[0]');
      refused('three', 'Tree', { children: [['a']] }, 'Tree.children[0]');
      refused('three', 'Tree', [], 'Tree');
    });
  });

  describe('loaded codecs', () => {
    it('of two versions of one schema work side by side', async () => {
      const version = (fields: string): Promise<LoadedCodecs> =>
        loadCodecs(readOrThrow({ 'v.proto': `syntax = "proto3";\nmessage M { ${fields} }\n` }));
      await using old = await version('int32 a = 1;');
      await using young = await version('int32 a = 1; bool b = 2;');
      const bytes = young.codec('v', 'M').encode({ a: 1, b: true });
      assert.deepEqual(young.codec('v', 'M').decode(bytes), { a: 1, b: true });
      assert.deepEqual(old.codec('v', 'M').decode(bytes), { a: 1 });
    });
    it('call the runtime of the folder they are loaded from', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'tentacle-user-'));
      assert.throws(() => runtimeUrl(folder), /no package.json in|not installed in/);
      await writeFile(join(folder, 'package.json'), '{ "name": "user" }');
      assert.throws(() => runtimeUrl(folder), /the runtime tentacle-ts is not installed in /);
      const installed = join(folder, 'node_modules', 'tentacle-ts');
      await mkdir(installed, { recursive: true });
      await writeFile(join(installed, 'package.json'), '{ "exports": { "./wire": "./wire.js" } }');
      await writeFile(join(installed, 'wire.js'), '');
      await mkdir(join(folder, 'deep'));
      const expected = pathToFileURL(join(await realpath(installed), 'wire.js')).href;
      assert.equal(runtimeUrl(join(folder, 'deep')), expected);
      assert.match(runtimeUrl(), /\/src\/wire\/index\.ts$/);
      await rm(folder, { recursive: true });
    });
    it('leave no folder behind, and say which codec is missing', async () => {
      const folders = (): readonly string[] =>
        readdirSync(tmpdir()).filter((name) => name.startsWith(`tentacle-codecs-${process.pid}-`));
      const before = folders().length;
      const one = await loadCodecs(readOrThrow({ 'one.mol': 'struct One { x: byte, }' }));
      assert.equal(folders().length, before + 1);
      await one.dispose();
      assert.equal(folders().length, before);
      assert.deepEqual([...one.codecs('one').keys()], ['One']);
      assert.throws(() => one.codec('one', 'Two'), /one has no codec for Two/);
      assert.throws(() => one.codecs('two'), /no schema has the stem two/);
    });
  });
});
