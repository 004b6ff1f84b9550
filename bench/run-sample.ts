import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from './candidate.js';
import type { CandidateName } from './candidates.js';
import { otherLoad, processorTimes } from './machine.js';
import type { Snapshot } from './messages.js';
import { WorkerProcess } from './worker-process.js';

/** Sessions held in `idle`, and those before: the first ones pay for code, pools and caches. */
const IDLE_SESSIONS = 500;
const IDLE_FIRST = 50;

/** What to measure, and for how long. */
export interface SampleOptions {
  readonly candidate: CandidateName;
  readonly scenario: Scenario;
  readonly seconds: number;
  /** Directory for CPU profiles of both sides. */
  readonly profileTo: string | undefined;
}

/** Processor seconds per second of a sample. */
export interface CpuLoad {
  readonly client: number;
  readonly server: number;
}

/** Both sides, and the machine, at one instant. */
interface Both {
  readonly client: Snapshot;
  readonly server: Snapshot;
  readonly processors: number;
}

/** What happened between two snapshots. */
export interface Sample {
  /** By the clock of the side that counts. */
  readonly seconds: number;
  /** Messages received one way, echoes or sessions completed. */
  readonly messages: number;
  readonly receivedBytes: number;
  readonly medianUs: number;
  readonly heapPerSession: number;
  readonly cpu: CpuLoad;
  /** Processors that somebody else kept busy meanwhile. */
  readonly others: number;
}

/** Takes one sample with two fresh processes, which are gone afterwards. Rejects when the candidate fails. */
export async function runSample(options: SampleOptions): Promise<Sample> {
  const server = new WorkerProcess('server', flags(options, 'server'));
  const client = new WorkerProcess('client', flags(options, 'client'));
  try {
    return await measure(server, client, options);
  } finally {
    await Promise.all([client.stop(), server.stop()]);
  }
}

function flags({ candidate, scenario, profileTo }: SampleOptions, role: string): string[] {
  const gc = scenario === 'idle' ? ['--expose-gc'] : [];
  if (profileTo === undefined) return gc;
  const name = `${scenario}-${candidate}-${role}.cpuprofile`;
  return [...gc, '--cpu-prof', `--cpu-prof-dir=${profileTo}`, `--cpu-prof-name=${name}`];
}

async function measure(
  server: WorkerProcess,
  client: WorkerProcess,
  options: SampleOptions,
): Promise<Sample> {
  const { candidate, scenario, seconds } = options;
  const { address } = await server.ask('serve', { candidate, scenario });
  const both = async (): Promise<Both> => {
    const [ofClient, ofServer] = await Promise.all([client.ask('snapshot', {}), server.ask('snapshot', {})]);
    return { client: ofClient, server: ofServer, processors: processorTimes() };
  };
  if (scenario === 'idle') {
    const hold = async (sessions: number, total: number): Promise<void> => {
      await client.ask('hold', { candidate, address, sessions });
      await accepted(server, total);
    };
    await hold(IDLE_FIRST, IDLE_FIRST);
    const before = await both();
    await hold(IDLE_SESSIONS, IDLE_FIRST + IDLE_SESSIONS);
    return difference(scenario, before, await both());
  }
  await client.ask('drive', { candidate, scenario, address });
  // Half as long again beforehand: the compiler must have seen everything.
  await sleep(seconds * 500);
  const before = await both();
  await sleep(seconds * 1000);
  const sample = difference(scenario, before, await both());
  if (sample.messages + sample.receivedBytes === 0) throw new Error('nothing arrived');
  return sample;
}

/** Waits until the server, too, sees all `sessions`. */
async function accepted(server: WorkerProcess, sessions: number): Promise<void> {
  const deadline = performance.now() + 5_000;
  for (;;) {
    const { sessions: open } = await server.ask('snapshot', {});
    if (open === sessions) return;
    if (performance.now() > deadline)
      throw new Error(`server: ${open} sessions are open instead of ${sessions}`);
    await sleep(50);
  }
}

/** What happened between `before` and `after`. */
function difference(scenario: Scenario, before: Both, after: Both): Sample {
  // Of what nobody answers, only the receiver knows how much there was.
  const counting = scenario === 'bulk' || scenario === 'oneway100' ? 'server' : 'client';
  const first = before[counting];
  const last = after[counting];
  const seconds = (last.atMs - first.atMs) / 1000;
  const cpu = {
    client: (after.client.cpuMs - before.client.cpuMs) / 1000 / seconds,
    server: (after.server.cpuMs - before.server.cpuMs) / 1000 / seconds,
  };
  const sessions = after.server.sessions - before.server.sessions;
  const heap = after.server.heapBytes - before.server.heapBytes;
  const load = otherLoad(before.processors, after.processors, seconds, cpu.client + cpu.server);
  return {
    seconds,
    messages: last.messages - first.messages,
    receivedBytes: last.bytes - first.bytes,
    medianUs: after.client.medianUs,
    heapPerSession: sessions > 0 ? heap / sessions : 0,
    cpu,
    // Memory does not depend on who else is busy.
    others: scenario === 'idle' ? 0 : load,
  };
}
