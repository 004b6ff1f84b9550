import assert from 'node:assert/strict';
import { chat } from '../../generated/chat.handler.js';
import { generateKey, type Connection, type DialError, type Node } from '../../src/node.js';
import { Multiaddr } from '../../src/address/multiaddr.js';
import { attemptCodes, Fabric, never, transportOf } from './fabric.js';

const HANDLER = { onSay: () => {}, onSeen: () => {} };

describe('service: dials that fail', () => {
  it('name every address with its code, in the order that they were tried', async () => {
    const fabric = new Fabric();
    const node = await fabric.node();
    const codes = attemptCodes(node.dial(['/memory/7', '/ip4/127.0.0.1/tcp/1', '/memory/8']));
    await fabric.clock.settle();
    assert.deepEqual(await codes, ['E_CONNECT_REFUSED', 'E_ADDRESS_UNSUPPORTED', 'E_CONNECT_REFUSED']);
    await fabric.finish();
  });

  it('no address, or none that parses -> E_ADDRESS_INVALID', async () => {
    const fabric = new Fabric();
    const [node, silent] = [await fabric.node(), await fabric.node()];
    const heard: string[] = [];
    node.on('dial:failed', ({ error }) => heard.push(error.code));
    const noAddress = { code: 'E_ADDRESS_INVALID', message: /no address.*does the node listen/i };
    for (const none of [silent.addresses[0]!, silent.addresses, [], null, 5]) {
      await assert.rejects(node.dial(none as string), noAddress);
    }
    const wrong = [['/memory', 'nonsense'], [silent.addresses[0]!], 'nonsense', ''];
    for (const each of wrong) await assert.rejects(node.dial(each), { code: 'E_ADDRESS_INVALID' });
    assert.deepEqual(heard, Array<string>(9).fill('E_ADDRESS_INVALID'));
    await fabric.finish();
  });

  it('one address that does not parse is a failed attempt; the others are dialled', async () => {
    const fabric = new Fabric();
    const [node, remote] = [await fabric.node(), await fabric.node({ listen: ['/memory/1'] })];
    const dialled = node.dial(['nonsense', undefined as unknown as string, '/memory/1']);
    await fabric.clock.settle();
    assert.equal((await dialled).peer, remote.id);
    const codes = attemptCodes(node.dial(['/memory/8', 'nonsense', '/memory/7']));
    await fabric.clock.settle();
    assert.deepEqual(await codes, ['E_CONNECT_REFUSED', 'E_ADDRESS_INVALID', 'E_CONNECT_REFUSED']);
    await fabric.finish();
  });

  it('say every address once, and of what does not parse no more than a line can hold', async () => {
    const fabric = new Fabric();
    const node = await fabric.node();
    const dialled = node.dial(['/memory/8', 'two\nlines', 'x'.repeat(5000)]);
    const failed = assert.rejects(dialled, ({ message, attempts }: DialError) => {
      assert.deepEqual(
        message.split('\n').map((line) => line.replace(/x{100,}/, '…').replace(/  +/g, '  ')),
        [
          'E_DIAL_FAILED: could not reach the peer (3 addresses tried)',
          '  /memory/8  connect  E_CONNECT_REFUSED  0 ms  nobody listens at /memory/8',
          '  "two\\nlines"  address  E_ADDRESS_INVALID  0 ms  an address starts with /',
          '  "……"  address  E_ADDRESS_INVALID  0 ms  a text of 5000 characters: too long',
        ],
      );
      assert.equal(attempts[1]!.address, 'two\nlines');
      return true;
    });
    await fabric.clock.settle();
    await failed;
    await fabric.finish();
  });

  it('a connection that is not made within limits.connectTimeoutMs -> E_CONNECT_TIMEOUT, then the next address', async () => {
    const fabric = new Fabric();
    const node = await fabric.node({ transports: [transportOf(never)], limits: { connectTimeoutMs: 300 } });
    const codes = attemptCodes(node.dial(['/memory/1', '/memory/2']));
    await fabric.clock.advance(600);
    assert.deepEqual(await codes, ['E_CONNECT_TIMEOUT', 'E_CONNECT_TIMEOUT']);
    assert.equal(fabric.clock.timers, 0);
    await fabric.finish();
  });

  it('another peer at the address -> E_PEER_ID_MISMATCH (R23)', async () => {
    const fabric = new Fabric();
    const [node, wanted, found] = [
      await fabric.node(),
      await fabric.node(),
      await fabric.node({ listen: ['/memory/1'] }),
    ];
    const codes = attemptCodes(node.dial(`/memory/1/p2p/${wanted.id}`));
    await fabric.clock.settle();
    assert.deepEqual(await codes, ['E_PEER_ID_MISMATCH']);
    assert.equal(found.sessions.length, 0);
    await fabric.finish();
  });

  it('ourselves -> E_SECIO_SELF on both ends', async () => {
    const fabric = new Fabric();
    const node = await fabric.node({ listen: ['/memory/1'] });
    const inbound: string[] = [];
    node.on('inbound:failed', ({ error }) => inbound.push(error.code));
    const codes = attemptCodes(node.dial('/memory/1'));
    await fabric.clock.settle();
    assert.deepEqual(await codes, ['E_SECIO_SELF']);
    assert.deepEqual(inbound, ['E_SECIO_SELF']);
    await fabric.finish();
  });

  it('a node with as many sessions as limits.sessions refuses one more -> E_SESSION_LIMIT, either way', async () => {
    const fabric = new Fabric();
    const full = await fabric.node({ listen: ['/memory/1'], limits: { sessions: 1 } });
    const [first, second] = [await fabric.node(), await fabric.node({ listen: ['/memory/2'] })];
    const inbound: string[] = [];
    full.on('inbound:failed', ({ error }) => inbound.push(error.code));
    void first.dial('/memory/1');
    await fabric.clock.settle();
    const late = second.dial('/memory/1');
    await fabric.clock.settle();
    // The dialer finished its handshake before it could know.
    assert.equal((await late).closed?.error?.code, 'E_CONNECTION_LOST');
    assert.deepEqual(inbound, ['E_SESSION_LIMIT']);
    const codes = attemptCodes(full.dial('/memory/2'));
    await fabric.clock.settle();
    assert.deepEqual(await codes, ['E_SESSION_LIMIT']);
    assert.equal(full.sessions.length, 1);
    await fabric.finish();
  });
});

describe('service: dials that are aborted leave nothing (R20, R21)', () => {
  it('before they begin, while they connect, and at every turn of the handshake -> E_ABORTED', async () => {
    for (let turns = -1; turns < 12; turns++) {
      const fabric = new Fabric();
      const [node, remote] = [await fabric.node(), await fabric.node({ listen: ['/memory/1'] })];
      const controller = new AbortController();
      if (turns < 0) controller.abort();
      const dialled = node.dial('/memory/1', { signal: controller.signal });
      const outcome = dialled.then(
        () => 'session',
        ({ code }: { code: string }) => code,
      );
      // Aborts between two deliveries: promises need turns of their own.
      fabric.clock.defer(() => abortAfter(fabric, controller, turns));
      await fabric.clock.settle();
      const result = await outcome;
      if (result === 'session') assert.equal(node.sessions.length, 1, `${turns} turns`);
      else {
        assert.equal(result, 'E_ABORTED', `${turns} turns`);
        assert.deepEqual([node.sessions.length, remote.sessions.length], [0, 0], `${turns} turns`);
      }
      await fabric.finish();
    }
  });

  it('while a transport connects -> E_ABORTED with the reason as cause', async () => {
    const fabric = new Fabric();
    const node = await fabric.node({ transports: [transportOf(never)] });
    const controller = new AbortController();
    const dialled = node.dial('/memory/1', { signal: controller.signal });
    const rejected = assert.rejects(dialled, { code: 'E_ABORTED', cause: 'not needed any more' });
    controller.abort('not needed any more');
    await rejected;
    assert.equal(fabric.clock.timers, 0);
    await fabric.finish();
  });

  it('when the connection comes after the abort: it is destroyed', async () => {
    const fabric = new Fabric();
    await fabric.node({ listen: ['/memory/1'] });
    let connect = (): void => {};
    let made: Connection | undefined;
    const late = (signal: AbortSignal): Promise<Connection> =>
      new Promise((resolve) => {
        connect = () =>
          void fabric.network
            .transport()
            .dial(Multiaddr.parse('/memory/1'), signal)
            .then((connection) => resolve((made = connection)));
      });
    const node = await fabric.node({ transports: [transportOf(late)] });
    const controller = new AbortController();
    const rejected = assert.rejects(node.dial('/memory/1', { signal: controller.signal }), {
      code: 'E_ABORTED',
    });
    await fabric.clock.settle();
    controller.abort();
    connect();
    await fabric.clock.settle();
    await rejected;
    assert.ok(made);
    await fabric.finish();
  });

  it('waits for a protocol and for a pong end with E_ABORTED and nothing else', async () => {
    const fabric = new Fabric();
    const [node] = [
      await fabric.node({ protocols: [chat.handle(HANDLER)] }),
      await fabric.node({ listen: ['/memory/1'] }),
    ];
    const dialled = node.dial('/memory/1');
    await fabric.clock.settle();
    const session = await dialled;
    const controller = new AbortController();
    const waits = [session.protocol(chat, controller), session.ping(controller)];
    const rejections = waits.map((wait) => assert.rejects(wait, { code: 'E_ABORTED' }));
    controller.abort();
    await Promise.all(rejections);
    assert.equal(session.closed, undefined);
    await fabric.finish();
  });
});

describe('service: one session for each pair of peers (R22)', () => {
  it('a dial of a peer that is connected resolves with its session, with and without /p2p', async () => {
    const fabric = new Fabric();
    const [node, remote] = [await fabric.node(), await fabric.node({ listen: ['/memory/1'] })];
    const first = node.dial('/memory/1');
    await fabric.clock.settle();
    for (const address of [`/memory/1/p2p/${remote.id}`, '/memory/1', '/memory/999/p2p/' + remote.id]) {
      const again = node.dial(address);
      await fabric.clock.settle();
      assert.equal(await again, await first, address);
    }
    assert.deepEqual([node.sessions.length, remote.sessions.length], [1, 1]);
    assert.equal((await first).closed, undefined);
    await fabric.finish();
  });

  it('simultaneous dials, both ways and several at once, leave the same one session on both sides', async () => {
    for (let round = 0; round < 20; round++) {
      const fabric = new Fabric();
      const both = [
        await fabric.node({ key: generateKey(), listen: ['/memory/1'], protocols: [chat.handle(HANDLER)] }),
        await fabric.node({ key: generateKey(), listen: ['/memory/2'], protocols: [chat.handle(HANDLER)] }),
      ] as const;
      const dials: Promise<unknown>[] = [];
      for (let count = 0; count <= round % 3; count++)
        dials.push(both[0].dial('/memory/2'), both[1].dial('/memory/1'));
      await fabric.clock.settle();
      await Promise.all(dials);
      await fabric.clock.settle();
      assertOneSession(both, round);
      assert.equal(both[0].peers(chat).length, 1);
      assert.equal(both[1].peers(chat).length, 1);
      await fabric.finish();
    }
  });
});

function assertOneSession([a, b]: readonly [Node, Node], round: number): void {
  assert.deepEqual([a.sessions.length, b.sessions.length], [1, 1], `round ${round}`);
  assert.notEqual(a.sessions[0]!.role, b.sessions[0]!.role, `round ${round}: the two ends of one connection`);
  assert.equal(a.session(b.id), a.sessions[0]);
  assert.equal(b.session(a.id), b.sessions[0]);
}

function abortAfter(fabric: Fabric, controller: AbortController, turns: number): void {
  if (turns <= 0) return controller.abort();
  fabric.clock.defer(() => abortAfter(fabric, controller, turns - 1));
}
