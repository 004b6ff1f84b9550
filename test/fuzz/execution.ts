/** One execution: bytes into a decoder, and what must hold for what comes out. */
import { isDeepStrictEqual } from 'node:util';

import type { Target } from './targets.js';

export type Mode = 'strict' | 'compatible';

/** What a decoder made of some bytes. */
export type Outcome = { readonly value: unknown } | { readonly thrown: unknown };

export function decode({ codec }: Target, bytes: Uint8Array, mode: Mode): Outcome {
  try {
    return { value: codec.decode(bytes, { strict: mode === 'strict' }) };
  } catch (thrown) {
    return { thrown };
  }
}

/** `value`, or the code of the error. */
export function verdict(outcome: Outcome): string {
  if ('value' in outcome) return 'value';
  const { code } = outcome.thrown as { readonly code?: unknown };
  return typeof code === 'string' ? code : String(outcome.thrown);
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
    return isDecodeError(outcome.thrown) ? undefined : `threw ${String(outcome.thrown)}`;
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
