import assert from 'node:assert/strict';
import { chat } from '../../generated/chat.handler.js';
import { createNode, generateKey, rawProtocol } from '../../src/node.js';
import { within } from './deadline.js';
import { Fabric, never, transportOf } from './fabric.js';

const HANDLER = { onSay: () => {}, onSeen: () => {} };

describe('service: close() at any time (R20)', () => {
  it('while a transport connects: the dial rejects with E_CLOSED', async () => {
    const fabric = new Fabric();
    const node = await fabric.node({ transports: [transportOf(never)] });
    const rejected = assert.rejects(node.dial('/memory/1'), { code: 'E_CLOSED' });
    await fabric.clock.settle();
    await node.close();
    await rejected;
    await fabric.finish();
  });

  it('after every number of turns of a dial, a handshake and a selection, by either side', async () => {
    for (const closing of [0, 1] as const) {
      for (let turns = 0; turns < 16; turns++) {
        const fabric = new Fabric();
        const nodes = [
          await fabric.node({ protocols: [chat.handle(HANDLER)] }),
          await fabric.node({ protocols: [chat.handle(HANDLER)], listen: ['/memory/1'] }),
        ] as const;
        const outcome = nodes[0].dial('/memory/1').then(
          () => 'session',
          ({ code }: { code: string }) => code,
        );
        let closed: Promise<void> | undefined;
        const closeAfter = (left: number): void => {
          if (left === 0) closed = nodes[closing].close();
          else fabric.clock.defer(() => closeAfter(left - 1));
        };
        closeAfter(turns);
        await fabric.clock.advance(60_000);
        await closed;
        const result = await outcome;
        const expected = closing === 0 ? ['session', 'E_CLOSED'] : ['session', 'E_DIAL_FAILED'];
        assert.ok(expected.includes(result), `${turns} turns: ${result}`);
        assert.equal(nodes[closing].sessions.length, 0);
        await fabric.finish();
      }
    }
  });

  it('is the same promise every time; what comes after it is refused with E_CLOSED', async () => {
    const fabric = new Fabric();
    const node = await fabric.node();
    const closed = node.close();
    assert.equal(node.close(), closed);
    await assert.rejects(node.dial('/memory/1'), { code: 'E_CLOSED' });
    await assert.rejects(node.listen('/memory/1'), { code: 'E_CLOSED' });
    await closed;
    await fabric.finish();
  });

  it('while a listener is being bound: the listener does not survive', async () => {
    const fabric = new Fabric();
    const node = await fabric.node();
    const listening = node.listen('/memory/5').then(
      () => 'bound',
      ({ code }: { code: string }) => code,
    );
    const closed = node.close();
    assert.equal(await listening, 'E_CLOSED');
    await closed;
    const other = await fabric.node({ listen: ['/memory/5'] });
    assert.equal(other.addresses.length, 1, 'the address is free again');
    await fabric.finish();
  });

  it('within limits.goAwayTimeoutMs even if a handler closes sessions and sends while it runs', async () => {
    const fabric = new Fabric();
    const busy = {
      ...HANDLER,
      onClose: (peer: {
        close(): void;
        disconnect(): void;
        send: { say(message: { text: string }): boolean };
      }) => {
        assert.equal(peer.send.say({ text: 'too late' }), false);
        peer.close();
        peer.disconnect();
      },
    };
    const a = await fabric.node({ protocols: [chat.handle(busy)] });
    await fabric.node({ protocols: [chat.handle(busy)], listen: ['/memory/1'] });
    void a.dial('/memory/1');
    await fabric.clock.settle();
    const problems: string[] = [];
    a.on('problem', ({ error }) => problems.push(error.message));
    const closed = a.close();
    await fabric.clock.advance(10_000);
    await closed;
    assert.deepEqual(problems, []);
    await fabric.finish();
  });
});

describe('service: listeners', () => {
  it('a port that is taken -> E_LISTEN_FAILED, over memory, TCP and WebSocket', async () => {
    const fabric = new Fabric();
    const node = await fabric.node({ listen: ['/memory/1'] });
    await assert.rejects(node.listen('/memory/1'), { code: 'E_LISTEN_FAILED' });
    await fabric.finish();
    for (const suffix of ['', '/ws']) {
      const first = await createNode({ key: generateKey(), listen: [`/ip4/127.0.0.1/tcp/0${suffix}`] });
      const taken = first.addresses[0]!.replace(/\/p2p\/.*/, '');
      await assert.rejects(createNode({ key: generateKey(), listen: [taken] }), { code: 'E_LISTEN_FAILED' });
      await within(first.close(), 'close()');
      const second = await createNode({ key: generateKey(), listen: [taken] });
      await within(second.close(), 'close()');
    }
  });

  it('an address that nobody can listen on -> E_ADDRESS_UNSUPPORTED or E_ADDRESS_INVALID', async () => {
    const fabric = new Fabric();
    await assert.rejects(fabric.node({ listen: ['/ip4/127.0.0.1/tcp/0'] }), {
      code: 'E_ADDRESS_UNSUPPORTED',
    });
    await assert.rejects(fabric.node({ listen: ['/memory/1', '/memory/1'] }), { code: 'E_LISTEN_FAILED' });
    await assert.rejects(fabric.node({ listen: ['nonsense'] }), { code: 'E_ADDRESS_INVALID' });
    const again = await fabric.node({ listen: ['/memory/1'] });
    assert.equal(again.addresses.length, 1, 'a failed start left no listener behind');
    await fabric.finish();
  });
});

describe('service: starts and stops', () => {
  it('200 of them with a session each leave no session, no timer and no listener', async () => {
    const fabric = new Fabric();
    const resident = await fabric.node({ listen: ['/memory/1'], protocols: [chat.handle(HANDLER)] });
    for (let cycle = 0; cycle < 200; cycle++) {
      const node = await fabric.node({ listen: ['/memory/2'], protocols: [chat.handle(HANDLER)] });
      const dialled = cycle % 2 === 0 ? node.dial('/memory/1') : resident.dial('/memory/2');
      await fabric.clock.settle();
      await dialled;
      const closed = node.close();
      await fabric.clock.settle();
      await closed;
      assert.deepEqual(resident.usage(), { sessions: 0, pendingInbound: 0, queued: [] });
    }
    // What is left are timers of sessions that ended: none.
    assert.equal(fabric.clock.timers, 0);
    await fabric.finish();
  });

  it('50 of them over TCP leave no socket', async () => {
    const bulk = rawProtocol({ name: '/bulk', versions: ['1'], maxBytes: 1024 });
    const protocols = [bulk.handle({ onBytes: () => {} })];
    for (let cycle = 0; cycle < 50; cycle++) {
      const server = await createNode({ key: generateKey(), listen: ['/ip4/127.0.0.1/tcp/0'], protocols });
      const client = await createNode({ key: generateKey(), protocols });
      const session = await within(client.dial(server.addresses[0]!), 'the dial');
      await within(session.protocol(bulk), 'the protocol');
      await within(
        Promise.all(cycle % 2 ? [server.close(), client.close()] : [client.close(), server.close()]),
        'close()',
      );
      assert.equal(server.sessions.length + client.sessions.length, 0);
    }
  });
});
