import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { explain } from '../../../codegen/src/describe/explain/explain.js';
import { sampleBytes } from '../../../codegen/src/describe/sample.js';
import { readProgram } from '../../../codegen/src/read-program.js';
import { Seeded } from '../../codegen/seeded.js';
import { data, delimited, open, select } from './frames.js';
import { PcapFile } from './pcap-file.js';
import { needsTshark, tshark } from './tshark.js';

const SCHEMAS = fileURLToPath(new URL('../../../schemas', import.meta.url));
const SEED = Number(process.env['SEED'] ?? 3);
const MESSAGES_PER_ROOT = 150;

/** Defects that the dissectors look for, and stop at. They show text, flags and long lists as they are. */
const LOOKED_FOR =
  /^E_WIRE_(?:HEADER|TOTAL_SIZE|OFFSETS|FIELD_COUNT|UNKNOWN_ITEM|VARINT|TAG|TRUNCATED|DEPTH)$/;
const SHOWN_ANYWAY = new Set(['E_WIRE_LIMIT', 'E_WIRE_UTF8', 'E_WIRE_VALUE']);

function changed(bytes: Uint8Array, random: Seeded): Uint8Array {
  const out = Uint8Array.from(bytes);
  for (let changes = random.below(3); changes > 0 && out.length > 0; changes--) {
    const at = random.below(out.length);
    out[random.bool() ? at & ~3 : at] = random.bool() ? random.below(256) : random.below(40);
  }
  return out.slice(0, random.below(4) === 0 ? random.below(out.length + 1) : out.length);
}

describe('the Wireshark dissectors and `explain`', function () {
  this.timeout(120_000);
  let folder: string;

  before(async () => void (folder = await mkdtemp(join(tmpdir(), 'tentacle-pcap-'))));
  before(needsTshark);
  after(() => rm(folder, { recursive: true, force: true }));

  it(`find the same defect in the same place of changed messages (SEED=${SEED})`, async () => {
    const names = (await readdir(SCHEMAS)).sort();
    const files = names.map(async (name) => ({
      path: `schemas/${name}`,
      text: await readFile(join(SCHEMAS, name), 'utf8'),
    }));
    const program = readProgram(await Promise.all(files)).program!;
    const random = new Seeded(SEED);
    const pcap = new PcapFile();
    const expected: string[] = [];
    let stream = 1;
    for (const schema of program.schemas) {
      for (const protocol of schema.protocols) {
        for (const { type, from } of protocol.roots) {
          const decl = program.lookup(schema)(type);
          const twice = protocol.framing === 'length-delimited-twice';
          pcap.send('dialer', Buffer.concat([open(stream), data(stream, select(protocol.name))]));
          pcap.send('listener', data(stream, select(protocol.name)));
          for (let i = 0; i < MESSAGES_PER_ROOT; i++) {
            const items = decl.kind === 'union' ? decl.items.map(({ tag }) => tag) : [undefined];
            const bytes = changed(sampleBytes(program, decl, items[i % items.length]), random);
            pcap.send(from ?? 'dialer', data(stream, delimited(twice ? delimited(bytes) : bytes)));
            const { defect } = explain(program, decl, bytes);
            expected.push(defect === undefined ? 'ok' : `${defect.code} at byte ${defect.at}`);
          }
          stream += 2;
        }
      }
    }
    const path = join(folder, 'changed.pcap');
    await writeFile(path, pcap.toBytes());
    // One line per message: the packets of the selection have none with a sender and no ProtocolInfo.
    const fields = ['-T', 'fields', '-E', 'aggregator=|', '-e', '_ws.expert.message'];
    const filter = 'tentacle.message.sender and not tentacle.protocol_info';
    const lines = (await tshark(path, ['-Y', filter, ...fields])).split('\n').slice(0, -1);
    assert.equal(lines.length, expected.length);
    let stopped = 0;
    lines.forEach((line, i) => {
      const found = line
        .split('|')
        .map((message) => /^(E_WIRE_\w+)( at byte \d+)/.exec(message)?.[0] ?? '')
        .find((each) => LOOKED_FOR.test(each.split(' ')[0]!));
      const code = expected[i]!.split(' ')[0]!;
      if (SHOWN_ANYWAY.has(code)) return;
      assert.equal(found ?? 'ok', expected[i], `message ${i}: ${line}`);
      if (found !== undefined) stopped++;
    });
    assert.ok(stopped > 400, `${stopped} of ${lines.length} were broken`);
  });
});
