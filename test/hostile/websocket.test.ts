import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { Multiaddr } from '../../src/address/multiaddr.js';
import { createNode, generateKey, rawProtocol, type Node } from '../../src/node.js';
import { within } from '../service/deadline.js';
import { BOB, ONE_SUITE, Victim } from './handshake-rig.js';

const LISTEN = '/ip4/127.0.0.1/tcp/0/ws';

interface Scene {
  readonly node: Node;
  readonly port: number;
  /** The code of the first inbound connection that fails. */
  readonly failed: Promise<string>;
}

async function listening(limits: Parameters<typeof createNode>[0]['limits'] = {}): Promise<Scene> {
  const node = await createNode({ key: generateKey(), listen: [LISTEN], proposals: ONE_SUITE, limits });
  const failed = new Promise<string>((resolve) =>
    node.on('inbound:failed', ({ error }) => resolve(error.code)),
  );
  return { node, port: Number(Multiaddr.parse(node.addresses[0]!).get('tcp')), failed };
}

/** A client that keeps what arrives until someone asks for it: our Propose may come with the upgrade. */
class RawSocket {
  readonly socket: WebSocket;
  readonly #received: Buffer[] = [];
  #onMessage: ((bytes: Buffer) => void) | undefined;

  private constructor(port: number) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false });
    this.socket.on('error', () => {});
    this.socket.on('message', (bytes: Buffer) => {
      if (this.#onMessage === undefined) this.#received.push(bytes);
      else this.#onMessage(bytes);
    });
  }

  static async dial(port: number): Promise<RawSocket> {
    const raw = new RawSocket(port);
    await within(once(raw.socket, 'open'), 'the upgrade');
    return raw;
  }

  listen(onMessage: (bytes: Buffer) => void): void {
    this.#onMessage = onMessage;
    for (const bytes of this.#received.splice(0)) onMessage(bytes);
  }

  /** Our Propose. */
  first(): Promise<Buffer> {
    return within(new Promise((resolve) => this.listen(resolve)), 'our Propose');
  }
}

async function dialIn(port: number): Promise<WebSocket> {
  return (await RawSocket.dial(port)).socket;
}

async function finish(node: Node, ...sockets: WebSocket[]): Promise<void> {
  await within(node.close(), 'close()');
  assert.deepEqual(node.usage(), { sessions: 0, pendingInbound: 0, queued: [] });
  for (const socket of sockets) {
    if (socket.readyState !== WebSocket.CLOSED) await within(once(socket, 'close'), 'the end of the socket');
  }
}

/** Answers the node's messages as an honest peer does, one WebSocket message per piece that `cut` makes. */
function shakeHands(raw: RawSocket, send: (bytes: Uint8Array) => void): Victim {
  const remote = new Victim(BOB);
  let sent = 0;
  const speak = (): void => {
    for (; sent < remote.written.length; sent++) send(remote.written[sent]!);
  };
  raw.listen((bytes) => {
    remote.machine.receive(bytes);
    speak();
  });
  speak();
  return remote;
}

describe('hostile WebSocket clients (R26)', () => {
  it('that send a text message are closed -> E_SECIO_EOF', async () => {
    const { node, port, failed } = await listening();
    const socket = await dialIn(port);
    socket.send('hello');
    assert.equal(await within(failed, 'inbound:failed'), 'E_SECIO_EOF');
    await finish(node, socket);
  });

  it('that send one byte more than limits.webSocketMessageBytes are closed -> E_SECIO_EOF', async () => {
    const { node, port, failed } = await listening({ webSocketMessageBytes: 1_000 });
    const socket = await dialIn(port);
    socket.send(new Uint8Array(1_001));
    assert.equal(await within(failed, 'inbound:failed'), 'E_SECIO_EOF');
    await finish(node, socket);
  });

  it('that send more than limits.webSocketMessageBytes in fragments are closed -> E_SECIO_EOF', async () => {
    const { node, port, failed } = await listening({ webSocketMessageBytes: 100_000 });
    const socket = await dialIn(port);
    for (let sent = 0; sent < 5; sent++) socket.send(new Uint8Array(30_000), { fin: false });
    assert.equal(await within(failed, 'inbound:failed'), 'E_SECIO_EOF');
    await finish(node, socket);
  });

  it('may send empty messages, fragments and single bytes: only the stream counts', async () => {
    const { node, port } = await listening();
    const opened = new Promise<string>((resolve) =>
      node.on('session:open', ({ session }) => resolve(session.peer)),
    );
    const raw = await RawSocket.dial(port);
    const { socket } = raw;
    let odd = false;
    const remote = shakeHands(raw, (bytes) => {
      odd = !odd;
      socket.send(new Uint8Array());
      if (odd) for (const byte of bytes) socket.send(Uint8Array.of(byte));
      else
        for (let at = 0; at < bytes.length; at += 7)
          socket.send(bytes.slice(at, at + 7), { fin: at + 7 >= bytes.length });
    });
    assert.equal(await within(opened, 'session:open'), BOB.peer);
    assert.deepEqual(remote.failures, []);
    socket.terminate();
    await finish(node);
  });

  it('that vanish in the middle of a handshake -> E_SECIO_EOF', async () => {
    const { node, port, failed } = await listening();
    const raw = await RawSocket.dial(port);
    raw.socket.send(new Victim(BOB).written[0]!);
    await raw.first();
    raw.socket.terminate();
    assert.equal(await within(failed, 'inbound:failed'), 'E_SECIO_EOF');
    await finish(node);
  });

  for (const [title, bytes] of [
    ['nothing at all', ''],
    ['half a request', 'GET / HTTP/1.1\r\nHost: x\r\nUpgr'],
    ['a request that is no upgrade', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ] as const) {
    it(`that connect by TCP and send ${title} do not hold up close()`, async () => {
      const { node, port } = await listening();
      const socket = connect({ port, host: '127.0.0.1' });
      socket.on('error', () => {});
      await within(once(socket, 'connect'), 'the connection');
      if (bytes !== '') await new Promise<void>((resolve) => void socket.write(bytes, () => resolve()));
      // A second connection that was served proves that the first one was accepted.
      const second = await RawSocket.dial(port);
      await second.first();
      await finish(node, second.socket);
      if (!socket.destroyed) await within(once(socket.resume(), 'close'), 'the end of the connection');
    });
  }
});

describe('real sockets: a session over WebSocket', () => {
  it('delivers, and close() of the listener ends it on both sides', async () => {
    const bulk = rawProtocol({ name: '/bulk', versions: ['1'], maxBytes: 1024 * 1024 });
    const got = { bytes: 0, finished: (): void => {} };
    const all = new Promise<void>((resolve) => (got.finished = resolve));
    const total = 8 * 1024 * 1024;
    const handler = bulk.handle({
      onBytes: (_peer, { length }) => {
        got.bytes += length;
        if (got.bytes === total) got.finished();
      },
    });
    const server = await createNode({ key: generateKey(), listen: [LISTEN], protocols: [handler] });
    const client = await createNode({ key: generateKey(), protocols: [bulk.handle({ onBytes: () => {} })] });
    const session = await within(client.dial(server.addresses[0]!), 'the dial');
    const peer = await within(session.protocol(bulk), 'the protocol');
    const piece = new Uint8Array(64 * 1024);
    for (let sent = 0; sent < total; sent += piece.length)
      if (!peer.send.bytes(piece)) await within(peer.drained(), 'drained');
    await within(all, 'all bytes');
    const closed = new Promise<string | undefined>((resolve) =>
      client.on('session:close', ({ error }) => resolve(error?.code)),
    );
    await finish(server);
    assert.equal(await within(closed, 'session:close'), 'E_SESSION_GO_AWAY');
    await finish(client);
  });
});
