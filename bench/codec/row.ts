import type { Unit } from '../benches.js';
import type { Row } from '../json.js';
import { median } from '../statistics.js';

/** A row of the result; without `values`, `note` says why there are none. */
export function rowOf(
  bench: string,
  candidate: string,
  unit: Unit,
  values: readonly number[],
  note?: string,
): Row {
  const samples = values.map(round);
  const none = samples.length === 0;
  return {
    bench,
    candidate,
    unit,
    median: none ? null : round(median(values)),
    min: none ? null : Math.min(...samples),
    max: none ? null : Math.max(...samples),
    samples,
    ...(note === undefined ? {} : { note }),
  };
}

/** Three digits behind the point for small figures, none for large ones: more is noise. */
function round(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Math.round(value * 1000) / 1000;
}
