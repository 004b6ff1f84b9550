/** Diagnostics for readers other than people at a terminal. */
import type { Diagnostic } from './diagnostic.js';
import { renderDiagnostics } from './render.js';

export const FORMATS = ['text', 'json', 'github'] as const;

/**
 * `text` for people, `json` for tools (one line of JSON per diagnostic), `github` for the annotations that GitHub's
 * actions show beside the code.
 */
export type Format = (typeof FORMATS)[number];

/** The diagnostics as lines, each with its line break; nothing for none. */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  format: Format,
  colours: boolean,
): string {
  if (diagnostics.length === 0) return '';
  switch (format) {
    case 'text':
      return `${renderDiagnostics(diagnostics, colours)}\n`;
    case 'json':
      return diagnostics.map((diagnostic) => `${JSON.stringify(diagnostic)}\n`).join('');
    case 'github':
      return diagnostics.map((diagnostic) => `${workflowCommand(diagnostic)}\n`).join('');
  }
}

function workflowCommand(diagnostic: Diagnostic): string {
  const { severity, file, line, column, length, code, message, hint } = diagnostic;
  const properties: readonly (readonly [string, string | number])[] = [
    ['file', file],
    ['line', line],
    ['endLine', line],
    ['col', column],
    ['endColumn', column + length],
    ['title', code],
  ];
  const list = properties.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(',');
  return `::${severity} ${list}::${escapeData(hint === undefined ? message : `${message}\n${hint}`)}`;
}

/** As the runner decodes them: `%` first, or the others would be decoded twice. */
export function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

export function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
