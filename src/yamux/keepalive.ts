import { fail } from '../errors.js';
import type { Limits } from '../limits.js';
import { ACK, PING, SYN } from './frame.js';
import type { SendFrame } from './stream.js';

export type KeepaliveLimits = Pick<
  Limits,
  'keepaliveMs' | 'pingTimeoutMs' | 'pingsPerWindow' | 'pingWindowMs'
>;

/** Pings of one session, both ways. At most one of ours is unanswered at a time. */
export class Keepalive {
  readonly #limits: KeepaliveLimits;
  readonly #send: SendFrame;
  readonly #onPong: (rttMs: number) => void;
  #nextPingAt: number;
  #id = 0;
  /** When the unanswered ping was sent. */
  #sentAt: number | undefined;
  #windowStart = -Infinity;
  #windowPings = 0;
  /** Last measured round trip, in ms; `undefined` until the first pong. */
  rttMs: number | undefined;

  constructor(limits: KeepaliveLimits, now: number, send: SendFrame, onPong: (rttMs: number) => void) {
    this.#limits = limits;
    this.#send = send;
    this.#onPong = onPong;
    this.#nextPingAt = now + limits.keepaliveMs;
  }

  get deadline(): number {
    return this.#sentAt === undefined ? this.#nextPingAt : this.#sentAt + this.#limits.pingTimeoutMs;
  }

  /** Sends a ping when it is time. Throws `E_YAMUX_PING_TIMEOUT`. */
  tick(now: number): void {
    if (this.#sentAt !== undefined) {
      if (now - this.#sentAt >= this.#limits.pingTimeoutMs) throw fail('E_YAMUX_PING_TIMEOUT');
    } else if (now >= this.#nextPingAt) {
      this.ping(now);
    }
  }

  /** Asks the remote for a sign of life now. Does nothing while one is outstanding. */
  ping(now: number): void {
    if (this.#sentAt !== undefined) return;
    this.#id = (this.#id + 1) >>> 0;
    this.#sentAt = now;
    this.#send(PING, SYN, 0, this.#id);
  }

  /** A Ping frame of the remote. SYN wins when both flags are set; neither is ignored (`session.rs`). */
  receive(flags: number, id: number, now: number): void {
    if (flags & SYN) {
      if (now - this.#windowStart >= this.#limits.pingWindowMs) {
        this.#windowStart = now;
        this.#windowPings = 0;
      }
      if (++this.#windowPings > this.#limits.pingsPerWindow) throw fail('E_YAMUX_PING_FLOOD');
      this.#send(PING, ACK, 0, id);
    } else if (flags & ACK && this.#sentAt !== undefined && id === this.#id) {
      this.rttMs = now - this.#sentAt;
      this.#sentAt = undefined;
      this.#nextPingAt = now + this.#limits.keepaliveMs;
      this.#onPong(this.rttMs);
    }
  }
}
