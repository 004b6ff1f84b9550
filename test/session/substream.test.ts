import assert from 'node:assert/strict';
import type { Codec } from '../../src/wire/index.js';
import { DEFAULT_LIMITS, rawProtocol } from '../../src/node.js';
import { writeOffer } from '../../src/select/negotiation.js';
import { YamuxSession } from '../../src/yamux/session.js';
import { HostileRig } from '../hostile/raw-peer.js';
import {
  ACK,
  FIN,
  INITIAL_WINDOW,
  PING,
  RST,
  RawMessages,
  SYN,
  WINDOW_UPDATE,
  concat,
  data,
  header,
  prefixed,
  u32,
} from '../hostile/raw-yamux.js';
import { SessionRig, isData, rigProtocol } from './session-rig.js';

/** Says that a value has 10 bytes and breaks in the middle of writing them when the value is odd. */
const BREAKING: Codec<number> = {
  name: 'Breaking',
  bound: () => 10,
  size: () => 10,
  encodeInto(value, out, at) {
    out.fill(value, at, at + 5);
    if (value % 2 === 1) throw new Error('half way');
    out.fill(value, at + 5, at + 10);
    return at + 10;
  },
  encode: () => new Uint8Array(10),
  decode: () => 0,
  decodeRange: () => 0,
};

describe('session: an encoder that throws half way', () => {
  for (const [where, window] of [
    ['in the open batch', INITIAL_WINDOW],
    ['in the queue', 0],
  ] as const) {
    it(`${where}: nothing of the message leaves and the next ones arrive whole`, () => {
      const rig = new SessionRig([rigProtocol('/a')]);
      const substream = rig.opened.get('/a')!;
      if (window === 0) substream.stream.takeCredit(INITIAL_WINDOW);
      for (const value of [2, 3, 4, 5, 5, 6]) {
        if (value % 2 === 0) assert.equal(substream.send(BREAKING, value), true);
        else assert.throws(() => substream.send(BREAKING, value, 'high'), { message: 'half way' });
      }
      rig.turn();
      rig.feed(header(WINDOW_UPDATE, 0, substream.stream.id, 1_000));
      rig.turn();
      const bodies = rig.takeFrames().filter(isData);
      const messages = new RawMessages().feed(concat(bodies.map(({ body }) => body)));
      assert.deepEqual(
        messages,
        [2, 4, 6].map((value) => new Uint8Array(10).fill(value)),
      );
      assert.equal(rig.session.queuedBytes, 0);
    });
  }
});

describe('session: framings', () => {
  it('none: bytes behind the selection belong to the protocol, and a FIN anywhere is an orderly end', async () => {
    const received: Uint8Array[] = [];
    const none = rawProtocol({ name: '/none', versions: ['1'], maxBytes: 1024, framing: 'none' });
    const rig = await HostileRig.start({
      protocols: [none.handle({ onBytes: (_peer, bytes) => void received.push(bytes) })],
    });
    const peer = await rig.dialIn();
    const request = prefixed(writeOffer({ name: '/none', versions: ['1'] }));
    await rig.feed(peer, data(1, concat([request, Uint8Array.of(0xff, 0xff, 0xff)]), SYN));
    await rig.feed(peer, data(1, Uint8Array.of(1), FIN));
    assert.deepEqual(concat(received), Uint8Array.of(0xff, 0xff, 0xff, 1));
    assert.deepEqual(rig.protocolCloses, [undefined]);
    await rig.finish();
  });

  it('twice: an inner length beyond the message, or none at all -> E_MESSAGE_TRUNCATED', async () => {
    for (const [body, code] of [
      [concat([u32(2), Uint8Array.of(1, 2, 3)]), undefined],
      [concat([u32(4), Uint8Array.of(1, 2, 3)]), 'E_MESSAGE_TRUNCATED'],
      [concat([u32(0xffff_ffff), Uint8Array.of(1)]), 'E_MESSAGE_TRUNCATED'],
      [Uint8Array.of(0, 0, 0), 'E_MESSAGE_TRUNCATED'],
      [new Uint8Array(), 'E_MESSAGE_TRUNCATED'],
    ] as const) {
      const received: Uint8Array[] = [];
      const framing = 'length-delimited-twice';
      const twice = rawProtocol({ name: '/twice', versions: ['1'], maxBytes: 1024, framing });
      const rig = await HostileRig.start({
        protocols: [twice.handle({ onBytes: (_peer, bytes) => void received.push(bytes) })],
      });
      const peer = await rig.dialIn();
      peer.open(1, '/twice');
      await rig.feed(peer, data(1, prefixed(body)));
      assert.deepEqual(rig.protocolCloses, code === undefined ? [] : [code]);
      assert.deepEqual(received, code === undefined ? [Uint8Array.of(1, 2)] : []);
      await rig.finish();
    }
  });
});

describe('session: what a message keeps alive', () => {
  for (const framing of ['length-delimited', 'length-delimited-twice', 'none'] as const) {
    it(`${framing}: the record up to limits.viewedRecordBytes, above only what is no longer than twice the message`, () => {
      const kept: number[] = [];
      const rig = new SessionRig([rigProtocol('/a', framing)], { viewedRecordBytes: 2_000 });
      const substream = rig.opened.get('/a')!;
      const { id } = substream.stream;
      let round = 0;
      substream.receiver = (bytes, start, end) => {
        assert.ok(bytes.subarray(start, end).every((byte) => byte === round));
        kept.push(bytes.buffer.byteLength);
      };
      const frame = {
        none: (body: Uint8Array) => body,
        'length-delimited': prefixed,
        'length-delimited-twice': (body: Uint8Array) => prefixed(prefixed(body)),
      }[framing];
      for (const [message, record] of [
        [100, 2_000],
        [100, 2_001],
        [1_000, 2_001],
        [1_001, 2_001],
      ] as const) {
        round++;
        const first = data(id, frame(new Uint8Array(message).fill(round)));
        // What else is in the record: a frame of a stream that is gone.
        rig.feed(concat([first, data(999, new Uint8Array(record - first.length - 12))]));
      }
      assert.deepEqual(kept, [2_000, 100, 1_000, 2_001]);
    });
  }

  it('of any record no more than twice the message, while the stream is held', () => {
    const rig = new SessionRig([rigProtocol('/a')], { viewedRecordBytes: 2_000 });
    const substream = rig.opened.get('/a')!;
    const kept: number[] = [];
    substream.receiver = (bytes) => void kept.push(bytes.buffer.byteLength);
    const feed = (): void => {
      const first = data(substream.stream.id, prefixed(new Uint8Array(10)));
      rig.feed(concat([first, data(999, new Uint8Array(1_000))]));
    };
    feed();
    const [record] = kept;
    substream.hold(true);
    feed();
    substream.hold(false);
    feed();
    assert.deepEqual(kept, [record, 10, record]);
    assert.ok(record! > 1_000);
  });
});

describe('session: pings of ours', () => {
  it('measure the round trip, one at a time, and a pong puts the keep-alive off', async () => {
    const rig = await HostileRig.start({ limits: { keepaliveMs: 1_000, idleTimeoutMs: 60_000 } });
    const peer = await rig.dialIn();
    const [session] = rig.node.sessions;
    const both = [session!.ping(), session!.ping()];
    await rig.clock.advance(400);
    const pings = (): number[] =>
      peer.frames.filter(({ type, flags }) => type === PING && flags === SYN).map(({ length }) => length);
    assert.deepEqual(pings(), [1]);
    await rig.feed(peer, header(PING, ACK, 0, 1));
    assert.deepEqual(await Promise.all(both), [400, 400]);
    assert.equal(session!.rttMs, 400);
    await rig.clock.advance(999);
    assert.deepEqual(pings(), [1]);
    await rig.clock.advance(1);
    assert.deepEqual(pings(), [1, 2]);
    const unanswered = assert.rejects(session!.ping(), { code: 'E_CONNECTION_LOST' });
    peer.hangUp();
    await rig.clock.settle();
    await unanswered;
    await assert.rejects(session!.ping(), { code: 'E_SESSION_CLOSED' });
    await rig.finish();
  });
});

describe('yamux: streams of ours', () => {
  it('beyond limits.streamsPerSession throw E_YAMUX_TOO_MANY_STREAMS; a reset makes room', () => {
    const sent: string[] = [];
    const limits = { ...DEFAULT_LIMITS, streamsPerSession: 2 };
    const yamux = new YamuxSession('dialer', limits, 0, {
      sendFrame: (type, flags, stream) => sent.push(`${type}/${flags} ${stream}`),
      onStream: () => {},
      onPlaceFree: () => {},
      onPong: () => {},
      onGoAway: () => {},
    });
    const first = yamux.open();
    yamux.open();
    assert.equal(yamux.mayOpen, false);
    assert.throws(() => yamux.open(), { code: 'E_YAMUX_TOO_MANY_STREAMS' });
    yamux.reset(first);
    assert.equal(yamux.open().id, 5);
    const opened = [1, 3].map((id) => `${WINDOW_UPDATE}/${SYN} ${id}`);
    assert.deepEqual(sent, [...opened, `${WINDOW_UPDATE}/${RST} 1`, `${WINDOW_UPDATE}/${SYN} 5`]);
  });
});
