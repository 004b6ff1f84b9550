import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

import { readProgram } from '../../codegen/src/index.js';
import { COUNTLESS } from '../../codegen/src/limits/countable.js';
import { largestSize } from '../../codegen/src/limits/size.js';
import { codecOf, loadGenerated } from '../codegen/load-generated.js';

function sizeOf(path: string, text: string, type: string, only?: string): number {
  const { program, diagnostics } = readProgram([{ path, text }]);
  assert.deepEqual(diagnostics, []);
  const [schema] = program!.schemas;
  return largestSize(program!, program!.lookup(schema!)(type), only);
}

const proto = (text: string, type = 'A'): number => sizeOf('a.proto', `syntax = "proto3";\n${text}`, type);

describe('the largest message', () => {
  it('has the largest value in every field of a molecule type', () => {
    const chat = readFileSync('schemas/chat.mol', 'utf8');
    // Union id, total size and one offset, item count, text.
    assert.equal(sizeOf('chat.mol', chat, 'Chat'), 4 + 8 + 4 + 1000);
    assert.equal(sizeOf('chat.mol', chat, 'Chat', 'Seen'), 4 + 8 + 4);
    const discovery = readFileSync('schemas/discovery.mol', 'utf8');
    const node = 8 + 4 + 3 * (4 + 4 + 256);
    assert.equal(sizeOf('d.mol', discovery, 'DiscoveryMessage'), 8 + 4 + 12 + 1 + 4 + 1000 * (4 + node));
    // Two of the four fields may be absent: an option, and one of a newer version.
    assert.equal(sizeOf('d.mol', discovery, 'GetNodes'), 20 + 4 + 4 + 2 + 8);
  });

  it('is one that the generated encoder writes and the decoder reads', async () => {
    const text = `
array Uint16 [byte; 2];
array Hash [byte; 32];
struct Pair { a: Uint16, b: Hash, }
vector Pairs <Pair>;
vector Bytes <byte>;
vector BytesVec <Bytes>;
option BytesOpt (Bytes);
table All {
  /// @max 3
  pairs: Pairs,
  /// @max 2 @maxlen 5
  lines: BytesVec,
  /// @maxlen 7
  note: BytesOpt,
}
`;
    const generated = await loadGenerated([{ path: 'all.mol', text }]);
    try {
      const pair = { a: 1, b: new Uint8Array(32) };
      const value = {
        pairs: [pair, pair, pair],
        lines: [new Uint8Array(5), new Uint8Array(5)],
        note: new Uint8Array(7),
      };
      const bytes = codecOf(generated.codecs('all'), 'All').encode(value);
      assert.equal(sizeOf('all.mol', text, 'All'), bytes.length);
    } finally {
      await generated.remove();
    }
  });

  it('writes protobuf numbers in their longest form', () => {
    // Negative ones have ten bytes.
    assert.equal(proto('message A { int32 a = 1; }'), 1 + 10);
    assert.equal(proto('message A { uint32 a = 1; }'), 1 + 5);
    assert.equal(proto('message A { sint64 a = 16; fixed32 b = 2; }'), 2 + 10 + 1 + 4);
    assert.equal(proto('enum E { X = 0; } message A { E a = 1; }'), 1 + 10);
    assert.equal(proto('message A { oneof b { bool c = 1; uint64 d = 2; } }'), 1 + 10);
  });

  it('counts tags and lengths of protobuf lists, maps and messages', () => {
    assert.equal(proto('message A { /// @max 100\n repeated uint32 a = 1; }'), 1 + 2 + 500);
    assert.equal(proto('message A { /// @max 100\n repeated uint32 a = 1 [packed = false]; }'), 100 * 6);
    assert.equal(proto('message A { /// @max 3 @maxlen 200\n repeated bytes a = 1; }'), 3 * (1 + 2 + 200));
    const entry = 2 + (1 + 10) + 5;
    assert.equal(
      proto('message A { /// @max 4 @maxkey 10\n map<string, uint32> a = 1; }'),
      4 * (1 + 1 + entry),
    );
    assert.equal(proto('message A { /// @max 4\n map<bool, bool> a = 1; }'), 2 * (1 + 1 + 4));
    assert.equal(proto('message B { bool b = 1; } message A { B a = 1; }'), 1 + 1 + 2);
  });

  it('follows recursion as deep as it may go', () => {
    const leaf = 2;
    const one = 1 + 1 + leaf + leaf;
    assert.equal(proto('message A { bool b = 1;\n/// @depth 1\n A a = 2; }'), one);
    assert.equal(proto('message A { bool b = 1;\n/// @depth 2\n A a = 2; }'), 1 + 1 + one + leaf);
    // Two hundred bytes more for every level need lengths of two bytes.
    assert.equal(proto('message A { bool b = 1; A a = 2; }') > 100 * 4, true);
    const tree = 'message A { /// @max 1000\n repeated A a = 1; bool b = 2; }';
    assert.equal(proto(tree), COUNTLESS);
  });

  it('is infinite where the schema says that there is no limit', () => {
    assert.equal(proto('message A { /// @unbounded "because"\n bytes a = 1; }'), Infinity);
    assert.equal(proto('message A { /// @max 0 @maxlen 5\n repeated bytes a = 1; }'), 0);
  });

  it('fits into its protocol in every schema of the project', () => {
    const files = readdirSync('schemas').map((name) => ({
      path: `schemas/${name}`,
      text: readFileSync(`schemas/${name}`, 'utf8'),
    }));
    const { program } = readProgram(files);
    for (const schema of program!.schemas) {
      for (const { roots, maxBytes, name } of schema.protocols) {
        for (const { type } of roots) {
          const size = largestSize(program!, program!.lookup(schema)(type));
          assert.ok(size <= maxBytes, `${name}: ${size} > ${maxBytes}`);
        }
      }
    }
  });
});
