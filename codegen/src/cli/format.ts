import { Option } from 'commander';

import type { Diagnostic } from '../diag/diagnostic.js';
import { type Format, formatDiagnostics, FORMATS } from '../diag/format.js';
import type { CommandLine } from './command-line.js';

/** `--format`, for every command that reports diagnostics. */
export function formatOption(): Option {
  return new Option('--format <format>', 'how mistakes are reported').choices(FORMATS).default('text');
}

/** Reports mistakes and warnings. GitHub reads workflow commands from standard output only. */
export function report(
  diagnostics: readonly Diagnostic[],
  format: Format,
  { out, errors }: CommandLine,
): void {
  const to = format === 'github' ? out : errors;
  const text = formatDiagnostics(diagnostics, format, to.isTTY === true);
  if (text !== '') to.write(text);
}
