import assert from 'node:assert/strict';
import { needs, pattern, rustPeer, sha256, type RustPeer } from './harness/index.js';
import { OurNode } from './our-node.js';

const KEY = '42'.repeat(32);
const MIB = 1 << 20;

describe('native Rust tentacle, sessions', function () {
  this.timeout(120_000);
  const started: { stop?(): Promise<void>; close?(): Promise<void> }[] = [];

  before(needs('rust'));

  afterEach(async () => {
    for (const each of started.splice(0)) await (each.close?.() ?? each.stop?.());
  });

  async function rustOf(...[options]: Parameters<typeof rustPeer>): Promise<RustPeer> {
    const rust = await rustPeer({ key: KEY, ...options });
    started.push({ stop: () => rust.stop() });
    return rust;
  }

  async function oursOf(options: Parameters<typeof OurNode.start>[0]): Promise<OurNode> {
    const ours = await OurNode.start(options);
    started.push({ close: () => ours.close() });
    return ours;
  }

  for (const dialer of ['we', 'it'] as const) {
    it(`opens a plaintext session when ${dialer} dial${dialer === 'it' ? 's' : ''}`, async () => {
      const rust = await rustOf({ key: null, protocols: [{ name: '/p/echo', behaviour: 'echo' }] });
      const ours = await oursOf({
        protocols: [{ name: '/p/echo' }],
        encryption: 'plaintext',
        listen: ['/ip4/127.0.0.1/tcp/0'],
      });
      if (dialer === 'we') await ours.node.dial(await rust.listen('/ip4/127.0.0.1/tcp/0'));
      else rust.command({ command: 'dial', address: ours.node.addresses[0]! });
      const peer = await ours.opened();
      peer.send.bytes(pattern(100_000));
      const back = await ours.until('echo', () => ours.received[0]);
      assert.equal(back.sha256, sha256(pattern(100_000)));
    });

    it(`carries 16 MiB each way when ${dialer} dial${dialer === 'it' ? 's' : ''}`, async () => {
      const size = 16 * MIB;
      const maxFrame = size + 1024;
      const rust = await rustOf({
        protocols: [{ name: '/p/big', maxFrame, behaviour: 'sink' }],
        maxFrameLength: maxFrame,
      });
      const ours = await oursOf({
        protocols: [{ name: '/p/big' }],
        maxBytes: size,
        limits: { recordBytes: maxFrame },
        listen: ['/ip4/127.0.0.1/tcp/0'],
      });
      if (dialer === 'we') await ours.node.dial(await rust.listen('/ip4/127.0.0.1/tcp/0'));
      else rust.command({ command: 'dial', address: ours.node.addresses[0]! });
      const peer = await ours.opened();
      const { session } = await rust.next('session-open');
      await rust.next('protocol-open');
      const digest = sha256(pattern(size));

      if (!peer.send.bytes(pattern(size))) await peer.drained();
      const there = await rust.next('message', {}, 60_000);
      assert.deepEqual([there.length, there.sha256], [size, digest]);

      rust.command({ command: 'send', session, protocol: '/p/big', size });
      const back = await ours.until('16 MiB', () => ours.received[0], 60_000);
      assert.deepEqual([back.length, back.sha256], [size, digest]);
    });

    it(`opens 200 protocols on one session when ${dialer} dial${dialer === 'it' ? 's' : ''}`, async () => {
      const names = Array.from({ length: 200 }, (_, index) => `/p/${index}`);
      const rust = await rustOf({ protocols: names.map((name) => ({ name, behaviour: 'echo' as const })) });
      const ours = await oursOf({
        protocols: names.map((name) => ({ name })),
        listen: ['/ip4/127.0.0.1/tcp/0'],
      });
      if (dialer === 'we') await ours.node.dial(await rust.listen('/ip4/127.0.0.1/tcp/0'));
      else rust.command({ command: 'dial', address: ours.node.addresses[0]! });
      await ours.opened(200);
      for (const [index, peer] of ours.peers.entries()) peer.send.bytes(pattern(index));
      await ours.until('200 echoes', () => ours.received.length === 200);
      assert.equal(new Set(ours.received.map(({ protocol }) => protocol)).size, 200);
      assert.equal(ours.node.sessions.length, 1);
    });

    for (const [title, mine, theirs, chosen] of [
      ['one common version', ['1', '2'], ['2', '3'], '2'],
      ['several common versions', ['1', '2', '3'], ['1', '2', '3'], '3'],
    ] as const) {
      it(`chooses ${chosen} with ${title} when ${dialer} dial${dialer === 'it' ? 's' : ''}`, async () => {
        const rust = await rustOf({ protocols: [{ name: '/p/v', versions: theirs }] });
        const ours = await oursOf({
          protocols: [{ name: '/p/v', versions: mine }],
          listen: ['/ip4/127.0.0.1/tcp/0'],
        });
        if (dialer === 'we') await ours.node.dial(await rust.listen('/ip4/127.0.0.1/tcp/0'));
        else rust.command({ command: 'dial', address: ours.node.addresses[0]! });
        assert.equal((await ours.opened()).version, chosen);
        assert.equal((await rust.next('protocol-open')).version, chosen);
      });
    }

    it(`refuses without a common version, and the session stays, when ${dialer} dial${dialer === 'it' ? 's' : ''}`, async () => {
      const rust = await rustOf({
        protocols: [
          { name: '/p/v', versions: ['9'] },
          { name: '/p/w', behaviour: 'echo' },
        ],
      });
      const ours = await oursOf({
        protocols: [{ name: '/p/v', versions: ['1'] }, { name: '/p/w' }],
        listen: ['/ip4/127.0.0.1/tcp/0'],
      });
      const refused = new Promise<string>((resolve) =>
        ours.node.on('protocol:refused', ({ error }) => resolve(error.code)),
      );
      if (dialer === 'we') await ours.node.dial(await rust.listen('/ip4/127.0.0.1/tcp/0'));
      else rust.command({ command: 'dial', address: ours.node.addresses[0]! });
      assert.equal(await refused, 'E_SELECT_REFUSED');
      await rust.next('select-error', { protocol: '/p/v' });
      const peer = await ours.opened();
      peer.send.bytes(pattern(5));
      await ours.until('echo on the other protocol', () => ours.received[0]);
    });
  }

  it('closes in order when we close: no error on either side', async () => {
    const rust = await rustOf({ protocols: [{ name: '/p/echo', behaviour: 'echo' }] });
    const ours = await oursOf({ protocols: [{ name: '/p/echo' }] });
    const session = await ours.node.dial(await rust.listen('/ip4/127.0.0.1/tcp/0'));
    await ours.opened();
    await rust.next('protocol-open');
    await session.close();
    assert.deepEqual(session.closed, { error: undefined });
    await rust.next('protocol-close');
    await rust.next('session-close');
    assert.deepEqual(
      rust.events.filter(({ event }) => event === 'error'),
      [],
    );
  });

  it('closes in order when Rust disconnects: go away, and no error on its side', async () => {
    const rust = await rustOf({ protocols: [{ name: '/p/echo', behaviour: 'echo' }] });
    const ours = await oursOf({ protocols: [{ name: '/p/echo' }], listen: ['/ip4/127.0.0.1/tcp/0'] });
    const closed = new Promise<string | undefined>((resolve) =>
      ours.node.on('session:close', ({ error }) => resolve(error?.code)),
    );
    rust.command({ command: 'dial', address: ours.node.addresses[0]! });
    await ours.opened();
    const { session } = await rust.next('session-open');
    rust.command({ command: 'disconnect', session });
    assert.equal(await closed, 'E_SESSION_GO_AWAY');
    await rust.next('session-close');
    assert.deepEqual(
      rust.events.filter(({ event }) => event === 'error'),
      [],
    );
  });

  it('notices a wrong peer id in the address', async () => {
    const rust = await rustOf({ protocols: [{ name: '/p/echo' }] });
    const ours = await oursOf({ protocols: [{ name: '/p/echo' }] });
    const address = (await rust.listen('/ip4/127.0.0.1/tcp/0')).replace(rust.peerId, ours.node.id);
    await assert.rejects(ours.node.dial(address), (error: { attempts: { code: string }[] }) => {
      assert.equal(error.attempts[0]?.code, 'E_PEER_ID_MISMATCH');
      return true;
    });
  });
});
