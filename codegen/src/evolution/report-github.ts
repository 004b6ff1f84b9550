/** A report as workflow commands: annotations at the lines of a change. */
import { escapeData, escapeProperty } from '../diag/format.js';
import { breaks } from './check.js';
import type { Finding, Report } from './report.js';
import { counterexampleText } from './report-text.js';

/** One line per finding that is not safe. */
export function renderGithub({ findings }: Report, strict: boolean): string {
  return findings
    .filter((finding) => finding.class !== 'safe')
    .map((finding) => annotation(finding, breaks(finding, strict)))
    .join('\n');
}

function annotation(finding: Finding, isError: boolean): string {
  const { file, line, column, class: name, code, message, counterexample, advice, note } = finding;
  const shown = counterexample === null ? '' : `: ${counterexampleText(counterexample)}`;
  const more = [...(note === null ? [] : [note]), ...advice];
  const text = [`${name}: ${message}${shown}`, ...more].join('\n');
  const properties = `file=${escapeProperty(file)},line=${line},col=${column},title=${escapeProperty(code)}`;
  return `::${isError ? 'error' : 'warning'} ${properties}::${escapeData(text)}`;
}
