import type { Diagnostic } from './diagnostic.js';

const RED = '\u001b[31m';
const YELLOW = '\u001b[33m';
const BOLD = '\u001b[1m';
const DIM = '\u001b[2m';
const RESET = '\u001b[0m';

/** A diagnostic for people: place, code, message, the source line with a caret, hint, related places. */
export function renderDiagnostic(diagnostic: Diagnostic, colours = false): string {
  const paint = (style: string, text: string): string => (colours ? style + text + RESET : text);
  const { severity, file, line, column, code, message, hint } = diagnostic;
  const { source, indent, carets } = excerpt(diagnostic);
  const accent = severity === 'error' ? RED : YELLOW;
  const gutter = String(line);
  const blank = ' '.repeat(gutter.length);
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

/** Longer source lines are cut on both sides of the caret. */
const LONGEST = 160;
/** What stays in front of it. */
const BEFORE = 60;

/** The source line, or the part of it that the mistake is in, with the spaces and carets below it. */
function excerpt({ source, column, length }: Diagnostic): {
  readonly source: string;
  readonly indent: string;
  readonly carets: string;
} {
  const cut = source.length > LONGEST;
  const from = cut ? atCharacter(source, Math.max(0, column - 1 - BEFORE)) : 0;
  const to = cut ? atCharacter(source, Math.min(source.length, from + LONGEST)) : source.length;
  const dots = [from > 0 ? '…' : '', to < source.length ? '…' : ''] as const;
  // Tabs stay tabs in front of the caret, so that it stands under its token at any tab width.
  const before = dots[0] + source.slice(from, column - 1);
  return {
    source: dots[0] + source.slice(from, to) + dots[1],
    indent: before.replace(/[^\t]/g, ' '),
    carets: '^'.repeat(Math.max(1, Math.min(length, to - column + 1))),
  };
}

/** An index that does not stand inside of a character. */
function atCharacter(text: string, index: number): number {
  const inside = /[\udc00-\udfff]/.test(text.charAt(index)) && /[\ud800-\udbff]/.test(text.charAt(index - 1));
  return inside ? index - 1 : index;
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
