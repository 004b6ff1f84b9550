/** The schema compiler as a library. */
export { compile } from './compile.js';
export type { CompileOptions, CompileResult } from './compile.js';
export type { Diagnostic, DiagnosticCode, Related } from './diag/diagnostic.js';
export { renderDiagnostic, renderDiagnostics } from './diag/render.js';
export { checkSyntax } from './emit/syntax-gate.js';
export type { ReadSchema, SchemaText } from './sources.js';
export { VERSION } from './version.js';
