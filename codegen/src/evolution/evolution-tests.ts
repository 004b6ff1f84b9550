/** Tests that hold a type to its past: what each version of it writes, the other one reads as the rules say. */
import { Random } from '../values/prng.js';
import { randomValue } from '../values/random.js';
import type { Fit } from './change.js';
import { loadCodecPairs } from './codec-pairs.js';
import { Meaning } from './meaning.js';
import { pairVersions, type TypePair } from './pairing.js';
import { type CodecPair, type Trial, tryValue } from './trial.js';
import { Comparison } from './type-changes.js';
import type { Version } from './version.js';

/** One test, for any framework. */
export interface EvolutionTest {
  readonly name: string;
  /** Rejects with what is wrong. */
  run(): Promise<void>;
}

export interface EvolutionTestOptions {
  /** Default 1. */
  readonly seed?: number;
  /** Random values of each version. Default 200. */
  readonly values?: number;
  /** URL of the runtime that the codecs call. */
  readonly runtime?: string;
}

/**
 * Four tests for a type: old bytes read by the new version and new bytes read by the old one, strictly and compatibly.
 * A value that is accepted must mean the same. Throws if one of the versions does not have the type.
 */
export function evolutionTests(
  old: Version,
  new_: Version,
  type: string,
  options: EvolutionTestOptions = {},
): readonly EvolutionTest[] {
  const { seed = 1, values = 200, runtime } = options;
  const pairing = pairVersions(old, new_);
  const pair = pairing.types.find((each) => each.new.name === type);
  if (pair === undefined) throw new Error(`there is no type ${type} in both versions`);
  const comparison = new Comparison(pairing);
  const effect = comparison.effectBelow(pair);
  let loading: Promise<CodecPair> | undefined;
  const load = (): Promise<CodecPair> => (loading ??= loadPair(comparison, pair, runtime));
  return (['old', 'new'] as const).flatMap((writer) => {
    const reading = effect[writer === 'old' ? 'oldToNew' : 'newToOld'];
    return (['strict', 'compatible'] as const).map((mode) => ({
      name: `${type}: the ${writer === 'old' ? 'new' : 'old'} version reads ${reading[mode]} of the ${writer} one, ${mode === 'strict' ? 'strictly' : 'compatibly'}`,
      run: async () => {
        const trials = tryMany(await load(), writer, comparison, seed, values);
        expectFit(trials, mode, reading[mode], seed);
      },
    }));
  });
}

async function loadPair(comparison: Comparison, pair: TypePair, runtime?: string): Promise<CodecPair> {
  const codecs = (await loadCodecPairs(comparison.pairing, [pair], runtime)).of(pair);
  if (codecs === undefined) throw new Error(`${pair.new.name} has no codec`);
  return codecs;
}

function tryMany(
  codecs: CodecPair,
  writer: 'old' | 'new',
  comparison: Comparison,
  seed: number,
  count: number,
): readonly Trial[] {
  const decl = codecs.types[writer];
  const lookup = comparison.pairing[writer].scope(decl);
  const meaning = new Meaning(comparison, writer);
  const random = new Random(seed);
  const trials: Trial[] = [];
  for (let i = 0; i < count; i++) {
    const value = randomValue(decl, lookup, random);
    const trial = tryValue(codecs, writer, value, (a, b) => meaning.same(codecs.types, a, b));
    if (trial !== undefined) trials.push(trial);
  }
  return trials;
}

function expectFit(trials: readonly Trial[], mode: 'strict' | 'compatible', fit: Fit, seed: number): void {
  const hex = ({ bytes }: Trial): string => Buffer.from(bytes).toString('hex');
  const wrong = trials.find(({ misread }) => misread);
  if (wrong !== undefined) throw new Error(`these bytes mean something else: ${hex(wrong)} (seed ${seed})`);
  const accepted = trials.filter((trial) => trial[mode].accepted);
  const share = `${accepted.length} of ${trials.length} values were accepted (seed ${seed})`;
  if (trials.length === 0) throw new Error('no value could be made');
  if (fit === 'all' && accepted.length < trials.length) throw new Error(`expected all: ${share}`);
  if (fit === 'none' && accepted.length > 0) throw new Error(`expected none: ${share}`);
  if (fit === 'some' && (accepted.length === 0 || accepted.length === trials.length)) {
    throw new Error(`expected some: ${share}`);
  }
}
