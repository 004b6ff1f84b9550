import assert from 'node:assert/strict';
import { discovery, type DiscoveryHandler, type DiscoverySend } from '../../generated/discovery.handler.js';
import type { GetNodes, Nodes } from '../../generated/discovery.js';
import { generateKey, Multiaddr, nodeCrypto, peerIdFromPublicKey, type Role } from '../../src/node.js';
import { MAX_PEERS_PER_SOURCE } from '../../src/protocols/address-book.js';
import { MAX_ANNOUNCED } from '../../src/protocols/discovery-state.js';
import {
  ANNOUNCE_FLUSH_MS,
  discoveryProtocol,
  type DiscoveryOptions,
} from '../../src/protocols/discovery.js';
import { twoNodes, VirtualClock } from '../../src/testing.js';
import { ScriptedPeer } from './scripted-peer.js';

const { random } = nodeCrypto;
const newId = (): string => peerIdFromPublicKey(generateKey(), nodeCrypto.sha256);
const OUR_ID = newId();
const OUR_ADDRESS = `/ip4/9.9.9.9/tcp/9/p2p/${OUR_ID}`;
const nodesOf = (announce: boolean, ...addresses: string[]): Nodes => ({
  announce,
  items: addresses.map((text) => ({ addresses: [Multiaddr.parse(text).bytes] })),
});
const getNodes = (listenPort?: number): GetNodes => ({ version: 0, count: 1000, listenPort });

/** A discovery behaviour between scripted peers, with everything it reported. */
class Scene {
  readonly clock = new VirtualClock();
  readonly kinds: string[] = [];
  readonly learned: string[] = [];
  readonly discovery;

  constructor(options: Partial<DiscoveryOptions> = {}) {
    this.discovery = discoveryProtocol({
      clock: this.clock,
      random,
      listenAddresses: () => [OUR_ADDRESS],
      onAddresses: (addresses) => this.learned.push(...addresses),
      onMisbehaviour: (_peer, { kind }) => this.kinds.push(kind),
      ...options,
    });
  }

  peer(role: Role, at = '/ip4/1.2.3.4/tcp/5555', id = newId()) {
    const peer = new ScriptedPeer<DiscoverySend>(id, role, `${at}/p2p/${id}`);
    const handler = this.discovery.binding.handlerFor(peer) as DiscoveryHandler;
    void handler.onOpen?.(peer);
    const sentNodes = (): { announce: boolean; addresses: string[] }[] =>
      peer.sent.flatMap(({ name, message }) => {
        if (name !== 'nodes') return [];
        const { announce, items } = message as Nodes;
        const addresses = items.flatMap((item) =>
          item.addresses.map((bytes) => Multiaddr.fromBytes(bytes).toString()),
        );
        return [{ announce, addresses }];
      });
    return {
      peer,
      id,
      sentNodes,
      getNodes: (port?: number) => void handler.onGetNodes(peer, getNodes(port)),
      nodes: (message: Nodes) => void handler.onNodes(peer, message),
      close: () => handler.onClose?.(peer, { by: 'remote', code: undefined, message: '' }),
    };
  }
}

describe('discovery', () => {
  it('asks once, when we dialled, and says the port we listen on', () => {
    const scene = new Scene();
    const { peer } = scene.peer('dialer');
    assert.deepEqual(peer.sent, [{ name: 'getNodes', message: { version: 0, count: 1000, listenPort: 9 } }]);
    assert.deepEqual(scene.peer('listener').peer.sent, []);
  });

  it('runs between two nodes and leaves no timer', async () => {
    const clock = new VirtualClock();
    const elsewhere = `/memory/77/p2p/${newId()}`;
    const learned: string[] = [];
    const make = (onAddresses: NonNullable<DiscoveryOptions['onAddresses']>) =>
      discoveryProtocol({ clock, random, listenAddresses: () => [], allowPrivate: true, onAddresses });
    const left = make((addresses) => learned.push(...addresses));
    const telling: DiscoveryHandler = {
      onGetNodes: (peer) => void peer.send.nodes(nodesOf(false, elsewhere)),
      onNodes: () => {},
    };
    const nodes = await twoNodes({ protocols: [left.binding] }, { protocols: [discovery.handle(telling)] });
    assert.deepEqual(learned, [elsewhere]);
    await nodes.close();
    assert.equal(clock.timers, 0);
  });

  it('answers with one address per node, never with our own or the address of who asks', () => {
    const scene = new Scene();
    const told = [1, 2, 3].map((n) => `/ip4/1.1.1.${n}/tcp/1/p2p/${newId()}`);
    const asker = scene.peer('listener');
    const second = told[0]!.replace('/tcp/1/', '/tcp/2/');
    const source = scene.peer('dialer', '/ip4/8.8.8.8/tcp/1');
    source.nodes(nodesOf(false, ...told, second, OUR_ADDRESS, `/ip4/1.2.3.4/tcp/1/p2p/${asker.id}`));
    asker.getNodes(7);
    const [answer] = asker.sentNodes();
    assert.equal(answer?.announce, false);
    const sourceAddress = `/ip4/8.8.8.8/tcp/1/p2p/${source.id}`;
    assert.deepEqual(new Set(answer?.addresses), new Set([...told, sourceAddress]));
  });

  it('answers with at most 1000 nodes, whatever is asked for', () => {
    const scene = new Scene();
    for (const net of [1, 2]) {
      const batch = Array.from(
        { length: 800 },
        (_, n) => `/ip4/${net}.1.${n >> 8}.${n & 255}/tcp/1/p2p/${newId()}`,
      );
      scene.peer('dialer').nodes(nodesOf(false, ...batch));
    }
    const asker = scene.peer('listener');
    asker.getNodes();
    assert.equal(asker.sentNodes()[0]?.addresses.length, 1000);
  });

  it('drops private, loopback, multicast and unreachable addresses; keeps them with allowPrivate', () => {
    const hosts = ['127.0.0.1', '10.1.2.3', '192.168.0.1', '224.0.0.1', '0.0.0.0'];
    const texts = hosts.map((host) => `/ip4/${host}/tcp/1/p2p/${newId()}`);
    const message = nodesOf(false, ...texts, `/dns4/a.example/tcp/1/p2p/${newId()}`, '/ip4/5.5.5.5/tcp/1');
    const strict = new Scene();
    strict.peer('dialer').nodes(message);
    assert.deepEqual(strict.learned, []);
    const relaxed = new Scene({ allowPrivate: true });
    relaxed.peer('dialer').nodes(message);
    assert.deepEqual(relaxed.learned, texts.slice(0, 3));
    assert.deepEqual([...strict.kinds, ...relaxed.kinds], []);
  });

  it('takes the listen port of an inbound peer, but not port 0 (R10)', async () => {
    const scene = new Scene();
    const watcher = scene.peer('listener', '/ip4/6.6.6.6/tcp/1');
    scene.peer('listener').getNodes(0);
    await scene.clock.advance(ANNOUNCE_FLUSH_MS);
    assert.deepEqual(watcher.sentNodes(), []);
    const honest = scene.peer('listener', '/ip4/1.2.3.4/tcp/5555/ws');
    honest.getNodes(8000);
    await scene.clock.advance(ANNOUNCE_FLUSH_MS);
    const address = `/ip4/1.2.3.4/tcp/8000/ws/p2p/${honest.id}`;
    assert.deepEqual(watcher.sentNodes(), [{ announce: true, addresses: [address] }]);
    await scene.clock.advance(ANNOUNCE_FLUSH_MS);
    assert.equal(watcher.sentNodes().length, 1, 'an address is announced once a day');
  });

  it('announces to three peers at once and never to the peer itself', async () => {
    const scene = new Scene();
    const others = Array.from({ length: 6 }, (_, n) => scene.peer('listener', `/ip4/7.7.7.${n}/tcp/1`));
    const dialled = scene.peer('dialer', '/ip4/8.8.4.4/tcp/1');
    await scene.clock.advance(ANNOUNCE_FLUSH_MS);
    assert.equal(others.filter(({ sentNodes }) => sentNodes().length === 1).length, 3);
    assert.deepEqual(dialled.sentNodes(), []);
  });

  it('disconnects a peer that breaks a rule, each with its kind', () => {
    const scene = new Scene();
    const many = Array.from({ length: MAX_ANNOUNCED + 1 }, () => `/ip4/1.1.1.1/tcp/1/p2p/${newId()}`);
    const asksTwice = scene.peer('listener');
    asksTwice.getNodes();
    asksTwice.getNodes();
    const answersTwice = scene.peer('dialer');
    answersTwice.nodes(nodesOf(false));
    answersTwice.nodes(nodesOf(false));
    const unasked = scene.peer('listener');
    unasked.nodes(nodesOf(false));
    const verbose = scene.peer('listener');
    verbose.nodes(nodesOf(true, ...many));
    const broken = scene.peer('listener');
    broken.nodes({ announce: true, items: [{ addresses: [new Uint8Array([0xff])] }] });
    const stormy = scene.peer('listener');
    for (let i = 0; i < 30; i++) stormy.nodes(nodesOf(true));
    assert.deepEqual(scene.kinds, [
      'duplicate-get-nodes',
      'unexpected-nodes',
      'unexpected-nodes',
      'too-many-items',
      'invalid-data',
      'announce-storm',
    ]);
    const offenders = [asksTwice, answersTwice, unasked, verbose, broken, stormy];
    assert.ok(offenders.every(({ peer }) => peer.disconnected));
    assert.equal(scene.clock.timers, 0);
  });

  it('disconnects a peer whose message the codec refuses: more than 3 addresses, more than 1000 nodes', () => {
    const scene = new Scene();
    const { peer } = scene.peer('listener');
    const handler = scene.discovery.binding.handlerFor(peer) as DiscoveryHandler;
    void handler.onOpen?.(peer);
    const address = Multiaddr.parse('/ip4/1.1.1.1/tcp/1').bytes;
    const { sender } = discovery.stub('listener');
    const send = sender({ send: encode } as never) as DiscoverySend;
    assert.throws(() =>
      send.nodes({ announce: false, items: [{ addresses: Array<Uint8Array>(4).fill(address) }] }),
    );
    handler.onClose?.(peer, { by: 'local', code: 'E_MESSAGE_INVALID', message: 'E_WIRE_LIMIT' });
    assert.deepEqual(scene.kinds, ['invalid-data']);
  });

  it('lets one peer fill only its share of the address book (R16)', () => {
    const scene = new Scene();
    const stuffer = scene.peer('dialer');
    for (let round = 0; round < 15; round++) {
      if (round % 20 === 0) stuffer.nodes(nodesOf(false, ...fresh(1000)));
      stuffer.nodes(nodesOf(true, ...fresh(10)));
    }
    assert.equal(scene.discovery.known, MAX_PEERS_PER_SOURCE);
    scene.peer('dialer').nodes(nodesOf(false, ...fresh(5)));
    assert.equal(scene.discovery.known, MAX_PEERS_PER_SOURCE + 6, 'the word of others is still heard');
  });

  it('forgets an address on request', () => {
    const scene = new Scene();
    const address = `/ip4/1.1.1.1/tcp/1/p2p/${newId()}`;
    scene.peer('dialer').nodes(nodesOf(false, address));
    const before = scene.discovery.known;
    scene.discovery.forget(address);
    assert.equal(scene.discovery.known, before - 1);
  });
});

const fresh = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `/ip4/3.3.${n >> 8}.${n & 255}/tcp/1/p2p/${newId()}`);

function encode(codec: { encode(message: unknown): Uint8Array }, message: unknown): boolean {
  return codec.encode(message).length > 0;
}
