import assert from 'node:assert/strict';

import { rawProtocol, type RawPeer } from '../../src/api.js';
import type { ProtocolBinding } from '../../src/handler/index.js';
import { twoNodes, type TwoNodes } from '../../src/testing.js';
import { cart, desk, library, shelf, type LibraryListenerPeer } from '../generated/library.handler.js';
import { Cart, Desk, Library, Shelf } from '../generated/library.js';
import { book, dialer, listener } from './lending.js';
import { outcome } from './outcome.js';

interface Scene extends TwoNodes {
  readonly raw: RawPeer;
  readonly closes: (string | undefined)[];
  readonly reasons: string[];
  readonly problems: string[];
}

/** A stranger who writes bytes, and a node that serves the protocol. */
async function stranger(served: ProtocolBinding): Promise<Scene> {
  const peers: RawPeer[] = [];
  const { name, maxBytes } = served.definition;
  const raw = rawProtocol({ name, versions: ['1'], maxBytes });
  const nodes = await twoNodes(
    { protocols: [raw.handle({ onOpen: (peer) => void peers.push(peer), onBytes: () => undefined })] },
    { protocols: [served] },
  );
  const scene = { closes: [] as (string | undefined)[], reasons: [] as string[], problems: [] as string[] };
  nodes.b.on('protocol:close', ({ reason }) => {
    scene.closes.push(reason.code);
    scene.reasons.push(reason.message);
  });
  nodes.b.on('problem', ({ error }) => scene.problems.push(error.code));
  return Object.assign(nodes, { raw: peers[0]!, ...scene });
}

describe('lazy messages that are wrong deep inside', () => {
  const never = (): never => assert.fail('the handler was called');
  const all = {
    library: library.handle({
      dialer: { onBorrow: never, onList: never, onRemark: never },
      listener: { onBorrow: never, onList: never, onBook: never, onRemark: never },
    }),
    shelf: shelf.handle({ onShelf: never }),
    desk: desk.handle({ onBook: never, onReceipt: never }),
    cart: cart.handle({ onReceipt: never, onTitles: never, onHash: never, onUint64: never }),
  };
  const last = book(1);
  for (const [name, codec, good] of [
    ['library', Library, Library.encode({ type: 'Book', value: last })],
    ['shelf', Shelf, Shelf.encode({ books: [book(2), last] })],
    ['desk', Desk, Desk.encode({ loan: { type: 'Book', value: last } })],
    ['cart', Cart, Cart.encode({ constructor$: { type: 'Titles', value: ['a', 'b'] } })],
  ] as const) {
    it(`close the protocol before the handler is called, with what the codec says: ${name}`, async () => {
      const { raw, closes, reasons, problems, clock, close } = await stranger(all[name]);
      const broken = good.slice();
      // The length of the last page or title, which is one byte or three long.
      const at = broken.length - (name === 'cart' ? 5 : 7);
      broken[at]! += 1;
      let expected = '';
      assert.throws(
        () => codec.decode(broken),
        ({ message }: Error) => (expected = message).startsWith('E_WIRE_TOTAL_SIZE'),
      );
      raw.send.bytes(broken);
      await clock.settle();
      assert.deepEqual([closes, problems], [['E_MESSAGE_INVALID'], []]);
      const [, text] = /^E_WIRE_TOTAL_SIZE: (.*) at byte \d+/.exec(expected)!;
      assert.ok(reasons[0]!.includes(text!), `${reasons[0]} says ${expected}`);
      await close();
    });
  }

  it('an answer that is wrong rejects its request: E_PROTOCOL_CLOSED', async () => {
    const { raw, a, b, closes, clock, close } = await stranger(library.handle({ dialer, listener }));
    const peer = b.peer(a.id, library) as LibraryListenerPeer;
    const asked = outcome(peer.request.borrow({ titles: [] }));
    await clock.settle();
    const answer = Library.encode({ type: 'Lent', value: { ticket: 1n, book: last } }).slice();
    answer[answer.length - 7]! += 1;
    raw.send.bytes(answer);
    await clock.settle();
    assert.deepEqual([asked.code, closes], ['E_PROTOCOL_CLOSED', ['E_MESSAGE_INVALID']]);
    await close();
  });

  it('the same with a lazy answer that nobody asked for: E_REPLY_UNEXPECTED', async () => {
    const { raw, closes, clock, close } = await stranger(library.handle({ dialer, listener }));
    raw.send.bytes(Library.encode({ type: 'Lent', value: { ticket: 1n, book: last } }));
    await clock.settle();
    assert.deepEqual(closes, ['E_REPLY_UNEXPECTED']);
    await close();
  });

  it('from the wrong side: E_MESSAGE_DIRECTION', async () => {
    const peers: RawPeer[] = [];
    const raw = rawProtocol({ name: library.name, versions: ['1'], maxBytes: library.maxBytes });
    const nodes = await twoNodes(
      { protocols: [library.handle({ dialer, listener })] },
      {
        protocols: [raw.handle({ onOpen: (peer) => void peers.push(peer), onBytes: () => undefined })],
      },
    );
    const closes: (string | undefined)[] = [];
    nodes.a.on('protocol:close', ({ reason }) => closes.push(reason.code));
    peers[0]!.send.bytes(Library.encode({ type: 'Book', value: last }));
    await nodes.clock.settle();
    assert.deepEqual(closes, ['E_MESSAGE_DIRECTION']);
    await nodes.close();
  });
});
