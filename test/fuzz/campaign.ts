/** A run of many inputs against one decoder. */
import { Random } from '../../codegen/src/values/prng.js';
import { AllocationMeter } from './allocation.js';
import { decode, hex, problemOf } from './execution.js';
import { type Input, inputsFor } from './inputs.js';
import { type Mode, type Outcome, verdict } from './outcome.js';
import { modesOf, type Target } from './targets.js';

/** What the executions came to; can be added up and written down. */
export interface Tally {
  executions: number;
  accepted: number;
  /** Errors by code. */
  readonly codes: Record<string, number>;
}

/** What a part of the executions came to. */
export interface Part {
  readonly tally: Tally;
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly type: string;
  readonly mode: Mode;
  readonly hex: string;
  readonly problem: string;
}

/** Inputs that are decoded together, between two looks at the heap and the clock. */
const BATCH = 64;
const SLOW_RETRIES = 3;
/** What decoding a view may allocate, however much was received: the view, and room for the engine. */
const VIEW_BYTES = 1024;
/** Where less was received, an object for each item could hide in the room for the engine. */
const LARGE_INPUT = 4096;

export interface CampaignOptions {
  readonly seed: number;
  /** Calls that take longer are failures. Default: the clock is not looked at. */
  readonly slowMs?: number;
  /** Called with every input before it is decoded. */
  readonly announce?: (input: Input, mode: Mode) => void;
}

export function emptyTally(): Tally {
  return { executions: 0, accepted: 0, codes: {} };
}

export function addTally(to: Tally, from: Tally): void {
  to.executions += from.executions;
  to.accepted += from.accepted;
  for (const [code, count] of Object.entries(from.codes)) to.codes[code] = (to.codes[code] ?? 0) + count;
}

export class Campaign {
  readonly target: Target;
  readonly #options: CampaignOptions;
  readonly #inputs: Iterator<Input, never>;
  readonly #meter = new AllocationMeter();
  #tally = emptyTally();
  #failures: Failure[] = [];

  constructor(target: Target, options: CampaignOptions) {
    this.target = target;
    this.#options = options;
    this.#inputs = inputsFor(target, new Random(seedFor(target.name, options.seed)));
  }

  /** At least `executions` more. */
  run(executions: number): Part {
    this.#tally = emptyTally();
    this.#failures = [];
    while (this.#tally.executions < executions) {
      const inputs = Array.from({ length: BATCH }, () => this.#inputs.next().value);
      for (const mode of modesOf(this.target)) this.#batch(inputs, mode);
    }
    return { tally: this.#tally, failures: this.#failures };
  }

  #batch(inputs: readonly Input[], mode: Mode): void {
    const { announce, slowMs } = this.#options;
    const outcomes: Outcome[] = [];
    const began = performance.now();
    const excess = this.#meter.excess(
      inputs,
      (input) => input.bytes.length,
      (input) => {
        announce?.(input, mode);
        const outcome = decode(this.target, input.bytes, mode);
        outcomes.push(outcome);
        return outcome;
      },
    );
    if (slowMs !== undefined && performance.now() - began > slowMs) this.#findSlow(inputs, mode, slowMs);
    for (const { input, allocated } of excess) {
      this.#fail(input, mode, `${input.bytes.length} bytes of input made it allocate ${allocated} bytes`);
    }
    for (const [i, input] of inputs.entries()) this.#count(input, mode, outcomes[i]!);
    if (this.target.view?.isLazy === true) {
      this.#checkConstant(
        inputs.filter((_, i) => 'value' in outcomes[i]!),
        mode,
      );
    }
  }

  /** A view costs the same, whatever it shows. */
  #checkConstant(accepted: readonly Input[], mode: Mode): void {
    let largest: Input | undefined;
    for (const input of accepted) {
      if (input.bytes.length > (largest?.bytes.length ?? LARGE_INPUT)) largest = input;
    }
    if (largest === undefined) return;
    const { bytes } = largest;
    const allocated = this.#meter.perCall(() => decode(this.target, bytes, mode), VIEW_BYTES);
    if (allocated > VIEW_BYTES) {
      this.#fail(
        largest,
        mode,
        `a view of ${bytes.length} bytes made it allocate ${Math.round(allocated)} bytes`,
      );
    }
  }

  #count(input: Input, mode: Mode, outcome: Outcome): void {
    const tally = this.#tally;
    const { target } = this;
    const found = verdict(outcome);
    tally.executions++;
    if (found === 'value') tally.accepted++;
    else tally.codes[found] = (tally.codes[found] ?? 0) + 1;
    const problem = problemOf(target, input.bytes, mode, outcome, input.expected);
    if (problem !== undefined) this.#fail(input, mode, problem);
  }

  /** A machine may pause at any time; a slow decoder is slow whenever it is asked. */
  #findSlow(inputs: readonly Input[], mode: Mode, slowMs: number): void {
    for (const input of inputs) {
      const runs = Array.from({ length: SLOW_RETRIES }, () => {
        const began = performance.now();
        decode(this.target, input.bytes, mode);
        return performance.now() - began;
      });
      const took = Math.min(...runs);
      if (took > slowMs) this.#fail(input, mode, `took ${Math.round(took)} ms`);
    }
  }

  #fail({ bytes }: Input, mode: Mode, problem: string): void {
    this.#failures.push({ type: this.target.name, mode, hex: hex(bytes), problem });
  }
}

/** Every decoder has random numbers of its own, so that it can be run again alone. */
function seedFor(name: string, seed: number): number {
  let mixed = seed | 0;
  for (const char of name) mixed = Math.imul(mixed ^ char.charCodeAt(0), 0x0100_0193);
  return mixed >>> 0;
}
