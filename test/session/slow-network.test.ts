import assert from 'node:assert/strict';
import {
  createNode,
  generateKey,
  rawProtocol,
  type Node,
  type Priority,
  type RawPeer,
} from '../../src/node.js';
import { VirtualClock } from '../../src/testing.js';
import { seededNumbers } from '../crypto/seeded.js';
import { u32 } from '../hostile/raw-yamux.js';
import { SlowNetwork } from './slow-network.js';

const SEEDS = 8;
const NAMES = ['/a', '/b', '/c'];
const PRIORITIES: readonly Priority[] = ['high', 'normal'];
const KiB = 1024;

/** `u8` priority, `u32` number, then one byte repeated. */
function message(priority: Priority, number: number, length: number): Uint8Array {
  const bytes = new Uint8Array(5 + length).fill(number * 13);
  bytes[0] = priority === 'high' ? 1 : 0;
  bytes.set(u32(number), 1);
  return bytes;
}

/** One node that sends random messages on all protocols and checks what it receives. */
class Talker {
  readonly sent: Record<string, number> = {};
  readonly received: Record<string, number> = {};
  readonly problems: string[] = [];
  readonly node: Promise<Node>;
  readonly #next: () => number;

  constructor(next: () => number, options: Omit<Parameters<typeof createNode>[0], 'protocols' | 'key'>) {
    this.#next = next;
    this.node = createNode({
      ...options,
      key: generateKey(),
      protocols: NAMES.map((name) =>
        definition(name).handle({ onBytes: (peer, bytes) => this.#receive(name, peer, bytes) }),
      ),
    });
  }

  /** Up to `count` messages, fewer where a peer asks to wait. */
  async talk(count: number): Promise<void> {
    const node = await this.node;
    for (let left = count; left > 0; left--) {
      const name = NAMES[this.#next() % NAMES.length]!;
      const priority = PRIORITIES[this.#next() % 3 === 0 ? 0 : 1]!;
      const key = `${name} ${priority}`;
      const number = this.sent[key] ?? 0;
      const length = [0, 50, 5_000, 70_000, 300_000][this.#next() % 5]! + (this.#next() % 50);
      this.sent[key] = number + 1;
      const goOn = node.peers(definition(name))[0]!.send.bytes(message(priority, number, length), priority);
      if (!goOn) return;
    }
  }

  #receive(name: string, _peer: RawPeer, bytes: Uint8Array): void {
    const priority = bytes[0] === 1 ? 'high' : 'normal';
    const key = `${name} ${priority}`;
    const number = this.received[key] ?? 0;
    this.received[key] = number + 1;
    const expected = message(priority, number, bytes.length - 5);
    if (Buffer.compare(expected, bytes) !== 0)
      this.problems.push(`${key}: message ${number} is not what was sent`);
  }
}

function definition(name: string) {
  return rawProtocol({ name, versions: ['1'], maxBytes: 1024 * KiB });
}

describe('session: two nodes over a network that is slow to take and cuts as it likes', () => {
  for (const encryption of ['secio', 'plaintext'] as const) {
    it(`${encryption}: every message arrives intact, once and in order of its priority (${SEEDS} seeds)`, async () => {
      for (let seed = 1; seed <= SEEDS; seed++) {
        const next = seededNumbers(seed);
        const clock = new VirtualClock();
        const network = new SlowNetwork(clock, next);
        const options = { encryption, clock, transports: [network.transport()] };
        const a = new Talker(next, { ...options, limits: { unflushedBytes: 1 + (next() % 50_000) } });
        const b = new Talker(next, {
          ...options,
          limits: { unflushedBytes: 100_000 },
          listen: ['/memory/1'],
        });
        const [left, right] = await Promise.all([a.node, b.node]);
        const dialled = left.dial('/memory/1');
        await clock.advance(500);
        await dialled;
        for (let round = 0; round < 8; round++) {
          await Promise.all([a.talk(next() % 30), b.talk(next() % 30)]);
          await clock.advance(next() % 40);
        }
        await clock.advance(5_000);
        assert.deepEqual([...a.problems, ...b.problems], [], `seed ${seed}`);
        assert.deepEqual(sorted(b.received), sorted(a.sent), `seed ${seed}: from the dialer`);
        assert.deepEqual(sorted(a.received), sorted(b.sent), `seed ${seed}: from the listener`);
        const closed = Promise.all([left.close(), right.close()]);
        await clock.advance(60_000);
        await closed;
        assert.equal(clock.timers, 0, `seed ${seed}: timers`);
      }
    });
  }
});

function sorted(counts: Record<string, number>): [string, number][] {
  return Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
}
