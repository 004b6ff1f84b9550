import assert from 'node:assert/strict';
import { createNode, generateKey, rawProtocol } from '../../src/node.js';
import { MemoryNetwork, twoNodes, VirtualClock } from '../../src/testing.js';

const silent = { onBytes() {} };
const late = rawProtocol({ name: '/late', versions: ['1'], maxBytes: 100_000 });

describe('service: connecting again', () => {
  it('a second dial to the same peer joins the first', async () => {
    const clock = new VirtualClock();
    const shared = { clock, transports: [new MemoryNetwork(clock).transport()] };
    const a = await createNode({ key: generateKey(), ...shared });
    const b = await createNode({ key: generateKey(), ...shared, listen: ['/memory/0'] });
    const dials = Promise.all([a.dial(b.addresses[0]!), a.dial(b.addresses[0]!), a.dial(b.addresses)]);
    await clock.settle();
    assert.equal(new Set(await dials).size, 1);
    assert.deepEqual([a.sessions.length, b.sessions.length], [1, 1]);
    const closed = Promise.all([a.close(), b.close()]);
    await clock.advance(20_000);
    await closed;
  });

  it('an aborted dial does not take a joined one with it', async () => {
    const clock = new VirtualClock();
    const shared = { clock, transports: [new MemoryNetwork(clock).transport()] };
    const a = await createNode({ key: generateKey(), ...shared });
    const b = await createNode({ key: generateKey(), ...shared, listen: ['/memory/0'] });
    const patience = new AbortController();
    const first = assert.rejects(a.dial(b.addresses[0]!, { signal: patience.signal }), { code: 'E_ABORTED' });
    const second = a.dial(b.addresses[0]!);
    patience.abort();
    await first;
    await clock.settle();
    assert.equal((await second).peer, b.id);
    const closed = Promise.all([a.close(), b.close()]);
    await clock.advance(20_000);
    await closed;
  });

  it('a dial while the old session is closing makes a new one', async () => {
    const { a, b, clock, close } = await twoNodes({}, {});
    const [old] = a.sessions;
    void old!.close();
    const dialled = a.dial(b.addresses[0]!);
    await clock.settle();
    const session = await dialled;
    assert.notEqual(session, old);
    assert.equal(session.closed, undefined);
    await close();
  });

  it('a protocol that both sides ask for at once opens', async () => {
    const { a, b, clock, close } = await twoNodes({}, {});
    a.add(late.handle(silent));
    b.add(late.handle(silent));
    const both = Promise.all([a.sessions[0]!.protocol(late), b.sessions[0]!.protocol(late)]);
    await clock.settle();
    const peers = await both;
    assert.deepEqual(
      peers.map(({ closed }) => closed),
      [undefined, undefined],
    );
    assert.deepEqual([a.sessions[0]!.protocols, b.sessions[0]!.protocols], [['/late'], ['/late']]);
    await close();
  });

  for (const words of [0, 3, 2_000_000]) {
    it(`a protocol that is closed with ${words} bytes on their way and opened in the same turn opens`, async () => {
      const heard: number[] = [];
      const big = rawProtocol({ name: '/big', versions: ['1'], maxBytes: 4_000_000 });
      const { a, b, clock, close } = await twoNodes({}, {});
      a.add(big.handle(silent));
      b.add(big.handle({ onBytes: (_peer, bytes) => void heard.push(bytes.length) }));
      const session = a.sessions[0]!;
      const opened = session.protocol(big);
      await clock.settle();
      const first = await opened;
      if (words > 0) first.send.bytes(new Uint8Array(words));
      first.close();
      const again = session.protocol(big);
      await clock.settle();
      assert.equal((await again).closed, undefined);
      assert.deepEqual(heard, words > 0 ? [words] : []);
      await close();
    });
  }

  it('an offer that waits for a free stream gets it when another one ends, or ends itself in time', async () => {
    const names = ['/1', '/2', '/3', '/4'];
    const protocols = names.map((name) => rawProtocol({ name, versions: ['1'], maxBytes: 10 }));
    const limits = { streamsPerSession: 2 };
    const { a, b, clock, close } = await twoNodes({ limits }, {});
    for (const protocol of protocols) for (const node of [a, b]) node.add(protocol.handle(silent));
    const session = a.sessions[0]!;
    const [one, two, three, four] = protocols.map((protocol) => session.protocol(protocol));
    const late4 = assert.rejects(four!, { code: 'E_SELECT_TIMEOUT' });
    await clock.settle();
    await two;
    (await one)!.close();
    await clock.settle();
    assert.equal((await three)!.closed, undefined);
    await clock.advance(10_000);
    await late4;
    await close();
  });

  it('a refusal of what the remote asked for does not end our own wait', async () => {
    const { a, b, clock, close } = await twoNodes({}, {});
    a.add(late.handle(silent));
    b.add(late.handle(silent));
    b.add(late.as({ name: '/other' }).handle(silent));
    const ours = a.sessions[0]!.protocol(late);
    const theirs = assert.rejects(b.sessions[0]!.protocol(late.as({ name: '/other' })), {
      code: 'E_SELECT_REFUSED',
    });
    await clock.settle();
    await theirs;
    assert.equal((await ours).closed, undefined);
    await close();
  });
});
