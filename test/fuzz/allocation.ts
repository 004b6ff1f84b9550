/**
 * Bounds what decoding allocates. An honest decoder makes things of bytes that have arrived, never of bytes or items
 * that are only announced: a fixed number of heap bytes for each received one is enough. One that reserves what a header
 * promises goes beyond it, even if it throws afterwards.
 */
import v8 from 'node:v8';
import vm from 'node:vm';

/**
 * Heap for one byte of input. The dearest input is an empty protobuf message in a list: two bytes become an object
 * with a Map or two, about 300 bytes.
 */
const PER_BYTE = 512;
/** Heap for an input besides: an error with its stack. */
const PER_INPUT = 16_384;
/** What a run may cost besides: the compiler works meanwhile. */
const PER_RUN = 262_144;
const RETRIES = 3;
/** Calls over which {@link AllocationMeter.perCall} takes the average. */
const REPEATED = 128;
const UNTIL_COMPILED = 8;

type Collect = (options: { readonly type: 'minor' | 'major' }) => void;

export class AllocationMeter {
  readonly #collect: Collect;

  constructor() {
    // A garbage collection amid a measurement would hide what was allocated before it.
    v8.setFlagsFromString('--expose-gc');
    this.#collect = vm.runInNewContext('gc') as Collect;
  }

  /**
   * Bytes that one call allocates, on average over many: what the engine does meanwhile then weighs little. Code that is
   * not compiled to its end allocates more, so it is measured until it is at most `enough`, or often enough.
   */
  perCall(decode: () => unknown, enough: number): number {
    const calls = Array.from({ length: REPEATED }, () => undefined);
    let least = Infinity;
    for (let i = 0; i < UNTIL_COMPILED && least > enough; i++) {
      least = Math.min(least, this.#measure(calls, decode) / REPEATED);
    }
    return least;
  }

  /** Runs `decode` over the inputs and returns those that allocated too much, with how much. */
  excess<T>(
    inputs: readonly T[],
    lengthOf: (input: T) => number,
    decode: (input: T) => unknown,
  ): readonly { readonly input: T; readonly allocated: number }[] {
    const allowed = inputs.reduce((sum, input) => sum + allowance(lengthOf(input)), PER_RUN);
    if (this.#measure(inputs, decode) <= allowed) return [];
    return inputs.flatMap((input) => {
      const runs = Array.from({ length: RETRIES }, () => this.#measure([input], decode));
      const allocated = Math.min(...runs);
      return allocated > allowance(lengthOf(input)) + PER_RUN ? [{ input, allocated }] : [];
    });
  }

  /** Bytes that the calls allocated, on the heap and in buffers outside of it. */
  #measure<T>(inputs: readonly T[], decode: (input: T) => unknown): number {
    this.#collect({ type: 'minor' });
    const before = v8.getHeapStatistics();
    const kept = inputs.map((input) => decode(input));
    const after = v8.getHeapStatistics();
    kept.length = 0;
    const heap = after.used_heap_size - before.used_heap_size;
    return heap + after.external_memory - before.external_memory;
  }
}

function allowance(length: number): number {
  return PER_BYTE * length + PER_INPUT;
}
