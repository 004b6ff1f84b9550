/** Limits that were lowered or raised: one side then sends what the other one refuses. */
import { FORMAT_LIMIT } from '../mol/use.js';
import { unitOf } from '../unit-of.js';
import { effectOf } from './change.js';
import type { ShapeChange } from './shape-change.js';

/** `unit`: what is counted, in the singular. */
export function limitChanges(old: number, new_: number, unit: string): readonly ShapeChange[] {
  if (old === new_) return [];
  const lowered = new_ < old;
  return [
    {
      code: lowered ? 'LIMIT_LOWERED' : 'LIMIT_RAISED',
      path: [],
      text: `at most ${amount(new_)} ${unitOf(new_, unit)} instead of ${amount(old)}`,
      effect: lowered ? effectOf('some', 'all') : effectOf('all', 'some'),
      advice: lowered
        ? `send no more than ${new_} first, and lower the limit when no peer of the old version is left`
        : `send no more than ${old} until no peer of the old version is left`,
      beyond: { writer: lowered ? 'old' : 'new', count: Math.min(old, new_) + 1 },
    },
  ];
}

function amount(limit: number): string {
  return limit === FORMAT_LIMIT ? 'any number of' : String(limit);
}
