import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { wireBook } from '../../codegen/src/describe/book/back-end.js';
import { luaDissectors } from '../../codegen/src/describe/lua/back-end.js';
import { sampleBytes } from '../../codegen/src/describe/sample.js';
import { moleculeExtent } from '../../codegen/src/limits/molecule-size.js';
import { readProgram } from '../../codegen/src/index.js';
import type { Program } from '../../codegen/src/ir/model.js';
import { largestSize } from '../../codegen/src/limits/size.js';
import { type LoadedCodecs, loadCodecs } from '../../codegen/src/load/load-codecs.js';
import { encodePlainly } from '../../codegen/src/values/encode.js';
import { smallestValue } from '../../codegen/src/values/plain.js';
import { codables, EVERY_SHAPE, readOrThrow } from './values-schemas.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

async function projectProgram(): Promise<Program> {
  const names = (await readdir(`${ROOT}/schemas`)).sort();
  const texts = names.map(
    async (name) => [`schemas/${name}`, await readFile(`${ROOT}/schemas/${name}`, 'utf8')] as const,
  );
  return readOrThrow(Object.fromEntries(await Promise.all(texts)));
}

/** The page of a schema, without its header. */
function page(path: string, text: string): string {
  const program = readOrThrow({ [path]: text });
  return wireBook(program).get(path.replace(/\.\w+$/, '.md'))!;
}

/** The rows of the table below a heading. */
function rowsBelow(text: string, heading: string): readonly string[] {
  const after = text
    .slice(text.indexOf(`\n${heading}\n`) + 1)
    .split('\n')
    .slice(1);
  const start = after.findIndex((line) => line.startsWith('|'));
  const end = after.findIndex((line, i) => i > start && !line.startsWith('|'));
  return after.slice(start + 2, end < 0 ? undefined : end);
}

describe('the wire book', () => {
  it('in docs/wire is what the schemas say, and the same for every order of the schemas', async () => {
    const program = await projectProgram();
    const book = wireBook(program);
    for (const [file, text] of book)
      assert.equal(await readFile(`${ROOT}/docs/wire/${file}`, 'utf8'), text, file);
    const others = (await readdir(`${ROOT}/docs/wire`)).filter((file) => !book.has(file));
    assert.deepEqual(others, []);
    const texts = await Promise.all(
      program.schemas.map(async ({ path }) => [path, await readFile(`${ROOT}/${path}`, 'utf8')] as const),
    );
    const reversed = wireBook(readOrThrow(Object.fromEntries(texts.reverse())));
    assert.deepEqual(new Map([...reversed].sort()), new Map([...book].sort()));
  });

  it('lays out tables with offsets where they are known, sizes, limits and meanings', () => {
    const text = page(
      't.mol',
      `/// What is sent.
table T {
    /// How many.
    count: Uint16,
    /// Of which.
    /// @max 3 @maxlen 5 @utf8
    names: Rows,
    at: PointOpt,
}
struct Point { x: byte, y: Uint16, }
option PointOpt (Point);
array Uint16 [byte; 2];
vector Bytes <byte>;
vector Rows <Bytes>;
`,
    );
    assert.deepEqual(rowsBelow(text, '### T'), [
      '| 0 | 4 | total size | `uint32` |  |  | bytes of the whole table, this word included |',
      '| 4 | 4 | offset of `count` | `uint32` |  |  | where `count` begins, from the start of the table |',
      '| 8 | 4 | offset of `names` | `uint32` |  |  | where `names` begins, from the start of the table |',
      '| 12 | 4 | offset of `at` | `uint32` |  |  | where `at` begins, from the start of the table |',
      '| 16 | 2 | `count` | `uint16` | little-endian |  | How many. |',
      '| 18 | 4 to 43 | `names` | list of `UTF-8 text` | u32 total size, one u32 offset per item, the items; each item: u32 length, then the bytes | at most 3 items, each at most 5 bytes | Of which. |',
      '| its offset | 0 to 3 | `at` | optional [`Point`](#point) | nothing, or the value |  |  |',
    ]);
    assert.deepEqual(rowsBelow(text, '### Point'), [
      '| 0 | 1 | `x` | `uint8` |  |',
      '| 1 | 2 | `y` | `uint16` | little-endian |',
    ]);
  });

  it('lists items of unions, fields of messages and values of enums', () => {
    const union = page('u.mol', 'union U { A, B: 258, }\n/// The first.\ntable A {}\ntable B {}');
    assert.deepEqual(rowsBelow(union, '### U'), [
      '| 0 | `00 00 00 00` | [`A`](#a) | 4 | The first. |',
      '| 258 | `02 01 00 00` | [`B`](#b) | 4 |  |',
    ]);
    const message = page(
      'm.proto',
      `syntax = "proto3";
enum E { NO = 0; /// Sure.
YES = 1; }
message M {
  /// @max 4
  repeated sint32 a = 1;
  /// @max 2 @maxkey 3
  map<string, M> b = 20;
  oneof c { fixed64 d = 3; E e = 4; }
  optional bool f = 5;
}`,
    );
    assert.deepEqual(rowsBelow(message, '### M'), [
      '| 1 | `0a` | 2 (length) | `a` | list of `sint32` | packed | at most 4 items |',
      '| 3 | `19` | 1 (64 bits) | `D` | `fixed64` | one of `c` |  |',
      '| 4 | `20` | 0 (varint) | `E` | [`E`](#e) | one of `c` |  |',
      '| 5 | `28` | 0 (varint) | `f` | `bool` | optional |  |',
      '| 20 | `a2 01` | 2 (length) | `b` | map of `string` to [`M`](#m) | one per entry, key 1 and value 2 | at most 2 entries, keys at most 3 bytes |',
    ]);
    assert.equal(rowsBelow(message, '### E').length, 2);
  });

  it('follows types through imports that do not see each other', () => {
    const head = 'syntax = "proto3";\n';
    const program = readOrThrow({
      'a.proto': `${head}import "b.proto";\n/// @protocol name="/a" max=1KiB\nmessage A { B b = 1; }`,
      'b.proto': `${head}import "c.proto";\nmessage B { C c = 1; }`,
      'c.proto': `${head}message C { uint32 n = 1; }`,
    });
    const text = wireBook(program).get('a.md')!;
    assert.match(text, /\[`B`\]\(b\.md#b\)/);
    assert.match(text, /^ {5}4 .* n: uint32\n {5}4 {2}08 .*\n {5}5 {2}01 .* value = 1$/m);
    assert.match(luaDissectors(program).get('a.lua')!, /name = 'n'/);
  });

  it('lists extensions and the numbers that must fit JavaScript', () => {
    const text = page(
      'e.proto',
      `syntax = "proto2";
message M {
  /// @number
  optional int64 n = 2;
  extensions 100 to 200;
}
extend M { optional sint32 later = 100; }`,
    );
    assert.deepEqual(rowsBelow(text, '### M'), [
      '| 2 | `10` | 0 (varint) | `n` | `int64` | optional | at most 2^53 - 1 either way |',
      '| 100 | `a0 06` | 0 (varint) | `later` | `sint32` | extension |  |',
    ]);
  });

  it('tells who sends what, what answers it and how large it gets', () => {
    const text = page(
      'p.mol',
      `/// @protocol name="/x" versions=["1","2"] max=1KiB framing=none priority=high
union X {
    /// @from dialer @reply Answer timeout=2s @rate 3/s
    Ask,
    Answer,
}
/// Wants to know.
table Ask { /// @maxlen 10
 what: Bytes, }
table Answer { yes: Bool, }
array Bool [byte; 1];
vector Bytes <byte>;
`,
    );
    assert.match(
      text,
      /\| versions \| `1`, `2` \|\n\| framing \| none: .*\|\n\| largest message \| 1,024 bytes \(1 KiB\), the limits of its fields allow 26 bytes \|\n\| priority \| high \|/,
    );
    assert.ok(
      text.includes(
        '| [`Ask`](#ask) | `onAsk` | 26 bytes | the dialer | `Answer` within 2,000 ms | 3 per 1,000 ms | Wants to know. |',
      ),
      text,
    );
    assert.ok(text.includes('| [`Answer`](#answer) | `onAnswer` | 13 bytes | the listener |'), text);
  });

  it('has links that lead somewhere', async () => {
    for (const program of [await projectProgram(), EVERY_SHAPE]) {
      const book = wireBook(program);
      for (const [file, text] of book) {
        for (const [, target, anchor] of text.matchAll(/\]\(([\w.]*)#?([^)]*)\)/g)) {
          const other = book.get(target === '' ? file : target!);
          assert.ok(other !== undefined, `${file}: ${target}`);
          const headings = [...other.matchAll(/^#+ (.*)$/gm)].map(([, title]) => title!.toLowerCase());
          if (anchor !== '') assert.ok(headings.includes(anchor!), `${file}: ${anchor}`);
        }
      }
    }
  });

  it('takes no doc comment for Markdown or HTML', () => {
    const text = page('d.mol', '/// A|B <b>*x*</b> [y](z) a_b\ntable T { a: byte, }');
    assert.ok(text.includes('A\\|B &lt;b>\\*x\\*&lt;/b> \\[y\\](z) a\\_b'), text);
  });

  describe('its examples and sizes', () => {
    let loaded: LoadedCodecs;
    before(async () => void (loaded = await loadCodecs(EVERY_SHAPE)));
    after(() => loaded.dispose());

    for (const { schema, decl, lookup } of codables(EVERY_SHAPE)) {
      it(`hold for ${schema.stem}.${decl.name}`, () => {
        const codec = loaded.codec(schema.stem, decl.name);
        const bytes = sampleBytes(EVERY_SHAPE, decl);
        assert.doesNotThrow(() => codec.decode(bytes, { strict: true }));
        if (schema.format !== 'molecule') return;
        assert.deepEqual(codec.encode(codec.decode(bytes)), bytes);
        const { least, most } = moleculeExtent(decl, lookup);
        assert.equal(most, largestSize(EVERY_SHAPE, decl));
        assert.equal(least, encodePlainly('molecule', decl, smallestValue(decl, lookup), lookup).length);
      });
    }

    it('cover every item of a union that is a protocol', async () => {
      const text = wireBook(await projectProgram()).get('discovery.md')!;
      assert.match(text, /^### `GetNodes` in 50 bytes$/m);
      assert.match(text, /^### `Nodes` in \d+ bytes$/m);
    });
  });

  it('needs no protocol', () => {
    const { program } = readProgram([
      { path: 'x.mol', text: 'table Inner { a: byte, }\ntable Outer { b: Inner, }' },
    ]);
    const text = wireBook(program!).get('x.md')!;
    assert.match(text, /One of each:\n\n### `Outer` in 17 bytes/);
    assert.ok(!text.includes('### `Inner`'));
  });
});
