import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { luaDissectors } from '../../../codegen/src/describe/lua/back-end.js';
import { sampleBytes } from '../../../codegen/src/describe/sample.js';
import type { Protocol } from '../../../codegen/src/ir/model.js';
import { readProgram } from '../../../codegen/src/read-program.js';
import { data, delimited, open, select } from './frames.js';
import { PcapFile } from './pcap-file.js';
import { fieldsOf, needsTshark, tshark } from './tshark.js';

/** Names that Lua has words for, that TypeScript has, and that meet once they are filters. */
const MOLECULE = `
/// @protocol name="/shapes/mol" versions=["1"] max=64KiB
table end {
    a: Int8, b: Int16, c: Int64, d: Uint128, e: Bool, f: Point, g: Triangle,
    /// @max 9
    h: Words,
    /// @max 2 3 @maxlen 5 @utf8
    i: Rows,
    j: PointOpt, k: Any,
    L: byte, l_: byte,
}
struct Point { x: Int32, y: Uint8, }
union Any {
    Point,
    /// @maxlen 8
    Bytes,
}
array Bool [byte; 1];
array Uint8 [byte; 1];
array Int8 [byte; 1];
array Int16 [byte; 2];
array Int32 [byte; 4];
array Int64 [byte; 8];
array Uint128 [byte; 16];
array Triangle [Point; 3];
option PointOpt (Point);
vector Words <Int16>;
vector Bytes <byte>;
vector Row <Bytes>;
vector Rows <Row>;
`;

const PROTOBUF = `syntax = "proto3";
enum Mood { CALM = 0; ANGRY = -1; ALSO_CALM = 0; option allow_alias = true; }
/// @protocol name="/shapes/proto" versions=["1"] max=64KiB
message Function {
  sint32 a = 1; sint64 b = 2; fixed64 c = 3; sfixed32 d = 4; float e = 5; double f = 6; bool g = 7; Mood h = 8;
  /// @max 9
  repeated sint64 i = 9;
  /// @max 9
  repeated float j = 2000;
  /// @max 9
  map<int32, Inner> k = 11;
  oneof choice { uint64 number = 12; Inner inner = 13; }
  message Inner { uint32 x = 1; Function next = 2; }
}
`;

describe('the Wireshark dissectors of every kind of field', function () {
  this.timeout(60_000);
  let folder: string;

  before(async () => void (folder = await mkdtemp(join(tmpdir(), 'tentacle-lua-'))));
  before(needsTshark);
  after(() => rm(folder, { recursive: true, force: true }));

  /** A capture of messages of one protocol, and the scripts that show it. */
  async function captured(path: string, text: string, messages: readonly Uint8Array[]) {
    const { program, diagnostics } = readProgram([{ path, text }]);
    assert.deepEqual(diagnostics, []);
    for (const [file, script] of luaDissectors(program!)) await writeFile(join(folder, file), script);
    const [schema] = program!.schemas;
    const [{ name, roots, framing }] = schema!.protocols as readonly [Protocol];
    const root = program!.lookup(schema!)(roots[0]!.type);
    const pcap = new PcapFile();
    pcap.send('dialer', Buffer.concat([open(1), data(1, select(name))]));
    pcap.send('listener', data(1, select(name)));
    const sample = sampleBytes(program!, root);
    for (const bytes of [sample, ...messages])
      pcap.send('dialer', data(1, framing === 'none' ? bytes : delimited(bytes)));
    const file = join(folder, `${schema!.stem}.pcap`);
    await writeFile(file, pcap.toBytes());
    return { file, options: { scripts: [join(folder, `${schema!.stem}.lua`)] } };
  }

  /** The values of fields in the packets of the messages, by field. */
  async function shown(
    { file, options }: Awaited<ReturnType<typeof captured>>,
    layer: string,
    fields: readonly string[],
  ): Promise<readonly string[]> {
    const rows = await fieldsOf(
      file,
      layer,
      [...fields.map((field) => `${layer}.${field}`), '_ws.expert.message'],
      options,
    );
    return rows.map((row) => row.join(' '));
  }

  it('molecule', async () => {
    const capture = await captured('shapes.mol', MOLECULE, []);
    const scalars = [
      'end.a',
      'end.b',
      'end.c',
      'end.d',
      'end.e',
      'point.x',
      'point.y',
      'end.h',
      'end.i',
      'end.l',
      'end.l_',
    ];
    assert.deepEqual(await shown(capture, 'shapes', scalars), [
      '1 2 3 04000000000000000000000000000000 1 5|7|9|11|15|17 6|8|10|12|16|18 13|14 i|i|i|i 19 20 ',
    ]);
    assert.deepEqual(await shown(capture, 'shapes', ['any.id']), ['0 ']);
  });

  it('protobuf', async () => {
    const bytes = Buffer.from(
      '0801' + // a = -1
        '10ffffffffffffffffff01' + // b = -2^63
        '19ffffffffffffffff' + // c = 2^64 - 1
        '25feffffff' + // d = -2
        '2d0000c03f' + // e = 1.5
        '310000000000000480' + // f = -1e-323, a denormal
        '3802' + // g
        '40ffffffffffffffffff01' + // h = ANGRY
        '4a03020304' + // i = 1, -2, 2
        '4805' + // i = -3, not packed
        '5a0508071203' + // cut off below
        '',
      'hex',
    );
    const capture = await captured('shapes.proto', PROTOBUF, [bytes]);
    const fields = ['a', 'b', 'c', 'd', 'e', 'g', 'h', 'i', 'j', 'k.key', 'number'].map(
      (name) => `function.${name}`,
    );
    assert.deepEqual(await shown(capture, 'shapes', [...fields, 'function_inner.x']), [
      '1|11 2|12 3|13 4|14 5.5|15.5 1|1 -1|-1 7|8|17|18 20.5|21.5|23.5|24.5 9 19|22 10 ',
      '-1 -9223372036854775808 18446744073709551615 -2 1.5 1 -1 1|-2|2|-3     E_WIRE_TRUNCATED at byte 62: 5 bytes announced, 4 are there',
    ]);
    const text = await tshark(capture.file, ['-V', '-Y', 'shapes'], capture.options);
    assert.equal(text.match(/h: ANGRY \(-1\)/g)?.length, 3);
  });

  it('without framing: every Data frame is a message', async () => {
    const schema = '/// @protocol name="/bare" versions=["1"] max=64 framing=none\ntable T { a: byte, }';
    const another = Buffer.from('090000000800000007', 'hex');
    const capture = await captured('bare.mol', schema, [another]);
    assert.deepEqual(await shown(capture, 'bare', ['t.a']), ['1 ', '7 ']);
  });
});
