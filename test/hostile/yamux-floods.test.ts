import assert from 'node:assert/strict';
import { DEFAULT_LIMITS, rawProtocol } from '../../src/node.js';
import { YamuxSession } from '../../src/yamux/session.js';
import { liveHeapBytes } from './heap.js';
import { HostileRig } from './raw-peer.js';
import { ACK, FIN, GO_AWAY, PING, RST, SYN, WINDOW_UPDATE, concat, data, header } from './raw-yamux.js';

const sink = rawProtocol({ name: '/sink', versions: ['1'], maxBytes: 1024 });
const REFUSED = `${WINDOW_UPDATE}/${ACK | RST}`;
const ACCEPTED = `${WINDOW_UPDATE}/${ACK}`;
const MiB = 1024 * 1024;

/** `count` SYNs on odd ids from `first` on. */
function syns(first: number, count: number): Uint8Array {
  return concat(Array.from({ length: count }, (_, at) => header(WINDOW_UPDATE, SYN, first + 2 * at, 0)));
}

describe('hostile yamux: floods', () => {
  it('SYNs beyond limits.streamsPerSession are answered with ACK|RST and the session stays (2.3, R3)', async () => {
    const rig = await HostileRig.start({ limits: { streamsPerSession: 8 } });
    const peer = await rig.dialIn();
    await rig.feed(peer, syns(1, 100));
    const answers = Array.from({ length: 100 }, (_, at) => peer.controlOf(1 + 2 * at).join());
    assert.deepEqual(
      answers.slice(0, 8),
      Array.from({ length: 8 }, () => ACCEPTED),
    );
    assert.deepEqual(new Set(answers.slice(8)), new Set([REFUSED]));
    assert.deepEqual(rig.closes, []);
    // What follows on a refused stream is dropped; a place that becomes free is given away again.
    await rig.feed(peer, data(51, new Uint8Array(100)), header(WINDOW_UPDATE, RST, 1, 0), syns(301, 1));
    assert.deepEqual(peer.controlOf(301), [ACCEPTED]);
    assert.deepEqual(rig.closes, []);
    await rig.finish();
  });

  it('a million refused SYNs cost no memory (R3)', () => {
    let answers = 0;
    const limits = { ...DEFAULT_LIMITS, streamsPerSession: 16 };
    const yamux = new YamuxSession('listener', limits, 0, {
      sendFrame: () => (answers += 1),
      onStream: () => {},
      onPlaceFree: () => {},
      onPong: () => {},
      onGoAway: () => {},
    });
    const flood = (first: number): void => {
      const bytes = syns(first, 10_000);
      yamux.receive(bytes, 0, bytes.length, 0);
    };
    flood(1);
    const before = liveHeapBytes();
    for (let round = 1; round < 100; round++) flood(1 + round * 20_000);
    assert.equal(answers, 1_000_000);
    assert.equal(yamux.streamCount, 16);
    assert.ok(liveHeapBytes() - before < MiB, 'memory that the flood left behind');
  });

  it('SYN and RST in turns leave no stream behind', async () => {
    const rig = await HostileRig.start({ limits: { streamsPerSession: 4 } });
    const peer = await rig.dialIn();
    for (let id = 1; id < 2_000; id += 2) {
      peer.send(header(WINDOW_UPDATE, SYN, id, 0), header(WINDOW_UPDATE, RST, id, 0));
    }
    await rig.feed(peer, syns(2_001, 5));
    assert.equal(peer.controlOf(2_007).join(), ACCEPTED);
    assert.equal(peer.controlOf(2_009).join(), REFUSED);
    assert.deepEqual(rig.closes, []);
    await rig.finish();
  });

  it('one ping more than limits.pingsPerWindow within limits.pingWindowMs -> E_YAMUX_PING_FLOOD (R5)', async () => {
    const rig = await HostileRig.start({ limits: { pingsPerWindow: 10, pingWindowMs: 500 } });
    const peer = await rig.dialIn();
    const pings = (count: number): Uint8Array =>
      concat(Array.from({ length: count }, () => header(PING, SYN, 0, 5)));
    await rig.feed(peer, pings(10));
    await rig.clock.advance(500);
    await rig.feed(peer, pings(10));
    assert.deepEqual(rig.closes, []);
    assert.equal(peer.frames.filter(({ type, flags }) => type === PING && flags === ACK).length, 20);
    await rig.feed(peer, pings(1));
    rig.assertViolation(peer, 'E_YAMUX_PING_FLOOD');
    await rig.finish();
  });

  it('a ping goes out after limits.keepaliveMs; no answer for limits.pingTimeoutMs -> E_YAMUX_PING_TIMEOUT (2.3, R8)', async () => {
    const limits = { keepaliveMs: 1_000, pingTimeoutMs: 700 };
    const rig = await HostileRig.start({ protocols: [sink.handle({ onBytes: () => {} })], limits });
    const peer = await rig.dialIn();
    peer.open(1, '/sink');
    await rig.clock.settle();
    await rig.clock.advance(1_000);
    const ping = peer.frames.find(({ type, flags }) => type === PING && flags === SYN);
    assert.ok(ping);
    // A pong of another number does not count, nor does any other traffic.
    await rig.feed(peer, header(PING, ACK, 0, ping.length + 1), header(PING, SYN, 0, 9));
    await rig.clock.advance(699);
    assert.deepEqual(rig.closes, []);
    await rig.clock.advance(1);
    rig.assertViolation(peer, 'E_YAMUX_PING_TIMEOUT');
    await rig.finish();
  });

  for (const code of [0, 1, 2, 99, 0xffff_ffff]) {
    it(`go away with code ${code} is answered with GoAway(0) and ends the session (2.3)`, async () => {
      const rig = await HostileRig.start({ protocols: [sink.handle({ onBytes: () => {} })] });
      const peer = await rig.dialIn();
      peer.open(1, '/sink');
      await rig.feed(peer, header(GO_AWAY, 0, 0, code), header(GO_AWAY, 0, 0, code));
      assert.deepEqual(rig.closes, ['E_SESSION_GO_AWAY']);
      assert.deepEqual(rig.protocolCloses, ['E_SESSION_GO_AWAY']);
      assert.deepEqual(peer.goAways, [0]);
      assert.equal(peer.ended, true);
      await rig.finish();
    });
  }

  it('a SYN while we close is answered with RST alone (2.3)', async () => {
    const rig = await HostileRig.start({ protocols: [sink.handle({ onBytes: () => {} })] });
    const { peer, session } = await rig.dialOut();
    await rig.accept(peer, 1, '/sink');
    const closed = session.close();
    await rig.clock.settle();
    assert.deepEqual(peer.goAways, [0]);
    await rig.feed(peer, header(WINDOW_UPDATE, SYN, 2, 0), data(2, new Uint8Array(50)));
    assert.deepEqual(peer.controlOf(2), [`${WINDOW_UPDATE}/${RST}`]);
    await rig.feed(peer, header(GO_AWAY, 0, 0, 0));
    await closed;
    assert.deepEqual(rig.closes, [undefined]);
    await rig.finish();
  });

  it('a remote that never answers our go away is dropped after limits.goAwayTimeoutMs (2.3)', async () => {
    const rig = await HostileRig.start({ limits: { goAwayTimeoutMs: 3_000 } });
    const { peer, session } = await rig.dialOut();
    const closed = session.close();
    await rig.clock.advance(2_999);
    assert.equal(peer.ended, false);
    await rig.clock.advance(1);
    assert.equal(peer.ended, true);
    await closed;
    await rig.finish();
  });

  it('a remote that keeps its half of closed streams open loses them after limits.goAwayTimeoutMs', async () => {
    const limits = { goAwayTimeoutMs: 2_000, streamsPerSession: 3 };
    const rig = await HostileRig.start({ protocols: [sink.handle({ onBytes: () => {} })], limits });
    const peer = await rig.dialIn();
    peer.open(1, '/sink');
    await rig.clock.settle();
    for (const stream of [3, 5]) peer.open(stream, '/unknown');
    await rig.feed(peer, syns(7, 1));
    assert.deepEqual(peer.controlOf(7), [REFUSED], 'refused streams count while the remote has not finished');
    assert.deepEqual(peer.controlOf(3), [ACCEPTED, `${WINDOW_UPDATE}/${FIN}`]);
    await rig.clock.advance(2_000);
    assert.equal(peer.controlOf(3).at(-1), `${WINDOW_UPDATE}/${RST}`);
    await rig.feed(peer, syns(9, 2));
    assert.deepEqual(
      [9, 11].map((id) => peer.controlOf(id).join()),
      [ACCEPTED, ACCEPTED],
    );
    await rig.finish();
  });

  it('a stream id of ours that the remote took is passed over (2.3)', async () => {
    const rig = await HostileRig.start({ protocols: [sink.handle({ onBytes: () => {} })] });
    const { peer, session } = await rig.dialOut();
    await rig.accept(peer, 1, '/sink');
    await rig.feed(peer, syns(3, 1), header(WINDOW_UPDATE, FIN, 1, 0));
    const again = session.protocol(sink);
    await rig.clock.settle();
    assert.deepEqual(peer.controlOf(5), [`${WINDOW_UPDATE}/${SYN}`]);
    await rig.accept(peer, 5, '/sink');
    assert.equal((await again).version, '1');
    await rig.finish();
  });
});
