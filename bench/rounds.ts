import type { Bench } from './benches.js';
import type { Scenario } from './candidate.js';
import type { CandidateName } from './candidates.js';
import type { Row } from './json.js';
import type { Options } from './options.js';
import { runSample, type Sample } from './run-sample.js';
import { median } from './statistics.js';

/** A sample during which others used more processors than this is taken once more … */
const QUIET = 0.25;
/** … as long as no more than this part of all samples was: on a busy machine it would be all of them. */
const REPEATED = 0.2;

/** Everything that came out for one candidate in one scenario. */
class Collected {
  readonly samples: Sample[] = [];
  readonly failures: string[] = [];

  note(): string | undefined {
    const notes: string[] = [];
    const tries = this.samples.length + this.failures.length;
    if (this.failures.length > 0)
      notes.push(`${this.failures.length} of ${tries} failed: ${this.failures[0]}`);
    const others = Math.max(0, ...this.samples.map((sample) => sample.others));
    if (others > QUIET) notes.push(`others used up to ${others.toFixed(1)} processors`);
    return notes.length > 0 ? notes.join('; ') : undefined;
  }

  row({ name, unit, scenario, figure }: Bench, candidate: CandidateName): Row {
    const samples = this.samples.map(figure);
    const note = this.note();
    const none = samples.length === 0;
    const load = {
      client: round(median(this.samples.map(({ cpu }) => cpu.client))),
      server: round(median(this.samples.map(({ cpu }) => cpu.server))),
    };
    return {
      bench: name,
      candidate,
      unit,
      median: none ? null : round(median(samples)),
      min: none ? null : round(Math.min(...samples)),
      max: none ? null : round(Math.max(...samples)),
      samples: samples.map(round),
      // Of memory at rest it would say nothing.
      ...(none || scenario === 'idle' ? {} : { cpu: load }),
      ...(note === undefined ? {} : { note }),
    };
  }
}

/**
 * Takes all samples. Candidates alternate within a round and each round starts with another one, so that a machine
 * that grows slower or faster meanwhile does so for all of them.
 */
export async function runRounds(options: Options, progress: (line: string) => void): Promise<Row[]> {
  const { benches, candidates, rounds, seconds, profileTo } = options;
  const scenarios = [...new Set(benches.map(({ scenario }) => scenario))];
  const collected = new Map<string, Collected>();
  let repeats = Math.ceil(rounds * scenarios.length * candidates.length * REPEATED);
  for (let number = 0; number < rounds; number++) {
    for (const scenario of scenarios) {
      for (const candidate of rotated(candidates, number)) {
        const into = entry(collected, scenario, candidate);
        const head = `round ${number + 1}/${rounds}  ${scenario.padEnd(10)}  ${candidate.padEnd(12)}`;
        try {
          const take = (): Promise<Sample> => runSample({ candidate, scenario, seconds, profileTo });
          let sample = await take();
          if (sample.others > QUIET && repeats-- > 0) sample = quieter(sample, await take());
          into.samples.push(sample);
          const figures = benches.filter((bench) => bench.scenario === scenario);
          progress(
            `${head}  ${figures.map(({ figure, unit }) => `${round(figure(sample))} ${unit}`).join(', ')}`,
          );
        } catch (thrown) {
          into.failures.push(thrown instanceof Error ? thrown.message : String(thrown));
          progress(`${head}  ${into.failures.at(-1)}`);
        }
      }
    }
  }
  return benches.flatMap((bench) =>
    candidates.map((candidate) => entry(collected, bench.scenario, candidate).row(bench, candidate)),
  );
}

function quieter(one: Sample, other: Sample): Sample {
  return other.others < one.others ? other : one;
}

function entry(collected: Map<string, Collected>, scenario: Scenario, candidate: CandidateName): Collected {
  const key = `${scenario} ${candidate}`;
  const found = collected.get(key) ?? new Collected();
  collected.set(key, found);
  return found;
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

/** Three digits behind the point for small figures, none for large ones: more is noise. */
function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 1000) / 1000;
}
