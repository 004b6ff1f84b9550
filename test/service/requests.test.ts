import assert from 'node:assert/strict';

import type { Answered } from '../../src/api.js';
import { Refusal } from '../../src/api.js';
import { twoNodes, type TwoNodes } from '../../src/testing.js';
import { blocks } from '../generated/blocks.handler.js';
import type { BlocksDialerHandler, BlocksListenerHandler } from '../generated/blocks.handler.js';
import { Blocks } from '../generated/blocks.js';
import { lookup, type LookupHandler } from '../generated/lookup.handler.js';
import type { Found } from '../generated/lookup.js';
import { rawProtocol, type RawPeer } from '../../src/handler/index.js';
import { outcome } from './outcome.js';

const nothing: LookupHandler = { onFind: () => ({}), onFindNow: () => ({}) };

async function lookups(
  handler: Partial<LookupHandler>,
  limits: { readonly pendingRequests?: number; readonly pendingHandlers?: number } = {},
): Promise<TwoNodes> {
  return twoNodes(
    { protocols: [lookup.handle(nothing)], limits },
    { protocols: [lookup.handle({ ...nothing, ...handler })], limits },
  );
}

describe('requests with a key', () => {
  it('are answered by what the handler returns, each with its own key', async () => {
    const asked: string[] = [];
    const nodes = await lookups({
      onFind(_, { name, id }) {
        asked.push(`${id} ${name}`);
        return name === 'none' ? {} : { value: name.toUpperCase() };
      },
    });
    const { request } = nodes.a.peer(nodes.b.id, lookup);
    const found = ['one', 'none', 'two'].map((name) => outcome(request.find({ name })));
    await nodes.clock.settle();
    assert.deepEqual(asked, ['1 one', '2 none', '3 two']);
    assert.deepEqual(
      found.map(({ value }) => value),
      [
        { id: 1, value: 'ONE' },
        { id: 2, value: undefined },
        { id: 3, value: 'TWO' },
      ],
    );
    await nodes.close();
  });

  it('find their answers in any order', async () => {
    const resolvers: ((found: Omit<Found, 'id'>) => void)[] = [];
    const nodes = await lookups({ onFind: () => new Promise((resolve) => resolvers.push(resolve)) });
    const { request } = nodes.a.peer(nodes.b.id, lookup);
    const [first, second] = [outcome(request.find({ name: 'a' })), outcome(request.find({ name: 'b' }))];
    await nodes.clock.settle();
    resolvers[1]!({ value: 'second' });
    await nodes.clock.settle();
    assert.deepEqual([first.value?.value, second.value?.value], [undefined, 'second']);
    resolvers[0]!({ value: 'first' });
    await nodes.clock.settle();
    assert.equal(first.value?.value, 'first');
    await nodes.close();
  });

  it('time out with the time of the schema or of the caller, and a late answer hurts nobody', async () => {
    const resolvers: ((found: Omit<Found, 'id'>) => void)[] = [];
    const slow = (): Answered<Omit<Found, 'id'>> => new Promise((resolve) => resolvers.push(resolve));
    const nodes = await lookups({ onFind: slow, onFindNow: slow });
    const peer = nodes.a.peer(nodes.b.id, lookup);
    const schema = outcome(peer.request.findNow({ name: 'a' }));
    const caller = outcome(peer.request.find({ name: 'b' }, { timeoutMs: 300 }));
    const standard = outcome(peer.request.find({ name: 'c' }));
    await nodes.clock.advance(101);
    assert.deepEqual([schema.code, caller.code], ['E_REQUEST_TIMEOUT', undefined]);
    await nodes.clock.advance(200);
    assert.deepEqual([caller.code, standard.code], ['E_REQUEST_TIMEOUT', undefined]);
    await nodes.clock.advance(29_700);
    assert.equal(standard.code, 'E_REQUEST_TIMEOUT');
    for (const resolve of resolvers) resolve({ value: 'late' });
    await nodes.clock.settle();
    assert.equal(peer.closed, undefined);
    await nodes.close();
  });

  it('end when the caller aborts, before and after the question left', async () => {
    const nodes = await lookups({ onFind: () => new Promise(() => {}) });
    const { request } = nodes.a.peer(nodes.b.id, lookup);
    const before = outcome(request.find({ name: 'a' }, { signal: AbortSignal.abort() }));
    const controller = new AbortController();
    const after = outcome(request.find({ name: 'b' }, { signal: controller.signal }));
    await nodes.clock.settle();
    controller.abort();
    await nodes.clock.settle();
    assert.deepEqual([before.code, after.code], ['E_ABORTED', 'E_ABORTED']);
    await nodes.close();
  });

  it('end when the protocol or the session does, and fail at once afterwards', async () => {
    const nodes = await lookups({ onFind: () => new Promise(() => {}) });
    const peer = nodes.a.peer(nodes.b.id, lookup);
    const pending = outcome(peer.request.find({ name: 'a' }));
    await nodes.clock.settle();
    nodes.b.peer(nodes.a.id, lookup).close();
    await nodes.clock.settle();
    const later = outcome(peer.request.find({ name: 'b' }));
    await nodes.clock.settle();
    assert.deepEqual([pending.code, later.code], ['E_PROTOCOL_CLOSED', 'E_PROTOCOL_CLOSED']);
    await nodes.close();
  });

  it('are limited in number (limits.pendingRequests); places are free again after answers and timeouts', async () => {
    const resolvers: ((found: Omit<Found, 'id'>) => void)[] = [];
    const nodes = await lookups(
      { onFind: () => new Promise((resolve) => resolvers.push(resolve)) },
      { pendingRequests: 2 },
    );
    const { request } = nodes.a.peer(nodes.b.id, lookup);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => outcome(request.find({ name }, { timeoutMs: 1000 })));
    await nodes.clock.settle();
    assert.equal(c!.code, 'E_REQUESTS_FULL');
    resolvers[0]!({});
    await nodes.clock.settle();
    const d = outcome(request.find({ name: 'd' }, { timeoutMs: 1000 }));
    await nodes.clock.advance(1001);
    assert.deepEqual([a!.code, b!.code, d.code], [undefined, 'E_REQUEST_TIMEOUT', 'E_REQUEST_TIMEOUT']);
    const e = outcome(request.find({ name: 'e' }));
    await nodes.clock.settle();
    resolvers.at(-1)!({ value: 'e' });
    await nodes.clock.settle();
    assert.equal(e.value?.value, 'e');
    await nodes.close();
  });

  it('fail with what is wrong in the message, and leave no place behind', async () => {
    const nodes = await lookups({ onFind: () => ({ value: 'x' }) }, { pendingRequests: 1 });
    const { request } = nodes.a.peer(nodes.b.id, lookup);
    const long = outcome(request.find({ name: 'x'.repeat(101) }));
    await nodes.clock.settle();
    const good = outcome(request.find({ name: 'x' }));
    await nodes.clock.settle();
    assert.deepEqual([long.code, good.value?.value], ['E_WIRE_LIMIT', 'x']);
    await nodes.close();
  });

  it('close the protocol when the handler throws', async () => {
    const nodes = await lookups({
      onFind: () => {
        throw new Refusal('E_MINE', 'no');
      },
    });
    const peer = nodes.a.peer(nodes.b.id, lookup);
    const refused = outcome(peer.request.find({ name: 'a' }));
    await nodes.clock.settle();
    assert.deepEqual([refused.code, peer.closed?.code], ['E_PROTOCOL_CLOSED', 'E_YAMUX_RESET']);
    await nodes.close();
  });

  it('hold the remote back while handlers are busy', async () => {
    const resolvers: ((found: Omit<Found, 'id'>) => void)[] = [];
    const nodes = await lookups(
      { onFind: () => new Promise((resolve) => resolvers.push(resolve)) },
      { pendingHandlers: 2 },
    );
    const { request } = nodes.a.peer(nodes.b.id, lookup);
    const found = Array.from({ length: 5 }, (_, i) => outcome(request.find({ name: String(i) })));
    await nodes.clock.settle();
    while (resolvers.length > 0) {
      resolvers.shift()!({ value: 'x' });
      await nodes.clock.settle();
    }
    assert.ok(found.every(({ value }) => value?.value === 'x'));
    await nodes.close();
  });
});

const dialerSide: BlocksDialerHandler = {
  onGetBlock: () => ({ body: new Uint8Array([1]) }),
  onGetHeight: () => ({ height: 1 }),
  onAskName: () => ({ name: 'dialer' }),
  onAnnounce: () => undefined,
};
const listenerSide: BlocksListenerHandler = {
  onGetBlock: (_, { height }) => ({ body: new Uint8Array([height]) }),
  onGetHeight: () => ({ height: 2 }),
  onHello: () => undefined,
  onAnnounce: () => undefined,
};

async function exchange(listener: Partial<BlocksListenerHandler> = {}): Promise<TwoNodes> {
  const left = blocks.handle({ dialer: dialerSide, listener: listenerSide });
  const right = blocks.handle({ dialer: dialerSide, listener: { ...listenerSide, ...listener } });
  return twoNodes({ protocols: [left] }, { protocols: [right] });
}

describe('requests of a protocol with two sides', () => {
  it('go both ways, each to the handler of its side', async () => {
    const nodes = await exchange();
    const ours = nodes.a.peer(nodes.b.id, blocks);
    const theirs = nodes.b.peer(nodes.a.id, blocks);
    assert.ok(ours.role === 'dialer' && theirs.role === 'listener');
    const name = outcome(theirs.request.askName({}));
    const block = outcome(ours.request.getBlock({ height: 7 }));
    await nodes.clock.settle();
    assert.deepEqual(name.value, { name: 'dialer' });
    assert.deepEqual(block.value, { nonce: 1n, body: new Uint8Array([7]) });
    await nodes.close();
  });

  it('without keys are answered in the order of the questions, however slow the handler is', async () => {
    const resolvers: ((answer: { height: number }) => void)[] = [];
    let calls = 0;
    const nodes = await exchange({
      onGetHeight: () => (++calls === 3 ? { height: 3 } : new Promise((resolve) => resolvers.push(resolve))),
    });
    const peer = nodes.a.peer(nodes.b.id, blocks);
    const heights = [1, 2, 3].map(() => outcome(peer.request.getHeight({})));
    await nodes.clock.settle();
    resolvers[1]!({ height: 2 });
    await nodes.clock.settle();
    assert.deepEqual(
      heights.map(({ value }) => value),
      [undefined, undefined, undefined],
    );
    resolvers[0]!({ height: 1 });
    await nodes.clock.settle();
    assert.deepEqual(
      heights.map(({ value }) => value?.height),
      [1, 2, 3],
    );
    await nodes.close();
  });

  it('without keys keep their place after a timeout, so that the next answer is not taken for theirs', async () => {
    const resolvers: ((answer: { height: number }) => void)[] = [];
    const nodes = await exchange({ onGetHeight: () => new Promise((resolve) => resolvers.push(resolve)) });
    const peer = nodes.a.peer(nodes.b.id, blocks);
    const early = outcome(peer.request.getHeight({}, { timeoutMs: 100 }));
    const next = outcome(peer.request.getHeight({}));
    await nodes.clock.advance(101);
    assert.equal(early.code, 'E_REQUEST_TIMEOUT');
    resolvers[0]!({ height: 1 });
    resolvers[1]!({ height: 2 });
    await nodes.clock.settle();
    assert.deepEqual(next.value, { height: 2 });
    await nodes.close();
  });
});

describe('what a remote may not send', () => {
  /** Speaks the protocol by hand. */
  async function stranger(): Promise<
    TwoNodes & { readonly raw: RawPeer; readonly closed: () => string | undefined }
  > {
    const peers: RawPeer[] = [];
    const raw = rawProtocol({ name: '/test/blocks', versions: ['1'], maxBytes: 4096 });
    const handler = { onOpen: (peer: RawPeer) => void peers.push(peer), onBytes: () => undefined };
    let code: string | undefined;
    const onClose = (_: unknown, reason: { readonly code: string | undefined }): void =>
      void (code = reason.code);
    const served = blocks.handle({
      dialer: { ...dialerSide, onClose },
      listener: { ...listenerSide, onClose },
    });
    const nodes = await twoNodes({ protocols: [raw.handle(handler)] }, { protocols: [served] });
    return Object.assign(nodes, { raw: peers[0]!, closed: () => code });
  }

  it('an answer that nobody asked for closes the protocol', async () => {
    for (const value of [
      { type: 'Block', value: { nonce: 5n, body: new Uint8Array() } },
      { type: 'Name', value: { name: 'x' } },
    ] as const) {
      const nodes = await stranger();
      nodes.raw.send.bytes(Blocks.encode(value));
      await nodes.clock.settle();
      assert.equal(nodes.closed(), 'E_REPLY_UNEXPECTED');
      await nodes.close();
    }
  });

  it('a message of the other side closes the protocol', async () => {
    const nodes = await stranger();
    nodes.raw.send.bytes(Blocks.encode({ type: 'AskName', value: {} }));
    await nodes.clock.settle();
    assert.equal(nodes.closed(), 'E_MESSAGE_DIRECTION');
    await nodes.close();
  });

  it('more than twice its rate at once closes the protocol, the rate for ever does not', async () => {
    const announce = Blocks.encode({ type: 'Announce', value: { height: 1 } });
    const nodes = await stranger();
    for (let i = 0; i < 6; i++) nodes.raw.send.bytes(announce);
    await nodes.clock.settle();
    for (let round = 0; round < 20; round++) {
      await nodes.clock.advance(10_000);
      for (let i = 0; i < 3; i++) nodes.raw.send.bytes(announce);
      await nodes.clock.settle();
    }
    assert.equal(nodes.closed(), undefined);
    await nodes.clock.advance(1000);
    nodes.raw.send.bytes(announce);
    await nodes.clock.settle();
    assert.equal(nodes.closed(), 'E_MESSAGE_RATE');
    await nodes.close();
  });
});
