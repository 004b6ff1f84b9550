/** The schema compiler as a library. */
export { compile } from './compile.js';
export type { CompileOptions, CompileResult } from './compile.js';
export type { Diagnostic, DiagnosticCode, Related } from './diag/diagnostic.js';
export { renderDiagnostic, renderDiagnostics } from './diag/render.js';
export { checkSyntax } from './emit/syntax-gate.js';
export { readProgram } from './read-program.js';
export type { ReadOptions, ReadResult } from './read-program.js';
export type { Program } from './ir/model.js';
export type { ReadSchema, SchemaText } from './sources.js';
export { VERSION } from './version.js';
