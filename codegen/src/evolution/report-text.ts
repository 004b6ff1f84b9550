/** A report for people. */
import type { ChangeClass } from './change.js';
import { CLASSES } from './change.js';
import type { CounterexampleReport, DirectionReport, Finding, Report, SightReport } from './report.js';

const COLOURS: Readonly<Record<ChangeClass, string>> = {
  safe: '\u001b[32m',
  'compatible-readers': '\u001b[33m',
  'needs-version': '\u001b[31m',
  break: '\u001b[31m',
  silent: '\u001b[1;31m',
};
const DIM = '\u001b[2m';
const RESET = '\u001b[0m';

const SHOWN_BYTES = 32;
const SHOWN_JSON = 120;

export function renderReport(report: Report, colours = false): string {
  const { findings, old, new: new_, ok } = report;
  if (findings.length === 0) return `${new_}: nothing changed since ${old}`;
  const files = [...new Set(findings.map(({ file }) => file))];
  const groups = files.map((file) =>
    findings
      .filter((finding) => finding.file === file)
      .map((finding) => renderFinding(finding, colours))
      .join('\n'),
  );
  const counts = [...CLASSES].reverse().filter((name) => report.counts[name] > 0);
  const summary = counts.map((name) => `${report.counts[name]} ${name}`).join(', ');
  const verdict = ok ? '' : '; peers that run the other version would break';
  return [...groups, `${new_} against ${old}: ${summary}${verdict}`].join('\n\n');
}

function renderFinding(finding: Finding, colours: boolean): string {
  const paint = (style: string, text: string): string => (colours ? style + text + RESET : text);
  const { file, line, column, class: name, versioned, code, message, counterexample } = finding;
  const shown = counterexample === null ? '' : `: ${counterexampleText(counterexample)}`;
  const answered = versioned ? ' (has a new version)' : '';
  const lines = [`${file}:${line}:${column}  ${paint(COLOURS[name], name)}${answered}  ${message}${shown}`];
  const rates = name === 'safe' || finding.evidence === null ? '' : `  ${ratesText(finding)}`;
  lines.push(paint(DIM, `    ${code}${rates}`));
  if (finding.contradiction !== null) lines.push(`    evidence: ${finding.contradiction}`);
  if (finding.note !== null) lines.push(`    note: ${finding.note}`);
  for (const advice of finding.advice) lines.push(`    advice: ${advice}`);
  return lines.join('\n');
}

/** `bytes 1800…; the old reader sees {"a":2}, the new one {"a":5}`. */
export function counterexampleText({
  writer,
  bytes,
  length,
  reader,
  old,
  new: new_,
}: CounterexampleReport): string {
  const hex =
    bytes.length > 2 * SHOWN_BYTES ? `${bytes.slice(0, 2 * SHOWN_BYTES)}… (${length} bytes)` : bytes;
  const strict = reader === 'strict' ? 'strict ' : '';
  const before = writer === 'new' ? strict : '';
  const after = writer === 'old' ? strict : '';
  const given = length === 0 ? 'no bytes at all' : `bytes ${hex}`;
  return `${given}; the ${before}old reader ${sightText(old)}, the ${after}new one ${sightText(new_)}`;
}

function sightText(sight: SightReport): string {
  if ('refused' in sight) return `refuses them (${sight.refused}: ${sight.message})`;
  const json = JSON.stringify(sight.value);
  return `sees ${json.length > SHOWN_JSON ? `${json.slice(0, SHOWN_JSON)}…` : json}`;
}

function ratesText({ evidence }: Finding): string {
  const { oldToNew, newToOld } = evidence!;
  return `old → new ${directionText(oldToNew)}; new → old ${directionText(newToOld)}`;
}

function directionText({ tried, strict, compatible, misread }: DirectionReport): string {
  const share = (count: number, of: number): string => {
    const percent = of === 0 ? 0 : (100 * count) / of;
    if (percent > 0 && percent < 1) return '<1 %';
    return percent > 99 && percent < 100 ? '>99 %' : `${Math.round(percent)} %`;
  };
  const wrong = misread === 0 ? '' : `, misread ${share(misread, compatible)}`;
  return `strict ${share(strict, tried)}, compatible ${share(compatible, tried)}${wrong}`;
}
