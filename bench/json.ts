import type { Unit } from './benches.js';
import { describeMachine } from './machine.js';
import type { CpuLoad } from './run-sample.js';

/** All samples of one bench and one candidate. */
export interface Row {
  readonly bench: string;
  readonly candidate: string;
  readonly unit: Unit;
  /** `null`, as are `min` and `max`, if there is no sample: `note` says why. */
  readonly median: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** In the order in which they were taken. */
  readonly samples: readonly number[];
  /** Medians of what each side used. */
  readonly cpu?: CpuLoad;
  readonly note?: string;
}

/** What `--out` and `--json` give. More is better, unless the unit is a time or bytes. */
export interface Result {
  readonly machine: string;
  readonly node: string;
  /** ISO 8601. */
  readonly date: string;
  readonly rows: readonly Row[];
}

export function resultOf(rows: readonly Row[]): Result {
  return { machine: describeMachine(), node: process.version, date: new Date().toISOString(), rows };
}

export function toJson(result: Result): string {
  return `${JSON.stringify(result, undefined, 2)}\n`;
}
