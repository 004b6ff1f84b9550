import assert from 'node:assert/strict';
import { needs, pattern, rustPeer, sha256, type RustPeer } from './harness/index.js';

/** Rust nodes against one another: what fails here is not ours. */

const KEY_A = '0a'.repeat(32);
const KEY_B = '0b'.repeat(32);
const KEY_C = '0c'.repeat(32);
const ECHO = '/interop/echo';
const SINK = '/interop/sink';
const MIB = 1 << 20;

describe('rust peer', () => {
  before(needs('rust'));

  it('runs the pinned crates', async () => {
    await using peer = await rustPeer();
    assert.equal(peer.versions['tentacle'], '0.7.7');
    assert.equal(peer.versions['tentacle-secio'], '0.6.9');
    assert.equal(peer.versions['tokio-yamux'], '0.3.20');
  });

  for (const [transport, suffix] of [
    ['tcp', ''],
    ['ws', '/ws'],
  ] as const) {
    for (const [security, listenerKey, dialerKey] of [
      ['secio', KEY_A, KEY_B],
      ['plaintext', null, null],
    ] as const) {
      it(`echoes over ${transport} with ${security}`, async () => {
        const versions = ['1', '2'];
        await using listener = await rustPeer({
          key: listenerKey,
          protocols: [{ name: ECHO, versions, behaviour: 'echo' }],
        });
        await using dialer = await rustPeer({
          key: dialerKey,
          protocols: [{ name: ECHO, versions: ['2', '3'] }],
        });
        const address = await listener.listen(`/ip4/127.0.0.1/tcp/0${suffix}`);
        dialer.command({ command: 'dial', address });

        const open = await dialer.next('session-open', { type: 'outbound' });
        assert.equal(open.remotePeerId ?? '', listener.peerId);
        assert.equal(
          (await listener.next('session-open', { type: 'inbound' })).remotePeerId ?? '',
          dialer.peerId,
        );
        const channel = await dialer.next('protocol-open', { session: open.session, protocol: ECHO });
        assert.equal(channel.version, '2');

        dialer.command({ command: 'send', session: open.session, protocol: ECHO, hex: 'c0ffee' });
        assert.equal((await dialer.next('message', { protocol: ECHO })).hex, 'c0ffee');
        dialer.command({ command: 'disconnect', session: open.session });
        await dialer.next('session-close', { session: open.session });
        await listener.next('protocol-close', { protocol: ECHO });
        await listener.next('session-close');
      });
    }
  }

  it('carries a message of 16 MiB both ways', async () => {
    const maxFrame = 16 * MIB;
    await using listener = await rustPeer({
      key: KEY_A,
      protocols: [{ name: ECHO, behaviour: 'echo', maxFrame }],
    });
    await using dialer = await rustPeer({ key: KEY_B, protocols: [{ name: ECHO, maxFrame }] });
    const session = await connect(dialer, await listener.listen('/ip4/127.0.0.1/tcp/0'));
    await dialer.next('protocol-open', { protocol: ECHO });
    dialer.command({ command: 'send', session, protocol: ECHO, size: maxFrame });
    const expected = sha256(pattern(maxFrame));
    assert.equal((await listener.next('message')).sha256, expected);
    assert.equal((await dialer.next('message')).sha256, expected);
  });

  it('opens 200 protocols on one session', async () => {
    const protocols = Array.from({ length: 200 }, (_, index) => ({ name: `/interop/${index}` }));
    await using listener = await rustPeer({ key: KEY_A, protocols });
    await using dialer = await rustPeer({ key: KEY_B, protocols });
    const session = await connect(dialer, await listener.listen('/ip4/127.0.0.1/tcp/0'));
    for (const { name } of protocols) await dialer.next('protocol-open', { protocol: name });
    for (const { name } of protocols) dialer.command({ command: 'send', session, protocol: name, size: 100 });
    for (const { name } of protocols) {
      assert.equal((await listener.next('message', { protocol: name })).sha256, sha256(pattern(100)));
    }
  });

  it('queues a flood of small messages and keeps their order', async () => {
    const count = 20_000;
    // One way: of two peers with these crates that send each other as much, one in ten stalls for ever.
    await using listener = await rustPeer({ key: KEY_A, protocols: [{ name: ECHO }] });
    await using dialer = await rustPeer({ key: KEY_B, protocols: [{ name: ECHO }] });
    const session = await connect(dialer, await listener.listen('/ip4/127.0.0.1/tcp/0'));
    await dialer.next('protocol-open', { protocol: ECHO });
    dialer.command({ command: 'send', session, protocol: ECHO, size: 100, count });
    dialer.command({ command: 'send', session, protocol: ECHO, hex: 'ff' });
    await dialer.next('queued', { count });
    await listener.next('message', { hex: 'ff' });
    const messages = listener.events.filter((event) => event.event === 'message');
    assert.equal(messages.length, count + 1);
  });

  it('says goodbye when it is closed', async () => {
    await using listener = await rustPeer({ key: KEY_A, protocols: [{ name: SINK }] });
    await using dialer = await rustPeer({ key: KEY_B, protocols: [{ name: SINK }] });
    await connect(dialer, await listener.listen('/ip4/127.0.0.1/tcp/0'));
    await dialer.next('protocol-open');
    listener.command({ command: 'close' });
    await dialer.next('session-close');
    await listener.next('closed');
  });

  it('opens and closes single protocols', async () => {
    const protocols = [{ name: ECHO, behaviour: 'echo' as const }, { name: SINK }];
    await using listener = await rustPeer({ key: KEY_A, protocols });
    await using dialer = await rustPeer({ key: KEY_B, protocols });
    const session = await connect(dialer, await listener.listen('/ip4/127.0.0.1/tcp/0'), [SINK]);
    await dialer.next('protocol-open', { protocol: SINK });
    dialer.command({ command: 'open', session, protocol: ECHO });
    await dialer.next('protocol-open', { protocol: ECHO });
    dialer.command({ command: 'close-protocol', session, protocol: SINK });
    await listener.next('protocol-close', { protocol: SINK });
    assert.ok(dialer.events.every((event) => event.event !== 'session-close'));
  });

  it('reports a refused protocol, a failed dial and a wrong peer id', async () => {
    await using listener = await rustPeer({ key: KEY_A, protocols: [{ name: SINK }] });
    await using dialer = await rustPeer({ key: KEY_B, protocols: [{ name: SINK }, { name: ECHO }] });
    const address = await listener.listen('/ip4/127.0.0.1/tcp/0');
    await connect(dialer, address);
    await dialer.next('select-error', { protocol: ECHO });

    await using third = await rustPeer({ key: KEY_C, protocols: [{ name: SINK }] });
    third.command({ command: 'dial', address: address.replace(listener.peerId, dialer.peerId) });
    assert.match((await third.next('error', { kind: 'DialerError' })).text, /peer id not match/);

    await listener.stop();
    third.command({ command: 'dial', address });
    assert.match((await third.next('error', { kind: 'DialerError' })).text, /refused/i);
  });
});

/** Dials and resolves to the number that the dialer gave the session. */
async function connect(dialer: RustPeer, address: string, protocols?: readonly string[]): Promise<number> {
  dialer.command({ command: 'dial', address, ...(protocols && { protocols }) });
  return (await dialer.next('session-open')).session;
}
