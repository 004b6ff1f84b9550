/** What changed in types: what the rules say, and what the codecs do. The worse of the two counts. */
import type { Carriers } from './carriers.js';
import { type Change, NO_EFFECT, type Outcome, outcomeOf, OUTCOMES, worseOutcome } from './change.js';
import { classify } from './classify.js';
import { counterexample, type Evidence } from './evidence.js';
import { findingOf } from './finding.js';
import { LARGEST } from './made-values.js';
import type { TypePair } from './pairing.js';
import type { Finding } from './report.js';
import { evidenceReport, trialReport } from './report-evidence.js';
import type { Comparison } from './type-changes.js';

type AllEvidence = ReadonlyMap<TypePair, Evidence>;

/** `shown`: the changed types, each with the type whose values show it. */
export function typeFindings(
  shown: ReadonlyMap<TypePair, TypePair | undefined>,
  evidence: AllEvidence,
  comparison: Comparison,
  carriers: Carriers,
): readonly Finding[] {
  return [
    ...[...shown].flatMap(([pair, by]) => findingsOf(pair, by, evidence, comparison, carriers)),
    ...rootFindings(shown, evidence, comparison, carriers),
  ];
}

function findingsOf(
  pair: TypePair,
  shownBy: TypePair | undefined,
  evidence: AllEvidence,
  comparison: Comparison,
  carriers: Carriers,
): readonly Finding[] {
  const changes = comparison.changesOf(pair);
  const standing = carriers.standingOf(pair);
  const seen = shownBy && evidence.get(shownBy);
  const expected = shownBy === undefined ? 'safe' : expectedOutcome(shownBy, evidence, comparison);
  const worst = seen === undefined ? expected : worseOutcome(expected, seen.outcome);
  const rank = ({ effect }: Change): number => OUTCOMES.indexOf(outcomeOf(effect));
  const [gravest] = [...changes].sort((a, b) => rank(b) - rank(a));
  return changes.map((change) => {
    const rule = outcomeOf(change.effect);
    // What the rules did not foresee is put down to the worst change.
    const raised = worst !== expected && change === gravest;
    const outcome = raised ? worst : rule;
    const finding = findingOf(change, classify(outcome, standing));
    const trial = seen && counterexample(seen, change, outcome);
    let contradiction: string | null = null;
    if (raised)
      contradiction = `by the rules this is ${word(rule)}, but the codecs show that it is ${word(worst)}`;
    else if (seen !== undefined && trial === undefined && finding.class !== 'safe') {
      contradiction = unshown(change, seen);
    }
    return {
      ...finding,
      contradiction,
      evidence: seen === undefined ? null : evidenceReport(seen),
      counterexample: trial === undefined ? null : trialReport(trial, shownBy!, comparison),
    };
  });
}

/** What the rules say about a type, or what the codecs do with the types below it, if that is worse. */
function expectedOutcome(pair: TypePair, evidence: AllEvidence, comparison: Comparison): Outcome {
  let expected = outcomeOf(comparison.effectBelow(pair));
  const below = new Set(comparison.namedBy(pair));
  // A set is walked in the order of insertion, also over what is inserted meanwhile.
  for (const each of below) {
    for (const next of comparison.namedBy(each)) below.add(next);
    const seen = each === pair ? undefined : evidence.get(each);
    if (seen !== undefined) expected = worseOutcome(expected, seen.outcome);
  }
  return expected;
}

/** Why there is no counterexample. */
function unshown({ beyond }: Change, { oldToNew, newToOld }: Evidence): string {
  if (beyond !== undefined && beyond.count > LARGEST) {
    return `a counterexample would hold ${beyond.count} items or bytes; the rule stands`;
  }
  return `${oldToNew.tried + newToOld.tried} values did not show it; the rule stands`;
}

/** Roots that the codecs treat worse than all changes below them explain. */
function rootFindings(
  shown: ReadonlyMap<TypePair, TypePair | undefined>,
  evidence: AllEvidence,
  comparison: Comparison,
  carriers: Carriers,
): readonly Finding[] {
  return [...evidence].flatMap(([pair, seen]): readonly Finding[] => {
    const expected = expectedOutcome(pair, evidence, comparison);
    if (shown.has(pair) || worseOutcome(expected, seen.outcome) === expected) return [];
    const change: Change = {
      code: 'EVIDENCE',
      message: `${pair.new.name}: the codecs of both versions do not agree on it`,
      site: comparison.pairing.new.site(pair.new),
      effect: NO_EFFECT,
      path: [],
    };
    const trial = counterexample(seen, change, seen.outcome);
    return [
      {
        ...findingOf(change, classify(seen.outcome, carriers.standingOf(pair))),
        contradiction: `by the rules the changes below it are ${word(expected)}`,
        evidence: evidenceReport(seen),
        counterexample: trial === undefined ? null : trialReport(trial, pair, comparison),
      },
    ];
  });
}

function word(outcome: Outcome): string {
  return outcome === 'compatible-readers' ? 'refused by strict readers' : outcome;
}
