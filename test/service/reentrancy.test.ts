import assert from 'node:assert/strict';
import { rawProtocol, type RawHandler, type RawPeer } from '../../src/node.js';
import { twoNodes } from '../../src/testing.js';

const late = rawProtocol({ name: '/late', versions: ['1'], maxBytes: 100_000 });
const silent: RawHandler = { onBytes() {} };

/** Two nodes that open `/late` when told to; what the opening side's handler was called with is noted. */
async function scene(handler: (calls: string[]) => Partial<RawHandler> | ((peer: RawPeer) => RawHandler)) {
  const calls: string[] = [];
  const nodes = await twoNodes({}, {});
  const given = handler(calls);
  const ours = typeof given === 'function' ? given : { ...silent, ...given };
  nodes.a.add(late.handle(ours));
  nodes.b.add(late.handle(silent));
  const problems: string[] = [];
  nodes.a.on('problem', ({ error }) => problems.push(error.code));
  return { ...nodes, calls, problems, session: nodes.a.sessions[0]! };
}

describe('service: user code that calls back', () => {
  it('an onClose that rejects is a problem, not an unhandled rejection', async () => {
    const { session, clock, problems, close } = await scene(() => ({
      onClose: (() => Promise.reject(new Error('late'))) as unknown as () => void,
    }));
    const opened = session.protocol(late);
    await clock.settle();
    (await opened).close();
    await clock.settle();
    assert.deepEqual(problems, ['E_HANDLER_FAILED']);
    await close();
  });

  it('a listener that rejects crashes nothing', async () => {
    const { a, session, clock, close } = await scene(() => ({}));
    const rejecting: (event: unknown) => unknown = () => Promise.reject(new Error('late'));
    a.on('protocol:open', rejecting);
    const opened = session.protocol(late);
    await clock.settle();
    await opened;
    await close();
  });

  it('a handler may return what it calls', async () => {
    const { session, b, clock, problems, close } = await scene(() => ({
      onOpen: ((peer: RawPeer) => peer.send.bytes(new Uint8Array(1))) as unknown as () => void,
      onBytes: ((peer: RawPeer) => peer.send.bytes(new Uint8Array(1))) as unknown as () => void,
    }));
    const opened = session.protocol(late);
    await clock.settle();
    b.peers(late)[0]!.send.bytes(new Uint8Array(1));
    await clock.settle();
    assert.equal((await opened).closed, undefined);
    assert.deepEqual(problems, []);
    await close();
  });

  it('onOpen comes before onClose also when a listener closes the session at once', async () => {
    const { a, session, clock, calls, close } = await scene((noted) => ({
      onOpen: () => void noted.push('open'),
      onClose: () => void noted.push('close'),
    }));
    a.on('protocol:open', ({ session: opened }) => void opened.close());
    session.protocol(late).catch(() => {});
    await clock.settle();
    assert.deepEqual(calls, ['open', 'close']);
    await close();
  });

  it('a factory that disconnects gets no call, and the wait for the protocol ends', async () => {
    const { a, session, clock, calls, close } = await scene((noted) => (peer: RawPeer) => {
      peer.disconnect();
      return { ...silent, onOpen: () => void noted.push('open'), onClose: () => void noted.push('close') };
    });
    const events: string[] = [];
    a.on('protocol:open', () => events.push('open'));
    a.on('protocol:close', () => events.push('close'));
    const wanted = assert.rejects(session.protocol(late), { code: 'E_PROTOCOL_CLOSED' });
    await clock.settle();
    await wanted;
    assert.deepEqual([calls, events], [[], []]);
    await close();
  });

  it('drained() on a closed peer leaves the loop its turns', async () => {
    const { session, clock, close } = await scene(() => ({}));
    const opened = session.protocol(late);
    await clock.settle();
    const peer = await opened;
    peer.close();
    let turns = 0;
    setImmediate(() => (turns += 1));
    for (let spins = 0; turns === 0; spins++) {
      assert.ok(spins < 1_000, 'the loop is starved');
      if (!peer.send.bytes(new Uint8Array(1))) await peer.drained();
    }
    await close();
  });

  it('peers are told apart by the versions of their definition', async () => {
    const { a, b, session, clock, close } = await scene(() => ({}));
    const second = late.as({ versions: ['2'] });
    a.add(second.handle(silent));
    b.add(second.handle(silent));
    const opened = session.protocol(second);
    await clock.settle();
    assert.equal((await opened).version, '2');
    assert.throws(() => a.peer(b.id, late), { code: 'E_PROTOCOL_NOT_OPEN' });
    assert.equal(a.peer(b.id, second).version, '2');
    await assert.rejects(session.protocol(late), { code: 'E_PROTOCOL_NOT_OPEN' });
    await close();
  });
});
