import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';

import { twoNodes, type TwoNodes } from '../../src/testing.js';
import { blocks } from '../generated/blocks.handler.js';
import type {
  BlocksDialerHandler,
  BlocksDialerPeer,
  BlocksListenerHandler,
} from '../generated/blocks.handler.js';
import { outcome, type Outcome, unhandled } from './outcome.js';

const dialerSide: BlocksDialerHandler = {
  onGetBlock: () => ({ body: new Uint8Array() }),
  onGetHeight: () => ({ height: 1 }),
  onAskName: () => ({ name: 'dialer' }),
  onAnnounce: () => undefined,
};
const listenerSide: BlocksListenerHandler = {
  onGetBlock: (_, { height }) => ({ body: Uint8Array.of(height) }),
  onGetHeight: () => ({ height: 2 }),
  onHello: () => undefined,
  onAnnounce: () => undefined,
};

async function exchange(
  dialer: Partial<BlocksDialerHandler> = {},
  listener: Partial<BlocksListenerHandler> = {},
): Promise<TwoNodes & { readonly peer: BlocksDialerPeer }> {
  const left = blocks.handle({ dialer: { ...dialerSide, ...dialer }, listener: listenerSide });
  const right = blocks.handle({ dialer: dialerSide, listener: { ...listenerSide, ...listener } });
  const nodes = await twoNodes({ protocols: [left] }, { protocols: [right] });
  const peer = nodes.a.peer(nodes.b.id, blocks);
  assert.equal(peer.role, 'dialer');
  return Object.assign(nodes, { peer: peer });
}

/** A request whose field is read by `read`, as a getter of the user would do it. */
function heightOf(read: () => number): { readonly height: number } {
  return Object.defineProperty({ height: 0 }, 'height', { get: read, enumerable: true });
}

describe('requests of a user who calls back', () => {
  it('that are closed while they are sent leave no timer behind', async () => {
    const { peer, clock, close } = await exchange();
    const closing = heightOf(() => {
      peer.close();
      return 1;
    });
    const closed = outcome(peer.request.getBlock(closing));
    await clock.settle();
    assert.equal(closed.code, 'E_PROTOCOL_CLOSED');
    await close();
  });

  it('that are aborted while they are sent end at once', async () => {
    const { peer, clock, close } = await exchange();
    const controller = new AbortController();
    const aborting = heightOf(() => {
      controller.abort();
      return 1;
    });
    const aborted = outcome(peer.request.getBlock(aborting, { signal: controller.signal }));
    await clock.settle();
    assert.equal(aborted.code, 'E_ABORTED');
    assert.equal(peer.closed, undefined, 'the answer that still comes hurts nobody');
    await close();
  });

  it('listen to their signal only as long as they wait', async () => {
    const { peer, clock, close } = await exchange();
    const { signal } = new AbortController();
    const asked = outcome(peer.request.getHeight({}, { signal }));
    void peer.request.getHeight({}, { signal, timeoutMs: Number.NaN });
    assert.equal(getEventListeners(signal, 'abort').length, 1);
    await clock.settle();
    assert.deepEqual([asked.value, getEventListeners(signal, 'abort').length], [{ height: 2 }, 0]);
    await close();
  });

  it('can be made in onOpen, in a handler and in a continuation, and fail in onClose', async () => {
    const seen: Outcome<{ height: number }>[] = [];
    const ask = (from: BlocksDialerPeer): void => void seen.push(outcome(from.request.getHeight({})));
    const { peer, b, clock, close } = await exchange({ onOpen: ask, onAnnounce: ask, onClose: ask });
    b.peer(b.sessions[0]!.peer, blocks).send.announce({ height: 1 });
    await clock.settle();
    void peer.request.getHeight({}).then(() => {
      ask(peer);
      peer.close();
    });
    await clock.settle();
    assert.deepEqual(
      seen.map(({ value, code }) => value?.height ?? code),
      [2, 2, 'E_PROTOCOL_CLOSED', 'E_PROTOCOL_CLOSED'],
    );
    await close();
  });

  it('that nobody awaits are no unhandled rejections, whatever ends them', async () => {
    const { peer, b, clock, close } = await exchange({}, { onGetHeight: () => new Promise(() => {}) });
    const rejections = await unhandled(async () => {
      void peer.request.getHeight({}, { timeoutMs: 1 });
      await clock.advance(2);
      void peer.request.getHeight({});
      await clock.settle();
      b.sessions[0]!.close().catch(() => {});
      await clock.advance(20_000);
      void peer.request.getHeight({});
      await clock.settle();
    });
    assert.deepEqual(rejections, []);
    await close();
  });

  for (const timeoutMs of [Number.NaN, Infinity, -1, 2 ** 31]) {
    it(`cannot wait ${timeoutMs} ms: E_INVALID_OPTION, and nothing is sent`, async () => {
      let asked = 0;
      const { peer, clock, close } = await exchange({}, { onGetHeight: () => ({ height: ++asked }) });
      const refused = outcome(peer.request.getHeight({}, { timeoutMs }));
      await clock.settle();
      assert.deepEqual([refused.code, asked], ['E_INVALID_OPTION', 0]);
      await close();
    });
  }

  it('may have no time at all', async () => {
    const { peer, clock, close } = await exchange({}, { onGetHeight: () => new Promise(() => {}) });
    const late = outcome(peer.request.getHeight({}, { timeoutMs: 0 }));
    await clock.advance(0);
    assert.equal(late.code, 'E_REQUEST_TIMEOUT');
    await close();
  });

  it('answers that come to a closed protocol are nobody’s problem', async () => {
    let answer = (_: { height: number }): void => {};
    const { peer, b, clock, close } = await exchange(
      {},
      { onGetHeight: () => new Promise((resolve) => (answer = resolve)) },
    );
    const problems: string[] = [];
    b.on('problem', ({ error }) => problems.push(error.code));
    const asked = outcome(peer.request.getHeight({}));
    await clock.settle();
    peer.close();
    await clock.settle();
    const rejections = await unhandled(async () => {
      answer({ height: 1 });
      await clock.settle();
    });
    assert.deepEqual([asked.code, problems, rejections], ['E_PROTOCOL_CLOSED', [], []]);
    await close();
  });

  const changing = (_: unknown, message: { nonce: bigint }): { body: Uint8Array } => {
    message.nonce = 7n;
    return { body: new Uint8Array() };
  };
  for (const [when, onGetBlock] of [
    ['at once', changing],
    ['later', (...given: Parameters<typeof changing>) => Promise.resolve().then(() => changing(...given))],
  ] as const) {
    it(`a handler that changes the key of a question ${when} answers the question all the same`, async () => {
      const { peer, clock, close } = await exchange({}, { onGetBlock });
      const asked = outcome(peer.request.getBlock({ height: 1 }));
      await clock.settle();
      assert.equal(asked.value?.nonce, 1n);
      await close();
    });
  }

  it('a handler that closes the protocol and answers sends nothing', async () => {
    const { peer, clock, close } = await exchange(
      {},
      {
        onGetHeight: (from) => {
          from.close();
          return { height: 1 };
        },
      },
    );
    const asked = outcome(peer.request.getHeight({}));
    await clock.settle();
    assert.equal(asked.code, 'E_PROTOCOL_CLOSED');
    assert.equal(peer.closed?.code, undefined);
    await close();
  });

  for (const [what, thrown] of [
    ['nothing with a name', Object.create(null)],
    [
      'an error that cannot be read',
      Object.defineProperty(new Error(), 'message', { get: () => assert.fail() }),
    ],
    ['undefined', undefined],
  ] as const) {
    it(`a handler that rejects with ${what} is a problem, not a crash`, async () => {
      const rejecting = (): Promise<never> => Promise.reject(thrown as Error);
      const { peer, b, clock, close } = await exchange({}, { onGetHeight: rejecting });
      const problems: string[] = [];
      b.on('problem', ({ error }) => problems.push(error.code));
      const rejections = await unhandled(async () => {
        void peer.request.getHeight({});
        await clock.settle();
      });
      assert.deepEqual([problems, rejections], [['E_HANDLER_FAILED'], []]);
      await close();
    });
  }

  it('a thenable that breaks its contract is the handler’s failure', async () => {
    const broken = {
      get then(): never {
        throw new Error('no then');
      },
    };
    const { peer, b, clock, close } = await exchange({}, { onGetHeight: () => broken });
    const problems: string[] = [];
    b.on('problem', ({ error }) => problems.push(error.code));
    void peer.request.getHeight({});
    await clock.settle();
    assert.deepEqual(problems, ['E_HANDLER_FAILED']);
    await close();
  });
});
