import assert from 'node:assert/strict';
import { rawProtocol } from '../../src/node.js';
import { twoNodes } from '../../src/testing.js';

const KiB = 1024;
const stuck = rawProtocol({ name: '/stuck', versions: ['1'], maxBytes: 64 * KiB });
const free = rawProtocol({ name: '/free', versions: ['1'], maxBytes: 64 * KiB });

describe('service: a protocol whose remote takes nothing', () => {
  it('does not keep drained() of another one waiting (R7)', async () => {
    let arrived = 0;
    const silent = { onBytes() {} };
    const { a, b, clock, close } = await twoNodes(
      { protocols: [stuck.handle(silent), free.handle(silent)] },
      {
        // One unsettled promise holds back all further credit.
        limits: { pendingHandlers: 1 },
        protocols: [
          stuck.handle({ onBytes: () => new Promise(() => {}) }),
          free.handle({ onBytes: () => void (arrived += 1) }),
        ],
      },
    );
    const neighbour = a.peer(b.id, stuck);
    for (let sent = 0; sent < 64; sent++) neighbour.send.bytes(new Uint8Array(64 * KiB));
    await clock.settle();
    assert.ok(
      a.usage().queued[0]!.bytes > a.limits.sessionQueueBytes,
      'the queue of the session is over its budget',
    );

    const peer = a.peer(b.id, free);
    let sent = 0;
    const sending = (async () => {
      for (; sent < 200; sent++) if (!peer.send.bytes(new Uint8Array(32 * KiB))) await peer.drained();
    })();
    for (let turns = 0; sent < 200 && turns < 1_000; turns++) await clock.settle();
    assert.equal(sent, 200);
    await sending;
    await clock.settle();
    assert.equal(arrived, 200);
    neighbour.close();
    await close();
  });
});
