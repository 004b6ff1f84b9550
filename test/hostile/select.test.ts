import assert from 'node:assert/strict';
import { rawProtocol } from '../../src/node.js';
import { writeOffer } from '../../src/select/negotiation.js';
import { HostileRig, type RawPeer } from './raw-peer.js';
import {
  ACK,
  FIN,
  RST,
  RawMessages,
  SYN,
  WINDOW_UPDATE,
  concat,
  data,
  header,
  prefixed,
  u32,
} from './raw-yamux.js';

const sink = rawProtocol({ name: '/sink', versions: ['1', '2'], maxBytes: 1024 });
const sinkBinding = sink.handle({ onBytes: () => {} });
const RESET = `${WINDOW_UPDATE}/${RST}`;
const FINISHED = `${WINDOW_UPDATE}/${FIN}`;
const ACCEPTED = `${WINDOW_UPDATE}/${ACK}`;

/** The answers on `stream` as text: name and versions. */
function answers(peer: RawPeer, stream: number): Uint8Array[] {
  return new RawMessages().feed(peer.bytesOf(stream));
}

describe('hostile selection: requests of the remote (3.2)', () => {
  const malformed: readonly (readonly [string, Uint8Array])[] = [
    ['an empty request', prefixed(new Uint8Array())],
    ['a request of random bytes', prefixed(Uint8Array.from({ length: 60 }, (_, at) => at * 37))],
    ['a request with a name that is not UTF-8', prefixed(badName())],
    ['a version list cut short', prefixed(writeOffer({ name: '/sink', versions: ['1'] }).slice(0, -1))],
    ['129 versions', prefixed(manyVersions(129))],
    ['a request above limits.selectBytes, at its prefix', u32(16 * 1024 + 1)],
    ['a request of 4 GiB, at its prefix', u32(0xffff_ffff)],
  ];
  for (const [title, bytes] of malformed) {
    it(`${title} -> E_SELECT_MALFORMED; the stream is reset and the session stays`, async () => {
      const rig = await HostileRig.start({ protocols: [sinkBinding] });
      const peer = await rig.dialIn();
      await rig.feed(peer, header(WINDOW_UPDATE, SYN, 1, 0), data(1, bytes));
      assert.deepEqual(rig.refusals, ['E_SELECT_MALFORMED']);
      assert.deepEqual(peer.controlOf(1), [ACCEPTED, RESET]);
      peer.open(3, '/sink');
      await rig.clock.settle();
      assert.deepEqual(rig.node.sessions[0]?.protocols, ['/sink']);
      await rig.finish();
    });
  }

  it('a name that nobody serves is refused with no version and FIN; the session stays', async () => {
    const rig = await HostileRig.start({ protocols: [sinkBinding] });
    const peer = await rig.dialIn();
    peer.open(1, '/unknown');
    peer.open(3, '/sink', ['7', '8']);
    await rig.clock.settle();
    assert.deepEqual(answers(peer, 1), [writeOffer({ name: '/unknown', versions: [] })]);
    assert.deepEqual(answers(peer, 3), [writeOffer({ name: '/sink', versions: [] })]);
    assert.deepEqual(peer.controlOf(1), [ACCEPTED, FINISHED]);
    assert.deepEqual(rig.refusals, ['E_SELECT_REFUSED', 'E_SELECT_REFUSED']);
    assert.deepEqual(rig.closes, []);
    await rig.finish();
  });

  it('the same protocol twice: the second stream is reset -> E_PROTOCOL_DUPLICATE', async () => {
    const rig = await HostileRig.start({ protocols: [sinkBinding] });
    const peer = await rig.dialIn();
    for (const stream of [1, 3, 5]) peer.open(stream, '/sink');
    await rig.clock.settle();
    assert.deepEqual(rig.refusals, ['E_PROTOCOL_DUPLICATE', 'E_PROTOCOL_DUPLICATE']);
    assert.deepEqual(
      [1, 3, 5].map((stream) => peer.controlOf(stream).at(-1)),
      [ACCEPTED, RESET, RESET],
    );
    assert.deepEqual(rig.node.sessions[0]?.protocols, ['/sink']);
    assert.deepEqual(rig.protocolCloses, []);
    await rig.finish();
  });

  it('a stream that ends during its selection -> E_SELECT_MALFORMED', async () => {
    const rig = await HostileRig.start({ protocols: [sinkBinding] });
    const peer = await rig.dialIn();
    await rig.feed(peer, data(1, u32(40), SYN), header(WINDOW_UPDATE, FIN, 1, 0));
    await rig.feed(peer, header(WINDOW_UPDATE, SYN | FIN, 3, 0));
    assert.deepEqual(rig.refusals, ['E_SELECT_MALFORMED', 'E_SELECT_MALFORMED']);
    await rig.finish();
  });

  it('a stream that is reset during its selection -> E_YAMUX_RESET', async () => {
    const rig = await HostileRig.start({ protocols: [sinkBinding] });
    const peer = await rig.dialIn();
    await rig.feed(peer, data(1, u32(40), SYN), header(WINDOW_UPDATE, RST, 1, 0));
    assert.deepEqual(rig.refusals, ['E_YAMUX_RESET']);
    await rig.finish();
  });

  it('a stream on which nothing is asked for limits.selectTimeoutMs -> E_SELECT_TIMEOUT', async () => {
    const rig = await HostileRig.start({ protocols: [sinkBinding], limits: { selectTimeoutMs: 500 } });
    const peer = await rig.dialIn();
    peer.open(1, '/sink');
    await rig.feed(peer, data(3, u32(40), SYN));
    await rig.clock.advance(499);
    assert.deepEqual(rig.refusals, []);
    await rig.clock.advance(1);
    assert.deepEqual(rig.refusals, ['E_SELECT_TIMEOUT']);
    assert.equal(peer.controlOf(3).at(-1), RESET);
    assert.deepEqual(rig.node.sessions[0]?.protocols, ['/sink']);
    await rig.finish();
  });

  it('a session without a protocol for limits.idleTimeoutMs -> E_SESSION_IDLE (4.8)', async () => {
    const rig = await HostileRig.start({ protocols: [sinkBinding], limits: { idleTimeoutMs: 2_000 } });
    const peer = await rig.dialIn();
    await rig.clock.advance(1_999);
    assert.deepEqual(rig.closes, []);
    await rig.clock.advance(1);
    assert.deepEqual(rig.closes, ['E_SESSION_IDLE']);
    assert.equal(peer.ended, true);
    await rig.finish();
  });

  it('two thousand unknown names on fresh streams cost no stream and no session (R27)', async () => {
    const rig = await HostileRig.start({ protocols: [sinkBinding], limits: { streamsPerSession: 16 } });
    const peer = await rig.dialIn();
    for (let round = 0; round < 20; round++) {
      for (let at = 0; at < 100; at++) {
        const stream = 1 + 2 * (round * 100 + at);
        peer.open(stream, `/unknown/${stream}`);
        peer.send(header(WINDOW_UPDATE, FIN, stream, 0));
      }
      await rig.clock.settle();
    }
    assert.equal(rig.refusals.length, 2_000);
    assert.deepEqual(rig.closes, []);
    assert.ok(rig.node.usage().queued.length === 0);
    peer.open(99_001, '/sink');
    await rig.clock.settle();
    assert.deepEqual(rig.node.sessions[0]?.protocols, ['/sink']);
    await rig.finish();
  });

  it('a selection that comes byte by byte with messages behind it is taken', async () => {
    const received: number[] = [];
    const rig = await HostileRig.start({
      protocols: [sink.handle({ onBytes: (_peer, { length }) => void received.push(length) })],
    });
    const peer = await rig.dialIn();
    const bytes = concat([
      prefixed(writeOffer({ name: '/sink', versions: ['2', '1'] })),
      prefixed(new Uint8Array(5)),
      u32(0),
    ]);
    peer.send(header(WINDOW_UPDATE, SYN, 1, 0));
    for (const byte of bytes) peer.send(data(1, Uint8Array.of(byte)));
    await rig.clock.settle();
    assert.deepEqual(answers(peer, 1), [writeOffer({ name: '/sink', versions: ['2'] })]);
    assert.deepEqual(received, [5, 0]);
    await rig.finish();
  });
});

/** A request whose name is the byte ff. */
function badName(): Uint8Array {
  const bytes = writeOffer({ name: 'x', versions: ['1'] });
  bytes[bytes.indexOf(0x78)] = 0xff;
  return bytes;
}

/** A request with `count` versions: our own encoder writes no more than 128. */
function manyVersions(count: number): Uint8Array {
  const le = (value: number): Uint8Array => u32(value).reverse();
  const version = concat([le(1), Uint8Array.of(0x31)]);
  const list = concat([
    le(4 + count * 4 + count * version.length),
    ...Array.from({ length: count }, (_, at) => le(4 + count * 4 + at * version.length)),
    ...Array.from({ length: count }, () => version),
  ]);
  const name = concat([le(5), new TextEncoder().encode('/sink')]);
  return concat([le(12 + name.length + list.length), le(12), le(12 + name.length), name, list]);
}
