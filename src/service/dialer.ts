import type { Multiaddr } from '../address/multiaddr.js';
import { fail, wrap, type ErrorCode, type TentacleError } from '../errors.js';
import type { Limits } from '../limits.js';
import type { Connection } from '../transport/connection.js';
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

/** Dials under way, each over its addresses in order. */
export class Dialer {
  readonly #platform: Platform;
  readonly #limits: Limits;
  readonly #owner: DialerOwner;
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

  /** The session of the first address that works. Rejects with a {@link DialError} or `E_ABORTED`. */
  async dial(addresses: readonly Multiaddr[], { signal }: DialOptions): Promise<LiveSession> {
    const signals = signal === undefined ? [this.#closed.signal] : [this.#closed.signal, signal];
    const attempts: DialAttempt[] = [];
    const peer = addresses.map((address) => address.get('p2p')).find((id) => id !== undefined);
    for (const address of addresses) {
      const expected = address.get('p2p');
      const existing = expected === undefined ? undefined : this.#owner.existing(expected);
      if (existing !== undefined) return existing;
      const started = this.#platform.clock.now();
      try {
        return await this.#attempt(address, expected, AbortSignal.any(signals));
      } catch (thrown) {
        const cause = wrap(thrown, 'E_CONNECT_FAILED');
        if (this.#closed.signal.aborted) throw fail('E_CLOSED');
        if (signal?.aborted) throw fail('E_ABORTED', undefined, { cause: signal.reason });
        const { code, stage } = cause;
        attempts.push({
          address: address.toString(),
          stage,
          code,
          ms: this.#platform.clock.now() - started,
          cause,
        });
      }
    }
    throw new DialError(peer, attempts);
  }

  async #attempt(
    address: Multiaddr,
    expected: string | undefined,
    signal: AbortSignal,
  ): Promise<LiveSession> {
    const transport = this.#platform.transports.find((each) => each.handles(address));
    if (transport === undefined) throw fail('E_ADDRESS_UNSUPPORTED', `no transport dials ${address}`);
    const connection = await this.#within(
      this.#limits.connectTimeoutMs,
      'E_CONNECT_TIMEOUT',
      signal,
      (limited) => transport.dial(address, limited),
    );
    return this.#handshake(connection, expected, signal);
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

  /** Runs `task` with a deadline of its own. */
  async #within<T>(
    ms: number,
    code: ErrorCode,
    signal: AbortSignal,
    task: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const deadline = new AbortController();
    const timer = this.#platform.clock.after(ms, () => deadline.abort());
    try {
      return await task(AbortSignal.any([signal, deadline.signal]));
    } catch (thrown) {
      throw deadline.signal.aborted ? fail(code, `no connection within ${ms} ms`) : thrown;
    } finally {
      timer.cancel();
    }
  }
}
