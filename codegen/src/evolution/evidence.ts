/** What the codecs of both versions really do with each other's bytes. */
import type { TypeDecl } from '../ir/model.js';
import { Random } from '../values/prng.js';
import { randomValue } from '../values/random.js';
import type { Change, Outcome } from './change.js';
import { type MadeValue, smallValues, valueBeyond } from './made-values.js';
import { Meaning } from './meaning.js';
import { strangeness, withPlainTexts } from './plain-text.js';
import { type CodecPair, outcomeOfTrial, type SameMeaning, type Trial, tryValue } from './trial.js';
import type { Comparison } from './type-changes.js';

/** How often one version could read what the other one wrote; counts of random values. */
export interface Rates {
  readonly tried: number;
  readonly strict: number;
  readonly compatible: number;
  /** Of those that a compatible reader accepted. */
  readonly misread: number;
}

export interface Evidence {
  /** The type whose values were written. */
  readonly type: string;
  readonly seed: number;
  readonly oldToNew: Rates;
  readonly newToOld: Rates;
  /** Every value that was tried, those made on purpose too. */
  readonly trials: readonly Trial[];
  /** The worst that happened. */
  readonly outcome: Outcome;
  /** Another value in the place of one that was tried. */
  readonly instead: (trial: Trial, value: unknown) => Trial | undefined;
}

/** Small values first. */
const SIZES = [
  { maxItems: 1, maxBytes: 48, maxDepth: 2 },
  { maxItems: 3, maxBytes: 256, maxDepth: 3 },
  { maxItems: 8, maxBytes: 1024 },
];

/** Writes `count` random values of each version and lets the other one read them, strictly and compatibly. */
export function gather(
  codecs: CodecPair,
  changes: readonly Change[],
  comparison: Comparison,
  seed: number,
  count: number,
): Evidence {
  const trials: Trial[] = [];
  const sameFor = (writer: 'old' | 'new'): SameMeaning => {
    const meaning = new Meaning(comparison, writer);
    return (old, new_) => meaning.same(codecs.types, old, new_);
  };
  const run = (writer: 'old' | 'new'): Rates => {
    const same = sameFor(writer);
    const decl = codecs.types[writer];
    const lookup = comparison.pairing[writer].scope(decl);
    const random = new Random(seed);
    const counted: Trial[] = [];
    for (const { value, focus } of madeFor(decl, changes, writer, random, comparison)) {
      const trial = tryValue(codecs, writer, value, same, focus);
      if (trial !== undefined) trials.push(trial);
    }
    for (let i = 0; i < count; i++) {
      const value = randomValue(decl, lookup, random, SIZES[Math.floor((i * SIZES.length) / count)]);
      const trial = tryValue(codecs, writer, value, same);
      if (trial !== undefined) counted.push(trial);
    }
    trials.push(...counted);
    return ratesOf(counted);
  };
  const oldToNew = run('old');
  const newToOld = run('new');
  return {
    type: codecs.types.new.name,
    seed,
    oldToNew,
    newToOld,
    trials,
    outcome: worstOf(trials),
    instead: ({ writer, focus }, value) => tryValue(codecs, writer, value, sameFor(writer), focus),
  };
}

function* madeFor(
  decl: TypeDecl,
  changes: readonly Change[],
  writer: 'old' | 'new',
  random: Random,
  { pairing }: Comparison,
): Generator<MadeValue> {
  const lookup = pairing[writer].scope(decl);
  for (const { beyond, path, oldPath } of changes) {
    if (beyond?.writer !== writer) continue;
    yield* valueBeyond(decl, writer === 'old' ? (oldPath ?? path) : path, beyond.count, lookup);
  }
  yield* smallValues(decl, lookup, random);
}

function ratesOf(trials: readonly Trial[]): Rates {
  const of = (fits: (trial: Trial) => boolean): number => trials.filter(fits).length;
  return {
    tried: trials.length,
    strict: of(({ strict }) => strict.accepted),
    compatible: of(({ compatible }) => compatible.accepted),
    misread: of(({ misread }) => misread),
  };
}

function worstOf(trials: readonly Trial[]): Outcome {
  const found = new Set(trials.map(outcomeOfTrial));
  if (found.has('misread')) return 'silent';
  if (found.has('refused')) return 'refused';
  return found.has('strict-refused') ? 'compatible-readers' : 'safe';
}

/**
 * The shortest bytes that show what a change does; among equals those with plain texts and the smallest numbers. Values
 * that were made for the place of the change come first.
 */
export function counterexample(evidence: Evidence, change: Change, outcome: Outcome): Trial | undefined {
  const wanted = {
    silent: 'misread',
    refused: 'refused',
    'compatible-readers': 'strict-refused',
    safe: 'same',
  }[outcome];
  if (outcome === 'safe') return undefined;
  const fitting = evidence.trials.filter((trial) => outcomeOfTrial(trial) === wanted);
  const focused = fitting.filter(({ focus, writer }) => {
    if (change.beyond !== undefined && change.beyond.writer !== writer) return false;
    const path = writer === 'old' ? (change.oldPath ?? change.path) : change.path;
    return path.length === 0 || focus === path[0];
  });
  const [first, ...others] = focused.length > 0 ? focused : fitting;
  if (first === undefined) return undefined;
  const best = others.reduce((found, trial) => (simpler(trial, found) ? trial : found), first);
  if (strangeness(best.wrote) === 0) return best;
  const plain = evidence.instead(best, withPlainTexts(best.wrote));
  const shows = plain !== undefined && outcomeOfTrial(plain) === wanted && simpler(plain, best);
  return shows ? plain : best;
}

/** Shorter, or with plainer texts, or made of smaller numbers. */
export function simpler(a: Trial, b: Trial): boolean {
  if (a.bytes.length !== b.bytes.length) return a.bytes.length < b.bytes.length;
  const strange = strangeness(a.wrote) - strangeness(b.wrote);
  if (strange !== 0) return strange < 0;
  const weight = ({ bytes }: Trial): number => bytes.reduce((sum, byte) => sum + byte, 0);
  const difference = weight(a) - weight(b);
  return difference !== 0 ? difference < 0 : Buffer.compare(a.bytes, b.bytes) < 0;
}
