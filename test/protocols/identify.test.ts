import assert from 'node:assert/strict';
import { identify, type IdentifyHandler, type IdentifySend } from '../../generated/identify.handler.js';
import type { IdentifyMessage } from '../../generated/identify.js';
import { Multiaddr, rawProtocol } from '../../src/node.js';
import { identifyProtocol, IDENTIFY_TIMEOUT_MS, type Identified } from '../../src/protocols/identify.js';
import { twoNodes, VirtualClock, type TwoNodes } from '../../src/testing.js';
import { ScriptedPeer } from './scripted-peer.js';

const bytesOf = (text: string): Uint8Array => Multiaddr.parse(text).bytes;
const message = (listen: readonly string[] = []): IdentifyMessage => ({
  listenAddrs: listen.map((text) => ({ bytes: bytesOf(text) })),
  observedAddr: { bytes: bytesOf('/ip4/8.8.8.8/tcp/9') },
  identify: new Uint8Array([7]),
});

/** `a` identifies itself properly and judges what `b` does. */
async function judging(
  right: Partial<IdentifyHandler>,
): Promise<TwoNodes & { kinds: string[]; heard: Identified[] }> {
  const kinds: string[] = [];
  const heard: Identified[] = [];
  const nodes = await twoNodes(
    {},
    { protocols: [identify.handle({ onIdentifyMessage: () => {}, ...right })] },
  );
  const behaviour = identifyProtocol({
    clock: nodes.clock,
    listenAddresses: () => nodes.a.addresses,
    onIdentified: (_peer, identified) => heard.push(identified),
    onMisbehaviour: (_peer, { kind }) => kinds.push(kind),
  });
  nodes.a.add(behaviour.binding);
  const opened = nodes.a.session(nodes.b.id)!.protocol(identify);
  await nodes.clock.settle();
  await opened;
  await nodes.clock.settle();
  return { ...nodes, kinds, heard };
}

describe('identify', () => {
  it('tells both sides where the other listens, how it sees us, and its application bytes', async () => {
    const clock = new VirtualClock();
    const heard = new Map<string, Identified>();
    const speaking = (word: string, listen: readonly string[]) =>
      identifyProtocol({
        clock,
        listenAddresses: () => listen,
        appData: new TextEncoder().encode(word),
        allowPrivate: true,
        onIdentified: (peer, identified) => heard.set(peer.id, identified),
      });
    // The first listener of a memory network gets port 1.
    const nodes = await twoNodes(
      { protocols: [speaking('left', []).binding] },
      { protocols: [speaking('right', ['/memory/1']).binding] },
    );
    const { a, b } = nodes;
    assert.deepEqual(heard.get(b.id)?.listenAddresses, ['/memory/1']);
    assert.equal(new TextDecoder().decode(heard.get(b.id)?.appData), 'right');
    assert.equal(new TextDecoder().decode(heard.get(a.id)?.appData), 'left');
    // Whoever keeps it keeps nothing else.
    assert.equal(heard.get(a.id)!.appData.buffer.byteLength, 4);
    assert.equal(heard.get(a.id)?.observedAddress, '/memory/1');
    await nodes.close();
    assert.equal(clock.timers, 0);
  });

  it('leaves out private addresses, unless asked for', async () => {
    const listen = [
      '/ip4/10.0.0.1/tcp/1',
      '/ip4/9.9.9.9/tcp/2',
      '/dns4/a.example/tcp/3',
      '/ip4/9.9.9.9/tcp/0',
    ];
    const nodes = await judging({ onOpen: (peer) => void peer.send.identifyMessage(message(listen)) });
    assert.deepEqual(nodes.heard[0]?.listenAddresses, ['/ip4/9.9.9.9/tcp/2']);
    assert.equal(nodes.heard[0]?.observedAddress, '/ip4/8.8.8.8/tcp/9');
    assert.deepEqual(nodes.kinds, []);
    await nodes.close();
  });

  it('disconnects a peer that identifies itself twice', async () => {
    const nodes = await judging({
      onOpen(peer) {
        peer.send.identifyMessage(message());
        peer.send.identifyMessage(message());
      },
    });
    assert.deepEqual(nodes.kinds, ['duplicate']);
    assert.equal(nodes.heard.length, 1);
    assert.equal(nodes.a.sessions.length, 0);
    await nodes.close();
  });

  it('disconnects a peer that stays silent for 8 s', async () => {
    const nodes = await judging({});
    await nodes.clock.advance(IDENTIFY_TIMEOUT_MS - 1);
    assert.equal(nodes.a.sessions.length, 1);
    await nodes.clock.advance(1);
    assert.deepEqual(nodes.kinds, ['timeout']);
    assert.equal(nodes.a.sessions.length, 0);
    await nodes.close();
  });

  it('disconnects a peer that sends an invalid multiaddr', async () => {
    const broken = { ...message(), observedAddr: { bytes: new Uint8Array([0xff, 0xff]) } };
    const nodes = await judging({ onOpen: (peer) => void peer.send.identifyMessage(broken) });
    assert.deepEqual(nodes.kinds, ['invalid-data']);
    assert.equal(nodes.a.sessions.length, 0);
    await nodes.close();
  });

  it('disconnects a peer that sends more than 10 addresses (R30)', async () => {
    const kinds: string[] = [];
    const { name, versions, maxBytes } = identify;
    // Our own encoder refuses eleven addresses, so they are written by hand: 11 tables of an 8-byte header.
    const raw = rawProtocol({ name, versions: [...versions], maxBytes });
    const nodes = await twoNodes(
      {},
      {
        protocols: [
          raw.handle({ onBytes: () => {}, onOpen: (peer) => void peer.send.bytes(elevenAddresses()) }),
        ],
      },
    );
    const { binding } = identifyProtocol({
      clock: nodes.clock,
      listenAddresses: () => [],
      onMisbehaviour: (_peer, { kind }) => kinds.push(kind),
    });
    nodes.a.add(binding);
    const opened = nodes.a.session(nodes.b.id)!.protocol(identify);
    await nodes.clock.settle();
    await opened;
    await nodes.clock.settle();
    assert.deepEqual(kinds, ['invalid-data']);
    assert.equal(nodes.a.sessions.length, 0);
    await nodes.close();
  });

  it('closes itself where nobody has an identity', () => {
    const clock = new VirtualClock();
    const { binding } = identifyProtocol({ clock, listenAddresses: () => [] });
    const peer = new ScriptedPeer<IdentifySend>('', 'dialer', '/memory/1');
    void binding.handlerFor(peer).onOpen?.(peer);
    assert.ok(peer.closed);
    assert.equal(peer.disconnected, false);
    assert.equal(clock.timers, 0);
  });
});

/** An identify message with eleven empty addresses. */
function elevenAddresses(): Uint8Array {
  const u32 = (...values: number[]): number[] => values.flatMap((value) => [value, value >> 8, 0, 0]);
  const address = u32(12, 8, 0); // table { bytes: empty fixvec }
  const count = 11;
  const offsets = Array.from({ length: count }, (_, at) => 4 + 4 * count + 12 * at);
  const list = [...u32(4 + 16 * count, ...offsets), ...offsets.flatMap(() => address)];
  const total = 16 + list.length + address.length + 4;
  const fields = u32(total, 16, 16 + list.length, 16 + list.length + address.length);
  return Uint8Array.from([...fields, ...list, ...address, ...u32(0)].map((value) => value & 0xff));
}
