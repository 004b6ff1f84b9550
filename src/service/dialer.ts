import { Multiaddr } from '../address/multiaddr.js';
import { fail, wrap, type TentacleError } from '../errors.js';
import type { Limits } from '../limits.js';
import type { Connection } from '../transport/connection.js';
import { abortable, LinkedAbort } from './abort.js';
import type { DialAddress } from './dial-addresses.js';
import { DialError, type DialAttempt } from './dial-error.js';
import type { LiveSession } from './live-session.js';
import type { Platform } from './options.js';

/** How a dial may be influenced. */
export interface DialOptions {
  /** Gives up; the dial rejects with `E_ABORTED`. */
  readonly signal?: AbortSignal;
}

/** What the dialer asks of its node. */
export interface DialerOwner {
  /** A connection is made: its session, not started yet. */
  connected(connection: Connection, expectedPeer: string | undefined): LiveSession;
  /** The session with a peer, if there is one. */
  existing(peer: string): LiveSession | undefined;
}

/** One dial that others may join. */
interface UnderWay {
  readonly addresses: string;
  readonly session: Promise<LiveSession>;
}

/** Dials under way, each over its addresses in order. */
export class Dialer {
  readonly #platform: Platform;
  readonly #limits: Limits;
  readonly #owner: DialerOwner;
  /** By peer id, or by address where no peer is named. */
  readonly #underWay = new Map<string, UnderWay>();
  /** Sessions whose handshake a dial waits for. */
  readonly #waiting = new Map<LiveSession, (error: TentacleError | undefined) => void>();
  readonly #closed = new AbortController();

  constructor(platform: Platform, limits: Limits, owner: DialerOwner) {
    this.#platform = platform;
    this.#limits = limits;
    this.#owner = owner;
  }

  /** Gives up everything that is under way. */
  close(): void {
    this.#closed.abort();
  }

  /** The handshake of `session` is done. */
  opened(session: LiveSession): void {
    this.#waiting.get(session)?.(undefined);
  }

  /** `session` ended, with an error or because we closed it; before {@link opened} its dial has failed. */
  ended(session: LiveSession, error: TentacleError | undefined): void {
    this.#waiting.get(session)?.(error ?? fail('E_SESSION_CLOSED'));
  }

  /**
   * The session of the first address that works. A dial to a peer that is being dialled joins the other one: two
   * connections at once could each be refused by one end. Rejects with a {@link DialError} or `E_ABORTED`.
   */
  async dial(addresses: readonly DialAddress[], options: DialOptions): Promise<LiveSession> {
    const list = JSON.stringify(addresses.map(({ text }) => text));
    const peer = addresses.map(peerOf).find((id) => id !== undefined);
    const key = peer ?? list;
    const other = this.#underWay.get(key);
    if (other !== undefined) {
      try {
        return await abortable(other.session, options.signal);
      } catch (thrown) {
        const { code } = wrap(thrown, 'E_DIAL_FAILED');
        const ours = options.signal?.aborted === true;
        // Its failure is ours, unless its caller lost patience or it tried other addresses.
        if (ours || (code !== 'E_ABORTED' && other.addresses === list)) throw thrown;
        return this.dial(addresses, options);
      }
    }
    const session = this.#dialInOrder(addresses, peer, options.signal);
    const mine: UnderWay = { addresses: list, session };
    this.#underWay.set(key, mine);
    try {
      return await session;
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #dialInOrder(
    addresses: readonly DialAddress[],
    peer: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<LiveSession> {
    const { clock } = this.#platform;
    const attempts: DialAttempt[] = [];
    for (const address of addresses) {
      const expected = peerOf(address);
      const existing = expected === undefined ? undefined : this.#owner.existing(expected);
      if (existing !== undefined) return existing;
      const started = clock.now();
      try {
        if (!(address.parsed instanceof Multiaddr)) throw address.parsed;
        return await this.#attempt(address.parsed, expected, signal);
      } catch (thrown) {
        const cause = wrap(thrown, 'E_CONNECT_FAILED');
        if (this.#closed.signal.aborted) throw fail('E_CLOSED');
        if (signal?.aborted) throw fail('E_ABORTED', undefined, { cause: signal.reason });
        const { code, stage } = cause;
        attempts.push({ address: address.text, stage, code, ms: clock.now() - started, cause });
      }
    }
    throw new DialError(peer, attempts);
  }

  async #attempt(
    address: Multiaddr,
    expected: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<LiveSession> {
    const transport = this.#platform.transports.find((each) => each.handles(address));
    if (transport === undefined) throw fail('E_ADDRESS_UNSUPPORTED', `no transport dials ${address}`);
    const linked = new LinkedAbort();
    linked.follow(this.#closed.signal);
    linked.follow(signal);
    try {
      const connection = await this.#connect((limited) => transport.dial(address, limited), linked);
      return await this.#handshake(connection, expected, linked.signal);
    } finally {
      linked.release();
    }
  }

  /** Makes the connection within its deadline. */
  async #connect(
    dial: (signal: AbortSignal) => Promise<Connection>,
    outer: LinkedAbort,
  ): Promise<Connection> {
    const { connectTimeoutMs } = this.#limits;
    const limited = new LinkedAbort();
    limited.follow(outer.signal);
    let late = false;
    const timer = this.#platform.clock.after(connectTimeoutMs, () => {
      late = true;
      limited.abort();
    });
    try {
      return await dial(limited.signal);
    } catch (thrown) {
      throw late ? fail('E_CONNECT_TIMEOUT', `no connection within ${connectTimeoutMs} ms`) : thrown;
    } finally {
      timer.cancel();
      limited.release();
    }
  }

  #handshake(
    connection: Connection,
    expected: string | undefined,
    signal: AbortSignal,
  ): Promise<LiveSession> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        connection.destroy();
        return reject(fail('E_ABORTED'));
      }
      const session = this.#owner.connected(connection, expected);
      const abort = (): void => session.destroy(fail('E_ABORTED'));
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.set(session, (error) => {
        this.#waiting.delete(session);
        signal.removeEventListener('abort', abort);
        if (error === undefined) return resolve(session);
        // The remote and we have a session already: that is what the caller wants.
        const existing =
          error.code === 'E_SESSION_DUPLICATE' ? this.#owner.existing(session.peer) : undefined;
        if (existing !== undefined) resolve(existing);
        else reject(error);
      });
      session.start();
    });
  }
}

/** The peer that an address names. */
function peerOf({ parsed }: DialAddress): string | undefined {
  return parsed instanceof Multiaddr ? parsed.get('p2p') : undefined;
}
