/** For users' tests (`tentacle-ts/testing`): nodes over the memory transport in virtual time. No port, no sleep. */
import { createNode, generateKey } from './node.js';
import type { CreateOptions, Node } from './node.js';
import { MemoryNetwork } from './transport/memory.js';
import { VirtualClock } from './service/virtual-clock.js';

export { MemoryNetwork, VirtualClock };

/** Two connected nodes and their clock. */
export interface TwoNodes {
  /** Dialled `b`. */
  readonly a: Node;
  readonly b: Node;
  readonly clock: VirtualClock;
  /** Closes both and throws if a session or a timer is left. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Options of one of {@link twoNodes}; a key is made when none is given. */
export type TestNodeOptions = Omit<CreateOptions, 'clock' | 'transports' | 'listen'>;

/**
 * Two nodes, connected and with every common protocol open. Pass a `clock` when a protocol needs it beforehand.
 *
 * @example
 * const { a, b, clock } = await twoNodes({ protocols: [chat.handle(left)] }, { protocols: [chat.handle(right)] });
 * a.peer(b.id, chat).send.say({ text: 'hi' });
 * await clock.settle();
 */
export async function twoNodes(
  left: TestNodeOptions,
  right: TestNodeOptions,
  { clock = new VirtualClock() }: { readonly clock?: VirtualClock } = {},
): Promise<TwoNodes> {
  const network = new MemoryNetwork(clock);
  const shared = { clock, transports: [network.transport()] };
  const a = await createNode({ key: generateKey(), ...left, ...shared });
  const b = await createNode({ key: generateKey(), ...right, ...shared, listen: ['/memory/0'] });
  const dialled = a.dial(b.addresses[0]!);
  // Awaited below; until then a failure is nobody's.
  dialled.catch(() => {});
  await clock.settle();
  await dialled;
  await clock.settle();
  const close = async (): Promise<void> => {
    const closed = Promise.all([a.close(), b.close()]);
    await clock.settle();
    await clock.advance(Math.max(a.limits.goAwayTimeoutMs, b.limits.goAwayTimeoutMs) * 2);
    await closed;
    const left = a.sessions.length + b.sessions.length;
    if (left > 0 || clock.timers > 0) throw new Error(`${left} sessions and ${clock.timers} timers are left`);
  };
  return { a, b, clock, close, [Symbol.asyncDispose]: close };
}
