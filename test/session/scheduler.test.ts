import assert from 'node:assert/strict';
import type { Priority } from '../../src/handler/peer.js';
import { seededNumbers } from '../crypto/seeded.js';
import { DATA, FIN, RawMessages, WINDOW_UPDATE, header, u32 } from '../hostile/raw-yamux.js';
import { SessionRig, rigProtocol } from './session-rig.js';

const SEEDS = 300;
const STEPS = 120;
const PRIORITIES: readonly Priority[] = ['high', 'normal'];
/** `u8` protocol, `u8` priority, `u32` number, then a pattern that the three decide. */
const HEAD_BYTES = 6;
/** Around every threshold of the scheduler: slab, copy, merge, quantum, batch. */
const SIZES = [6, 60, 1_000, 4_096, 8_192, 16_384, 65_536, 135_168, 200_000];

function message(protocol: number, priority: Priority, number: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length).fill((number * 31 + protocol) & 0xff);
  bytes.set([protocol, priority === 'high' ? 1 : 0]);
  bytes.set(u32(number), 2);
  for (let at = HEAD_BYTES; at < length; at += 97) bytes[at] = (number + at) & 0xff;
  return bytes;
}

/** One protocol: what was sent, and what a remote makes of the bytes. */
class Lane {
  readonly sent: Record<Priority, Uint8Array[]> = { high: [], normal: [] };
  readonly received: Record<Priority, number> = { high: 0, normal: 0 };
  readonly messages = new RawMessages();
  fins = 0;
  readonly #twice: boolean;
  #credit: number;

  constructor(twice: boolean, credit: number) {
    this.#twice = twice;
    this.#credit = credit;
  }

  grant(delta: number): void {
    this.#credit += delta;
  }

  receive(body: Uint8Array): void {
    assert.equal(this.fins, 0, 'data behind FIN');
    this.#credit -= body.length;
    assert.ok(this.#credit >= 0, 'more data than the credit that was granted');
    for (const framed of this.messages.feed(body)) {
      const bytes = this.#twice ? framed.subarray(4) : framed;
      if (this.#twice) assert.deepEqual(framed.slice(0, 4), u32(bytes.length), 'the inner prefix');
      const priority = bytes[1] === 1 ? 'high' : 'normal';
      const expected = this.sent[priority][this.received[priority]++] ?? new Uint8Array();
      assert.equal(Buffer.compare(expected, bytes), 0, 'a message came mixed with another or out of order');
    }
  }
}

/** One random life of a session whose socket and whose remote take as much as they like. */
class Life {
  readonly #next: () => number;
  readonly #names = ['/a', '/b', '/c', '/twice'];
  readonly #rig: SessionRig;
  readonly #substreams;
  readonly #lanes: readonly Lane[];
  /** Streams whose `send` said `false` and that were not told to go on. */
  readonly #waiting = new Set<number>();

  constructor(seed: number) {
    this.#next = seededNumbers(seed);
    const protocols = this.#names.map((name) =>
      rigProtocol(name, name === '/twice' ? 'length-delimited-twice' : 'length-delimited'),
    );
    const limits = {
      unflushedBytes: 1 + this.#upTo(100_000),
      streamQueueBytes: 50_000,
      sessionQueueBytes: 150_000,
    };
    this.#rig = new SessionRig(protocols, limits);
    this.#substreams = this.#names.map((name) => this.#rig.opened.get(name)!);
    this.#lanes = this.#substreams.map(
      ({ stream }, at) => new Lane(this.#names[at] === '/twice', stream.sendWindow),
    );
    this.#substreams.forEach((substream, at) => (substream.onDrained = () => this.#waiting.delete(at)));
  }

  run(): void {
    for (let step = 0; step < STEPS; step++) {
      const choice = this.#upTo(9);
      if (choice < 4) for (let left = this.#upTo(4); left >= 0; left--) this.#send();
      else if (choice < 6) this.#rig.turn();
      else if (choice < 8) this.#rig.take(1 + this.#upTo(2));
      else this.#grant(this.#upTo(3), this.#upTo(3) === 0 ? this.#upTo(200_000) : this.#upTo(300));
      this.#observe();
    }
    // FIN must come behind the last queued byte, whether the queue is empty by then or not.
    const closeAtOnce = this.#upTo(1) === 0;
    if (closeAtOnce) this.#close();
    this.#lanes.forEach((_, at) => this.#grant(at, 64 * 1024 * 1024));
    this.#comeToRest();
    if (!closeAtOnce) {
      assert.equal(this.#waiting.size, 0, 'streams that were never told to go on');
      this.#close();
      this.#comeToRest();
    }
    this.#checkAll();
  }

  #upTo(max: number): number {
    return this.#next() % (max + 1);
  }

  #send(): void {
    const at = this.#upTo(3);
    const priority = PRIORITIES[this.#upTo(2) === 0 ? 0 : 1]!;
    const sent = this.#lanes[at]!.sent[priority];
    const length = Math.max(HEAD_BYTES, SIZES[this.#upTo(SIZES.length - 1)]! - this.#upTo(24));
    const bytes = message(at, priority, sent.length, length);
    sent.push(bytes);
    if (!this.#substreams[at]!.sendBytes(bytes, priority)) this.#waiting.add(at);
  }

  #grant(at: number, delta: number): void {
    this.#lanes[at]!.grant(delta);
    this.#rig.feed(header(WINDOW_UPDATE, 0, this.#substreams[at]!.stream.id, delta));
  }

  #observe(): void {
    for (const { type, flags, stream, body } of this.#rig.takeFrames()) {
      const lane = this.#lanes[this.#substreams.findIndex((substream) => substream.stream.id === stream)]!;
      if (type === DATA) lane.receive(body);
      if (flags & FIN) lane.fins += 1;
    }
    assert.equal(this.#rig.over, undefined, 'the session ended');
  }

  #close(): void {
    for (const substream of this.#substreams) substream.close();
  }

  #comeToRest(): void {
    while (this.#rig.flushWanted || this.#rig.untaken.length > 0) {
      this.#rig.turn();
      this.#rig.take(1);
      this.#observe();
    }
  }

  #checkAll(): void {
    this.#lanes.forEach(({ sent, received, messages, fins }, at) => {
      const name = this.#names[at];
      for (const priority of PRIORITIES) {
        assert.equal(received[priority], sent[priority].length, `${name}: ${priority} messages that arrived`);
      }
      assert.equal(messages.partial, 0, `${name}: bytes behind the last message`);
      assert.equal(fins, 1, `${name}: FINs`);
    });
    assert.equal(this.#rig.session.queuedBytes, 0, 'bytes that the session believes are queued');
  }
}

describe('session: the send scheduler', () => {
  it(`delivers every message whole, once and in order of its priority under tiny windows (${SEEDS} seeds)`, () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      try {
        new Life(seed).run();
      } catch (cause) {
        throw new Error(`seed ${seed}: ${String(cause)}`, { cause });
      }
    }
  }).timeout(240_000);
});
