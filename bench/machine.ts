import { cpus, release, type } from 'node:os';

/** The machine in a line, for those who compare figures. */
export function describeMachine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() || process.arch;
  return `${model} × ${processors.length}, ${type()} ${release()}`;
}

/** Processor time that the whole machine has spent working since it started, in ms. */
export function processorTimes(): number {
  let busy = 0;
  for (const { times } of cpus()) busy += times.user + times.nice + times.sys + times.irq;
  return busy;
}

/** The kernel counts in ticks of 10 ms: shorter times than this are too blurred to blame anybody. */
const LEAST_SECONDS = 0.5;

/** Processors kept busy by others, of two {@link processorTimes} that are `seconds` apart, when we used `ours`. */
export function otherLoad(before: number, after: number, seconds: number, ours: number): number {
  if (seconds < LEAST_SECONDS) return 0;
  return Math.max(0, (after - before) / 1000 / seconds - ours);
}
