import assert from 'node:assert/strict';
import { rawProtocol } from '../../src/node.js';
import { HostileRig, type RawPeer } from '../hostile/raw-peer.js';
import {
  INITIAL_WINDOW,
  PING,
  RawMessages,
  SYN,
  WINDOW_UPDATE,
  concat,
  data,
  header,
} from '../hostile/raw-yamux.js';
import { SessionRig, isData, rigProtocol } from './session-rig.js';

const KiB = 1024;
const bulk = rawProtocol({ name: '/bulk', versions: ['1'], maxBytes: 1024 * KiB });
const other = rawProtocol({ name: '/other', versions: ['1'], maxBytes: 1024 * KiB });

/** A node whose remote took its first window of `/bulk` and grants nothing more. */
async function exhausted(options: Parameters<typeof HostileRig.start>[0] = {}) {
  const handler = { onBytes: () => {} };
  // A protocol may not have messages that its session could never queue.
  const maxBytes = options.limits?.sessionQueueMaxBytes ?? 1024 * KiB;
  const protocols = [bulk.as({ maxBytes }).handle(handler), other.as({ maxBytes }).handle(handler)];
  const rig = await HostileRig.start({ protocols, ...options });
  const peer = await rig.dialIn();
  peer.open(1, '/bulk');
  peer.open(3, '/other');
  await rig.clock.settle();
  const [to] = rig.node.peers(bulk);
  const [second] = rig.node.peers(other);
  // Small messages go straight into the batch: they never count as queued.
  for (let left = INITIAL_WINDOW - peer.bytesOf(1).length; left > 0; left -= Math.min(left, 4 * KiB)) {
    assert.equal(to!.send.bytes(new Uint8Array(Math.min(left, 4 * KiB) - 4)), true);
  }
  await rig.clock.settle();
  assert.equal(peer.bytesOf(1).length, INITIAL_WINDOW);
  return { rig, peer, to: to!, second: second! };
}

function grant(rig: HostileRig, peer: RawPeer, bytes: number): Promise<void> {
  return rig.feed(peer, header(WINDOW_UPDATE, 0, 1, bytes));
}

describe('session: a remote that reads slowly', () => {
  it('makes send return false above limits.streamQueueBytes, and drained wait for half of it, every time (R28)', async () => {
    const { rig, peer, to } = await exhausted({ limits: { streamQueueBytes: 10 * KiB } });
    for (let round = 0; round < 3; round++) {
      assert.equal(to.send.bytes(new Uint8Array(10 * KiB - 4)), true);
      assert.equal(to.send.bytes(new Uint8Array(1)), false);
      let drained = false;
      const waiting = to.drained().then(() => (drained = true));
      await rig.clock.settle();
      assert.equal(drained, false);
      await grant(rig, peer, 5 * KiB);
      assert.equal(drained, false, 'half and one byte are still queued');
      await grant(rig, peer, 5);
      assert.equal(drained, true);
      await waiting;
      await grant(rig, peer, 5 * KiB);
      assert.deepEqual(rig.node.usage().queued, []);
    }
    await rig.finish();
  });

  it('makes send return false on every protocol above limits.sessionQueueBytes', async () => {
    const { rig, peer, to, second } = await exhausted({
      limits: { streamQueueBytes: 100 * KiB, sessionQueueBytes: 20 * KiB },
    });
    assert.equal(to.send.bytes(new Uint8Array(20 * KiB)), false);
    // More than the window of its own stream: this waits as well.
    assert.equal(second.send.bytes(new Uint8Array(INITIAL_WINDOW)), false);
    const both = Promise.all([to.drained(), second.drained()]);
    await rig.feed(peer, header(WINDOW_UPDATE, 0, 3, INITIAL_WINDOW));
    await grant(rig, peer, 20 * KiB);
    await both;
    await rig.finish();
  });

  it('is disconnected with E_SESSION_BLOCKED above limits.sessionQueueMaxBytes (4.9)', async () => {
    const { rig, peer, to } = await exhausted({ limits: { sessionQueueMaxBytes: 50 * KiB } });
    const waiting = to.drained();
    for (let sent = 0; sent < 50; sent++) assert.notEqual(to.send.bytes(new Uint8Array(KiB - 4)), undefined);
    assert.deepEqual(rig.closes, []);
    assert.equal(to.send.bytes(new Uint8Array(1)), false);
    assert.deepEqual(rig.closes, ['E_SESSION_BLOCKED']);
    assert.equal(to.closed?.code, 'E_SESSION_BLOCKED');
    assert.equal(to.closed.by, 'local');
    assert.equal(to.send.bytes(new Uint8Array(1)), false);
    await waiting;
    await rig.clock.settle();
    assert.equal(peer.ended, true);
    await rig.finish();
  });

  it('that resets the stream ends the wait for drained (R19)', async () => {
    const { rig, peer, to } = await exhausted({ limits: { streamQueueBytes: KiB } });
    assert.equal(to.send.bytes(new Uint8Array(2 * KiB)), false);
    const waiting = to.drained();
    await rig.feed(peer, header(WINDOW_UPDATE, 8, 1, 0));
    await waiting;
    assert.equal(to.closed?.code, 'E_YAMUX_RESET');
    assert.deepEqual(rig.node.usage().queued, [], 'its queue was thrown away');
    await rig.finish();
  });

  it('blocks one protocol and not the other (R7)', async () => {
    const { rig, peer, to, second } = await exhausted();
    to.send.bytes(new Uint8Array(100 * KiB));
    assert.equal(second.send.bytes(Uint8Array.of(4, 2)), true);
    await rig.clock.settle();
    assert.deepEqual(new RawMessages().feed(peer.bytesOf(3)).at(-1), Uint8Array.of(4, 2));
    await rig.finish();
  });
});

describe('session: a socket that takes nothing', () => {
  it('is handed no more than limits.unflushedBytes and the batch that crosses it', () => {
    const rig = new SessionRig([rigProtocol('/a')], { unflushedBytes: 100 * KiB });
    const substream = rig.opened.get('/a')!;
    rig.feed(header(WINDOW_UPDATE, 0, substream.stream.id, 16 * 1024 * KiB));
    const before = rig.writtenBytes;
    for (let sent = 0; sent < 1_000; sent++) {
      substream.sendBytes(new Uint8Array(4 * KiB));
      rig.turn();
    }
    assert.ok(rig.writtenBytes - before < 100 * KiB + 2 * 132 * KiB, `${rig.writtenBytes - before} bytes`);
    assert.ok(rig.session.queuedBytes > 3_000 * KiB, 'the rest waits in the queue');
    while (rig.untaken.length > 0) rig.take(1);
    assert.equal(rig.session.queuedBytes, 0);
  });

  it('stops the session from reading once the answers to its pings pile up, and not before', () => {
    const rig = new SessionRig([rigProtocol('/a')], { unflushedBytes: 10 * KiB, pingsPerWindow: 1_000_000 });
    const pings = concat(Array.from({ length: 1_000 }, () => header(PING, SYN, 0, 1)));
    let fed = 0;
    while (!rig.session.overwhelmed && fed < 1_000) {
      rig.feed(pings);
      rig.turn();
      fed += 1;
    }
    assert.ok(rig.session.overwhelmed);
    assert.ok(fed > 1, 'twelve KiB are answered');
    assert.ok(rig.writtenBytes < 400 * KiB, `${rig.writtenBytes} bytes of answers`);
    rig.take(Infinity);
    assert.equal(rig.session.overwhelmed, false);
  });
});

describe('session: priorities', () => {
  /** The bodies of all Data frames, joined and cut into messages: their first bytes. */
  function order(rig: SessionRig): number[] {
    return new RawMessages()
      .feed(
        concat(
          rig
            .takeFrames()
            .filter(isData)
            .map(({ body }) => body),
        ),
      )
      .map(([first]) => first!);
  }

  it('high overtakes normal that waits in the same turn', () => {
    const rig = new SessionRig([rigProtocol('/a')]);
    const substream = rig.opened.get('/a')!;
    for (const [first, priority] of [
      [1, 'normal'],
      [2, 'normal'],
      [3, 'high'],
      [4, 'normal'],
      [5, 'high'],
    ] as const) {
      substream.sendBytes(Uint8Array.of(first), priority);
    }
    rig.turn();
    assert.deepEqual(order(rig), [3, 5, 1, 2, 4]);
  });

  it('high overtakes normal that waits for a socket or for credit', () => {
    const rig = new SessionRig([rigProtocol('/a')], { unflushedBytes: 1 });
    const substream = rig.opened.get('/a')!;
    substream.sendBytes(new Uint8Array(200 * KiB).fill(1));
    rig.turn();
    for (const first of [2, 3, 4]) substream.sendBytes(new Uint8Array(90 * KiB).fill(first));
    substream.sendBytes(Uint8Array.of(9), 'high');
    rig.feed(header(WINDOW_UPDATE, 0, substream.stream.id, 1024 * KiB));
    while (rig.flushWanted || rig.untaken.length > 0) {
      rig.turn();
      rig.take(1);
    }
    const arrived = order(rig);
    assert.deepEqual([...arrived].sort(), [1, 2, 3, 4, 9]);
    assert.ok(arrived.indexOf(9) < arrived.indexOf(4), `high came at last: ${arrived.join()}`);
  });

  it('the first part of a high message overtakes nothing of its own stream', () => {
    const rig = new SessionRig([rigProtocol('/a')]);
    const substream = rig.opened.get('/a')!;
    substream.sendBytes(Uint8Array.of(1), 'normal');
    // More than its window: it leaves in two parts.
    substream.sendBytes(new Uint8Array(300 * KiB).fill(2), 'high');
    rig.turn();
    rig.take(Infinity);
    rig.feed(header(WINDOW_UPDATE, 0, substream.stream.id, 1024 * KiB));
    rig.turn();
    assert.deepEqual(order(rig), [1, 2]);
  });

  it('protocols of one priority take turns by bytes', () => {
    const rig = new SessionRig([rigProtocol('/a'), rigProtocol('/b')], { unflushedBytes: 1 });
    const [a, b] = ['/a', '/b'].map((name) => rig.opened.get(name)!);
    // The socket is busy first, so that everything else waits in queues.
    a!.sendBytes(new Uint8Array(200 * KiB));
    rig.turn();
    for (const substream of [a!, b!]) {
      rig.feed(header(WINDOW_UPDATE, 0, substream.stream.id, 8 * 1024 * KiB));
      for (let sent = 0; sent < 10; sent++) substream.sendBytes(new Uint8Array(100 * KiB));
    }
    rig.takeFrames();
    const share = new Map<number, number>();
    for (let left = 12; left > 0; left--) {
      rig.take(1);
      for (const { stream, body } of rig.takeFrames().filter(isData))
        share.set(stream, (share.get(stream) ?? 0) + body.length);
    }
    const [one, two] = [a!, b!].map(({ stream }) => share.get(stream.id) ?? 0);
    assert.ok(Math.abs(one! - two!) <= 2 * 64 * KiB, `${one} and ${two} bytes`);
    assert.ok(one! > 200 * KiB);
  });

  it('keeps the data of a stream before its end when both leave in one turn', () => {
    const rig = new SessionRig([rigProtocol('/a')]);
    const substream = rig.opened.get('/a')!;
    substream.sendBytes(Uint8Array.of(1), 'normal');
    substream.sendBytes(Uint8Array.of(2), 'high');
    substream.close();
    rig.turn();
    const frames = rig.takeFrames();
    assert.deepEqual(
      frames.map(({ type, flags }) => `${type}/${flags}`),
      ['0/0', '0/0', `${WINDOW_UPDATE}/4`],
    );
    rig.feed(data(substream.stream.id, new Uint8Array(50)));
    assert.equal(rig.over, undefined);
  });
});
