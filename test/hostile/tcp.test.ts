import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Multiaddr } from '../../src/address/multiaddr.js';
import { createNode, generateKey, rawProtocol, type Node, type NodeEvents } from '../../src/node.js';
import { within } from '../service/deadline.js';
import { u32 } from './raw-yamux.js';

const LISTEN = '/ip4/127.0.0.1/tcp/0';

async function listening(
  limits: Parameters<typeof createNode>[0]['limits'] = {},
): Promise<{ node: Node; port: number }> {
  const node = await createNode({ key: generateKey(), listen: [LISTEN], protocols: [], limits });
  return { node, port: Number(Multiaddr.parse(node.addresses[0]!).get('tcp')) };
}

async function dialIn(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  await within(once(socket, 'connect'), 'the connection');
  return socket;
}

function next<Name extends keyof NodeEvents>(node: Node, name: Name): Promise<NodeEvents[Name]> {
  const event = new Promise<NodeEvents[Name]>((resolve) => {
    const stop = node.on(name, (value) => {
      stop();
      resolve(value);
    });
  });
  return within(event, name);
}

async function finish(node: Node): Promise<void> {
  await within(node.close(), 'close()');
  assert.deepEqual(node.usage(), { sessions: 0, pendingInbound: 0, queued: [] });
}

describe('hostile TCP clients', () => {
  it('that say nothing get our Propose and E_SECIO_TIMEOUT', async () => {
    const { node, port } = await listening({ handshakeTimeoutMs: 50 });
    const failed = next(node, 'inbound:failed');
    const socket = await dialIn(port);
    const [propose] = (await within(once(socket, 'data'), 'our Propose')) as [Uint8Array];
    assert.equal(propose.length, 4 + 173);
    assert.equal((await failed).error.code, 'E_SECIO_TIMEOUT');
    await within(once(socket, 'close'), 'the end of the connection');
    await finish(node);
  });

  const garbage: readonly (readonly [string, Uint8Array | string, string])[] = [
    ['HTTP', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', 'E_SECIO_FRAME_TOO_LARGE'],
    ['TLS', Uint8Array.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]), 'E_SECIO_FRAME_TOO_LARGE'],
    ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n', 'E_SECIO_FRAME_TOO_LARGE'],
    ['zeros', new Uint8Array(4_096), 'E_SECIO_PROPOSE'],
    ['a megabyte of ff', new Uint8Array(1024 * 1024).fill(0xff), 'E_SECIO_FRAME_TOO_LARGE'],
  ];
  for (const [title, bytes, code] of garbage) {
    it(`that send ${title} -> ${code}`, async () => {
      const { node, port } = await listening();
      const failed = next(node, 'inbound:failed');
      const socket = await dialIn(port);
      socket.write(bytes);
      assert.equal((await failed).error.code, code);
      socket.resume();
      await within(once(socket, 'close'), 'the end of the connection');
      await finish(node);
    });
  }

  for (const [title, end] of [
    ['an orderly end', (socket: Socket) => void socket.end()],
    ['a reset', (socket: Socket) => void socket.resetAndDestroy()],
  ] as const) {
    it(`that send half a frame, then ${title} -> E_SECIO_EOF`, async () => {
      const { node, port } = await listening();
      const failed = next(node, 'inbound:failed');
      const socket = await dialIn(port);
      await within(once(socket, 'data'), 'our Propose');
      await new Promise<void>(
        (resolve) => void socket.write(Buffer.concat([u32(173), new Uint8Array(50)]), () => resolve()),
      );
      end(socket);
      assert.equal((await failed).error.code, 'E_SECIO_EOF');
      socket.destroy();
      await finish(node);
    });
  }

  it('that were not served yet do not hold up close()', async () => {
    const { node, port } = await listening();
    const sockets = await Promise.all(Array.from({ length: 20 }, () => dialIn(port)));
    await Promise.all(sockets.map((socket) => within(once(socket, 'data'), 'our Propose')));
    assert.equal(node.usage().pendingInbound, 20);
    await finish(node);
    for (const socket of sockets) {
      if (!socket.destroyed) await within(once(socket.resume(), 'close'), 'the end of a connection');
    }
  });

  it('beyond limits.pendingInbound are closed at once -> E_SESSION_LIMIT', async () => {
    const { node, port } = await listening({ pendingInbound: 3 });
    const first = await Promise.all(Array.from({ length: 3 }, () => dialIn(port)));
    await Promise.all(first.map((socket) => within(once(socket, 'data'), 'our Propose')));
    const failed = next(node, 'inbound:failed');
    const fourth = await dialIn(port);
    assert.equal((await failed).error.code, 'E_SESSION_LIMIT');
    await within(once(fourth.resume(), 'close'), 'the end of the fourth');
    assert.equal(node.usage().pendingInbound, 3);
    await finish(node);
    for (const socket of first) socket.destroy();
  });
});

describe('hostile TCP servers', () => {
  /** A server that does `serve` with each connection. */
  async function serving(serve: (socket: Socket) => void): Promise<{ address: string; close: () => void }> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      serve(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const close = (): void => {
      for (const socket of sockets) socket.destroy();
      server.close();
    };
    return { address: `/ip4/127.0.0.1/tcp/${(server.address() as AddressInfo).port}`, close };
  }

  const servers: readonly (readonly [string, (socket: Socket) => void, string])[] = [
    ['that say nothing', () => {}, 'E_SECIO_TIMEOUT'],
    ['that hang up at once', (socket) => void socket.end(), 'E_SECIO_EOF'],
    [
      'that reset when we speak',
      (socket) => void socket.once('data', () => socket.resetAndDestroy()),
      'E_SECIO_EOF',
    ],
    [
      'that speak HTTP',
      (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      'E_SECIO_FRAME_TOO_LARGE',
    ],
    ['that reflect everything', (socket) => void socket.pipe(socket), 'E_SECIO_SELF'],
  ];
  for (const [title, serve, code] of servers) {
    it(`${title} -> ${code}`, async () => {
      const node = await createNode({
        key: generateKey(),
        protocols: [],
        limits: { handshakeTimeoutMs: 100 },
      });
      const { address, close } = await serving(serve);
      const failed = next(node, 'dial:failed');
      await assert.rejects(
        within(node.dial(address), 'the dial'),
        (thrown: { attempts?: { code: string }[] }) => {
          assert.deepEqual(
            thrown.attempts?.map((attempt) => attempt.code),
            [code],
          );
          return true;
        },
      );
      assert.equal((await failed).error.code, 'E_DIAL_FAILED');
      close();
      await finish(node);
    });
  }

  it('that nobody runs -> E_CONNECT_REFUSED', async () => {
    const node = await createNode({ key: generateKey(), protocols: [] });
    const { address, close } = await serving(() => {});
    close();
    await assert.rejects(within(node.dial(address), 'the dial'), { code: 'E_DIAL_FAILED', retryable: true });
    await finish(node);
  });
});

describe('real sockets: a session over TCP', () => {
  it('survives a burst of megabytes and ends clean on both sides', async () => {
    const bulk = rawProtocol({ name: '/bulk', versions: ['1'], maxBytes: 1024 * 1024 });
    let received = 0;
    const total = 32 * 1024 * 1024;
    let finished = (): void => {};
    const all = new Promise<void>((resolve) => (finished = resolve));
    const sink = bulk.handle({
      onBytes: (_peer, bytes) => {
        received += bytes.length;
        if (received === total) finished();
      },
    });
    const server = await createNode({ key: generateKey(), listen: [LISTEN], protocols: [sink] });
    const client = await createNode({ key: generateKey(), protocols: [bulk.handle({ onBytes: () => {} })] });
    const session = await within(client.dial(server.addresses[0]!), 'the dial');
    const peer = await within(session.protocol(bulk), 'the protocol');
    const piece = new Uint8Array(64 * 1024);
    for (let sent = 0; sent < total; sent += piece.length)
      if (!peer.send.bytes(piece)) await within(peer.drained(), 'drained');
    await within(all, 'all bytes');
    await Promise.all([finish(client), finish(server)]);
  });
});
