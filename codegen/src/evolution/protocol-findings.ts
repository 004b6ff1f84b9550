/** What changed at protocols: their names, versions and facts. */
import type { Carrier, Carriers, CommonProtocol, Standing } from './carriers.js';
import { type Change, NO_EFFECT, outcomeOf, worseOutcome } from './change.js';
import { findingOf } from './finding.js';
import { classify, classifyReplacedVersions } from './classify.js';
import type { CodecSource } from './codec-pairs.js';
import { counterexample, gather } from './evidence.js';
import type { TypePair } from './pairing.js';
import { siteOf } from './places.js';
import { type ProtocolChange, protocolChanges } from './protocol-changes.js';
import { protocolCounterexample } from './protocol-evidence.js';
import type { Finding } from './report.js';
import { evidenceReport, trialReport } from './report-evidence.js';
import type { CodecPair } from './trial.js';
import type { Comparison } from './type-changes.js';

const ROOT_VALUES = 100;

/** Findings about protocols, and the roots whose codecs show them. */
export interface ProtocolFindings {
  readonly roots: readonly TypePair[];
  findings(codecs: CodecSource | undefined, seed: number): readonly Finding[];
}

export function protocolFindings(comparison: Comparison, carriers: Carriers): ProtocolFindings {
  const changes = carriers.common.flatMap((protocol) => changesOf(protocol, comparison, carriers));
  const rootOf = ({ old, new: new_, about, roots }: ProtocolChange): TypePair => {
    if (roots !== undefined) return roots;
    const decl = about === undefined ? new_.roots[0]!.decl : new_.lookup(about.root.type);
    const before = old.roots.find((root) => comparison.pairing.paired(root.decl, decl)) ?? old.roots[0]!;
    return { old: before.decl, new: decl };
  };
  const shown = changes.filter(({ effect }) => outcomeOf(effect) !== 'safe');
  return {
    roots: shown.map(rootOf),
    findings: (codecs, seed) => [
      ...changes.map((change) => {
        const root = rootOf(change);
        return changeFinding(
          change,
          root,
          shown.includes(change) ? codecs?.of(root) : undefined,
          comparison,
          seed,
        );
      }),
      ...carriers.common.flatMap((protocol) => versionFindings(protocol, changes, comparison, carriers)),
      ...cameAndWent(comparison, carriers),
    ],
  };
}

function changeFinding(
  change: ProtocolChange,
  root: TypePair,
  codecs: CodecPair | undefined,
  comparison: Comparison,
  seed: number,
): Finding {
  const standing: Standing = {
    kind: change.protocol.common.length > 0 ? 'meets' : 'parted',
    protocols: [change.protocol],
  };
  const rule = outcomeOf(change.effect);
  if (codecs === undefined) return findingOf(change, classify(rule, standing));
  if (change.code !== 'PROTOCOL_ROOT') {
    const trial = protocolCounterexample(change, codecs, comparison, seed);
    const shown = trial === undefined ? null : trialReport(trial, root, comparison);
    return { ...findingOf(change, classify(rule, standing)), counterexample: shown };
  }
  const seen = gather(codecs, comparison.changesOf(root), comparison, seed, ROOT_VALUES);
  const outcome = worseOutcome(rule, seen.outcome);
  const trial = counterexample(seen, change, outcome);
  return {
    ...findingOf(change, classify(outcome, standing)),
    contradiction:
      outcome === rule ? null : `by the rules this is ${rule}, but the codecs show that it is ${outcome}`,
    evidence: evidenceReport(seen),
    counterexample: trial === undefined ? null : trialReport(trial, root, comparison),
  };
}

/** Changes between what serves the same version, or between the latest ones where no version is left. */
function changesOf(
  protocol: CommonProtocol,
  comparison: Comparison,
  carriers: Carriers,
): readonly ProtocolChange[] {
  const { name, common, old, new: new_ } = protocol;
  const serving = (side: 'old' | 'new', version: string): Carrier =>
    carriers[side].find((carrier) => carrier.name === name && carrier.versions.includes(version))!;
  const meetings =
    common.length > 0 ? common.map((version) => [version, version]) : [[old.at(-1)!, new_.at(-1)!]];
  const seen = new Set<string>();
  return meetings.flatMap(([before, after]) => {
    const a = serving('old', before!);
    const b = serving('new', after!);
    const key = `${carriers.old.indexOf(a)} ${carriers.new.indexOf(b)}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return protocolChanges(protocol, a, b, comparison);
  });
}

function versionFindings(
  protocol: CommonProtocol,
  changes: readonly ProtocolChange[],
  comparison: Comparison,
  carriers: Carriers,
): readonly Finding[] {
  const { name, common, old, new: new_ } = protocol;
  const removed = old.filter((version) => !new_.includes(version));
  const added = new_.filter((version) => !old.includes(version));
  if (removed.length + added.length === 0) return [];
  const carrier = carriers.new.find((each) => each.name === name)!;
  const change: Change = {
    code: 'PROTOCOL_VERSIONS',
    message: `protocol ${name}: versions are ${JSON.stringify(new_)} instead of ${JSON.stringify(old)}`,
    site: siteOf(carrier.protocol.span),
    effect: NO_EFFECT,
    path: [],
  };
  if (common.length === 0) {
    const facts = changes.some((other) => other.protocol === protocol && outcomeOf(other.effect) !== 'safe');
    const messages = comparison.pairing.types.some(
      (pair) =>
        carriers.standingOf(pair).protocols.some((other) => other.name === name) &&
        comparison.changesOf(pair).some(({ effect }) => outcomeOf(effect) !== 'safe'),
    );
    return [findingOf(change, classifyReplacedVersions(protocol, facts || messages))];
  }
  const note =
    removed.length === 0
      ? `peers of both speak ${common.at(-1)}`
      : `peers that speak nothing but ${removed.join(', ')} are refused; those of the old version speak ${common.at(-1)} too`;
  return [findingOf({ ...change, note }, { class: 'safe', versioned: false, advice: [] })];
}

function cameAndWent({ pairing }: Comparison, carriers: Carriers): readonly Finding[] {
  const names = new Set(carriers.common.map(({ name }) => name));
  const gone = carriers.old.filter(({ name }) => !names.has(name));
  const come = carriers.new.filter(({ name }) => !names.has(name));
  const renames = new Map<Carrier, Carrier>();
  for (const carrier of gone) {
    const [root] = carrier.roots;
    const heir = come.find((other) => pairing.paired(root!.decl, other.roots[0]!.decl));
    if (heir !== undefined) renames.set(heir, carrier);
  }
  const lost = (change: Omit<Change, 'effect' | 'path'>): Finding =>
    findingOf({ ...change, effect: NO_EFFECT, path: [] }, { class: 'break', versioned: false, advice: [] });
  return [
    ...gone
      .filter((carrier) => ![...renames.values()].includes(carrier))
      .map(({ name, schema, protocol }) => {
        const left = pairing.new.program.schemas.find(
          (other) => pairing.new.pathOf(other) === pairing.old.pathOf(schema),
        );
        const site = left === undefined ? siteOf(protocol.span) : { file: left.path, line: 1, column: 1 };
        const advice = 'keep it: peers of the old version are refused';
        return lost({ code: 'PROTOCOL_REMOVED', message: `protocol ${name} was removed`, site, advice });
      }),
    ...come.map((carrier) => {
      const site = siteOf(carrier.protocol.span);
      const former = renames.get(carrier);
      if (former === undefined) {
        const message = `protocol ${carrier.name} was added`;
        const change = { code: 'PROTOCOL_ADDED', message, site, effect: NO_EFFECT, path: [] } as const;
        return findingOf(change, { class: 'safe', versioned: false, advice: [] });
      }
      const message = `protocol ${former.name} is called ${carrier.name} now`;
      const advice = `keep the name, or serve both: definition.as({ name: ${JSON.stringify(former.name)} })`;
      return lost({ code: 'PROTOCOL_NAME', message, site, advice });
    }),
  ];
}
