import type { Clock, Timer } from '../env.js';

/** Node's and browsers' own `setImmediate`, or the nearest thing to it. */
const defer: (fn: () => void) => void =
  typeof setImmediate === 'function' ? (fn) => void setImmediate(fn) : messageChannelDefer();

/** The clock of the machine. Its timers do not keep a Node process alive. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delayMs, fn): Timer {
    const timer: unknown = setTimeout(fn, delayMs);
    (timer as { unref?: () => void }).unref?.();
    return { cancel: () => clearTimeout(timer as number) };
  },
  defer,
};

/** In browsers a message to oneself comes after this turn and, unlike `setTimeout`, without a least delay. */
function messageChannelDefer(): (fn: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  const queue: (() => void)[] = [];
  port1.onmessage = () => queue.shift()?.();
  return (fn) => {
    queue.push(fn);
    port2.postMessage(undefined);
  };
}
