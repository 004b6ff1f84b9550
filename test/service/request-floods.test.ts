import assert from 'node:assert/strict';

import { HostileRig } from '../hostile/raw-peer.js';
import { WINDOW_UPDATE, concat, data, header, prefixed } from '../hostile/raw-yamux.js';
import { blocks, type BlocksListenerHandler } from '../generated/blocks.handler.js';
import { Blocks } from '../generated/blocks.js';

const KiB = 1024;
const getHeight = prefixed(Blocks.encode({ type: 'GetHeight', value: {} }));
const getBlock = prefixed(Blocks.encode({ type: 'GetBlock', value: { nonce: 1n, height: 1 } }));
/** More than half a window: enough for the next grant of credit. */
const WINDOW = 256 * KiB;
const FLOOD = Math.ceil((WINDOW * 0.6) / getHeight.length);

const quiet = {
  onGetBlock: () => ({ body: new Uint8Array(1000) }),
  onGetHeight: () => ({ height: 1 }),
  onHello: () => undefined,
  onAnnounce: () => undefined,
};

function times(count: number, bytes: Uint8Array): Uint8Array {
  return concat(new Array<Uint8Array>(count).fill(bytes));
}

async function flooded(handler: Partial<BlocksListenerHandler>) {
  const dialer = { ...quiet, onAskName: () => ({ name: 'x' }) };
  const rig = await HostileRig.start({
    protocols: [blocks.handle({ dialer, listener: { ...quiet, ...handler } })],
    limits: { pendingHandlers: 3, streamWindowBytes: WINDOW, streamQueueBytes: 16 * KiB },
  });
  const peer = await rig.dialIn();
  peer.open(1, '/test/blocks');
  await rig.clock.settle();
  const grants = (): number =>
    peer.of(1).filter(({ type, length }) => type === WINDOW_UPDATE && length > 0).length;
  /** What came back behind the selection. */
  const answers = () => {
    const bytes = peer.bytesOf(1);
    const view = new DataView(bytes.buffer);
    const found: Blocks[] = [];
    for (let at = 4 + view.getUint32(0); at + 4 <= bytes.length; at += 4 + view.getUint32(at)) {
      const end = at + 4 + view.getUint32(at);
      if (end <= bytes.length) found.push(Blocks.decodeRange(bytes, at + 4, end));
    }
    return found;
  };
  return { rig, peer, grants, answers };
}

describe('a flood of requests', () => {
  it('behind one that is never answered gets no more credit, also where answers are there at once', async () => {
    let answer = (_: { height: number }): void => {};
    let calls = 0;
    const { rig, peer, grants, answers } = await flooded({
      onGetHeight: () => (calls++ === 0 ? new Promise((resolve) => (answer = resolve)) : { height: calls }),
    });
    await rig.feed(peer, data(1, times(5, getHeight)));
    await rig.feed(peer, data(1, times(FLOOD - 5, getHeight)));
    assert.deepEqual([calls, grants(), answers().length], [FLOOD, 0, 0]);
    answer({ height: 1 });
    await rig.feed(peer, header(WINDOW_UPDATE, 0, 1, WINDOW));
    assert.equal(grants(), 1);
    const heights = answers().map(({ value }) => ('height' in value ? value.height : undefined));
    assert.equal(heights.length, FLOOD);
    assert.ok(heights.every((height, i) => height === i + 1));
    await rig.finish();
  });

  for (const [how, onGetBlock] of [
    ['at once', () => ({ body: new Uint8Array(1000) })],
    ['later', () => Promise.resolve({ body: new Uint8Array(1000) })],
  ] as const) {
    it(`whose answers, given ${how}, cannot leave gets no more credit until they have`, async () => {
      const { rig, peer, grants, answers } = await flooded({ onGetBlock });
      const questions = Math.ceil((WINDOW * 0.6) / getBlock.length);
      peer.pause(true);
      await rig.feed(peer, data(1, times(500, getBlock)));
      await rig.feed(peer, data(1, times(questions - 500, getBlock)));
      assert.ok(rig.node.usage().queued[0]!.bytes > 1000 * KiB);
      peer.pause(false);
      await rig.clock.settle();
      const before = answers().length;
      assert.equal(grants(), 0, 'the answers wait for credit of the remote');
      assert.ok(before < questions);
      peer.hangUp();
      await rig.clock.settle();
      assert.deepEqual(rig.problems, []);
      await rig.finish();
    });
  }
});
