/** One execution: bytes into a decoder, and what must hold for what comes out. */
import { isDeepStrictEqual } from 'node:util';

import { type Mode, type Outcome, outcomeOf, verdict } from './outcome.js';
import type { Target } from './targets.js';
import { viewProblem } from './view-problem.js';

export function decode({ codec, view }: Target, bytes: Uint8Array, mode: Mode): Outcome {
  return outcomeOf(() => (view ?? codec).decode(bytes, { strict: mode === 'strict' }));
}

/** What is wrong with an outcome, in words; `undefined` if nothing is. */
export function problemOf(
  target: Target,
  bytes: Uint8Array,
  mode: Mode,
  outcome: Outcome,
  expected: string | undefined,
): string | undefined {
  if (expected !== undefined && verdict(outcome) !== expected) {
    return `${expected} expected, got ${verdict(outcome)}`;
  }
  if ('thrown' in outcome)
    return isDecodeError(outcome.thrown)
      ? viewProblem(target, bytes, mode, outcome)
      : `threw ${String(outcome.thrown)}`;
  if (target.view !== undefined) return viewProblem(target, bytes, mode, outcome);
  const { value } = outcome;
  let again: Uint8Array;
  try {
    again = target.codec.encode(value);
  } catch (thrown) {
    return `the decoded value cannot be encoded: ${String(thrown)}`;
  }
  if (mode === 'strict') {
    return Buffer.compare(again, bytes) === 0 ? undefined : `read strictly, encoded as ${hex(again)}`;
  }
  const back = decode(target, again, target.format === 'molecule' ? 'strict' : 'compatible');
  if ('thrown' in back) return `encoded again as ${hex(again)}, which is refused: ${String(back.thrown)}`;
  return isDeepStrictEqual(back.value, value)
    ? undefined
    : `encoded again as ${hex(again)}, which is another value`;
}

function isDecodeError(thrown: unknown): boolean {
  const { name, stage, code } = thrown as {
    readonly name?: string;
    readonly stage?: string;
    readonly code?: string;
  };
  return name === 'WireError' && stage === 'decode' && code?.startsWith('E_WIRE_') === true;
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}
