import { setImmediate } from 'node:timers/promises';
import type { Candidate, OpenSession, Scenario } from './candidate.js';
import { Latencies } from './latencies.js';

const BULK_BYTES = 64 * 1024;
const MESSAGE_BYTES = 100;
/**
 * So long a sender may keep the event loop, which has the harness to listen to: a socket whose writes the kernel
 * takes at once never says stop, and drains without going back to the loop. The clock is read after so many posts.
 */
const TURN_MS = 5;
const POSTS = 64;
const OPENING = 8;
/** Sessions that may still be closing while others open; it keeps a slow close from piling up. */
const CLOSING = 64;

/** The dialling side at work: what it has completed so far. */
export class Traffic {
  /** Echoes or sessions completed. */
  completed = 0;
  readonly latencies = new Latencies();
  readonly #candidate: Candidate;
  readonly #address: string;
  readonly #onFailure: (thrown: unknown) => void;
  readonly #held: OpenSession[] = [];
  #dial: (() => Promise<OpenSession>) | undefined;

  constructor(candidate: Candidate, address: string, onFailure: (thrown: unknown) => void) {
    this.#candidate = candidate;
    this.#address = address;
    this.#onFailure = onFailure;
  }

  /** Starts the traffic of `scenario`, which then goes on until the process ends. */
  async start(scenario: Scenario): Promise<void> {
    switch (scenario) {
      case 'bulk':
        return this.#post(scenario, BULK_BYTES);
      case 'oneway100':
        return this.#post(scenario, MESSAGE_BYTES);
      case 'echo64':
        return this.#echo(scenario, 64);
      case 'echo1':
        return this.#echo(scenario, 1);
      case 'handshakes':
        return this.#handshakes();
      case 'idle':
        return;
    }
  }

  /** Opens `count` sessions more and keeps them. */
  async hold(count: number): Promise<void> {
    const dial = await this.#dialer();
    let left = count;
    const opening = Array.from({ length: OPENING }, async () => {
      while (left-- > 0) this.#held.push(await dial());
    });
    await Promise.all(opening);
  }

  async #post(scenario: Scenario, bytes: number): Promise<void> {
    const client = await this.#candidate.connect(this.#address, scenario, () => {});
    const payload = payloadOf(bytes);
    this.#run(async () => {
      let turn = performance.now();
      for (let posts = 1; ; posts++) {
        if (!client.post(payload)) await client.drained();
        else if (posts % POSTS !== 0) continue;
        if (performance.now() - turn < TURN_MS) continue;
        await setImmediate();
        turn = performance.now();
      }
    });
  }

  async #echo(scenario: Scenario, inFlight: number): Promise<void> {
    const payload = payloadOf(MESSAGE_BYTES);
    let sentAt = 0;
    const client = await this.#candidate.connect(this.#address, scenario, (reply) => {
      if (reply.length !== MESSAGE_BYTES) throw new Error(`an echo of ${reply.length} bytes`);
      this.completed += 1;
      if (inFlight === 1) {
        const now = performance.now();
        this.latencies.add(now - sentAt);
        sentAt = now;
      }
      client.request(payload);
    });
    sentAt = performance.now();
    for (let i = 0; i < inFlight; i++) client.request(payload);
  }

  async #handshakes(): Promise<void> {
    const dial = await this.#dialer();
    const closing = new Set<Promise<void>>();
    for (let i = 0; i < OPENING; i++) {
      this.#run(async () => {
        for (;;) {
          const session = await dial();
          this.completed += 1;
          const closed = session.close().finally(() => closing.delete(closed));
          closing.add(closed);
          if (closing.size >= CLOSING) await Promise.race(closing);
        }
      });
    }
  }

  async #dialer(): Promise<() => Promise<OpenSession>> {
    return (this.#dial ??= await this.#candidate.dialer(this.#address));
  }

  /** Runs `task` aside; it only ever ends by failing. */
  #run(task: () => Promise<void>): void {
    task().catch(this.#onFailure);
  }
}

/** Bytes without repetition, so that nothing on the way can shorten them. */
function payloadOf(bytes: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(bytes));
}
