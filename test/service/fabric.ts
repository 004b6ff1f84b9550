import assert from 'node:assert/strict';
import {
  createNode,
  DialError,
  generateKey,
  type Connection,
  type CreateOptions,
  type ErrorCode,
  type Node,
  type Transport,
} from '../../src/node.js';
import { MemoryNetwork, VirtualClock } from '../../src/testing.js';

/** A memory network with its clock and the nodes on it. */
export class Fabric {
  readonly clock = new VirtualClock();
  readonly network = new MemoryNetwork(this.clock);
  readonly #nodes: Node[] = [];

  /** A node with a key of its own unless `options` say otherwise. */
  async node(options: Partial<CreateOptions> = {}): Promise<Node> {
    const platform = { clock: this.clock, transports: [this.network.transport()] };
    const node = await createNode({ key: generateKey(), ...platform, ...options });
    this.#nodes.push(node);
    return node;
  }

  /** Closes all nodes; no session, no connection in its handshake and no timer may be left. */
  async finish(): Promise<void> {
    const closed = Promise.all(this.#nodes.map((node) => node.close()));
    await this.clock.advance(60_000);
    await closed;
    for (const node of this.#nodes) {
      assert.deepEqual(node.usage(), { sessions: 0, pendingInbound: 0, queued: [] });
      assert.deepEqual(node.sessions, []);
    }
    assert.equal(this.clock.timers, 0, 'timers that are left');
  }
}

/** A transport for any address that connects when and as `dial` says. */
export function transportOf(dial: (signal: AbortSignal) => Promise<Connection>): Transport {
  return { handles: () => true, dial: (_address, signal) => dial(signal) };
}

/** A dial that never connects but heeds its signal, as every transport does. */
export function never(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}

/** The codes of the attempts of a dial that fails. */
export async function attemptCodes(dialled: Promise<unknown>): Promise<ErrorCode[]> {
  const error: unknown = await dialled.then(
    () => assert.fail('the dial succeeded'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof DialError, String(error));
  assert.equal(error.code, 'E_DIAL_FAILED');
  return error.attempts.map(({ code }) => code);
}
