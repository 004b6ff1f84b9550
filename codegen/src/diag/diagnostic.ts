import type { Span } from './source.js';

/** Stable codes of what can be wrong with a schema; `docs/schema.md` explains each. */
export type DiagnosticCode =
  | 'E_SYNTAX'
  | 'E_IMPORT'
  | 'E_UNKNOWN_TYPE'
  | 'E_DUPLICATE_TYPE'
  | 'E_DUPLICATE_FIELD'
  | 'E_DUPLICATE_ITEM'
  | 'E_DUPLICATE_NUMBER'
  | 'E_NUMBER_RANGE'
  | 'E_RESERVED'
  | 'E_RECURSION'
  | 'E_FIXED_SIZE'
  | 'E_NAME'
  | 'E_UNBOUNDED'
  | 'E_UNKNOWN_ANNOTATION'
  | 'E_MISPLACED_ANNOTATION'
  | 'E_REPEATED_ANNOTATION'
  | 'E_ANNOTATION_VALUE'
  | 'E_PROTOCOL'
  | 'E_UNSUPPORTED'
  | 'E_STALE'
  | WarningCode;

/** Codes of what is right but probably not meant. */
export type WarningCode = 'W_MAX_BELOW_LIMITS' | 'W_MAX_ABOVE_LIMITS';

/** Warnings never fail a command. */
export type Severity = 'error' | 'warning';

/** Another place that a diagnostic is about. */
export interface Related {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** One mistake in a schema. `line` and `column` count from 1. */
export interface Diagnostic {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly message: string;
  readonly hint: string | undefined;
  readonly related: readonly Related[];
  /** The line that the caret points into. */
  readonly source: string;
}

/** Collects the mistakes of a run; nothing in the compiler throws on bad schemas. */
export class Diagnostics {
  readonly #found: Diagnostic[] = [];

  report(
    code: DiagnosticCode,
    span: Span,
    message: string,
    hint?: string,
    ...related: readonly { readonly span: Span; readonly message: string }[]
  ): void {
    const { line, column } = span.file.position(span.offset);
    this.#found.push({
      severity: code.startsWith('W_') ? 'warning' : 'error',
      code,
      file: span.file.path,
      line,
      column,
      length: Math.max(1, span.length),
      message,
      hint,
      related: related.map((other) => ({
        file: other.span.file.path,
        ...other.span.file.position(other.span.offset),
        message: other.message,
      })),
      source: span.file.lineText(line),
    });
  }

  /** Adds what `other` collected. */
  take(other: Diagnostics): void {
    this.#found.push(...other.#found);
  }

  get failed(): boolean {
    return this.#found.some(({ severity }) => severity === 'error');
  }

  /** By file and place, the same mistake once. */
  sorted(): readonly Diagnostic[] {
    const unique = new Map(
      this.#found.map((d) => [`${d.file}:${d.line}:${d.column}:${d.code}:${d.message}`, d]),
    );
    return [...unique.values()].sort((a, b) =>
      a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column,
    );
  }
}
