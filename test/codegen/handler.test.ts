import assert from 'node:assert/strict';

import { chat, type ChatHandler, type ChatPeer } from '../../generated/chat.handler.js';
import { Chat } from '../../generated/chat.js';
import { discovery } from '../../generated/discovery.handler.js';
import { netIdentify } from '../../generated/net_identify.handler.js';
import type {
  NetIdentifyDialerHandler,
  NetIdentifyDialerPeer,
  NetIdentifyListenerHandler,
  NetIdentifyListenerPeer,
} from '../../generated/net_identify.handler.js';
import { Acknowledge, Identity } from '../../generated/net_identify.js';
import { ping, type PingHandler, type PingPeer, type PingSend } from '../../generated/ping.handler.js';
import { PingMessage } from '../../generated/ping.js';
import type { Channel, Link, Peer, Role } from '../../src/handler/index.js';
import { blocks } from '../generated/blocks.handler.js';
import type {
  BlocksDialerHandler,
  BlocksDialerPeer,
  BlocksListenerPeer,
} from '../generated/blocks.handler.js';
import { Blocks } from '../generated/blocks.js';
import { calculator, type CalculatorPeer, type CalculatorServer } from '../generated/calculator.handler.js';
import type { Book, BookView } from '../generated/books.js';
import type { DeskPeer, LibraryDialerPeer, LibraryListenerHandler } from '../generated/library.handler.js';
import type { BorrowView, Lent, Remark } from '../generated/library.js';
import type { LookupHandler, LookupPeer } from '../generated/lookup.handler.js';
import type { ListView } from '../../src/wire/index.js';
import { TentacleError } from '../../src/errors.js';

/** A channel that keeps what is sent. */
function recorder(role: Role = 'dialer'): {
  readonly channel: Channel;
  readonly sent: [Uint8Array, string | undefined][];
} {
  const sent: [Uint8Array, string | undefined][] = [];
  const channel: Channel = {
    role,
    version: '1',
    send: (codec, message, priority) => sent.push([codec.encode(message), priority]) > 0,
    sendBytes: () => true,
  };
  return { channel, sent };
}

function peerOf<Send>(send: Send, role: Role = 'dialer'): Peer<Send> {
  return {
    id: 'QmPeer',
    version: '1',
    role,
    request: {},
    session: { id: 1, role, remoteAddress: '/memory/1' },
    send,
    closed: undefined,
    drained: () => Promise.resolve(),
    close: () => undefined,
    disconnect: () => undefined,
  };
}

/** Protocols without requests and rates never look at it. */
const noLink = undefined as unknown as Link;

describe('generated handler stubs', () => {
  it('carry the facts of the schema', () => {
    assert.deepEqual(
      [ping.name, ping.versions, ping.framing, ping.maxBytes, ping.priority],
      ['/tentacle/ping', ['1'], 'length-delimited', 1024, 'high'],
    );
    assert.equal(discovery.framing, 'length-delimited-twice');
  });

  it('wrap a message in its union and envelope, and unwrap it for the handler', () => {
    const { channel, sent } = recorder();
    const send = ping.stub('dialer').sender(channel) as PingSend;
    const peer = peerOf(send);
    assert.equal(send.ping({ nonce: 7 }), true);
    send.pong({ nonce: 8 }, 'high');
    assert.deepEqual(
      sent.map(([bytes]) => PingMessage.decode(bytes).payload.type),
      ['Ping', 'Pong'],
    );
    assert.deepEqual(
      sent.map(([, priority]) => priority),
      [undefined, 'high'],
    );

    const calls: unknown[] = [];
    const handler: PingHandler = {
      onPing: (from, { nonce }) => void calls.push(['ping', from === peer, nonce]),
      onPong: (_, { nonce }) => void calls.push(['pong', nonce]),
    };
    for (const [bytes] of sent) {
      const padded = Uint8Array.from([9, 9, ...bytes, 9]);
      void ping.stub('dialer').dispatch(handler, peer, padded, 2, padded.length - 1, noLink);
    }
    assert.deepEqual(calls, [
      ['ping', true, 7],
      ['pong', 8],
    ]);
  });

  it('return what the handler returns, so that the caller can wait for it', async () => {
    const promise = Promise.resolve();
    const handler: ChatHandler = { onSay: () => promise, onSeen: () => undefined };
    const bytes = Chat.encode({ type: 'Say', value: { text: 'hi' } });
    const { sender, dispatch } = chat.stub('listener');
    const peer = peerOf(sender(recorder().channel));
    const result = dispatch(handler, peer, bytes, 0, bytes.length, noLink);
    assert.equal(result, promise);
    await result;
  });

  it('know which side sends which of two roots', () => {
    const calls: string[] = [];
    const onDialed: NetIdentifyDialerHandler = {
      onAcknowledge: (_, { addrInfo }) =>
        void calls.push(`acknowledge ${String(addrInfo?.listenAddrs.length)}`),
    };
    const onAccepted: NetIdentifyListenerHandler = {
      onIdentity: (_, { chainId }) => void calls.push(`identity ${chainId}`),
    };
    const dialer = recorder('dialer');
    const dialerStub = netIdentify.stub('dialer');
    const dialerPeer = peerOf(dialerStub.sender(dialer.channel), 'dialer') as NetIdentifyDialerPeer;
    const listener = recorder('listener');
    const listenerStub = netIdentify.stub('listener');
    const listenerPeer = peerOf(listenerStub.sender(listener.channel), 'listener') as NetIdentifyListenerPeer;
    const addrInfo = { listenAddrs: [], observedAddr: new Uint8Array(0) };

    dialerPeer.send.identity({ chainId: 'x', addrInfo });
    listenerPeer.send.acknowledge({ addrInfo });
    const [identity] = dialer.sent[0]!;
    const [acknowledge] = listener.sent[0]!;
    assert.deepEqual(identity, Identity.encode({ chainId: 'x', addrInfo }));
    assert.deepEqual(acknowledge, Acknowledge.encode({ addrInfo }));
    void listenerStub.dispatch(onAccepted, listenerPeer, identity, 0, identity.length, noLink);
    void dialerStub.dispatch(onDialed, dialerPeer, acknowledge, 0, acknowledge.length, noLink);
    assert.deepEqual(calls, ['identity x', 'acknowledge 0']);
  });

  it('give every side of a session the handler that was written for it', () => {
    const onDialed: NetIdentifyDialerHandler = { onAcknowledge: () => undefined };
    const onAccepted: NetIdentifyListenerHandler = { onIdentity: () => undefined };
    const binding = netIdentify.handle({ dialer: onDialed, listener: () => onAccepted });
    assert.equal(binding.handlerFor(peerOf({}, 'dialer')), onDialed);
    assert.equal(binding.handlerFor(peerOf({}, 'listener')), onAccepted);
  });

  it('refuse a message that only our side may send, by its name', () => {
    const hello = Blocks.encode({ type: 'Hello', value: { version: 1 } });
    const { sender, dispatch } = blocks.stub('dialer');
    const peer = peerOf(sender(recorder('dialer').channel), 'dialer');
    assert.throws(
      () => dispatch({}, peer, hello, 0, hello.length, noLink),
      (thrown) =>
        thrown instanceof TentacleError &&
        thrown.code === 'E_MESSAGE_DIRECTION' &&
        thrown.message.includes('only the dialer sends hello'),
    );
  });

  it('serve the same messages under another name', () => {
    const ckb = ping.as({ name: '/ckb/ping', versions: ['3'] });
    assert.deepEqual([ckb.name, ckb.versions, ckb.maxBytes], ['/ckb/ping', ['3'], 1024]);
  });
});

function peerOfChat(peer: ChatPeer): boolean {
  return peer.send.seen({ count: 1 });
}

/** Never called: what must not compile. */
export function typesOfStubs(peer: ChatPeer, pingPeer: PingPeer): void {
  // @ts-expect-error a handler without a method for Seen
  chat.handle({ onSay: () => undefined });
  // @ts-expect-error a message with a field of another type
  peer.send.say({ text: 5 });
  // @ts-expect-error a message without its field
  peer.send.seen({});
  // @ts-expect-error the peer of another protocol
  peerOfChat(pingPeer);
  // @ts-expect-error no such item
  Chat.encode({ type: 'Typing', value: {} });
  chat.handle({
    onSay: (from, { text }) => void from.send.say({ text: text.toUpperCase() }),
    onSeen: () => undefined,
  });
  chat.handle((from) => ({ onSay: () => from.close(), onSeen: async () => peer.drained() }));
}

/** Never called: what must not compile where the sides of a session send different messages. */
export function typesOfDirections(dialer: BlocksDialerPeer, listener: BlocksListenerPeer): void {
  dialer.send.hello({ version: 1 });
  void listener.request.askName({});
  // @ts-expect-error only the dialer greets
  const greet: keyof BlocksListenerPeer['send'] = 'hello';
  // @ts-expect-error only the listener asks for the name
  const ask: keyof BlocksDialerPeer['request'] = 'askName';
  // @ts-expect-error an answer is not sent on its own account
  const answer: keyof BlocksDialerPeer['send'] = 'height';
  // @ts-expect-error the stub chooses the nonce
  void dialer.request.getBlock({ height: 1, nonce: 1n });
  // @ts-expect-error a protocol with two sides needs two handlers
  netIdentify.handle({ dialer: { onAcknowledge: () => undefined } });
  const handler: BlocksDialerHandler = {
    onGetBlock: () => ({ body: new Uint8Array() }),
    // @ts-expect-error the answer has no height
    onGetHeight: () => ({}),
    onAskName: async () => Promise.resolve({ name: 'x' }),
    onAnnounce: () => undefined,
  };
  void [handler, greet, ask, answer];
}

/** Never called: what must not compile with a service. */
export function typesOfServices(peer: CalculatorPeer): void {
  void peer.request.add({ left: 1, right: 2 }, { timeoutMs: 5, signal: AbortSignal.abort() });
  peer.send.computed({ value: 1 });
  // @ts-expect-error a topic is not asked
  const asked: keyof CalculatorPeer['request'] = 'computed';
  // @ts-expect-error a call is not sent
  const sent: keyof CalculatorPeer['send'] = 'add';
  // @ts-expect-error the envelope is the compiler's business
  void peer.request.add({ id: 1, left: 1, right: 2 });
  // @ts-expect-error a number is no signal
  void peer.request.add({ left: 1, right: 2 }, { signal: 5 });
  // @ts-expect-error a server serves everything
  calculator.handle({ onAdd: () => ({ value: 1 }), onComputed: () => undefined });
  // @ts-expect-error a client serves nothing
  calculator.client({ onAdd: () => ({ value: 1 }) });
  const server: CalculatorServer = {
    // @ts-expect-error the sum is a number
    onAdd: () => ({ value: '1' }),
    // @ts-expect-error a call has an answer
    onDivide: () => undefined,
    onComputed: async () => peer.drained(),
  };
  calculator.as({ name: '/other' }).client();
  void [asked, sent, server];
}

/** Never called: what must not compile where answers carry the key of their question. */
export function typesOfKeys(peer: LookupPeer): void {
  const answer: Promise<string | undefined> = peer.request.find({ name: 'x' }).then(({ value }) => value);
  // @ts-expect-error nothing of this protocol is sent on its own account
  const sent: keyof LookupPeer['send'] = 'found';
  // @ts-expect-error the answer has another type
  const wrong: Promise<number> = peer.request.find({ name: 'x' });
  const handler: LookupHandler = {
    // @ts-expect-error the answer has another type
    onFind: () => ({ value: 5 }),
    onFindNow: (from, { id, name }) => Promise.resolve({ value: `${from.id} ${id} ${name}` }),
  };
  // @ts-expect-error answers go to whoever asked
  const heard: keyof LookupHandler = 'onFound';
  void [answer, sent, wrong, handler, heard];
}

/** Never called: what must not compile where messages are lazy. */
export function typesOfLazyMessages(peer: LibraryDialerPeer, desk: DeskPeer): void {
  const titles: Promise<ListView<string>> = peer.request.list({}).then((catalogue) => catalogue.titles);
  const lent: Promise<Lent> = peer.request.borrow({ titles: [] }).then((view) => view.toObject());
  // @ts-expect-error an answer is a view as well
  const value: Promise<Lent> = peer.request.borrow({ titles: [] });
  const handler: LibraryListenerHandler = {
    // @ts-expect-error an answer is given as a value, without its key
    onBorrow: (_, message: BorrowView) => message,
    onList: () => ({ titles: [] }),
    onBook(_, message) {
      const view: BookView = message;
      // @ts-expect-error a view cannot be sent in place of a value
      desk.send.book(view);
      desk.send.book(view.toObject());
      // @ts-expect-error nothing in a view can be changed
      view.title = 'new';
      // @ts-expect-error a list in a view is no array
      const chapters: readonly unknown[] = view.chapters;
      void chapters;
    },
    onRemark(_, message) {
      const remark: Remark = message;
      const about: Book | undefined = remark.about;
      // @ts-expect-error a message that is not lazy is a value
      const made: keyof typeof message = 'toObject';
      void [about, made];
    },
  };
  void [titles, lent, value, handler];
}
