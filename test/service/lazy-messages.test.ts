import assert from 'node:assert/strict';

import { createNode, generateKey } from '../../src/node.js';
import type { ProtocolBinding } from '../../src/handler/index.js';
import { MemoryNetwork, twoNodes, type TwoNodes, VirtualClock } from '../../src/testing.js';
import type { Connection, Transport } from '../../src/transport/connection.js';
import type { Book, BookView } from '../generated/books.js';
import { cart, desk, library, shelf } from '../generated/library.handler.js';
import type { LibraryListenerHandler } from '../generated/library.handler.js';
import type { BorrowView, Remark } from '../generated/library.js';
import { book, dialer, listener } from './lending.js';
import { outcome } from './outcome.js';

async function libraries(handler: Partial<LibraryListenerHandler>): Promise<TwoNodes> {
  const sides = { dialer, listener: { ...listener, ...handler } };
  return twoNodes(
    { protocols: [library.handle({ dialer, listener })] },
    { protocols: [library.handle(sides)] },
  );
}

describe('lazy messages', () => {
  it('reach handlers as views, and others beside them as values, also with lazy tables in them', async () => {
    const books: BookView[] = [];
    const remarks: Remark[] = [];
    const nodes = await libraries({
      onBook: (_, message) => void books.push(message),
      onRemark: (_, message) => void remarks.push(message),
    });
    const peer = nodes.a.peer(nodes.b.id, library);
    assert.ok(peer.role === 'dialer');
    peer.send.book(book(7));
    peer.send.remark({ text: 'torn', about: book(7) });
    await nodes.clock.settle();
    const [view] = books;
    assert.ok(view !== undefined);
    assert.deepEqual(Object.keys(view.chapters), ['length'], 'its items are nowhere yet');
    assert.equal(view.number, 7n);
    assert.equal(view.title, 'book 7');
    assert.deepEqual(
      [...view.chapters].map(({ pages }) => pages.length),
      [0, 3],
    );
    assert.deepEqual(view.chapters.at(1)!.pages.at(-1), Uint8Array.of(2, 2, 2));
    assert.deepEqual(view.toObject(), book(7));
    assert.deepEqual(remarks, [{ text: 'torn', about: book(7) }]);
    await nodes.close();
  });

  it('ask and answer: the handler gets a view and returns a value, the caller gets a view', async () => {
    const asked: BorrowView[] = [];
    const nodes = await libraries({
      onBorrow(_, message) {
        asked.push(message);
        const [title = 'none'] = message.titles;
        return title === 'none' ? {} : { book: { ...book(3), title } };
      },
      onList: (_peer, message) => ({ titles: ['one', 'two', JSON.stringify(message)] }),
    });
    const { request } = nodes.a.peer(nodes.b.id, library);
    const first = outcome(request.borrow({ titles: ['first', 'else'] }));
    const second = outcome(request.borrow({ titles: [] }));
    const list = outcome(request.list({}));
    await nodes.clock.settle();
    assert.deepEqual(
      asked.map((view) => view.toObject()),
      [
        { ticket: 1n, titles: ['first', 'else'] },
        { ticket: 2n, titles: [] },
      ],
    );
    assert.deepEqual([first.value?.ticket, first.value?.book?.title], [1n, 'first']);
    assert.deepEqual(first.value?.toObject(), { ticket: 1n, book: { ...book(3), title: 'first' } });
    assert.deepEqual([second.value?.ticket, second.value?.book], [2n, undefined]);
    assert.deepEqual([...list.value!.titles], ['one', 'two', '{}']);
    await nodes.close();
  });

  it('come from a lazy root, from a union in a table, and from a union in a lazy table', async () => {
    const seen: unknown[] = [];
    const note = (_: unknown, message: { toObject(): unknown }): void => void seen.push(message.toObject());
    const plain = (_: unknown, message: unknown): void => void seen.push(message);
    const protocols = [
      shelf.handle({ onShelf: note }),
      desk.handle({ onBook: note, onReceipt: plain }),
      cart.handle({
        onReceipt: note,
        onTitles: (_, titles) => void seen.push([...titles]),
        onHash: plain,
        onUint64: plain,
      }),
    ];
    const nodes = await twoNodes({ protocols }, { protocols });
    const receipt = { number: 5n, seal: Uint8Array.of(9) };
    nodes.a.peer(nodes.b.id, shelf).send.shelf({ books: [book(1), book(2)] });
    await nodes.clock.settle();
    nodes.a.peer(nodes.b.id, desk).send.book(book(3));
    nodes.a.peer(nodes.b.id, desk).send.receipt(receipt);
    await nodes.clock.settle();
    const { send } = nodes.a.peer(nodes.b.id, cart);
    send.receipt(receipt);
    send.titles(['a', 'b']);
    send.hash(new Uint8Array(32).fill(1));
    send.uint64(6n);
    await nodes.clock.settle();
    assert.deepEqual(seen, [
      { books: [book(1), book(2)] },
      book(3),
      receipt,
      receipt,
      ['a', 'b'],
      new Uint8Array(32).fill(1),
      6n,
    ]);
    await nodes.close();
  });

  for (const encryption of ['secio', 'plaintext'] as const) {
    it(`stay as they are, whatever arrives afterwards (${encryption})`, async () => {
      const clock = new VirtualClock();
      const network = new MemoryNetwork(clock);
      const kept: BookView[] = [];
      const handle = (onBook: LibraryListenerHandler['onBook']): ProtocolBinding =>
        library.handle({ dialer, listener: { ...listener, onBook } });
      const make = (onBook: LibraryListenerHandler['onBook'], listen: readonly string[]) =>
        createNode({
          key: generateKey(),
          encryption,
          clock,
          transports: [reusing(network.transport())],
          listen,
          protocols: [handle(onBook)],
        });
      const a = await make(() => undefined, []);
      const b = await make((_, message) => void kept.push(message), ['/memory/0']);
      const dialled = a.dial(b.addresses[0]!);
      await clock.settle();
      await dialled;
      await clock.settle();
      // Some lie within one record, some in many.
      const sent = Array.from({ length: 60 }, (_, i) => book(i, i % 7 === 0 ? 2_000 : i % 5));
      for (const each of sent.map((one) => ({ ...one, chapters: split(one) }))) {
        const peer = [...a.peers(library)][0]!;
        assert.ok(peer.role === 'dialer');
        peer.send.book(each);
        await clock.settle();
      }
      assert.equal(kept.length, sent.length);
      for (const [i, view] of kept.entries()) {
        assert.deepEqual(view.toObject(), { ...sent[i]!, chapters: split(sent[i]!) });
      }
      const closed = Promise.all([a.close(), b.close()]);
      await clock.advance(a.limits.goAwayTimeoutMs * 2);
      await closed;
    });
  }
});

/** The pages of a book in as many chapters as they need. */
function split({ chapters }: Book): Book['chapters'] {
  const pages = chapters.flatMap((chapter) => chapter.pages);
  const count = Math.ceil(pages.length / 100);
  return Array.from({ length: count }, (_, i) => ({ pages: pages.slice(100 * i, 100 * (i + 1)) }));
}

/** A transport that writes over what it has delivered, as one does that reads into the same buffer again. */
function reusing({ handles, dial, listen }: Transport): Transport {
  return {
    handles,
    dial: async (...args) => overwriting(await dial(...args)),
    listen: (address, onConnection) => listen!(address, (each) => onConnection(overwriting(each))),
  };
}

function overwriting(connection: Connection): Connection {
  const start = connection.start.bind(connection);
  connection.start = (events) =>
    start({
      onEnd: (cause) => events.onEnd(cause),
      onData(bytes, from, to) {
        const shared = bytes.slice(from, to);
        events.onData(shared, 0, shared.length);
        shared.fill(0xee);
      },
    });
  return connection;
}
