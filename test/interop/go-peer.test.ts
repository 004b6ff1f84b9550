import assert from 'node:assert/strict';
import { goPeer, needs, pattern, sha256 } from './harness/index.js';

/** Go endpoints against one another: what fails here is not ours. */

const MIB = 1 << 20;

describe('go peer', () => {
  before(needs('go'));

  it('runs the pinned module', async () => {
    await using peer = await goPeer();
    assert.equal(peer.versions['github.com/hashicorp/yamux'], 'v0.1.2');
  });

  it('echoes 5 MiB under flow control and sees the half close', async () => {
    await using server = await goPeer();
    await using client = await goPeer();
    client.command({ command: 'dial', address: await server.listen() });
    const { session } = await client.next('session-open', { type: 'outbound' });
    client.command({ command: 'open', session });
    const { stream } = await client.next('stream-open', { by: 'local' });
    assert.equal(stream % 2, 1, 'the dialer has the odd stream ids');

    const size = 5 * MIB;
    client.command({ command: 'send', session, stream, size });
    await client.next('sent', { length: size });
    client.command({ command: 'close-stream', session, stream });
    const digest = sha256(pattern(size));
    for (const peer of [server, client]) {
      const end = await peer.next('stream-end');
      assert.deepEqual([end.length, end.sha256, end.clean], [size, digest, true]);
    }
  });

  it('pings, and goes away', async () => {
    await using server = await goPeer();
    await using client = await goPeer();
    client.command({ command: 'dial', address: await server.listen() });
    const { session } = await client.next('session-open');
    await server.next('session-open');
    client.command({ command: 'ping', session });
    assert.ok((await client.next('pong')).micros >= 0);

    server.command({ command: 'go-away', session: 1 });
    server.command({ command: 'ping', session: 1 });
    await server.next('pong');
    client.command({ command: 'open', session });
    assert.match((await client.next('error', { kind: 'open' })).text, /remote end is not accepting/);
    client.command({ command: 'close', session });
    await server.next('session-close');
  });

  it('resets a stream that stays half closed', async () => {
    await using server = await goPeer({ behaviour: 'stall' });
    await using client = await goPeer({ streamCloseTimeoutMs: 50 });
    client.command({ command: 'dial', address: await server.listen() });
    const { session } = await client.next('session-open');
    client.command({ command: 'open', session, behaviour: 'stall' });
    const { stream } = await client.next('stream-open');
    await server.next('stream-open');
    // More than a window that nobody empties: only RST can end this write.
    server.command({ command: 'send', session: 1, stream, size: MIB });
    client.command({ command: 'close-stream', session, stream });
    assert.equal((await server.next('error', { kind: 'write' })).reset, true);
  });

  it('resets what exceeds its backlog', async () => {
    await using server = await goPeer({ behaviour: 'refuse', acceptBacklog: 1 });
    await using client = await goPeer();
    client.command({ command: 'dial', address: await server.listen() });
    const { session } = await client.next('session-open');
    client.command({ command: 'open', session });
    client.command({ command: 'open', session });
    assert.equal((await client.next('error', { kind: 'read' })).reset, true);
  });
});
