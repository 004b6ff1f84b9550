/** Inputs for one decoder: first every edge of its schema, then random values, some as they are, most changed. */
import { edgesOf } from '../../codegen/src/values/edges.js';
import { encodePlainly } from '../../codegen/src/values/encode.js';
import { mutant } from '../../codegen/src/values/mutate.js';
import type { Random } from '../../codegen/src/values/prng.js';
import { randomValue } from '../../codegen/src/values/random.js';
import { LARGEST_BOUND } from './producible.js';
import type { Target } from './targets.js';

export interface Input {
  readonly bytes: Uint8Array;
  /** What must come of it, where that is known: `value` or an error code. */
  readonly expected?: string;
}

/** Changed encodings that are made of one value. */
const MUTANTS = 6;
/** A change can multiply what is there. What is honestly decoded of more bytes may not fit into the heap of a child. */
const LARGEST_MUTANT = 1_048_576;

/** Never ends. The same random numbers give the same inputs. */
export function* inputsFor(target: Target, random: Random): Generator<Input, never> {
  const { format, decl, lookup } = target;
  const encode = (value: unknown): Uint8Array => encodePlainly(format, decl, value, lookup);
  for (const { value, code } of edgesOf(decl, lookup, LARGEST_BOUND).edges) {
    if (code !== 'E_WIRE_VALUE') yield { bytes: encode(value), expected: code ?? 'value' };
  }
  for (;;) {
    // Small inputs are fast and reach most; large ones now and then.
    const maxBytes = random.chance(0.05) ? LARGEST_BOUND : 16 + random.below(300);
    const value = randomValue(decl, lookup, random, { maxBytes, maxItems: 4, nan: true });
    yield { bytes: encode(value), expected: 'value' };
    for (let i = 0; i < MUTANTS; i++) {
      const bytes = mutant(format, decl, value, lookup, random);
      if (bytes.length <= LARGEST_MUTANT) yield { bytes };
    }
  }
}
