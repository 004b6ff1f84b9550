import type { KeyProvider } from '../crypto/types.js';
import type { Clock, Timer } from '../env.js';
import { fail, type TentacleError } from '../errors.js';
import type { Offer } from '../select/negotiation.js';
import { Session, type SessionOptions, type SessionOwner } from '../session/session.js';
import type { Connection } from '../transport/connection.js';
import type { Registered } from './registry.js';
import { Waiters } from './waiters.js';

/** What the driver does itself; the rest of a session's owner is handed in. */
type Driven = 'write' | 'wantFlush' | 'sign' | 'onPong' | 'onClosed';

/** What a driver needs beside the session's own options. */
export interface DriverOptions extends SessionOptions {
  readonly clock: Clock;
  readonly key: KeyProvider | undefined;
}

/** How long a connection may take to end after its session is over. */
const LINGER_MS = 1_000;

/**
 * Joins one sans-I/O {@link Session} to its connection and its clock: bytes both ways, one flush per turn, one timer
 * that follows the session's deadline.
 */
export class Driver {
  readonly session: Session<Registered>;
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #plaintext: boolean;
  readonly #onClosed: (error: TentacleError | undefined) => void;
  #receiving = false;
  #flushWanted = false;
  #flushDeferred = false;
  #paused = false;
  #timer: Timer | undefined;
  #timerAt = Infinity;
  readonly #pings = new Waiters<number>();
  #connectionOver = false;
  #ended: (() => void) | undefined;
  /** Resolves when the connection is gone. */
  readonly ended: Promise<void>;

  constructor(
    connection: Connection,
    options: DriverOptions,
    owner: Omit<SessionOwner<Registered>, Driven>,
    onClosed: (error: TentacleError | undefined) => void,
  ) {
    const { clock, key } = options;
    this.#connection = connection;
    this.#clock = clock;
    this.#plaintext = options.secio === undefined;
    this.#onClosed = onClosed;
    this.ended = new Promise((resolve) => (this.#ended = resolve));
    this.session = new Session<Registered>(
      options,
      {
        write: (chunks, bytes) => connection.write(chunks, bytes, this.#taken),
        wantFlush: () => this.#wantFlush(),
        sign: (digest) => this.#sign(key!, digest),
        admit: (identity) => owner.admit(identity),
        onReady: () => owner.onReady(),
        serve: (offer) => owner.serve(offer),
        chosen: (offered, version) => owner.chosen(offered, version),
        onProtocolOpen: (substream) => owner.onProtocolOpen(substream),
        onProtocolClose: (substream, reason, error) => owner.onProtocolClose(substream, reason, error),
        onProtocolRefused: (name, error, asked) => owner.onProtocolRefused(name, error, asked),
        onPong: (rttMs) => this.#pings.settle((ping) => ping.resolve(rttMs)),
        onClosed: (error) => this.#sessionClosed(error),
      },
      clock.now(),
    );
  }

  /** Starts the session, then the connection: nothing arrives before it can be taken. */
  start(): void {
    this.session.start();
    this.#connection.start({
      onData: (bytes, start, end) => this.#receive(bytes, start, end),
      onEnd: (cause) => this.#connectionEnded(cause),
    });
    this.#settle();
  }

  /** Closes in order. */
  close(): void {
    this.session.close(this.#clock.now());
    this.#settle();
  }

  /** Asks the remote for a protocol. */
  open(offer: Offer): void {
    this.session.open(offer, this.#clock.now());
    this.#settle();
  }

  /** Measures the round trip, in ms. */
  ping(signal: AbortSignal | undefined): Promise<number> {
    if (this.session.closed) return Promise.reject(this.#over());
    const pong = this.#pings.wait(signal);
    this.session.ping(this.#clock.now());
    return pong;
  }

  readonly #taken = (bytes: number): void => {
    this.session.written(bytes, this.#clock.now());
    this.#settle();
  };

  #receive(bytes: Uint8Array, start: number, end: number): void {
    // The transport reads into this buffer again, and a plaintext session hands out views of what it is given.
    if (this.#plaintext) {
      bytes = new Uint8Array(bytes.subarray(start, end));
      end -= start;
      start = 0;
    }
    this.#receiving = true;
    this.session.receive(bytes, start, end, this.#clock.now());
    this.#receiving = false;
    if (this.#flushWanted) this.#flush();
    else this.#settle();
  }

  #wantFlush(): void {
    this.#flushWanted = true;
    if (this.#receiving || this.#flushDeferred) return;
    this.#flushDeferred = true;
    this.#clock.defer(() => {
      this.#flushDeferred = false;
      if (this.#flushWanted) this.#flush();
    });
  }

  #flush(): void {
    this.#flushWanted = false;
    this.session.flush(this.#clock.now());
    this.#settle();
  }

  #sign(key: KeyProvider, digest: Uint8Array): void {
    let signature: Uint8Array | Promise<Uint8Array>;
    try {
      signature = key.sign(digest);
    } catch (thrown) {
      return this.session.signFailed(thrown);
    }
    if (signature instanceof Uint8Array) return this.session.signed(signature);
    signature.then(
      (late) => {
        this.session.signed(late);
        this.#settle();
      },
      (thrown: unknown) => this.session.signFailed(thrown),
    );
  }

  /** After every step: does the session want to read, and when does it want to be woken? */
  #settle(): void {
    if (this.session.closed) return;
    const { overwhelmed } = this.session;
    if (overwhelmed !== this.#paused) {
      this.#paused = overwhelmed;
      this.#connection.pause(overwhelmed);
    }
    const { deadline } = this.session;
    // A deadline that moved back is found out when the timer fires: rarely, instead of with every chunk.
    if (deadline < this.#timerAt) this.#arm(deadline);
  }

  #arm(deadline: number): void {
    this.#timer?.cancel();
    this.#timerAt = deadline;
    this.#timer = this.#clock.after(Math.max(0, deadline - this.#clock.now()), () => {
      this.#timerAt = Infinity;
      this.#timer = undefined;
      this.session.tick(this.#clock.now());
      this.#settle();
    });
  }

  #sessionClosed(error: TentacleError | undefined): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (!this.#connectionOver) {
      if (this.#paused) this.#connection.pause(false);
      this.#connection.end();
      this.#timer = this.#clock.after(LINGER_MS, () => this.#connection.destroy());
    }
    this.#pings.settle((ping) => ping.reject(error ?? this.#over()));
    this.#onClosed(error);
  }

  #over(): TentacleError {
    return fail('E_SESSION_CLOSED', undefined, { remote: this.session.identity?.peer });
  }

  #connectionEnded(cause: unknown): void {
    this.#connectionOver = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.session.ended(cause);
    this.#timer = undefined;
    this.#ended?.();
  }
}
