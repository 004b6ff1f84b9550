import assert from 'node:assert/strict';
import { chat, type ChatPeer } from '../../generated/chat.handler.js';
import { Chat } from '../../generated/chat.js';
import { rawProtocol, TentacleError, type RawPeer as RawHandlerPeer } from '../../src/node.js';
import { HostileRig } from './raw-peer.js';
import { FIN, RST, RawMessages, WINDOW_UPDATE, concat, data, header, prefixed, u32 } from './raw-yamux.js';

const RESET = `${WINDOW_UPDATE}/${RST}`;
const sink = rawProtocol({ name: '/sink', versions: ['1'], maxBytes: 1024 });
const say = (text: string): Uint8Array => prefixed(Chat.encode({ type: 'Say', value: { text } }));

/** A rig that serves chat and `/sink`, both open: chat on stream 1, `/sink` on stream 3. */
async function bothOpen(onSay: (peer: ChatPeer, text: string) => void | Promise<void>) {
  const sunk: Uint8Array[] = [];
  const rig = await HostileRig.start({
    protocols: [
      chat.handle({ onSay: (peer, { text }) => onSay(peer, text), onSeen: () => {} }),
      sink.handle({ onBytes: (_peer, message) => void sunk.push(message) }),
    ],
    limits: { pendingHandlers: 3 },
  });
  const peer = await rig.dialIn();
  peer.open(1, '/demo/chat');
  peer.open(3, '/sink');
  await rig.clock.settle();
  /** The other protocol and the session still work, and everything ends clean. */
  const finish = async (): Promise<void> => {
    const before = sunk.length;
    await rig.feed(peer, data(3, prefixed(Uint8Array.of(1))));
    assert.equal(sunk.length, before + 1, 'the other protocol still receives');
    assert.deepEqual(rig.node.sessions[0]?.protocols, ['/sink']);
    await rig.finish();
  };
  return { rig, peer, sunk, finish };
}

describe('hostile messages: what breaks one protocol and nothing else', () => {
  for (const length of [4097, 0x7fff_ffff, 0xffff_ffff]) {
    it(`${length} bytes announced -> E_MESSAGE_TOO_LARGE, before any of them has come (3.2, R13)`, async () => {
      const { rig, peer, finish } = await bothOpen(() => assert.fail('nothing was said'));
      await rig.feed(peer, data(1, u32(length)));
      assert.deepEqual(rig.protocolCloses, ['E_MESSAGE_TOO_LARGE']);
      assert.equal(peer.controlOf(1).at(-1), RESET);
      await finish();
    });
  }

  it('a message cut off by FIN -> E_MESSAGE_TRUNCATED (3.2)', async () => {
    for (const bytes of [Uint8Array.of(0), u32(5), concat([u32(5), new Uint8Array(4)])]) {
      const { rig, peer, finish } = await bothOpen(() => assert.fail('nothing was said'));
      await rig.feed(peer, data(1, bytes, FIN));
      assert.deepEqual(rig.protocolCloses, ['E_MESSAGE_TRUNCATED']);
      await finish();
    }
  });

  it('a message that does not decode -> E_MESSAGE_INVALID; what came before it was delivered', async () => {
    const texts: string[] = [];
    const { rig, peer, finish } = await bothOpen((_peer, text) => void texts.push(text));
    const reasons: unknown[] = [];
    rig.node.on('protocol:close', ({ reason }) => reasons.push(reason.message));
    await rig.feed(peer, data(1, concat([say('one'), prefixed(u32(7)), say('never')])));
    assert.deepEqual(rig.protocolCloses, ['E_MESSAGE_INVALID']);
    assert.deepEqual(rig.problems, [], 'the fault of the remote is no problem of ours');
    assert.match(String(reasons[0]), /Chat at byte \d+/, 'the reason says what is wrong and where');
    assert.deepEqual(texts, ['one']);
    await finish();
  });

  it('a handler that throws -> E_HANDLER_FAILED and a problem event', async () => {
    const { rig, peer, finish } = await bothOpen(() => {
      throw new Error('out of luck');
    });
    await rig.feed(peer, data(1, concat([say('one'), say('two')])));
    assert.deepEqual(rig.protocolCloses, ['E_HANDLER_FAILED']);
    assert.deepEqual(rig.problems, ['E_HANDLER_FAILED']);
    assert.equal(peer.controlOf(1).at(-1), RESET);
    await finish();
  });

  it('a handler whose promise is rejected -> E_HANDLER_FAILED and a problem event', async () => {
    const { rig, peer, finish } = await bothOpen(async () => {
      await Promise.resolve();
      throw new Error('out of luck, later');
    });
    await rig.feed(peer, data(1, say('one')));
    await rig.clock.settle();
    assert.deepEqual(rig.protocolCloses, ['E_HANDLER_FAILED']);
    assert.deepEqual(rig.problems, ['E_HANDLER_FAILED']);
    await finish();
  });

  it('a handler that sends a value that does not fit -> E_HANDLER_FAILED: it is not the remote’s fault', async () => {
    const { rig, peer, finish } = await bothOpen((from) => void from.send.say({ text: 'x'.repeat(1001) }));
    await rig.feed(peer, data(1, say('one')));
    assert.deepEqual(rig.protocolCloses, ['E_HANDLER_FAILED']);
    assert.deepEqual(rig.problems, ['E_HANDLER_FAILED']);
    await finish();
  });

  for (const callback of ['onOpen', 'onClose', 'its factory'] as const) {
    it(`a handler that throws in ${callback} -> a problem event and nothing else broken`, async () => {
      const throwing = (): never => {
        throw new Error(`${callback} is out of luck`);
      };
      const quiet = { onSay: () => {}, onSeen: () => {} };
      const handler = callback === 'its factory' ? throwing : { ...quiet, [callback]: throwing };
      const rig = await HostileRig.start({ protocols: [chat.handle(handler)] });
      const peer = await rig.dialIn();
      peer.open(1, '/demo/chat');
      await rig.feed(peer, header(WINDOW_UPDATE, FIN, 1, 0));
      assert.deepEqual(rig.problems, ['E_HANDLER_FAILED']);
      assert.deepEqual(rig.closes, []);
      assert.deepEqual(rig.node.sessions[0]?.protocols, []);
      await rig.finish();
    });
  }

  it('a factory that throws on the side that waits for the protocol rejects the wait', async () => {
    const handler = (): never => {
      throw new Error('out of luck');
    };
    const rig = await HostileRig.start({ protocols: [chat.handle(handler)] });
    const { peer, session } = await rig.dialOut();
    const wanted = assert.rejects(session.protocol(chat), { code: 'E_HANDLER_FAILED' });
    await rig.accept(peer, 1, '/demo/chat');
    await wanted;
    assert.deepEqual(rig.problems, ['E_HANDLER_FAILED']);
    await rig.finish();
  });

  it('the remote resets a protocol while its handler works -> E_YAMUX_RESET, and later failures are still reported', async () => {
    let reject = (_error: Error): void => {};
    const { rig, peer, finish } = await bothOpen(() => new Promise((_, fail) => (reject = fail)));
    await rig.feed(peer, data(1, say('one')), header(WINDOW_UPDATE, RST, 1, 0));
    assert.deepEqual(rig.protocolCloses, ['E_YAMUX_RESET']);
    reject(new Error('too late'));
    await rig.clock.settle();
    assert.deepEqual(rig.problems, ['E_HANDLER_FAILED']);
    await finish();
  });
});

describe('hostile messages: handlers that do not finish', () => {
  it('get no more than the window once limits.pendingHandlers promises are open', async () => {
    const release: (() => void)[] = [];
    const KiB = 1024;
    const bulk = rawProtocol({ name: '/bulk', versions: ['1'], maxBytes: 64 * KiB });
    const rig = await HostileRig.start({
      protocols: [bulk.handle({ onBytes: () => new Promise((resolve) => release.push(resolve)) })],
      limits: { pendingHandlers: 3, streamWindowBytes: 256 * KiB },
    });
    const peer = await rig.dialIn();
    peer.open(1, '/bulk');
    const grants = (): number =>
      peer.of(1).filter(({ type, length }) => type === WINDOW_UPDATE && length > 0).length;
    const message = data(1, prefixed(new Uint8Array(40 * KiB)));
    await rig.feed(peer, message, message, message);
    assert.equal(release.length, 3);
    // More than half the window is used up, but no credit comes until fewer than three are open.
    await rig.feed(peer, message);
    assert.equal(grants(), 0);
    assert.equal(release.length, 4, 'what was granted before is still delivered');
    release[0]!();
    release[1]!();
    await rig.clock.settle();
    assert.equal(grants(), 1);
    for (const each of release) each();
    await rig.finish();
  });
});

describe('hostile messages: what our own side may do wrong', () => {
  it('values that do not fit throw E_WIRE_VALUE or E_WIRE_LIMIT and leave the stream intact', async () => {
    const { rig, peer } = await bothOpen(() => {});
    const [to] = rig.node.peers(chat);
    assert.ok(to);
    const wrong: readonly (readonly [unknown, string])[] = [
      [{ text: 'x'.repeat(1001) }, 'E_WIRE_LIMIT'],
      [{ text: 7 }, 'E_WIRE_VALUE'],
      [{}, 'E_WIRE_VALUE'],
      [undefined, 'E_WIRE_VALUE'],
    ];
    assert.equal(to.send.say({ text: 'before' }), true);
    for (const [value, code] of wrong) {
      assert.throws(() => to.send.say(value as { text: string }), { code });
      assert.equal(to.send.say({ text: 'between' }), true);
    }
    assert.throws(() => to.send.seen({ count: 2 ** 32 }), { code: 'E_WIRE_VALUE' });
    await rig.clock.settle();
    const [, ...messages] = new RawMessages().feed(peer.bytesOf(1));
    const texts = messages
      .map((bytes) => Chat.decode(bytes))
      .map(({ value }) => ('text' in value ? value.text : value));
    assert.deepEqual(texts, ['before', 'between', 'between', 'between', 'between']);
    await rig.finish();
  });

  it('a message above the protocol’s maximum throws E_MESSAGE_TOO_LARGE and sends nothing', async () => {
    const { rig, peer } = await bothOpen(() => {});
    const [to] = rig.node.peers(sink);
    assert.throws(
      () => to!.send.bytes(new Uint8Array(1025)),
      (thrown: unknown) => {
        return thrown instanceof TentacleError && thrown.code === 'E_MESSAGE_TOO_LARGE';
      },
    );
    assert.equal(to!.send.bytes(new Uint8Array(1024)), true);
    await rig.clock.settle();
    assert.deepEqual(
      new RawMessages()
        .feed(peer.bytesOf(3))
        .map(({ length }) => length)
        .slice(1),
      [1024],
    );
    await rig.finish();
  });

  it('sends after close return false, `closed` says why and `drained` resolves', async () => {
    const { rig, peer } = await bothOpen(() => {});
    const [to] = rig.node.peers(sink);
    const closedByRemote = to as RawHandlerPeer;
    await rig.feed(peer, header(WINDOW_UPDATE, FIN, 3, 0));
    assert.equal(closedByRemote.send.bytes(Uint8Array.of(1)), false);
    assert.deepEqual(closedByRemote.closed, {
      by: 'remote',
      code: undefined,
      message: 'closed by the remote',
    });
    await closedByRemote.drained();
    const [other] = rig.node.peers(chat);
    other!.close();
    assert.equal(other!.send.say({ text: 'too late' }), false);
    assert.equal(other!.closed?.by, 'local');
    assert.throws(() => rig.node.peer('', chat), { code: 'E_NOT_CONNECTED' });
    await rig.finish();
  });
});
