import assert from 'node:assert/strict';

import { Refusal, rawProtocol, type RawPeer } from '../../src/api.js';
import { fail } from '../../src/errors.js';
import type { ProtocolBinding } from '../../src/handler/index.js';
import { twoNodes, type TwoNodes } from '../../src/testing.js';
import { Chat } from '../../generated/chat.js';
import { blocks, type BlocksListenerPeer } from '../generated/blocks.handler.js';
import { Blocks } from '../generated/blocks.js';
import { calculator, type CalculatorPeer } from '../generated/calculator.handler.js';
import { CalculatorEnvelope } from '../generated/calculator.js';
import { lookup, type LookupPeer } from '../generated/lookup.handler.js';
import { Lookup } from '../generated/lookup.js';
import { notices } from '../generated/notices.handler.js';
import { NoticesEnvelope } from '../generated/notices.js';
import { outcome } from './outcome.js';

interface Scene extends TwoNodes {
  /** Writes to the node under test. */
  readonly raw: RawPeer;
  /** What came back. */
  readonly received: Uint8Array[];
  /** Codes of closed protocols and of problems of the node under test. */
  readonly closes: (string | undefined)[];
  readonly problems: string[];
}

/** A stranger who speaks the protocol `name` by hand, and a node that serves it. */
async function stranger(name: string, served: ProtocolBinding): Promise<Scene> {
  const peers: RawPeer[] = [];
  const received: Uint8Array[] = [];
  const raw = rawProtocol({ name, versions: ['1'], maxBytes: 4096 });
  const handler = {
    onOpen: (peer: RawPeer) => void peers.push(peer),
    onBytes: (_: RawPeer, bytes: Uint8Array) => void received.push(bytes),
  };
  const nodes = await twoNodes({ protocols: [raw.handle(handler)] }, { protocols: [served] });
  const closes: (string | undefined)[] = [];
  const problems: string[] = [];
  nodes.b.on('protocol:close', ({ reason }) => closes.push(reason.code));
  nodes.b.on('problem', ({ error }) => problems.push(error.code));
  return Object.assign(nodes, { raw: peers[0]!, received, closes, problems });
}

const listener = {
  onGetBlock: () => ({ body: new Uint8Array() }),
  onGetHeight: () => ({ height: 2 }),
  onHello: () => undefined,
  onAnnounce: () => undefined,
};
const dialer = { ...listener, onAskName: () => ({ name: 'x' }) };
const asking = { onFind: () => ({}), onFindNow: () => ({}) };
const serving = { onAdd: () => ({ value: 1 }), onDivide: () => ({ value: 1 }), onComputed: () => undefined };

describe('answers that are none', () => {
  for (const [what, message] of [
    ['with key 0', { type: 'Block', value: { nonce: 0n, body: new Uint8Array() } }],
    ['with a key that was not given yet', { type: 'Block', value: { nonce: 2n, body: new Uint8Array() } }],
    [
      'with a key beyond all numbers',
      { type: 'Block', value: { nonce: 2n ** 64n - 1n, body: new Uint8Array() } },
    ],
    ['of a kind that was not asked for', { type: 'Height', value: { height: 1 } }],
  ] as const) {
    it(`${what}: E_REPLY_UNEXPECTED, and whoever asked hears of it at once`, async () => {
      const { raw, b, a, clock, closes, problems, close } = await stranger(
        '/test/blocks',
        blocks.handle({ dialer, listener }),
      );
      const peer = b.peer(a.id, blocks) as BlocksListenerPeer;
      const asked = outcome(peer.request.getBlock({ height: 1 }));
      await clock.settle();
      raw.send.bytes(Blocks.encode(message));
      await clock.settle();
      assert.deepEqual([closes, problems], [['E_REPLY_UNEXPECTED'], []]);
      assert.equal(asked.code, 'E_PROTOCOL_CLOSED');
      // Every code stands there once.
      assert.match(
        asked.message!,
        /^E_PROTOCOL_CLOSED: E_REPLY_UNEXPECTED: \/test\/blocks: \w+ answers nothing/,
      );
      await close();
    });
  }

  it('of another kind with a key that waits: E_REPLY_UNEXPECTED', async () => {
    const { raw, b, a, clock, closes, close } = await stranger(
      '/test/calculator',
      calculator.handle(serving),
    );
    const peer: CalculatorPeer = b.peer(a.id, calculator);
    const asked = outcome(peer.request.add({ left: 1, right: 1 }));
    await clock.settle();
    raw.send.bytes(CalculatorEnvelope.encode({ id: 1, body: { type: 'DivideReply', value: { value: 1 } } }));
    await clock.settle();
    assert.deepEqual([asked.code, closes], ['E_PROTOCOL_CLOSED', ['E_REPLY_UNEXPECTED']]);
    await close();
  });

  it('twice, late and after the close hurt nobody', async () => {
    const { raw, b, a, clock, closes, problems, close } = await stranger(
      '/test/lookup',
      lookup.handle(asking),
    );
    const peer: LookupPeer = b.peer(a.id, lookup);
    const found = Lookup.encode({ message: { type: 'Found', value: { id: 1, value: 'x' } } });
    const late = Lookup.encode({ message: { type: 'Found', value: { id: 2, value: 'x' } } });
    const asked = outcome(peer.request.find({ name: 'a' }));
    const abandoned = outcome(peer.request.find({ name: 'b' }, { timeoutMs: 1 }));
    await clock.advance(2);
    for (const bytes of [found, found, late, late]) raw.send.bytes(bytes);
    await clock.settle();
    assert.deepEqual([asked.value?.value, abandoned.code, closes], ['x', 'E_REQUEST_TIMEOUT', []]);
    raw.send.bytes(found);
    peer.close();
    await clock.settle();
    assert.deepEqual([closes, problems], [[undefined], []]);
    await close();
  });
});

describe('refusals that are none', () => {
  const refused = { type: 'Refused', value: { code: 'E_X', message: '' } } as const;

  for (const id of [0, 1, 0xffff_ffff]) {
    it(`of request ${id} to a node that never asked: E_REPLY_UNEXPECTED`, async () => {
      const { raw, clock, closes, problems, close } = await stranger(
        '/test/calculator',
        calculator.handle(serving),
      );
      raw.send.bytes(CalculatorEnvelope.encode({ id, body: refused }));
      await clock.settle();
      assert.deepEqual([closes, problems], [['E_REPLY_UNEXPECTED'], []]);
      await close();
    });
  }

  it('in a service of topics, where nothing can be asked: E_REPLY_UNEXPECTED', async () => {
    const { raw, clock, closes, problems, close } = await stranger(
      '/test/notices',
      notices.handle({ onTold: () => undefined }),
    );
    raw.send.bytes(NoticesEnvelope.encode({ id: 1, body: refused }));
    await clock.settle();
    assert.deepEqual([closes, problems], [['E_REPLY_UNEXPECTED'], []]);
    await close();
  });

  it('twice hurt nobody', async () => {
    const { raw, b, a, clock, closes, close } = await stranger(
      '/test/calculator',
      calculator.handle(serving),
    );
    const asked = outcome(b.peer(a.id, calculator).request.add({ left: 1, right: 1 }));
    await clock.settle();
    for (let i = 0; i < 2; i++) raw.send.bytes(CalculatorEnvelope.encode({ id: 1, body: refused }));
    await clock.settle();
    assert.deepEqual([asked.code, closes], ['E_REQUEST_REFUSED', []]);
    await close();
  });
});

describe('whose fault it is', () => {
  const badChat = (): never => {
    Chat.decode(new Uint8Array(3));
    assert.fail();
  };
  const announce = Blocks.encode({ type: 'Announce', value: { height: 1 } });
  const getBlock = Blocks.encode({ type: 'GetBlock', value: { nonce: 1n, height: 1 } });

  for (const [what, bytes, handler] of [
    ['a handler that decodes something of its own', announce, { onAnnounce: badChat }],
    ['a handler that asks and decodes something of its own', getBlock, { onGetBlock: badChat }],
    ['one that does so later', announce, { onAnnounce: async () => Promise.resolve().then(badChat) }],
    ['one that answers so later', getBlock, { onGetBlock: async () => Promise.resolve().then(badChat) }],
    [
      'a handler that throws what a remote is closed for',
      announce,
      {
        onAnnounce: () => {
          throw fail('E_MESSAGE_RATE');
        },
      },
    ],
    ['an answer that breaks a limit', getBlock, { onGetBlock: () => ({ body: new Uint8Array(1001) }) }],
    [
      'one that breaks it later',
      getBlock,
      { onGetBlock: () => Promise.resolve({ body: new Uint8Array(1001) }) },
    ],
    ['no answer at all', getBlock, { onGetBlock: () => undefined as never }],
    [
      'a refusal where nothing can be refused',
      getBlock,
      {
        onGetBlock: () => {
          throw new Refusal('E_X');
        },
      },
    ],
  ] as const) {
    it(`${what}: E_HANDLER_FAILED and one problem`, async () => {
      const { raw, clock, closes, problems, close } = await stranger(
        '/test/blocks',
        blocks.handle({ dialer, listener: { ...listener, ...handler } }),
      );
      raw.send.bytes(bytes);
      await clock.settle();
      assert.deepEqual([closes, problems], [['E_HANDLER_FAILED'], ['E_HANDLER_FAILED']]);
      await close();
    });
  }

  for (const [what, name, served, bytes] of [
    ['bytes that do not decode', '/test/blocks', blocks.handle({ dialer, listener }), Uint8Array.of(9, 9)],
    ['an envelope with nothing in it', '/test/lookup', lookup.handle(asking), new Uint8Array()],
    ['an empty call', '/test/calculator', calculator.handle(serving), CalculatorEnvelope.encode({ id: 1 })],
  ] as const) {
    it(`${what}: E_MESSAGE_INVALID and no problem`, async () => {
      const { raw, clock, closes, problems, close } = await stranger(name, served);
      raw.send.bytes(bytes);
      await clock.settle();
      assert.deepEqual([closes, problems], [['E_MESSAGE_INVALID'], []]);
      await close();
    });
  }
});
