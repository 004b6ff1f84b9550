import assert from 'node:assert/strict';
import { rawProtocol } from '../../src/node.js';
import { HostileRig } from '../hostile/raw-peer.js';
import { DATA, INITIAL_WINDOW, SYN, WINDOW_UPDATE, concat, data, header, u32 } from '../hostile/raw-yamux.js';

const KiB = 1024;
const bulk = rawProtocol({ name: '/bulk', versions: ['1'], maxBytes: 16 * 1024 * KiB });

/** The extra window that was granted with the ACK of `stream`. */
function extra(frames: readonly { type: number; length: number }[]): number {
  return frames.find(({ type }) => type === WINDOW_UPDATE)!.length;
}

describe('service: receive windows', () => {
  it('limits.streamWindowBytes is what a stream may send, to the byte', async () => {
    for (const more of [0, 1]) {
      // A handler that never finishes keeps every further credit back.
      const rig = await HostileRig.start({
        protocols: [bulk.handle({ onBytes: () => new Promise(() => {}) })],
        limits: { streamWindowBytes: 300 * KiB, pendingHandlers: 1 },
      });
      const peer = await rig.dialIn();
      peer.open(1, '/bulk');
      await rig.clock.settle();
      assert.equal(extra(peer.of(1)), 300 * KiB - INITIAL_WINDOW);
      const [session] = rig.node.sessions;
      await rig.feed(peer, data(1, u32(0)));
      // The selection and the empty message are part of the window.
      const used = peerBytes();
      await rig.feed(peer, data(1, concat([u32(15 * 1024 * KiB), new Uint8Array(300 * KiB - used - 4)])));
      assert.equal(session!.closed, undefined, 'the window is full');
      await rig.feed(peer, header(DATA, 0, 1, more));
      assert.deepEqual(rig.closes, more === 0 ? [] : ['E_YAMUX_WINDOW']);
      await rig.finish();
    }
  });

  it('limits.sessionWindowBytes bounds what all streams get beyond the first 256 KiB each', async () => {
    const rig = await HostileRig.start({
      limits: { streamWindowBytes: INITIAL_WINDOW + 100, sessionWindowBytes: 250 },
    });
    const peer = await rig.dialIn();
    await rig.feed(peer, ...[1, 3, 5].map((stream) => header(WINDOW_UPDATE, SYN, stream, 0)));
    assert.deepEqual(
      [1, 3, 5].map((stream) => extra(peer.of(stream))),
      [100, 100, 0],
    );
    // A stream that is gone gives its share back.
    await rig.feed(peer, header(WINDOW_UPDATE, 8, 1, 0), header(WINDOW_UPDATE, SYN, 7, 0));
    assert.equal(extra(peer.of(7)), 100);
    await rig.finish();
  });
});

/** Bytes of the request for `/bulk` and of one empty message. */
function peerBytes(): number {
  const request = 12 + (4 + '/bulk'.length) + (8 + 4 + 1);
  return 4 + request + 4;
}
