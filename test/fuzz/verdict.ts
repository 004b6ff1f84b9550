/** Judges a finished run: what failed, and whether it has looked everywhere. */
import { addTally, emptyTally, type Tally } from './campaign.js';
import { reproducer } from './reproducer.js';
import type { Report } from './supervise.js';
import type { Target } from './targets.js';

/** Share of inputs that decoders must accept: else the inputs are noise and reach nothing. */
const ACCEPTED = 0.1;
/** Below this many executions of a decoder nothing is said about what was not seen. */
const ENOUGH = 500;

export interface Summary {
  readonly total: Tally;
  /** The part of it that views had. */
  readonly views: Tally;
  /** Codes that the schemas can produce and that did not occur. */
  readonly unseen: readonly string[];
  /** One line each; empty if all is well. */
  readonly complaints: readonly string[];
}

export function summarise({ tallies, failures }: Report, targets: readonly Target[]): Summary {
  const total = emptyTally();
  for (const tally of tallies.values()) addTally(total, tally);
  const views = emptyTally();
  for (const { name, view } of targets) if (view !== undefined) addTally(views, tallies.get(name)!);
  const producible = new Set(targets.flatMap((target) => [...target.producible]));
  const unseen = [...producible].filter((code) => (total.codes[code] ?? 0) === 0).sort();
  const complaints = failures.map(
    (failure) => `${failure.type}: ${failure.problem}\n  ${reproducer(failure)}`,
  );
  const long = [...tallies.values()].every((tally) => tally.executions >= ENOUGH);
  if (long) {
    complaints.push(...unseen.map((code) => `${code} never occurred`));
    if (total.accepted < ACCEPTED * total.executions) {
      complaints.push(`only ${total.accepted} of ${total.executions} inputs were accepted`);
    }
  }
  return { total, views, unseen, complaints };
}
