import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Chat } from '../../../generated/chat.js';
import { Acknowledge, Identity } from '../../../generated/net_identify.js';
import { PingMessage } from '../../../generated/ping.js';
import { data, delimited, open, select } from './frames.js';
import { PcapFile } from './pcap-file.js';
import { dissect, fieldsOf, needsTshark, SCRIPTS } from './tshark.js';

const say = (text: string): Uint8Array => Chat.encode({ type: 'Say', value: { text } });
const ping = (nonce: number): Uint8Array =>
  PingMessage.encode({ payload: { type: 'Ping', value: { nonce } } });

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** `bytes` in pieces of the given sizes and the rest. */
function cut(bytes: Uint8Array, ...sizes: readonly number[]): readonly Uint8Array[] {
  let at = 0;
  return [...sizes.map((size) => bytes.subarray(at, (at += size))), bytes.subarray(at)];
}

describe('the Wireshark dissectors', function () {
  this.timeout(120_000);
  let folder: string;

  before(async () => void (folder = await mkdtemp(join(tmpdir(), 'tentacle-pcap-'))));
  before(needsTshark);
  after(() => rm(folder, { recursive: true, force: true }));

  async function saved(pcap: PcapFile): Promise<string> {
    const path = join(folder, 'session.pcap');
    await writeFile(path, pcap.toBytes());
    return path;
  }

  /** A session on which the dialer has opened `protocols`, the first on stream 1, the next on 3. */
  function opened(...protocols: readonly string[]): PcapFile {
    const pcap = new PcapFile();
    protocols.forEach((name, i) => {
      pcap.send('dialer', Buffer.concat([open(2 * i + 1), data(2 * i + 1, select(name))]));
      pcap.send('listener', data(2 * i + 1, select(name)));
    });
    return pcap;
  }

  describe('on recorded sessions of two nodes', () => {
    for (const name of ['plaintext', 'encrypted']) {
      const path = (suffix: string): string => fileURLToPath(new URL(`${name}.${suffix}`, import.meta.url));

      it(`show what was written down for ${name}.pcap, in one pass and in two`, async () => {
        const expected = await readFile(path('txt'), 'utf8');
        assert.equal(await dissect(path('pcap')), expected);
        assert.equal(await dissect(path('pcap'), { twoPasses: true }), expected);
      });
    }

    const recorded = fileURLToPath(new URL('plaintext.pcap', import.meta.url));

    it('one script is enough for one protocol; others stay bytes', async () => {
      const scripts = SCRIPTS.filter((script) => script.endsWith('chat.lua'));
      assert.equal(scripts.length, 1);
      const texts = await fieldsOf(recorded, 'chat.say', ['chat.say.text'], { scripts });
      assert.deepEqual(texts, [['hello'], ['Grüße, 世界 😀'], ['one|two']]);
      const other = await fieldsOf(recorded, 'tentacle.protocol == "/tentacle/ping"', ['tentacle.message'], {
        scripts,
      });
      assert.equal(
        other.at(-2)?.[0],
        hexOf(PingMessage.encode({ payload: { type: 'Pong', value: { nonce: 0xdeadbeef } } })),
      );
    });

    it('fields filter packets', async () => {
      assert.deepEqual(await fieldsOf(recorded, 'ping.pong.nonce == 0xdeadbeef', ['ping.pong.nonce']), [
        ['3735928559'],
      ]);
      assert.deepEqual(
        await fieldsOf(recorded, 'frames.packet_data.stream_id < 0', ['frames.packet_data.stream_id']),
        [['-1099511627777']],
      );
      assert.deepEqual(await fieldsOf(recorded, 'transmitter', ['transmitter.network_message.headers.key']), [
        ['trace|span'],
      ]);
      // Wireshark has an echo protocol of its own.
      assert.deepEqual(await fieldsOf(recorded, 'tentacle.echo.chunk', ['tentacle.message.length']), [
        ['90016'],
      ]);
    });
  });

  it('find a message however segments and frames cut it', async () => {
    const pcap = opened('/demo/chat');
    const message = delimited(say('in pieces'));
    // Frames end within the length, right behind it and within the message; segments end within headers and bodies.
    const frames = Buffer.concat(cut(message, 2, 2, 9).map((piece) => data(1, piece)));
    pcap.send('dialer', ...cut(frames, 5, 8, 13, 20));
    assert.deepEqual(await fieldsOf(await saved(pcap), 'chat', ['chat.say.text', 'tentacle.message.piece']), [
      ['in pieces', [message.subarray(4, 13), message.subarray(13)].map(hexOf).join('|')],
    ]);
  });

  it('keep the pieces of two protocols apart', async () => {
    const pcap = opened('/demo/chat', '/tentacle/ping');
    const [first, second] = cut(delimited(say('left and right')), 11);
    const [one, two] = cut(delimited(ping(77)), 3);
    pcap.send('dialer', data(1, first!), data(3, one!), data(1, second!), data(3, two!));
    const rows = await fieldsOf(await saved(pcap), 'chat or ping', ['chat.say.text', 'ping.ping.nonce']);
    assert.deepEqual(rows, [
      ['left and right', ''],
      ['', '77'],
    ]);
  });

  it('read segments that came twice once, and late ones in order', async () => {
    const pcap = opened('/demo/chat');
    const [a, b] = cut(data(1, delimited(say('again'))), 20).map((piece) => pcap.segment('dialer', piece));
    for (const segment of [a!, a!, b!, b!]) pcap.capture(segment);
    pcap.send('dialer', data(1, delimited(say('next'))));
    const texts = await fieldsOf(await saved(pcap), 'chat', ['chat.say.text']);
    assert.deepEqual(texts, [['again'], ['next']]);
  });

  it('several messages in one frame, and one behind the reply of the selection', async () => {
    const pcap = new PcapFile();
    pcap.send('dialer', Buffer.concat([open(1), data(1, select('/demo/chat'))]));
    pcap.send('listener', data(1, Buffer.concat([select('/demo/chat'), delimited(say('at once'))])));
    pcap.send('dialer', data(1, Buffer.concat(['a', 'b', 'c'].map((text) => delimited(say(text))))));
    const texts = await fieldsOf(await saved(pcap), 'chat', ['chat.say.text', 'tentacle.protocol.version']);
    assert.deepEqual(texts, [
      ['at once', '1|1'],
      ['a|b|c', '1|1|1'],
    ]);
  });

  it('tell the sides of a session apart where they send different messages', async () => {
    const pcap = opened('/tentacle/net/identify');
    pcap.send('dialer', data(1, delimited(Identity.encode({ chainId: 'x' }))));
    const addrInfo = { listenAddrs: [], observedAddr: Uint8Array.of(1, 2) };
    pcap.send('listener', data(1, delimited(Acknowledge.encode({ addrInfo }))));
    const fields = [
      'tentacle.message.sender',
      'net_identify.identity.chain_id',
      'net_identify.address_info.observed_addr',
    ];
    assert.deepEqual(await fieldsOf(await saved(pcap), 'net_identify', fields), [
      ['dialer', 'x', ''],
      ['listener', '', '0102'],
    ]);
  });

  it('say what is wrong with a message, with the code of the decoder, and read on', async () => {
    const pcap = opened('/demo/chat', '/tentacle/net/transmitter');
    const wrong = say('hello');
    wrong[8] = 9;
    const words = Uint32Array.of(0, 12 + 1_001, 8, 1_001);
    const tooLong = Buffer.concat([new Uint8Array(words.buffer), Buffer.alloc(1_001, 'x')]);
    pcap.send('dialer', data(1, delimited(wrong)));
    pcap.send('dialer', data(1, delimited(Uint8Array.of(9, 0, 0, 0))));
    pcap.send('dialer', data(3, delimited(Uint8Array.of(0x12, 5, 0x61))));
    pcap.send('dialer', data(1, delimited(tooLong)));
    pcap.send('dialer', data(1, delimited(say('fine'))));
    const rows = await fieldsOf(await saved(pcap), 'chat or transmitter', [
      '_ws.expert.message',
      'chat.say.text',
    ]);
    assert.deepEqual(
      rows.map(([problem, text]) => [problem, text!.length]),
      [
        ['E_WIRE_OFFSETS at byte 8: no offset behind a header', 0],
        ['E_WIRE_UNKNOWN_ITEM at byte 0: no item has the id 9', 0],
        ['E_WIRE_TRUNCATED at byte 1: 5 bytes announced, 1 are there', 0],
        ['E_WIRE_LIMIT: 1001 where at most 1000 are allowed', 1_001],
        ['', 4],
      ],
    );
    const path = join(folder, 'session.pcap');
    assert.equal((await fieldsOf(path, 'tentacle.malformed', ['frame.number'])).length, 3);
    assert.equal((await fieldsOf(path, 'tentacle.limit', ['frame.number'])).length, 1);
  });

  it('show extra fields of a newer schema and unknown fields of protobuf', async () => {
    const pcap = opened('/demo/chat', '/tentacle/net/transmitter');
    const header = '00000000' + '16000000' + '0c000000' + '14000000';
    const newer = Buffer.from(`${header}0400000061626364` + '0102', 'hex');
    pcap.send('dialer', data(1, delimited(newer)));
    pcap.send('dialer', data(3, delimited(Buffer.from('1201782a0261627d01020304', 'hex'))));
    const fields = [
      'chat.say.text',
      'tentacle.molecule.unknown_field',
      'transmitter.network_message.url',
      'tentacle.protobuf.unknown_field',
    ];
    assert.deepEqual(await fieldsOf(await saved(pcap), 'chat or transmitter', fields), [
      ['abcd', '0102', '', ''],
      ['', '', 'x', '2a026162|7d01020304'],
    ]);
  });

  it('know when the start is missing or the bytes are no frames', async () => {
    const pcap = opened('/demo/chat');
    pcap.send('dialer', data(9, delimited(say('unknown stream'))));
    pcap.send('dialer', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13));
    const rows = await fieldsOf(await saved(pcap), 'tentacle and _ws.expert', ['_ws.expert.message']);
    assert.deepEqual(rows, [
      ['where messages begin here is not known'],
      ['no yamux frame: is the session encrypted, or is something missing?'],
    ]);
  });

  it('leave other traffic alone', async () => {
    const pcap = new PcapFile();
    pcap.send('dialer', Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    pcap.send('listener', Buffer.from('HTTP/1.1 204 No Content\r\n\r\n'));
    assert.deepEqual(await fieldsOf(await saved(pcap), 'tentacle', ['frame.number']), []);
  });
});
