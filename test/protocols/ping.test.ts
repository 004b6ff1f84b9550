import assert from 'node:assert/strict';
import { ping, type PingHandler, type PingSend } from '../../generated/ping.handler.js';
import { generateKey, nodeCrypto } from '../../src/node.js';
import { pingProtocol, type PingOptions } from '../../src/protocols/ping.js';
import { twoNodes, VirtualClock, type TwoNodes } from '../../src/testing.js';
import { ScriptedPeer } from './scripted-peer.js';

const { random } = nodeCrypto;
const answering: PingHandler = {
  onPing: (peer, message) => void peer.send.pong(message),
  onPong: () => {},
};

/** Two nodes of which `a` pings; `b` behaves as `right` says. The protocols start once there is a clock. */
async function pinging(options: Partial<PingOptions>, right: PingHandler): Promise<TwoNodes> {
  const nodes = await twoNodes({}, { protocols: [ping.handle(right)] });
  nodes.a.add(pingProtocol({ clock: nodes.clock, random, ...options }).binding);
  await nodes.clock.settle();
  const opened = nodes.a.session(nodes.b.id)!.protocol(ping);
  await nodes.clock.settle();
  await opened;
  return nodes;
}

describe('ping', () => {
  it('measures the round trip once per interval, by the clock it was given', async () => {
    const rtts: number[] = [];
    let held: (() => void) | undefined;
    const slow: PingHandler = {
      onPing: (peer, message) => void (held = () => peer.send.pong(message)),
      onPong: () => {},
    };
    const nodes = await pinging({ intervalMs: 100, onRtt: (_peer, rttMs) => rtts.push(rttMs) }, slow);
    await nodes.clock.advance(30);
    held?.();
    await nodes.clock.settle();
    assert.deepEqual(rtts, [30]);
    await nodes.clock.advance(69);
    held = undefined;
    await nodes.clock.advance(1);
    assert.ok(held, 'the second ping leaves 100 ms after the first');
    await nodes.close();
  });

  it('is answered by another node of ours, on a plaintext session too', async () => {
    for (const options of [{ key: generateKey() }, { encryption: 'plaintext' as const }]) {
      let rtts = 0;
      const clock = new VirtualClock();
      const left = pingProtocol({ clock, random, onRtt: () => (rtts += 1) });
      const right = pingProtocol({ clock, random, onRtt: () => (rtts += 1) });
      const nodes = await twoNodes(
        { ...options, protocols: [left.binding] },
        { ...options, protocols: [right.binding], ...('key' in options ? { key: generateKey() } : {}) },
      );
      assert.equal(rtts, 2, 'both sides ping at once');
      await nodes.close();
      assert.equal(clock.timers, 0);
    }
  });

  it('disconnects a peer that sends no pong within the timeout', async () => {
    const kinds: string[] = [];
    const silent: PingHandler = { onPing: () => {}, onPong: () => {} };
    const nodes = await pinging(
      { timeoutMs: 500, onMisbehaviour: (_peer, { kind }) => kinds.push(kind) },
      silent,
    );
    await nodes.clock.advance(499);
    assert.equal(nodes.a.sessions.length, 1);
    await nodes.clock.advance(1);
    assert.deepEqual(kinds, ['timeout']);
    assert.equal(nodes.a.sessions.length, 0);
    await nodes.close();
  });

  it('disconnects a peer whose pong echoes another nonce', async () => {
    const kinds: string[] = [];
    const lying: PingHandler = {
      onPing: (peer, { nonce }) => void peer.send.pong({ nonce: (nonce + 1) >>> 0 }),
      onPong: () => {},
    };
    const nodes = await pinging({ onMisbehaviour: (_peer, { kind }) => kinds.push(kind) }, lying);
    await nodes.clock.settle();
    assert.deepEqual(kinds, ['unexpected-pong']);
    assert.equal(nodes.a.sessions.length, 0);
    await nodes.close();
  });

  it('disconnects a peer that sends a pong nobody asked for, and judges it once', async () => {
    const kinds: string[] = [];
    const eager: PingHandler = {
      onPing(peer, message) {
        for (let i = 0; i < 3; i++) peer.send.pong(message);
      },
      onPong: () => {},
    };
    const nodes = await pinging({ onMisbehaviour: (_peer, { kind }) => kinds.push(kind) }, eager);
    await nodes.clock.settle();
    assert.deepEqual(kinds, ['unexpected-pong']);
    await nodes.close();
  });

  it('leaves no timer when the protocol closes (R9)', async () => {
    const nodes = await pinging({}, answering);
    nodes.a.peer(nodes.b.id, ping).close();
    await nodes.clock.settle();
    await nodes.close();
  });

  it('holds back a remote that pings and does not read', () => {
    const behaviour = pingProtocol({ clock: new VirtualClock(), random });
    const peer = new ScriptedPeer<PingSend>('QmPeer', 'listener', '/memory/1');
    const handler = behaviour.binding.handlerFor(peer) as PingHandler;
    assert.equal(handler.onPing(peer, { nonce: 1 }), undefined);
    const full = { ...peer.send, pong: () => false };
    const blocked = Object.assign(Object.create(peer) as ScriptedPeer<PingSend>, { send: full });
    assert.ok(handler.onPing(blocked, { nonce: 2 }) instanceof Promise);
  });

  it('closes the protocol and its timers, and whatever opens later', () => {
    const clock = new VirtualClock();
    const behaviour = pingProtocol({ clock, random });
    const open = (): ScriptedPeer<PingSend> => {
      const peer = new ScriptedPeer<PingSend>('QmPeer', 'dialer', '/memory/1');
      void behaviour.binding.handlerFor(peer).onOpen?.(peer);
      return peer;
    };
    const before = open();
    assert.equal(clock.timers, 1);
    behaviour.close();
    assert.equal(clock.timers, 0);
    assert.ok(before.closed);
    assert.ok(open().closed);
    assert.equal(clock.timers, 0);
  });
});
