import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { Diagnostics } from '../../codegen/src/diag/diagnostic.js';
import { compile } from '../../codegen/src/index.js';
import { typeName } from '../../codegen/src/ir/names.js';
import { loadMolecule, type Scope, scopeOf } from '../../codegen/src/mol/loader.js';
import type { Codec, Decoder } from '../../src/wire/index.js';
import { everythingIn } from '../fuzz/read-everything.js';
import { mutate } from '../molecule/mutate.js';
import { randomSchema } from '../molecule/random-schema.js';
import { RandomValues } from '../molecule/random-value.js';
import { type Generated, loadGenerated } from './load-generated.js';
import { Seeded } from './seeded.js';
import { EVERYTHING, type TableView, withTexts } from './view-values.js';

const SEED = Number(process.env['SEED'] ?? 41);
const VECTORS = new URL('../vectors/molecule/', import.meta.url);

interface Pair {
  readonly plain: Codec<unknown>;
  readonly view: Decoder<TableView>;
}

/** The codec and the view of a type. */
function pairOf(generated: Generated, stem: string, type: string): Pair {
  const module = generated.codecs(stem) as unknown as Readonly<Record<string, unknown>>;
  const [plain, view] = [module[typeName(type)], module[typeName(`${typeName(type)}View`)]];
  assert.ok(plain !== undefined && view !== undefined, type);
  return { plain: plain as Codec<unknown>, view: view as Decoder<TableView> };
}

function scopeOfText(path: string, text: string): Scope {
  const [root] = loadMolecule([{ path, text }], () => undefined, new Diagnostics());
  return scopeOf(root!, new Diagnostics());
}

/** What a program in this folder prints that looks at its own heap. */
async function printed(program: string): Promise<string> {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const child = fileURLToPath(new URL(program, import.meta.url));
  const parameters = ['--expose-gc', '--import', loader, child];
  return (await promisify(execFile)(process.execPath, parameters)).stdout;
}

/** Every table gets a view. */
const lazily = (text: string): string => text.replace(/^table /gm, '/// @lazy\ntable ');

type Outcome = { readonly value: unknown } | { readonly code: string; readonly message: string };

function outcome(run: () => unknown): Outcome {
  try {
    return { value: run() };
  } catch (thrown) {
    const { name, code, message } = thrown as Error & { code: string };
    assert.equal(name, 'WireError', String(thrown));
    return { code, message };
  }
}

/** Both say the same about `bytes`: the same error, or the same value, as a whole and read piece by piece. */
function agree({ plain, view }: Pair, bytes: Uint8Array, compatible: boolean): 'ok' | 'refused' {
  const where = `SEED=${SEED} ${plain.name} ${Buffer.from(bytes).toString('hex')} compatible: ${compatible}`;
  const expected = outcome(() => plain.decode(bytes, { strict: !compatible }));
  // In the middle of something larger, as in a received record.
  const record = new Uint8Array(bytes.length + 9).fill(0xee);
  record.set(bytes, 4);
  const seen = outcome(() => view.decodeRange(record, 4, 4 + bytes.length, !compatible));
  if (!('value' in expected)) {
    assert.deepEqual(
      outcome(() => view.decode(bytes, { strict: !compatible })),
      expected,
      where,
    );
    assert.equal('code' in seen && seen.code, expected.code, where);
    return 'refused';
  }
  assert.ok('value' in seen, where);
  const found = seen.value as TableView;
  assert.deepEqual(found.toObject(), expected.value, where);
  assert.deepEqual(everythingIn(found, expected.value), expected.value, where);
  return 'ok';
}

/** Compares on random values of a type and on what becomes of them when they are damaged. */
function compareOn(pair: Pair, next: () => unknown, random: Seeded, rounds: number) {
  const counts = { ok: 0, refused: 0 };
  const good: Uint8Array[] = [];
  for (let i = 0; i < rounds; i++) {
    const encoded = outcome(() => pair.plain.encode(next()));
    if ('value' in encoded) good.push((encoded.value as Uint8Array).slice());
    const last = good.at(-1);
    if (last === undefined) continue;
    const bytes = i % 4 === 0 ? last : mutate(random, good[random.below(good.length)]!, good);
    counts[agree(pair, bytes, i % 2 === 0)]++;
  }
  return counts;
}

describe('views of @lazy tables', () => {
  it(`accept and refuse what the decoder does, and read the same: all shapes and limits (SEED=${SEED})`, async () => {
    const generated = await loadGenerated([{ path: 'every.mol', text: EVERYTHING }]);
    try {
      const random = new Seeded(SEED);
      const values = new RandomValues(scopeOfText('every.mol', EVERYTHING), random);
      const next = (): unknown => withTexts(values.of('Everything', 3), random);
      const counts = compareOn(pairOf(generated, 'every', 'Everything'), next, random, 2000);
      assert.ok(counts.ok > 200 && counts.refused > 500, JSON.stringify(counts));
    } finally {
      await generated.remove();
    }
  }).timeout(60_000);

  it(`the same for random schemas with awkward names (SEED=${SEED})`, async () => {
    const total = { ok: 0, refused: 0 };
    for (let i = 0; i < 25; i++) {
      const random = new Seeded(SEED + i);
      const text = lazily(randomSchema(random));
      const generated = await loadGenerated([{ path: 'random.mol', text }], { unboundedDefault: true });
      try {
        const scope = scopeOfText('random.mol', text);
        const values = new RandomValues(scope, random);
        for (const [type, { decl }] of scope) {
          if (decl.kind !== 'table') continue;
          const counts = compareOn(pairOf(generated, 'random', type), () => values.of(type), random, 100);
          total.ok += counts.ok;
          total.refused += counts.refused;
        }
      } finally {
        await generated.remove();
      }
    }
    assert.ok(total.ok > 1000 && total.refused > 1000, JSON.stringify(total));
  }).timeout(60_000);

  it('the same for the official byte strings of every table', async () => {
    const read = (name: string): string => readFileSync(new URL(name, VECTORS), 'utf8');
    const generated = await loadGenerated([{ path: 'types.mol', text: lazily(read('types.mol')) }], {
      unboundedDefault: true,
    });
    try {
      const verdicts = JSON.parse(read('verdicts.json')) as Record<string, [string, string, string][]>;
      const counts = { ok: 0, refused: 0 };
      for (const [type, rows] of Object.entries(verdicts)) {
        if (!/^Table|^AllInOne/.test(type) || /Opt|Vec/.test(type)) continue;
        for (const [hex] of rows) {
          for (const compatible of [false, true]) {
            const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
            counts[agree(pairOf(generated, 'types', type), bytes, compatible)]++;
          }
        }
      }
      assert.ok(counts.ok > 100 && counts.refused > 100, JSON.stringify(counts));
    } finally {
      await generated.remove();
    }
  });

  it('give bytes where they were received, and list items by index', async () => {
    const text = `vector Bytes <byte>;\nvector List <Bytes>;\n/// @lazy\ntable T {\n/// @max 9 @maxlen 9\nlist: List, }`;
    const generated = await loadGenerated([{ path: 'list.mol', text }]);
    try {
      const { plain, view } = pairOf(generated, 'list', 'T');
      assert.equal(view.name, 'T');
      const bytes = plain.encode({ list: [Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(2, 3)] }).slice();
      const { list } = view.decode(bytes) as unknown as {
        list: Iterable<Uint8Array> & { length: number; at(index: number): Uint8Array | undefined };
      };
      assert.equal(list.length, 3);
      assert.deepEqual([list.at(0), list.at(1), list.at(-1)], [...list]);
      assert.deepEqual([list.at(3), list.at(-4), list.at(NaN)], [undefined, undefined, undefined]);
      assert.deepEqual(list.at(2.9), Uint8Array.of(2, 3));
      assert.equal(list.at(2)!.buffer, bytes.buffer);
      assert.equal(Object.getPrototypeOf(list.at(2)), Uint8Array.prototype);
    } finally {
      await generated.remove();
    }
  });

  it('are emitted for lazy tables and what they contain, also across files, and for nothing else', async () => {
    const inner =
      'vector Bytes <byte>;\ntable Inner {\n/// @maxlen 9\nraw: Bytes, }\ntable Other { inner: Inner, }';
    const outer =
      'import inner;\n/// @lazy\ntable ListView { inner: Inner, one: One, }\ntable One { b: byte, }\ntable OneView { b: byte, }';
    const files = [
      { path: 'inner.mol', text: inner },
      { path: 'outer.mol', text: outer },
    ];
    const { outputs } = compile(files);
    const exported = (file: string): readonly string[] =>
      [...outputs.get(file)!.matchAll(/^export (?:const|interface|type|function|class) ([\w$]+)/gm)]
        .map(([, name]) => name!)
        .filter((name) => /View|verify|view/.test(name));
    assert.deepEqual(exported('inner.ts'), ['InnerView', '$verifyInner', '$viewInner']);
    assert.deepEqual(
      [...new Set(exported('outer.ts'))],
      ['ListView$', 'ListView$View', 'OneView$', 'OneView'],
    );
    const generated = await loadGenerated(files);
    try {
      const module = generated.codecs('outer') as unknown as Record<string, Codec<unknown>>;
      const bytes = module['ListView$']!.encode({ inner: { raw: Uint8Array.of(7) }, one: { b: 5 } });
      const view = module['ListView$View']!.decode(bytes) as {
        inner: { raw: Uint8Array };
        one: { b: number };
      };
      assert.deepEqual([view.inner.raw, view.one.b], [Uint8Array.of(7), 5]);
    } finally {
      await generated.remove();
    }
  });

  it('stand beside values where a root has both: a decoder for what arrives, under a name that is free', () => {
    const text = (lazy: string, root: string): string => `
/// @protocol name="/test/talk" max=1KiB bound=max
${root}
${lazy}
table Say { b: byte, }
table Hush { b: byte, }
table TalkArrival { b: byte, }`;
    const union = 'union Talk { Say, Hush, TalkArrival, }';
    const [table, inner] = ['table Talk { constructor: Inner, }', 'union Inner { Say, Hush, }'];
    const lazily = '/// @lazy';
    const decoderIn = (lazy: string, root: string): readonly (string | undefined)[] => {
      const { outputs, diagnostics } = compile([{ path: 'talk.mol', text: text(lazy, root) }]);
      assert.deepEqual(diagnostics, []);
      const handler = outputs.get('talk.handler.ts')!;
      return [
        /received\(([\w$]+),/.exec(handler)?.[1],
        ...[...handler.matchAll(/on(?:Say|Hush)\(peer: TalkPeer, message: ([\w$]+)\)/g)].map(
          ([, type]) => type,
        ),
      ];
    };
    assert.deepEqual(decoderIn('', union), ['Talk', 'Say', 'Hush']);
    assert.deepEqual(decoderIn(lazily, union), ['TalkArrival$', 'SayView', 'Hush']);
    assert.deepEqual(decoderIn('', `${table}\n${inner}`), ['Talk', 'Say', 'Hush']);
    assert.deepEqual(decoderIn(lazily, `${table}\n${inner}`), ['TalkArrival$', 'SayView', 'Hush']);
    assert.deepEqual(decoderIn('', `${lazily}\n${table}\n${inner}`), ['TalkView', 'SayView', 'HushView']);
  });

  it('of 1 MiB of hostile nodes cost no heap: nothing is made for an item', async () => {
    const stdout = await printed('view-heap.ts');
    const { items, wire, retainedByView, madeByView, retainedByValue } = JSON.parse(stdout) as Record<
      string,
      number
    >;
    assert.ok(items! > 50_000 && wire! >= 1024 * 1024, stdout);
    // The view, and what the engine makes for itself meanwhile. The least object for each item would be a megabyte.
    assert.ok(retainedByView! < 65_536, stdout);
    assert.ok(madeByView! < 65_536, stdout);
    assert.ok(retainedByValue! > 4 * 1024 * 1024, stdout);
  }).timeout(60_000);

  it('reach handlers without more: 1 MiB of hostile nodes that a handler keeps costs it no heap', async () => {
    const stdout = await printed('lazy-heap.ts');
    const { items, lazy, plain } = JSON.parse(stdout) as {
      readonly items: number;
      readonly lazy: Readonly<Record<string, number>>;
      readonly plain: Readonly<Record<string, number>>;
    };
    assert.ok(items > 50_000 && lazy['wire']! >= 1024 * 1024, stdout);
    assert.ok(lazy['made']! < 65_536 && lazy['retained']! < 262_144, stdout);
    assert.ok(plain['retained']! > 4 * 1024 * 1024, stdout);
  }).timeout(60_000);
});
