import { Multiaddr } from '../address/multiaddr.js';
import type { Clock } from '../env.js';
import { fail } from '../errors.js';
import type { Connection, ConnectionEvents, Listener, Transport } from './connection.js';

type Accept = (connection: Connection) => void;

/**
 * Listeners that see each other: one per process, or one per test. Bytes are handed over at the end of the turn of
 * the given clock, so a virtual clock makes a whole network deterministic.
 */
export class MemoryNetwork {
  readonly #clock: Clock;
  readonly #listeners = new Map<string, Accept>();
  #nextPort = 1n;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A transport for `/memory/<n>` addresses of this network. */
  transport(): Transport {
    return {
      handles: (address) => portOf(address) !== undefined,
      dial: (address) => this.#dial(address),
      listen: (address, onConnection) => this.#listen(address, onConnection),
    };
  }

  #listen(address: Multiaddr, onConnection: Accept): Promise<Listener> {
    let port = portOf(address) ?? '0';
    if (port === '0') {
      while (this.#listeners.has(this.#nextPort.toString())) this.#nextPort += 1n;
      port = (this.#nextPort++).toString();
    }
    if (this.#listeners.has(port)) {
      return Promise.reject(fail('E_LISTEN_FAILED', `/memory/${port} is taken`));
    }
    this.#listeners.set(port, onConnection);
    return Promise.resolve({
      address: Multiaddr.parse(`/memory/${port}`),
      close: () => {
        this.#listeners.delete(port);
        return Promise.resolve();
      },
    });
  }

  #dial(address: Multiaddr): Promise<Connection> {
    const accept = this.#listeners.get(portOf(address) ?? '');
    if (accept === undefined)
      return Promise.reject(fail('E_CONNECT_REFUSED', `nobody listens at ${address}`));
    const dialer = new MemoryConnection(this.#clock, address.without('p2p'));
    // As in tentacle, an inbound memory connection has an empty address: nothing identifies the dialer.
    const listener = new MemoryConnection(this.#clock, Multiaddr.fromBytes(new Uint8Array()));
    dialer.other = listener;
    listener.other = dialer;
    accept(listener);
    return Promise.resolve(dialer);
  }
}

function portOf(address: Multiaddr): string | undefined {
  return address.get('memory');
}

/** One end of a pipe. What is written in one turn arrives in the next. */
class MemoryConnection implements Connection {
  readonly remote: Multiaddr;
  other: MemoryConnection | undefined;
  readonly #clock: Clock;
  #events: ConnectionEvents | undefined;
  /** Arrived and not delivered: not started yet, or paused. */
  #inbox: Uint8Array[] = [];
  #ended = false;
  #paused = false;
  #over = false;

  constructor(clock: Clock, remote: Multiaddr) {
    this.#clock = clock;
    this.remote = remote;
  }

  start(events: ConnectionEvents): void {
    this.#events = events;
    this.#clock.defer(() => this.#deliver());
  }

  write(chunks: Uint8Array[], bytes: number, taken: (bytes: number) => void): void {
    const { other } = this;
    if (this.#over || other === undefined) return;
    this.#clock.defer(() => {
      other.#inbox.push(...chunks);
      other.#deliver();
      taken(bytes);
    });
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    if (!paused) this.#clock.defer(() => this.#deliver());
  }

  end(): void {
    this.destroy();
  }

  destroy(): void {
    if (this.#over) return;
    const { other } = this;
    this.#clock.defer(() => {
      if (other !== undefined) {
        other.#ended = true;
        other.#deliver();
      }
      this.#finish();
    });
  }

  #deliver(): void {
    while (!this.#paused && !this.#over && this.#events !== undefined) {
      const chunk = this.#inbox.shift();
      if (chunk === undefined) break;
      this.#events.onData(chunk, 0, chunk.length);
    }
    if (this.#ended && this.#inbox.length === 0 && this.#events !== undefined) this.#finish();
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#events?.onEnd(undefined);
  }
}
