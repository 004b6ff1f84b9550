/** For programs that run with `--expose-gc`. */
const collect = (globalThis as unknown as { readonly gc: () => void }).gc;

/** Bytes of the heap and of array buffers that are still reachable. */
export async function liveBytes(): Promise<number> {
  // What the collector only finds dead in one round is freed in the next.
  for (let round = 0; round < 5; round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
