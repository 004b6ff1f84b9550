import assert from 'node:assert/strict';

import { run } from '../../codegen/src/cli/run.js';
import { readProgram } from '../../codegen/src/index.js';
import { CORE } from '../../codegen/src/limits/core.js';
import { limitsOf, type MessageLimits, type ProtocolLimits } from '../../codegen/src/limits/report.js';
import { limitsTable } from '../../codegen/src/limits/table.js';
import { DEFAULT_LIMITS } from '../../src/limits.js';
import { oneField } from './one-field.js';

describe('what limits amount to', () => {
  it('counts with the defaults of the core', () => {
    const core: Readonly<Record<string, number>> = CORE;
    for (const [name, value] of Object.entries(core)) {
      assert.equal(value, DEFAULT_LIMITS[name as keyof typeof DEFAULT_LIMITS], name);
    }
  });

  it('adds up per substream and per peer', () => {
    const text = oneField('max=1012', '@maxlen 1000');
    const { program } = readProgram([{ path: 'a.mol', text }]);
    const { protocols, peer } = limitsOf(program!);
    const [{ assembling, decoded, pending, messages }] = protocols as [(typeof protocols)[number]];
    const [{ largest, heap, pinned, wire }] = messages as [(typeof messages)[number]];
    assert.deepEqual(
      { assembling, largest, pinned, wire },
      { assembling: 1016, largest: 1012, pinned: 1012, wire: 1012 },
    );
    // The object, the view and its buffer.
    assert.equal(heap, 1012 + Math.ceil(1.03 * (32 + 104 + 96)));
    assert.equal(decoded, heap);
    assert.equal(peer.synchronous, peer.session + assembling + decoded);
    assert.equal(peer.pending, peer.session + assembling + pending);
    const table = limitsTable(limitsOf(program!));
    assert.match(table, /^\/test\/a {2}\(a\.mol, max 1,012 B\)\n/);
    assert.match(table, /\n {2}A {2}1,012 B {5}1,251 B {6}1,012 B {6}× 1\.2 {3}× 15\.1\n/);
  });

  it('counts the records that views of pending messages keep', () => {
    const MiB = 1024 * 1024;
    for (const [max, record] of [
      [1_012, CORE.viewedRecordBytes],
      [MiB, 2 * MiB],
      [6 * MiB, CORE.recordBytes],
    ] as const) {
      const { program } = readProgram([
        { path: 'a.mol', text: oneField(`max=${max}`, `@maxlen ${max - 12}`) },
      ]);
      const [{ pending, messages }] = limitsOf(program!).protocols as [ProtocolLimits];
      const [{ heap, pinned, densest }] = messages as readonly [MessageLimits];
      // What still arrives once credit is held back keeps twice its own bytes.
      const arriving = CORE.streamWindowBytes * (densest + 1);
      assert.ok(
        Math.abs(pending - CORE.pendingHandlers * (heap - pinned + record) - arriving) < 1_000,
        `${max}`,
      );
    }
  });

  it('does so too where messages without a view take more than those with one', () => {
    const text = `
/// @protocol name="/test/a" max=4096 bound=max
table A { choice: Choice, }
union Choice { Seal, Empties, }
table Seal {
    /// @maxlen 8
    seal: Bytes,
}
table Empties {
    /// @max 4096
    items: EmptyVec,
}
table Empty {}
vector EmptyVec <Empty>;
vector Bytes <byte>;
`;
    const { program, diagnostics } = readProgram([{ path: 'a.mol', text }]);
    assert.deepEqual(diagnostics, []);
    const [{ pending, messages }] = limitsOf(program!).protocols as [ProtocolLimits];
    assert.ok(messages.every(({ pinned, heap }) => pinned === 0 || heap < CORE.viewedRecordBytes));
    assert.ok(pending > CORE.pendingHandlers * CORE.viewedRecordBytes);
  });

  it('does not depend on which field can hold the view', () => {
    const heaps = (path: string, text: string): readonly number[] => {
      const { program, diagnostics } = readProgram([{ path, text }]);
      assert.deepEqual(diagnostics, []);
      return limitsOf(program!).types.map(({ heap }) => heap);
    };
    const [body, seal] = ['body: SealOrText,', '/// @maxlen 8\nseal: Bytes,'];
    const mol = heaps(
      'a.mol',
      `
table First { ${body}\n${seal} }
table Last {
${seal}
${body} }
union SealOrText {
    /// @maxlen 8
    Bytes,
    Text,
}
table Text {
    /// @maxlen 1000000 @utf8
    text: Bytes,
}
vector Bytes <byte>;`,
    );
    const oneof = (a: number, b: number): string =>
      `oneof body {\n/// @maxlen 8\nbytes short = ${a};\n/// @maxlen 1000000\nstring text = ${b}; }`;
    const proto = heaps(
      'a.proto',
      `syntax = "proto3";
message First { ${oneof(1, 2)}
/// @maxlen 8
bytes seal = 3; }
message Last {
/// @maxlen 8
bytes seal = 1; ${oneof(2, 3)} }`,
    );
    for (const [first, last] of [mol, proto]) {
      // Two bytes for each character, and the message.
      assert.ok(first! > 3_000_000 && Math.abs(first! - last!) < 100, `${first} and ${last}`);
    }
  });

  it('has figures for messages that must be there and for those that cannot be', () => {
    const text = `syntax = "proto2";
message Map {
  /// @max 3
  map<int32, Outer> outers = 1;
}
message Outer { required Inner inner = 1; }
message Inner { optional bool flag = 1; }
message Endless { required Endless endless = 1; }`;
    const { program, diagnostics } = readProgram([{ path: 'a.proto', text }]);
    assert.deepEqual(diagnostics, []);
    for (const { heap } of limitsOf(program!).types) assert.ok(heap >= 0);
  });

  it('is printed for a folder of schemas, as a table or as JSON', async () => {
    const limits = async (
      ...args: readonly string[]
    ): Promise<{ code: number; out: string; errors: string }> => {
      let [out, errors] = ['', ''];
      const code = await run(['limits', ...args], {
        out: { write: (text) => (out += text) },
        errors: { write: (text) => (errors += text) },
      });
      return { code, out, errors };
    };
    const table = await limits('--in', 'schemas');
    assert.deepEqual([table.code, table.errors], [0, '']);
    assert.match(table.out, /^\/demo\/chat {2}\(schemas\/chat\.mol, max 4,096 B\)\n/);
    assert.match(table.out, /\none peer with all protocols open, default limits of the core\n/);
    const json = JSON.parse((await limits('--in', 'schemas', '--json')).out) as {
      readonly protocols: readonly {
        readonly name: string;
        readonly messages: readonly { readonly name: string }[];
      }[];
      readonly peer: Readonly<Record<string, number>>;
    };
    const ping = json.protocols.find(({ name }) => name === '/tentacle/ping')!;
    const message = { largest: 24, heap: 124, pinned: 0, wire: 24, densest: 4.41 };
    assert.deepEqual(ping.messages, [
      { name: 'Ping', ...message },
      { name: 'Pong', ...message },
    ]);
    assert.ok(json.peer['pending']! > json.peer['synchronous']!);
    assert.equal((await limits('--in', 'nowhere')).code, 1);
  });

  it('names types without a protocol, and what has no bound at all', () => {
    const text = 'vector Bytes <byte>; table T { /// @unbounded "any"\n a: Bytes, }';
    const { program } = readProgram([{ path: 't.mol', text }]);
    const { types } = limitsOf(program!);
    assert.deepEqual(
      types.map(({ name, largest, heap }) => ({ name, largest, heap })),
      [{ name: 'T', largest: Infinity, heap: Infinity }],
    );
    assert.match(limitsTable(limitsOf(program!)), /T {2}t\.mol {2}unbounded {3}unbounded/);
  });
});
