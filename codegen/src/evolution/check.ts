/** What a change of the schemas means for peers that run the other version: rules, checked against the codecs. */
import type { TypeDecl } from '../ir/model.js';
import { Carriers } from './carriers.js';
import { CLASSES } from './change.js';
import { loadCodecPairs } from './codec-pairs.js';
import { type Evidence, gather } from './evidence.js';
import { namesIn } from './names-in.js';
import { pairVersions, type Pairing, type TypePair } from './pairing.js';
import { protocolFindings } from './protocol-findings.js';
import type { Finding, Report } from './report.js';
import { comingAndGoing } from './coming-and-going.js';
import { Comparison } from './type-changes.js';
import { typeFindings } from './type-findings.js';
import type { Version } from './version.js';

export interface CheckOptions {
  /** The same seed tries the same values. Default 1. */
  readonly seed?: number;
  /** Random values of each type and version. Default 400, fewer when many types changed. */
  readonly values?: number;
  /** The network has strict readers: `compatible-readers` is not allowed. */
  readonly strict?: boolean;
  /** URL of the runtime that the codecs call. */
  readonly runtime?: string;
}

const VALUES = 400;
const LEAST_VALUES = 100;
/** So that a change of a hundred types takes no minute. */
const ALL_VALUES = 6000;

/** Compares two versions. Nothing is thrown for a change that breaks peers. */
export async function checkEvolution(
  old: Version,
  new_: Version,
  options: CheckOptions = {},
): Promise<Report> {
  const seed = options.seed ?? 1;
  const pairing = pairVersions(old, new_);
  const comparison = new Comparison(pairing);
  const carriers = new Carriers(old, new_);
  const changed = pairing.types.filter((pair) => comparison.changesOf(pair).length > 0);
  const shown = new Map(changed.map((pair) => [pair, shownBy(pair, pairing)]));
  const checked = [
    ...new Set([...[...shown.values()].filter((pair) => pair !== undefined), ...roots(comparison, carriers)]),
  ];
  const protocols = protocolFindings(comparison, carriers);
  const needed = [...checked, ...protocols.roots];
  const codecs = needed.length === 0 ? undefined : await loadCodecPairs(pairing, needed, options.runtime);
  const count =
    options.values ?? Math.max(LEAST_VALUES, Math.min(VALUES, Math.floor(ALL_VALUES / checked.length)));
  const evidence = new Map<TypePair, Evidence>();
  for (const pair of checked) {
    const found = codecs?.of(pair);
    if (found === undefined) continue;
    evidence.set(pair, gather(found, comparison.changesOf(pair), comparison, seed, count));
  }
  const findings = [
    ...comingAndGoing(comparison, carriers),
    ...typeFindings(shown, evidence, comparison, carriers),
    ...protocols.findings(codecs, seed),
  ];
  const counts = Object.fromEntries(
    CLASSES.map((name) => [name, findings.filter((finding) => finding.class === name).length]),
  ) as unknown as Report['counts'];
  const ok = !findings.some((finding) => breaks(finding, options.strict === true));
  return { old: old.label, new: new_.label, seed, ok, counts, findings: findings.sort(byPlace) };
}

/** The pair whose values show a change: itself, or for an enum the smallest message that has it. */
function shownBy(pair: TypePair, pairing: Pairing): TypePair | undefined {
  if (pair.old.kind !== 'enum' && pair.new.kind !== 'enum') return pair;
  const uses = (user: TypeDecl, used: TypeDecl, side: 'old' | 'new'): boolean => {
    const lookup = pairing[side].scope(user);
    return [...namesIn(user)].some((name) => lookup(name) === used);
  };
  const users = pairing.types.filter(
    (user) => uses(user.old, pair.old, 'old') && uses(user.new, pair.new, 'new'),
  );
  const fields = ({ new: decl }: TypePair): number =>
    decl.kind === 'record' ? decl.fields.length : Infinity;
  return users.sort((a, b) => fields(a) - fields(b))[0];
}

/** Roots of common protocols with a change somewhere below them. */
function roots(comparison: Comparison, carriers: Carriers): readonly TypePair[] {
  const isRoot = (side: 'old' | 'new', decl: TypeDecl): boolean =>
    carriers[side].some((carrier) => carrier.roots.some((root) => root.decl === decl));
  return comparison.pairing.types.filter(
    (pair) => isRoot('old', pair.old) && isRoot('new', pair.new) && comparison.changedBelow(pair),
  );
}

/** Is this more than the policy allows? */
export function breaks({ class: name, versioned }: Finding, strict: boolean): boolean {
  if (name === 'needs-version') return !versioned;
  return name === 'break' || name === 'silent' || (strict && name === 'compatible-readers');
}

function byPlace(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
