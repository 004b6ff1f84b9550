import { ping, type PingHandler, type PingPeer } from '../../generated/ping.handler.js';
import type { Ping, Pong } from '../../generated/ping.js';
import type { Clock, Random, Timer } from '../env.js';
import type { CloseReason, Handled } from '../handler/peer.js';
import { OpenPeers, type Behaviour, type OnMisbehaviour, type PeerState } from './behaviour.js';

/** How often a ping is sent by default, in ms. */
export const PING_INTERVAL_MS = 15_000;
/** How long its pong may take by default, in ms. */
export const PING_TIMEOUT_MS = 20_000;

/** `unexpected-pong`: nobody asked for it, or it echoes another nonce. */
export type PingMisbehaviour = 'timeout' | 'unexpected-pong' | 'invalid-data';

/** Options of {@link pingProtocol}. Callbacks must not throw. */
export interface PingOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Time from one ping to the next, in ms. Default {@link PING_INTERVAL_MS}. */
  readonly intervalMs?: number;
  /** A pong must come within this time, in ms. Default {@link PING_TIMEOUT_MS}. */
  readonly timeoutMs?: number;
  /** A round trip was measured, in ms. */
  readonly onRtt?: (peer: PingPeer, rttMs: number) => void;
  readonly onMisbehaviour?: OnMisbehaviour<PingMisbehaviour>;
}

/**
 * Keeps asking every peer whether it is alive and measures how far away it is; answers the pings of others. A peer
 * that stays silent or sends a pong that nobody asked for is disconnected. Works on plaintext sessions as well.
 *
 * @example
 * const pings = pingProtocol({ clock, random, onRtt: (peer, rttMs) => console.log(peer.id, rttMs) });
 * node.add(pings.binding);
 */
export function pingProtocol(options: PingOptions): Behaviour {
  const peers = new OpenPeers<PingState, PingMisbehaviour>(options.onMisbehaviour);
  return {
    binding: ping.handle((peer) => new PingState(peer, options, peers)),
    close: () => peers.close(),
  };
}

/** One peer: either a pong is awaited or the next ping is due, so one timer does. */
class PingState implements PingHandler, PeerState {
  readonly peer: PingPeer;
  readonly #options: PingOptions;
  readonly #peers: OpenPeers<PingState, PingMisbehaviour>;
  #awaited: { readonly nonce: number; readonly sentAt: number } | undefined;
  #timer: Timer | undefined;

  constructor(peer: PingPeer, options: PingOptions, peers: OpenPeers<PingState, PingMisbehaviour>) {
    this.peer = peer;
    this.#options = options;
    this.#peers = peers;
  }

  onOpen(): void {
    if (this.#peers.add(this)) this.#ping();
  }

  onPing(peer: PingPeer, { nonce }: Ping): Handled {
    // A remote that pings faster than it reads gets no further credit until it has read its pongs.
    if (!peer.send.pong({ nonce })) return peer.drained();
  }

  onPong(peer: PingPeer, { nonce }: Pong): void {
    const { clock, intervalMs = PING_INTERVAL_MS, onRtt } = this.#options;
    const awaited = this.#awaited;
    if (awaited?.nonce !== nonce) {
      return this.#misbehaved(
        'unexpected-pong',
        awaited ? 'it echoes another nonce' : 'no ping waits for it',
      );
    }
    const rttMs = clock.now() - awaited.sentAt;
    this.#awaited = undefined;
    this.#schedule(Math.max(0, intervalMs - rttMs), () => this.#ping());
    onRtt?.(peer, rttMs);
  }

  onClose(_peer: PingPeer, reason: CloseReason): void {
    this.#peers.closed(this, reason, 'invalid-data');
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = this.#awaited = undefined;
  }

  #ping(): void {
    const { clock, random, timeoutMs = PING_TIMEOUT_MS } = this.#options;
    const nonce = new DataView(random(new Uint8Array(4)).buffer).getUint32(0, true);
    this.#awaited = { nonce, sentAt: clock.now() };
    this.#schedule(timeoutMs, () => this.#misbehaved('timeout', `no pong within ${timeoutMs} ms`));
    this.peer.send.ping({ nonce });
  }

  #schedule(delayMs: number, task: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(delayMs, task);
  }

  #misbehaved(kind: PingMisbehaviour, detail: string): void {
    this.#peers.expel(this, kind, detail);
  }
}
