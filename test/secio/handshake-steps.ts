import assert from 'node:assert/strict';
import { HandshakeUnderTest, OUR_NONCE } from './handshake-under-test.js';
import { framed, ScriptedPeer, type Script } from './scripted-peer.js';

/** Both ends of one handshake. */
export interface Pair {
  readonly ours: HandshakeUnderTest;
  readonly peer: ScriptedPeer;
}

/** A handshake with a scripted peer that waits for its nonce echo. */
export function awaitingNonce(script: Script = {}): Pair {
  const ours = new HandshakeUnderTest();
  const peer = new ScriptedPeer(script);
  ours.machine.start();
  ours.receive(framed(peer.propose));
  ours.sign();
  ours.receive(framed(peer.exchange(ours.written[0]!)));
  peer.takeExchange(ours.written[1]!);
  return { ours, peer };
}

/** A handshake with a scripted peer that is through. */
export function established(script: Script = {}): Pair {
  const pair = awaitingNonce(script);
  pair.ours.receive(pair.peer.seal(OUR_NONCE));
  assert.equal(pair.ours.last, 'established');
  return pair;
}
