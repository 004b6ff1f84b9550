/** What must hold for a view: it is a second opinion on what the codec of the same type decodes. */
import { isDeepStrictEqual } from 'node:util';

import { type Mode, type Outcome, outcomeOf, verdict } from './outcome.js';
import { everythingIn } from './read-everything.js';
import type { Target } from './targets.js';

/** Where a view lies in something larger. */
const MARGIN = 5;

/** What is wrong with the outcome of a view's decoder; `undefined` if nothing is, or if the target is no view. */
export function viewProblem(
  { codec, view }: Target,
  bytes: Uint8Array,
  mode: Mode,
  outcome: Outcome,
): string | undefined {
  if (view === undefined) return undefined;
  const strict = mode === 'strict';
  const plain = outcomeOf(() => codec.decode(bytes, { strict }));
  if (verdict(plain) !== verdict(outcome)) return `the codec says ${verdict(plain)}, not ${verdict(outcome)}`;
  // As in a received record: nothing around it may be looked at.
  const record = new Uint8Array(bytes.length + 2 * MARGIN).fill(0xee);
  record.set(bytes, MARGIN);
  const within = outcomeOf(() => view.decodeRange(record, MARGIN, MARGIN + bytes.length, strict));
  if (verdict(within) !== verdict(outcome)) return `within a record it says ${verdict(within)}`;
  if ('thrown' in plain || 'thrown' in outcome || 'thrown' in within) {
    // The message says what is wrong and where.
    const [expected, said] = [plain, outcome].map((each) => 'thrown' in each && String(each.thrown));
    return expected === said ? undefined : `the codec says "${expected}", not "${said}"`;
  }
  for (const { value } of [outcome, within]) {
    const problem = readingProblem(value, plain.value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function readingProblem(value: unknown, plain: unknown): string | undefined {
  const read = outcomeOf(() => everythingIn(value, plain));
  if ('thrown' in read) return `reading it threw ${String(read.thrown)}`;
  if (!isDeepStrictEqual(read.value, plain)) return 'what it reads is not what the codec decodes';
  const whole = outcomeOf(() => wholeOf(value));
  if ('thrown' in whole) return `toObject threw ${String(whole.thrown)}`;
  return isDeepStrictEqual(whole.value, plain) ? undefined : 'toObject gives another value than the codec';
}

/** The value of a view, of a union of views, or of a table with such a union. */
export function wholeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) === Uint8Array.prototype)
    return value;
  if ('toObject' in value && typeof value.toObject === 'function')
    return (value as { toObject(): unknown }).toObject();
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, wholeOf(each)]));
}
