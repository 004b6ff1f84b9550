import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { run } from '../../codegen/src/cli/run.js';
import { explain } from '../../codegen/src/describe/explain/explain.js';
import { renderExplanation } from '../../codegen/src/describe/explain/render.js';
import type { ExplanationJson } from '../../codegen/src/describe/explain/to-json.js';
import { findType } from '../../codegen/src/describe/find-type.js';
import { readProgram } from '../../codegen/src/index.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What `explain` prints for bytes of a type of one schema. */
function shown(path: string, text: string, type: string, hex: string, strict = false): string {
  const { program, diagnostics } = readProgram([{ path, text }]);
  assert.deepEqual(diagnostics, []);
  const found = findType(program!, type);
  if ('problem' in found) throw new Error(found.problem);
  return renderExplanation(
    explain(program!, found.decl, Buffer.from(hex.replaceAll(' ', ''), 'hex'), { strict }),
  );
}

const CHAT = `
/// @protocol name="/demo/chat" max=4KiB
union Chat { Say, Seen, }
table Say {
    /// @maxlen 20 @utf8
    text: Bytes,
}
table Seen { count: Uint32, at: PointOpt, }
struct Point { x: byte, on: Bool, }
option PointOpt (Point);
array Bool [byte; 1];
array Uint32 [byte; 4];
vector Bytes <byte>;
`;

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;

describe('explain, on molecule', () => {
  const chat = (hex: string, strict = false): string => shown('chat.mol', CHAT, 'Chat', hex, strict);

  it('names every header word, id, length and value with its bytes', () => {
    assert.equal(
      chat('00000000 11000000 08000000 05000000 68656c6c6f'),
      lines(
        '     0                           Chat: union  (21 bytes)',
        '     0  00 00 00 00                item id = 0 (Say)',
        '     4                             Say: table  (17 bytes)',
        '     4  11 00 00 00                  total size = 17',
        '     8  08 00 00 00                  offset of text = 8, byte 12',
        '    12                               text: UTF-8 text  (at most 20 bytes)',
        '    12  05 00 00 00                    length = 5',
        '    16  68 65 6c 6c 6f                 text = "hello"',
        'valid: 21 bytes',
      ),
    );
  });

  it('shows structs and options', () => {
    assert.equal(
      chat('01000000 12000000 0c000000 10000000 07000000 0901'),
      lines(
        '     0                           Chat: union  (22 bytes)',
        '     0  01 00 00 00                item id = 1 (Seen)',
        '     4                             Seen: table  (18 bytes)',
        '     4  12 00 00 00                  total size = 18',
        '     8  0c 00 00 00                  offset of count = 12, byte 16',
        '    12  10 00 00 00                  offset of at = 16, byte 20',
        '    16  07 00 00 00                  count: uint32 = 7',
        '    20                               at: struct Point',
        '    20  09                             x: uint8 = 9',
        '    21  01                             on: bool = true',
        'valid: 22 bytes',
      ),
    );
    assert.match(
      chat('01000000 10000000 0c000000 10000000 07000000'),
      /^ {4}20 .* at: optional Point = absent$/m,
    );
  });

  it('goes on up to the defect, says where and why, and shows what is left', () => {
    assert.equal(
      chat('00000000 11000000 09000000 05000000 68656c6c6f'),
      lines(
        '     0                           Chat: union  (21 bytes)',
        '     0  00 00 00 00                item id = 0 (Say)',
        '     4                             Say: table  (17 bytes)',
        '     4  11 00 00 00                  total size = 17',
        '     8  09 00 00 00                  offset of text = 9, byte 13',
        '     8  ^^                       E_WIRE_OFFSETS  Say: the offset 9 is out of order or out of range',
        '    12  05 00 00 00 68 65 6c 6c  not read: 9 bytes',
        '        6f',
        'broken: E_WIRE_OFFSETS at byte 8, in Say',
      ),
    );
  });

  it('explains no bytes at all', () => {
    assert.equal(
      chat(''),
      lines(
        '     0                           Chat: union  (0 bytes)',
        '     0  ^^                       E_WIRE_HEADER  Chat: 0 bytes are too few for a header',
        'broken: E_WIRE_HEADER at byte 0, in Chat',
      ),
    );
  });

  it('counts one as one', () => {
    assert.match(chat('00'), /E_WIRE_HEADER {2}Chat: 1 byte is too few for a header/);
    const one = 'array Byte2 [byte; 2];\ntable T { a: Byte2, }';
    assert.match(shown('a.mol', one, 'T', '09000000 08000000 00'), /expected 2 bytes, 1 is there/);
    const list = 'vector Bytes <byte>;\ntable T {\n/// @maxlen 1\na: Bytes, }';
    assert.match(
      shown('a.mol', list, 'T', '0e000000 08000000 02000000 0000'),
      /2 where at most 1 is allowed/,
    );
    const map = 'syntax = "proto3"; message M {\n/// @max 1 @maxkey 1\nmap<string, int32> a = 1; }';
    assert.match(shown('a.proto', map, 'M', '0a00'), /at most 1 entry/);
  });

  it('shows fields of a newer schema and says what a strict reader does', () => {
    const newer = '00000000 12000000 0c000000 10000000 00000000 abcd';
    assert.match(
      chat(newer),
      /^ {4}20 {2}ab cd +unknown field 1 = ab cd {2}\(from a newer schema; not looked at\)$/m,
    );
    assert.match(
      chat(newer),
      /^valid: 22 bytes; a strict reader stops with E_WIRE_FIELD_COUNT at byte 4, in Say$/m,
    );
    assert.match(chat(newer, true), /^broken: E_WIRE_FIELD_COUNT at byte 4, in Say$/m);
  });

  it('cuts long values and long texts', () => {
    const schema = 'table T { /// @maxlen 1KiB\n a: Bytes, }\nvector Bytes <byte>;';
    const text = shown('t.mol', schema, 'T', `70000000 08000000 64000000 ${'ab'.repeat(100)}`);
    assert.match(text, /bytes = (?:ab ){16}… \(100 bytes\)$/m);
    assert.match(text, /^ {8}… 68 bytes more$/m);
  });
});

describe('explain, on protobuf', () => {
  const SCHEMA = `syntax = "proto2";
enum Mood { CALM = 0; ANGRY = 2; }
message M {
  optional sint32 a = 1;
  /// @max 3
  repeated Mood moods = 2 [packed = true];
  /// @max 2 @maxkey 4
  map<string, M> below = 3;
  oneof choice { fixed32 b = 4; bool c = 5; }
  required double d = 6;
}
`;
  const message = (hex: string): string => shown('m.proto', SCHEMA, 'M', hex);

  it('shows tags, packed lists, maps, oneofs, unknown fields and groups', () => {
    const scalars = '0803 12020202';
    const map = '1a0e 0a0178 1209 31000000000000f83f';
    const rest = '2801 25ffffffff 31000000000000f0bf 3a026869 43 0801 44';
    assert.equal(
      message(`${scalars} ${map} ${rest}`),
      lines(
        '     0                           M: message  (46 bytes)',
        '     0                             a: sint32',
        '     0  08                           tag = field 1, varint',
        '     1  03                           value = -2',
        '     2                             moods: list of Mood  (at most 3 items)',
        '     2  12                           tag = field 2, length',
        '     3  02                           length = 2',
        '     4  02                           value = 2 (ANGRY)',
        '     5  02                           value = 2 (ANGRY)',
        '     6                             below: map of string to M  (at most 2 entries, keys at most 4 bytes)',
        '     6  1a                           tag = field 3, length',
        '     7  0e                           length = 14',
        '     8                               key: string  (at most 4 bytes)',
        '     8  0a                             tag = field 1, length',
        '     9  01                             length = 1',
        '    10  78                             text = "x"',
        '    11                               value: M',
        '    11  12                             tag = field 2, length',
        '    12  09                             length = 9',
        '    13                                 d: double',
        '    13  31                               tag = field 6, 64 bits',
        '    14  00 00 00 00 00 00 f8 3f          value = 1.5',
        '    22                             choice.C: bool',
        '    22  28                           tag = field 5, varint',
        '    23  01                           value = true',
        '    24                             choice.B: fixed32',
        '    24  25                           tag = field 4, 32 bits',
        '    25  ff ff ff ff                  value = 4294967295',
        '    29                             d: double',
        '    29  31                           tag = field 6, 64 bits',
        '    30  00 00 00 00 00 00 f0 bf      value = -1',
        '    38                             unknown field 7',
        '    38  3a                           tag = field 7, length',
        '    39  02                           length = 2',
        '    40  68 69                        bytes = 68 69',
        '    42                             unknown field 8',
        '    42  43                           tag = field 8, group',
        '    43                               unknown field 1',
        '    43  08                             tag = field 1, varint',
        '    44  01                             value = 1',
        '    45  44                           tag = field 8, end of group',
        'valid: 46 bytes',
      ),
    );
  });

  it('marks what stops a decoder, and shows what it did not read', () => {
    assert.equal(
      message('0880'),
      lines(
        '     0                           M: message  (2 bytes)',
        '     0                             a: sint32',
        '     0  08                           tag = field 1, varint',
        '     1  80                           varint = cut off',
        '     1  ^^                       E_WIRE_VARINT  varint: cut off',
        'broken: E_WIRE_VARINT at byte 1, in varint',
      ),
    );
    const cases = [
      [
        '1a05 0a0178',
        /^ {5}1 {2}\^\^ +E_WIRE_TRUNCATED {2}M\.below: 5 bytes announced, 3 are there\n {5}2 .* not read: 3 bytes$/m,
      ],
      ['1002 1002 1002 1002', /^broken: E_WIRE_LIMIT at byte 7, in M\.moods$/m],
      ['1a070a05 6162636465', /^broken: E_WIRE_LIMIT at byte 4, in M\.below\.key$/m],
      ['1a030a01ff', /^broken: E_WIRE_UTF8 at byte 4, in M\.below\.key$/m],
      ['0803', /^broken: E_WIRE_REQUIRED at byte 2, in M\.d$/m],
      ['00', /^ {5}0 {2}00 +tag = field 0, wire type 0\n.*\nbroken: E_WIRE_TAG at byte 0, in tag$/m],
      ['434c', /^broken: E_WIRE_TAG at byte 2, in unknown group$/m],
    ] as const;
    for (const [hex, expected] of cases) assert.match(message(hex), expected);
  });

  it('tells a field of another wire type from one that it does not know', () => {
    assert.match(
      message('0d00000000'),
      /unknown field 1: a {2}\(not read: 32 bits is not how the schema writes it\)/,
    );
  });
});

describe('tentacle-gen explain', () => {
  interface Ran {
    readonly code: number;
    readonly out: string;
    readonly errors: string;
  }

  async function explained(args: readonly string[], isTTY = false): Promise<Ran> {
    let [out, errors] = ['', ''];
    const streams = {
      out: { write: (text: string) => void (out += text), isTTY },
      errors: { write: (text: string) => void (errors += text) },
    };
    const code = await run(['explain', ...args, '--in', `${ROOT}/schemas`], streams);
    return { code, out, errors };
  }

  const SAY = '00000000110000000800000005000000' + '68656c6c6f';

  it('finds a type by its name, with its schema, or as the root of a protocol', async () => {
    const texts = await Promise.all(
      ['Chat', 'chat.Chat', '/demo/chat'].map((type) => explained([type, SAY])),
    );
    for (const { code, out } of texts) {
      assert.equal(code, 0);
      assert.match(out, /text = "hello"\nvalid: 21 bytes\n$/);
    }
  });

  it('prints what docs/explain.md shows', async () => {
    const text = await readFile(`${ROOT}/docs/explain.md`, 'utf8');
    const examples = [...text.matchAll(/^\$ tentacle-gen explain (\S+) (\S+)\n([^]*?)^```$/gm)];
    assert.equal(examples.length, 2);
    for (const [, type, hex, expected] of examples) {
      assert.equal((await explained([type!, hex!])).out, expected);
    }
  });

  it('takes 0x, white space and other separators', async () => {
    for (const hex of [
      `0x${SAY}`,
      SAY.replace(/../g, '$& '),
      SAY.replace(/../g, '0x$&,\n'),
      SAY.toUpperCase(),
    ]) {
      assert.match((await explained(['Chat', hex])).out, /valid: 21 bytes/);
    }
  });

  it('takes bytes in several arguments', async () => {
    assert.match((await explained(['Chat', ...SAY.match(/../g)!])).out, /valid: 21 bytes/);
  });

  it('explains molecule types that have no codec of their own', async () => {
    assert.match((await explained(['discovery.Uint32', '01000000'])).out, /valid: 4 bytes\n$/);
    const { code, errors } = await explained(['Uint32', '01000000']);
    assert.deepEqual(
      [code, /^error: `Uint32` may be `chat.Uint32` or .*: say which\n$/.test(errors)],
      [1, true],
    );
  });

  it('explains broken bytes with success; --check does not', async () => {
    const cut = SAY.slice(0, -2);
    const plain = await explained(['Chat', cut]);
    assert.deepEqual([plain.code, /E_WIRE_TOTAL_SIZE/.test(plain.out)], [0, true]);
    assert.equal((await explained(['Chat', cut, '--check'])).code, 1);
    assert.equal((await explained(['Chat', SAY, '--check'])).code, 0);
  });

  it('reads strictly with --strict', async () => {
    const newer = '0000000012000000' + '0c00000010000000' + '00000000' + 'abcd';
    assert.equal((await explained(['Chat', newer, '--check'])).code, 0);
    assert.equal((await explained(['Chat', newer, '--check', '--strict'])).code, 1);
  });

  it('prints JSON with --json', async () => {
    const { out } = await explained(['Chat', `${SAY}ff`, '--json']);
    const json = JSON.parse(out) as ExplanationJson;
    assert.deepEqual(
      [json.type, json.bytes, json.valid, json.notRead],
      ['Chat', 22, false, '080000000500000068656c6c6fff'],
    );
    assert.equal(json.error?.code, 'E_WIRE_TOTAL_SIZE');
    assert.deepEqual(json.parts[0]?.parts?.[0], {
      start: 0,
      end: 4,
      label: 'item id',
      value: '0 (Say)',
      hex: '00000000',
    });
  });

  it('says what is wrong with the question', async () => {
    const cases = [
      [['Chatt', '00'], /^error: there is no type `Chatt`: did you mean `Chat`\?\n$/],
      [['/demo/chta', '00'], /did you mean `\/demo\/chat`\?/],
      [
        ['/tentacle/net/identify', '00'],
        /^error: `\/tentacle\/net\/identify` may be `net_identify\.Identity` or `net_identify\.Acknowledge`: say which\n$/,
      ],
      [['Chat', '0g'], /^error: `g` is not a hexadecimal digit\n$/],
      [['Chat', '000'], /^error: 3 hexadecimal digits are no whole bytes\n$/],
    ] as const;
    for (const [args, message] of cases) {
      const { code, out, errors } = await explained(args);
      assert.deepEqual([code, out], [1, '']);
      assert.match(errors, message);
    }
  });

  it('paints for people only', async () => {
    assert.ok((await explained(['Chat', SAY], true)).out.includes('\u001b[32mvalid'));
    assert.ok(!(await explained(['Chat', SAY])).out.includes('\u001b'));
  });

  it('reads from standard input', async () => {
    const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    const out = await new Promise<string>((resolve, reject) => {
      const program = `${ROOT}/codegen/src/cli/main.ts`;
      const args = ['--import', loader, program, 'explain', 'Chat', '-', '--in', `${ROOT}/schemas`];
      const child = execFile(process.execPath, args, (error, stdout) => {
        if (error === null) resolve(stdout);
        else reject(new Error(error.message, { cause: error }));
      });
      child.stdin!.end(`${SAY}\n`);
    });
    assert.match(out, /valid: 21 bytes\n$/);
  });
});
