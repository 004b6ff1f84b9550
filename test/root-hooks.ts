/**
 * After each test file nothing may be left running: no socket, no server, no child process. Timers of the system
 * clock are unreferenced and so do not count; the virtual clock checks its own.
 */
const ALWAYS_THERE = new Set([
  'PipeWrap',
  'TTYWrap',
  'CloseReq',
  'FSReqCallback',
  'FSReqPromise',
  'Immediate',
  'Timeout',
]);
const SETTLE_MS = 2_000;

function leftovers(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => !ALWAYS_THERE.has(kind));
}

export const mochaHooks = {
  async afterAll(): Promise<void> {
    // Sockets that were just closed need a few turns of the loop.
    for (let waited = 0; leftovers().length > 0 && waited < SETTLE_MS; waited += 10) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const left = leftovers();
    if (left.length > 0) throw new Error(`left running after the tests: ${left.join(', ')}`);
  },
};
