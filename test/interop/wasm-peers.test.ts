import assert from 'node:assert/strict';
import { WebSocketServer } from 'ws';
import { answerFiber, answerLightClient, FIBER_PROTOCOLS, LIGHT_CLIENT_PROTOCOLS } from './ckb.js';
import type { ForeignProtocol } from './ckb.js';
import { fiber, lightClient, needs, rustPeer, type RustPeer } from './harness/index.js';

/** The WASM nodes against a recorder and against a Rust node: what fails here is not ours. */

/** A well-formed peer id: what the dialer expects matters only after the handshake. */
const NOBODY = 'Qmecbv6CRqPqSyZUvQ8SQErHYAbq4f2Pucq8ofs2MsdZnG';

describe('wasm peers', () => {
  before(needs('wasm'));

  it('the light client dials its bootnode and proposes', async () => {
    await using server = await recordingServer();
    await using client = await lightClient({ bootnode: server.address });
    assert.equal(client.events[0]?.event, 'ready');
    assertProposal(await server.first);
  });

  it('fiber dials on command and proposes', async () => {
    await using server = await recordingServer();
    await using node = await fiber();
    node.command({ command: 'connect', address: server.address });
    assertProposal(await server.first);
  });

  describe('with a rust node that answers for a full node', () => {
    before(needs('rust'));

    it('the light client opens its protocols and lists the node', async () => {
      await using node = await fullNode(LIGHT_CLIENT_PROTOCOLS, answerLightClient);
      await using client = await lightClient({ bootnode: node.address });
      for (const { name } of LIGHT_CLIENT_PROTOCOLS)
        await node.peer.next('protocol-open', { protocol: name });
      await node.peer.next('message', { protocol: '/ckb/lightclient' });
      client.command({ command: 'peers' });
      const { value } = await client.next('result', { command: 'peers' });
      assert.ok(JSON.stringify(value).includes(node.peer.peerId));
    });

    it('fiber opens its protocols and lists the node', async () => {
      await using node = await fullNode(FIBER_PROTOCOLS, answerFiber);
      await using dialer = await fiber();
      dialer.command({ command: 'connect', address: node.address });
      for (const { name } of FIBER_PROTOCOLS) await node.peer.next('protocol-open', { protocol: name });
      // Fiber accepts our Init without an answer: its gossip is the first sign.
      await node.peer.next('message', { protocol: '/p2p/43' });
      dialer.command({ command: 'peers' });
      const { value } = await dialer.next('result', { command: 'peers' });
      assert.ok(JSON.stringify(value).includes(node.peer.peerId));
    });
  });
});

/** A Propose of the WASM build of secio: one key agreement, one cipher, two hashes. */
function assertProposal(frame: Buffer): void {
  assert.equal(frame.length, 141);
  assert.equal(frame.readUInt32BE(0), frame.length - 4);
  assert.ok(frame.includes('X25519'));
  assert.ok(frame.includes('CHACHA20_POLY1305'));
  assert.ok(frame.includes('SHA256,SHA512'));
}

/** A WebSocket listener that says nothing and keeps the first message. */
async function recordingServer(): Promise<AsyncDisposable & { address: string; first: Promise<Buffer> }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const first = new Promise<Buffer>((resolve) => {
    server.on('connection', (socket) => socket.once('message', (data) => resolve(data as Buffer)));
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  return {
    address: `/ip4/127.0.0.1/tcp/${port}/ws/p2p/${NOBODY}`,
    first,
    async [Symbol.asyncDispose]() {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Answer = (protocol: string, message: Uint8Array) => Uint8Array | undefined;

/** A Rust node over WebSocket whose messages are answered by `answer`. */
async function fullNode(
  protocols: readonly ForeignProtocol[],
  answer: Answer,
): Promise<AsyncDisposable & { peer: RustPeer; address: string }> {
  const peer = await rustPeer({
    key: '0a'.repeat(32),
    protocols: protocols.map(({ name, version, maxBytes }) => ({
      name,
      versions: [version],
      maxFrame: maxBytes,
    })),
  });
  peer.on('message', ({ session, protocol, hex }) => {
    const reply = hex === undefined ? undefined : answer(protocol, Buffer.from(hex, 'hex'));
    if (reply === undefined) return;
    peer.command({ command: 'send', session, protocol, hex: Buffer.from(reply).toString('hex') });
  });
  return {
    peer,
    address: await peer.listen('/ip4/127.0.0.1/tcp/0/ws'),
    [Symbol.asyncDispose]: () => peer.stop(),
  };
}
