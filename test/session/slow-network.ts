import type { Clock } from '../../src/env.js';
import type { Connection, Transport } from '../../src/node.js';
import { MemoryNetwork } from '../../src/testing.js';
import { concat } from '../hostile/raw-yamux.js';

/**
 * A memory network whose connections deliver in pieces of random size and say late, after a random time, that they
 * took what was written. `next` gives the random numbers.
 */
export class SlowNetwork {
  readonly #memory: MemoryNetwork;
  readonly #clock: Clock;
  readonly #next: () => number;

  constructor(clock: Clock, next: () => number) {
    this.#memory = new MemoryNetwork(clock);
    this.#clock = clock;
    this.#next = next;
  }

  transport(): Transport {
    const inner = this.#memory.transport();
    return {
      handles: (address) => inner.handles(address),
      dial: async (address, signal) => this.#slow(await inner.dial(address, signal)),
      listen: (address, onConnection) =>
        inner.listen!(address, (connection) => onConnection(this.#slow(connection))),
    };
  }

  #slow(inner: Connection): Connection {
    return {
      remote: inner.remote,
      start: (events) =>
        inner.start({
          onData: (bytes, start, end) => {
            for (let at = start; at < end;) {
              const stop = Math.min(end, at + 1 + (this.#next() % 70_000));
              // As a socket does, into memory that is used again.
              const shared = bytes.slice(at, stop);
              events.onData(shared, 0, shared.length);
              shared.fill(0xdb);
              at = stop;
            }
          },
          onEnd: (cause) => events.onEnd(cause),
        }),
      write: (chunks, bytes, taken) => {
        inner.write([concat(chunks)], bytes, () => {
          this.#clock.after(this.#next() % 20, () => taken(bytes));
        });
      },
      pause: (paused) => inner.pause(paused),
      end: () => inner.end(),
      destroy: () => inner.destroy(),
    };
  }
}
