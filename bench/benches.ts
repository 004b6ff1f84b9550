import type { Scenario } from './candidate.js';
import type { Sample } from './run-sample.js';

/** `ops/cpu-s`: per second of processor time, those of the collector included; `B/B`: heap bytes per wire byte. */
export type Unit = 'MB/s' | 'msg/s' | 'echoes/s' | 'sessions/s' | 'ops/cpu-s' | 'µs' | 'B' | 'B/B';

/** One figure that can be taken. Several may come out of one sample. */
export interface Bench {
  readonly name: string;
  readonly scenario: Scenario;
  readonly unit: Unit;
  readonly what: string;
  readonly figure: (sample: Sample) => number;
}

export const BENCHES: readonly Bench[] = [
  {
    name: 'bulk',
    scenario: 'bulk',
    unit: 'MB/s',
    what: 'one stream, 64 KiB messages, counted at the receiver',
    figure: (sample) => sample.receivedBytes / sample.seconds / 1e6,
  },
  {
    name: 'oneway100',
    scenario: 'oneway100',
    unit: 'msg/s',
    what: 'one stream, 100 B messages, each decoded by the receiver',
    figure: (sample) => sample.messages / sample.seconds,
  },
  {
    name: 'echo64',
    scenario: 'echo64',
    unit: 'echoes/s',
    what: '100 B there and back, 64 in flight',
    figure: (sample) => sample.messages / sample.seconds,
  },
  {
    name: 'echo1',
    scenario: 'echo1',
    unit: 'echoes/s',
    what: '100 B there and back, one at a time',
    figure: (sample) => sample.messages / sample.seconds,
  },
  {
    name: 'echo1-p50',
    scenario: 'echo1',
    unit: 'µs',
    what: 'median round trip of echo1',
    figure: (sample) => sample.medianUs,
  },
  {
    name: 'handshakes',
    scenario: 'handshakes',
    unit: 'sessions/s',
    what: 'until the session is open, 8 at a time; closed afterwards',
    figure: (sample) => sample.messages / sample.seconds,
  },
  {
    name: 'idle-heap',
    scenario: 'idle',
    unit: 'B',
    what: 'heap and external memory of the accepting process per open session without a stream',
    figure: (sample) => sample.heapPerSession,
  },
];

/** Times and sizes: there less is more. */
export function smallerIsBetter(unit: Unit): boolean {
  return unit === 'µs' || unit === 'B' || unit === 'B/B';
}
