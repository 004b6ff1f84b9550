import assert from 'node:assert/strict';
import {
  ACK,
  DATA,
  FIN,
  GO_AWAY_INTERNAL_ERROR,
  GO_AWAY_NORMAL,
  GO_AWAY_PROTOCOL_ERROR,
  RST,
  SYN,
  writeLength,
} from '../../src/yamux/frame.js';
import { FrameReader } from '../../src/yamux/frame-reader.js';
import { bytes, hex } from '../crypto/hex.js';
import { withCode } from '../vectors/with-code.js';
import { data, frame, frameText, goAway, ping, windowUpdate } from './frame-bytes.js';

/** Reads frames as text; bodies follow their header in brackets, one pair per piece. */
function reading(maxBody = 262_144): { reader: FrameReader; read: string[] } {
  const read: string[] = [];
  const reader = new FrameReader(maxBody, {
    header: (...header) => read.push(frameText(...header)),
    body: (chunk, start, end) => read.push(`[${Buffer.from(chunk.subarray(start, end)).toString()}]`),
  });
  return { reader, read };
}

function receive(reader: FrameReader, ...chunks: readonly Uint8Array[]): void {
  for (const chunk of chunks) reader.receive(chunk, 0, chunk.length);
}

describe('yamux header', () => {
  const cases: [string, string, Uint8Array][] = [
    ['open of stream 1, default window', '000100010000000100000000', windowUpdate(1, 0, SYN)],
    ['acknowledgement of stream 1, default window', '000100020000000100000000', windowUpdate(1, 0, ACK)],
    ['open of stream 1 with a window of 1 MiB', '0001000100000001000c0000', windowUpdate(1, 786_432, SYN)],
    ['FIN of stream 1', '000100040000000100000000', windowUpdate(1, 0, FIN)],
    ['RST of stream 1', '000100080000000100000000', windowUpdate(1, 0, RST)],
    ['refusal of stream 5', '0001000a0000000500000000', windowUpdate(5, 0, ACK | RST)],
    ['first ping', '000200010000000000000001', ping(1, SYN)],
    ['its answer', '000200020000000000000001', ping(1, ACK)],
    ['go away, normal', '000300000000000000000000', goAway(GO_AWAY_NORMAL)],
    ['go away, protocol error', '000300000000000000000001', goAway(GO_AWAY_PROTOCOL_ERROR)],
    ['go away, internal error', '000300000000000000000002', goAway(GO_AWAY_INTERNAL_ERROR)],
    [
      'Data of stream 1 with a protocol selection',
      '00000000000000010000002b00000027270000000c00000016000000060000002f7032702f3111000000080000000500' +
        '0000302e302e31',
      data(
        1,
        bytes('00000027270000000c00000016000000060000002f7032702f31110000000800000005000000302e302e31'),
      ),
    ],
    ['largest flags, id and length', '0001ffffffffffffffffffff', frame(1, 0xffff, 0xffffffff, 0xffffffff)],
  ];
  for (const [what, expected, written] of cases) {
    it(`is written as tentacle writes it: ${what}`, () => assert.equal(hex(written), expected));
  }

  it('takes another length afterwards', () => {
    const header = frame(DATA, SYN, 7, 1);
    writeLength(header, 0, 0x0a0b0c0d);
    assert.equal(hex(header), '00000001000000070a0b0c0d');
  });
});

describe('yamux frame reader', () => {
  const stream = Uint8Array.from(
    Buffer.concat([
      windowUpdate(1, 5, SYN),
      data(1, 'abcdef', FIN),
      data(0xfffffffe, ''),
      ping(9, ACK),
      goAway(99),
    ]),
  );

  it('reads frames that lie together in one chunk', () => {
    const { reader, read } = reading();
    receive(reader, stream);
    assert.deepEqual(read, [
      'WindowUpdate SYN 1 5',
      'Data FIN 1 6',
      '[abcdef]',
      'Data 4294967294 0',
      'Ping ACK 0 9',
      'GoAway 0 99',
    ]);
  });

  it('reads the same frames byte by byte, bodies in pieces', () => {
    const { reader, read } = reading();
    for (let at = 0; at < stream.length; at++) reader.receive(stream, at, at + 1);
    assert.deepEqual(read, [
      'WindowUpdate SYN 1 5',
      'Data FIN 1 6',
      ...['[a]', '[b]', '[c]', '[d]', '[e]', '[f]'],
      'Data 4294967294 0',
      'Ping ACK 0 9',
      'GoAway 0 99',
    ]);
  });

  it('reads only the range that it is given', () => {
    const { reader, read } = reading();
    reader.receive(Uint8Array.from([9, 9, ...ping(3, SYN), 9]), 2, 14);
    assert.deepEqual(read, ['Ping SYN 0 3']);
  });

  it('accepts a body of exactly the largest size: 524 bytes of frame for 512 bytes of data', () => {
    const { reader, read } = reading(512);
    const full = data(1, new Uint8Array(512), SYN);
    assert.equal(full.length, 524);
    receive(reader, full);
    assert.equal(read[0], 'Data SYN 1 512');
  });

  it('refuses a larger body on its header alone: yamux.length=512 with a limit of 256', () => {
    const { reader } = reading(256);
    const header = frame(DATA, SYN, 1, 512);
    assert.throws(() => receive(reader, header), withCode('E_YAMUX_FRAME_TOO_LARGE', 'yamux.length=512'));
  });

  it('has no such limit for the length of a window update, a ping or a go away', () => {
    const { reader, read } = reading(1);
    receive(reader, windowUpdate(1, 0xffffffff), ping(0xffffffff, SYN), goAway(0xffffffff));
    assert.equal(read.length, 3);
  });

  it('refuses another version: yamux.version=9', () => {
    const { reader } = reading();
    const header = bytes('090000000000000100000000');
    assert.throws(() => receive(reader, header), withCode('E_YAMUX_VERSION', 'yamux.version=9'));
  });

  it('refuses a type above 3: yamux.type=6', () => {
    const { reader } = reading();
    const header = bytes('000600000000000100000000');
    assert.throws(() => receive(reader, header), withCode('E_YAMUX_TYPE', 'yamux.type=6'));
    assert.throws(
      () => receive(reading().reader, bytes('000400000000000100000000')),
      withCode('E_YAMUX_TYPE'),
    );
  });

  it('hands on flags that it does not know', () => {
    const flags: number[] = [];
    const reader = new FrameReader(1, { header: (_type, seen) => flags.push(seen), body() {} });
    receive(reader, frame(DATA, 0xfff0, 1, 0));
    assert.deepEqual(flags, [0xfff0]);
  });

  it('drops the rest of a chunk and everything after it once stopped', () => {
    const read: string[] = [];
    const reader: FrameReader = new FrameReader(10, {
      header: (...header) => {
        read.push(frameText(...header));
        reader.stop();
      },
      body: () => read.push('body'),
    });
    receive(reader, Uint8Array.from([...data(1, 'ab'), ...ping(1, SYN)]), ping(2, SYN));
    assert.deepEqual(read, ['Data 1 2']);
  });
});
