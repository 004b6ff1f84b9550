import assert from 'node:assert/strict';

import { isTooHigh, isTooLow, measureAll, type Room } from './measured-heap.js';
import type { Measured } from './worst-heap.js';

/** What fits into the time of an ordinary run; `npm run nightly` gives a GiB to each. */
const ROOM: Room = { own: 256, hard: 48 };

describe('the worst-case heap that `limits` prints', () => {
  let all: readonly Measured[];
  before(async function () {
    this.timeout(240_000);
    all = await measureAll(ROOM);
  });

  it('is measured for every message of every schema', () => {
    const protocols = [
      'chat',
      'discovery',
      'echo',
      'identify',
      'ping',
      'frames',
      'net_identify',
      'transmitter',
    ];
    for (const stem of [...protocols, 'secio', 'select']) {
      assert.ok(
        all.some(({ schema }) => schema.startsWith(`schemas/${stem}.`)),
        stem,
      );
    }
    assert.ok(all.length >= 40, `${all.length} messages`);
  });

  it('is that of 1,000 values kept at once, or of as many as fit: seven messages of schemas/ take 1.4 to 92 GiB', () => {
    const fewer = all.filter(({ schema, values }) => schema.startsWith('schemas/') && values < 1000);
    assert.deepEqual(Object.fromEntries(fewer.map(({ name, values }) => [name, values])), {
      Nodes: 180,
      Request: 15,
      Reply: 15,
      Chunk: 15,
      PacketContent: 2,
      FrameMessage: 51,
      NetworkMessage: 51,
    });
    const least = Math.min(
      ...all.filter(({ values }) => values < 1000).map((each) => each.values * each.printed),
    );
    assert.ok(least > (ROOM.hard / 2) * 2 ** 20, `${least} bytes`);
  });

  it('is never less than what decoded messages take', () => {
    assert.deepEqual(all.filter(isTooLow), []);
  });

  it('is at most twice what the worst message takes that can be made', () => {
    assert.deepEqual(all.filter(isTooHigh), []);
  });

  it('is that of messages within the size of their protocol', () => {
    assert.deepEqual(
      all.filter(({ wire, maxBytes }) => wire > maxBytes),
      [],
    );
  });
});
