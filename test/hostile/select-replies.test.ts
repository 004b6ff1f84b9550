import assert from 'node:assert/strict';
import { chat } from '../../generated/chat.handler.js';
import { rawProtocol, type ErrorCode } from '../../src/node.js';
import { writeOffer } from '../../src/select/negotiation.js';
import { HostileRig } from './raw-peer.js';
import { ACK, INITIAL_WINDOW, RST, WINDOW_UPDATE, data, header, prefixed, u32 } from './raw-yamux.js';

const sink = rawProtocol({ name: '/sink', versions: ['1', '2'], maxBytes: 1024 });
const sinkBinding = sink.handle({ onBytes: () => {} });
const CHAT_HANDLER = { onSay: () => {}, onSeen: () => {} };
const RESET = `${WINDOW_UPDATE}/${RST}`;

describe('hostile selection: answers of the remote (3.2)', () => {
  const replies: readonly (readonly [string, Uint8Array, ErrorCode])[] = [
    ['another name', prefixed(writeOffer({ name: '/other', versions: ['1'] })), 'E_SELECT_MISMATCH'],
    [
      'a version that was not offered',
      prefixed(writeOffer({ name: '/demo/chat', versions: ['9'] })),
      'E_SELECT_MISMATCH',
    ],
    [
      'an offered version before one that was not',
      prefixed(writeOffer({ name: '/demo/chat', versions: ['1', '9'] })),
      'E_SELECT_MISMATCH',
    ],
    ['no version', prefixed(writeOffer({ name: '/demo/chat', versions: [] })), 'E_SELECT_REFUSED'],
    ['random bytes', prefixed(new Uint8Array(33).fill(0xee)), 'E_SELECT_MALFORMED'],
    ['more than limits.selectBytes, announced', u32(20_000), 'E_SELECT_MALFORMED'],
  ];
  for (const [title, reply, code] of replies) {
    it(`${title} -> ${code}; the session and its other protocols stay`, async () => {
      const rig = await HostileRig.start({ protocols: [chat.handle(CHAT_HANDLER), sinkBinding] });
      const { peer, session } = await rig.dialOut();
      const wanted = session.protocol(chat);
      await rig.accept(peer, 3, '/sink');
      peer.send(header(WINDOW_UPDATE, ACK, 1, 0), data(1, reply));
      await assert.rejects(Promise.all([wanted, rig.clock.settle()]), { code });
      assert.deepEqual(rig.refusals, [code]);
      assert.equal(peer.controlOf(1).at(-1), RESET);
      assert.deepEqual(session.protocols, ['/sink']);
      await rig.finish();
    });
  }

  it('silence -> E_SELECT_TIMEOUT at limits.selectTimeoutMs, and the wait for the protocol is rejected', async () => {
    const rig = await HostileRig.start({ protocols: [sinkBinding], limits: { selectTimeoutMs: 700 } });
    const { peer, session } = await rig.dialOut();
    const wanted = assert.rejects(session.protocol(sink), { code: 'E_SELECT_TIMEOUT' });
    await rig.clock.advance(700);
    await wanted;
    assert.equal(peer.controlOf(1).at(-1), RESET);
    assert.equal(session.closed, undefined);
    await rig.finish();
  });

  it('the remote opens the protocol that we are opening: as the dialer we refuse, and our stream stays', async () => {
    const rig = await HostileRig.start({ protocols: [sinkBinding] });
    const { peer, session } = await rig.dialOut();
    peer.open(2, '/sink');
    await rig.clock.settle();
    await rig.accept(peer, 1, '/sink');
    assert.deepEqual(session.protocols, ['/sink']);
    assert.deepEqual(rig.refusals, ['E_SELECT_REFUSED']);
    assert.equal((await session.protocol(sink)).closed, undefined);
    await rig.finish();
  });

  it('limits.unacknowledgedStreams holds further SYNs back until the remote acknowledges', async () => {
    const names = ['/a', '/b', '/c'];
    const protocols = names.map((name) =>
      rawProtocol({ name, versions: ['1'], maxBytes: INITIAL_WINDOW }).handle({ onBytes: () => {} }),
    );
    const rig = await HostileRig.start({ protocols, limits: { unacknowledgedStreams: 2 } });
    const { peer, session } = await rig.dialOut();
    assert.deepEqual(
      [1, 3, 5].map((stream) => peer.of(stream).length > 0),
      [true, true, false],
    );
    await rig.accept(peer, 1, '/a');
    assert.ok(peer.of(5).length > 0);
    await rig.accept(peer, 3, '/b');
    await rig.accept(peer, 5, '/c');
    assert.deepEqual(session.protocols, names);
    await rig.finish();
  });
});
