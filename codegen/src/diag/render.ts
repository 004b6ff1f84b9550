import type { Diagnostic } from './diagnostic.js';

const RED = '\u001b[31m';
const YELLOW = '\u001b[33m';
const BOLD = '\u001b[1m';
const DIM = '\u001b[2m';
const RESET = '\u001b[0m';

/** A diagnostic for people: place, code, message, the source line with a caret, hint, related places. */
export function renderDiagnostic(diagnostic: Diagnostic, colours = false): string {
  const paint = (style: string, text: string): string => (colours ? style + text + RESET : text);
  const { severity, file, line, column, code, message, source, length, hint } = diagnostic;
  const accent = severity === 'error' ? RED : YELLOW;
  const gutter = String(line);
  const blank = ' '.repeat(gutter.length);
  // Tabs stay tabs in front of the caret, so that it stands under its token at any tab width.
  const indent = source.slice(0, column - 1).replace(/[^\t]/g, ' ');
  const carets = '^'.repeat(Math.max(1, Math.min(length, source.length - column + 1)));
  const lines = [
    `${file}:${line}:${column}  ${paint(accent, severity)}  ${paint(BOLD, code)}  ${message}`,
    paint(DIM, `${blank} |`),
    `${paint(DIM, `${gutter} |`)} ${source}`,
    `${paint(DIM, `${blank} |`)} ${indent}${paint(accent, carets)}${hint === undefined ? '' : ` ${hint}`}`,
  ];
  for (const other of diagnostic.related) {
    lines.push(`${blank} = ${other.file}:${other.line}:${other.column}  ${other.message}`);
  }
  return lines.join('\n');
}

/** All diagnostics with a blank line between them and a count at the end. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], colours = false): string {
  const count = (severity: Diagnostic['severity']): readonly string[] => {
    const found = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return found === 0 ? [] : [`${found} ${severity}${found === 1 ? '' : 's'}`];
  };
  const counts = [...count('error'), ...count('warning')].join(', ');
  return [...diagnostics.map((d) => renderDiagnostic(d, colours)), counts].join('\n\n');
}
