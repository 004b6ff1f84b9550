import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { ping } from '../../generated/ping.handler.js';
import { createNode, generateKey, type CreateOptions, type Node } from '../../src/node.js';
import { eventsOf, runCli } from './run-cli.js';

const answering = ping.handle({ onPing: (peer, message) => void peer.send.pong(message), onPong() {} });

async function withNode(
  options: Omit<CreateOptions, 'listen'>,
  task: (address: string, node: Node) => Promise<void>,
): Promise<void> {
  const node = await createNode({ ...options, listen: ['/ip4/127.0.0.1/tcp/0'] });
  try {
    await task(node.addresses[0]!, node);
  } finally {
    await node.close();
  }
}

describe('tentacle ping', () => {
  it('shows the stages of the dial, the suite, the round trips and their summary', () =>
    withNode({ key: generateKey(), protocols: [answering] }, async (address, node) => {
      const { exit, out } = await runCli('ping', address, '--count', '3', '--interval', '1', '--json');
      assert.equal(exit, 0);
      const events = eventsOf(out);
      const names = ['stage', 'stage', 'way', 'rtt', 'rtt', 'rtt', 'done'];
      assert.deepEqual(
        events.map(({ event }) => event),
        names,
      );
      assert.equal(events[1]?.['peer'], node.id);
      assert.equal(events[1]?.['cipher'], 'AES-128-GCM');
      assert.equal(events[2]?.['way'], '/tentacle/ping');
      assert.ok(events.slice(3, 6).every(({ rttMs }) => Number.isFinite(rttMs)));
    }));

  it('uses yamux where the ping protocol is not served', () =>
    withNode({ key: generateKey() }, async (address) => {
      const { exit, out } = await runCli('ping', address, '--count', '2', '--interval', '1');
      assert.equal(exit, 0);
      assert.match(out, /pings go over yamux/);
      assert.match(out, /2 round trips/);
    }));

  it('dials in plaintext on request', () =>
    withNode({ encryption: 'plaintext', protocols: [answering] }, async (address) => {
      const { exit, out } = await runCli('ping', address, '--plaintext', '--count', '1');
      assert.equal(exit, 0);
      assert.match(out, /nothing is encrypted/);
    }));

  it('suggests to leave out --plaintext, or to add it, when the remote is configured otherwise', async () => {
    await withNode({ key: generateKey() }, async (address) => {
      const { exit, errors } = await runCli('ping', address, '--plaintext', '--count', '1', '--timeout', '2');
      assert.equal(exit, 1);
      assert.match(errors, /needs no --plaintext/);
    });
    await withNode({ encryption: 'plaintext' }, async (address) => {
      const { exit, errors } = await runCli('ping', address, '--count', '1', '--timeout', '2');
      assert.equal(exit, 1);
      assert.match(errors, /needs --plaintext/);
    });
  });

  it('ends with exit code 3 when another peer answers', () =>
    withNode({ key: generateKey() }, async (address) => {
      const stranger = await createNode({ key: generateKey() });
      const wrong = address.replace(/Qm.*/, stranger.id);
      const { exit, errors } = await runCli('ping', wrong);
      assert.equal(exit, 3);
      assert.match(errors, /E_PEER_ID_MISMATCH.*wrong, or the node has a new key/);
      await stranger.close();
    }));

  it('ends with exit code 1 where nobody listens, in one line without a stack', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const { exit, errors } = await runCli('ping', `/ip4/127.0.0.1/tcp/${port}`);
    assert.equal(exit, 1);
    assert.match(
      errors,
      /^tentacle ping: E_CONNECT_REFUSED: .*\(is the node running, and is this its port\?\)\n$/,
    );
  });

  it('ends with exit code 2 for addresses that cannot be dialled', async () => {
    for (const address of ['nonsense', '/ip4/127.0.0.1', '/ip4/127.0.0.1/udp/1/quic-v1']) {
      assert.equal((await runCli('ping', address)).exit, 2, address);
    }
  });
});
