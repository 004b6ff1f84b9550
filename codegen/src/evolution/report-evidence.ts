/** Evidence as it stands in a report. */
import type { TypeDecl } from '../ir/model.js';
import { shownValue } from './shown-value.js';
import type { Evidence } from './evidence.js';
import type { TypePair } from './pairing.js';
import type { CounterexampleReport, EvidenceReport, SightReport } from './report.js';
import { type Sight, type Trial } from './trial.js';
import type { Comparison } from './type-changes.js';
import type { Version } from './version.js';

/** Longer encodings are cut. */
const SHOWN_BYTES = 4096;

export function evidenceReport({ type, oldToNew, newToOld }: Evidence): EvidenceReport {
  return { type, oldToNew, newToOld };
}

export function trialReport(
  { writer, bytes, wrote, strict, compatible, misread }: Trial,
  pair: TypePair,
  { pairing }: Comparison,
): CounterexampleReport {
  // What a compatible reader reads well shows something only if a strict one refuses it.
  const reader = compatible.accepted && !misread ? 'strict' : 'compatible';
  const read = reader === 'strict' ? strict : compatible;
  const own: Sight = { accepted: true, value: wrote };
  const sight = (side: 'old' | 'new'): SightReport =>
    sightReport(side === writer ? own : read, pair[side], pairing[side]);
  return {
    writer,
    type: pair[writer].name,
    bytes: Buffer.from(bytes.subarray(0, SHOWN_BYTES)).toString('hex'),
    length: bytes.length,
    reader,
    old: sight('old'),
    new: sight('new'),
  };
}

function sightReport(sight: Sight, decl: TypeDecl, version: Version): SightReport {
  if (!sight.accepted) return { refused: sight.code, message: sight.message };
  return { value: shownValue(decl, sight.value, version.scope(decl)) };
}
