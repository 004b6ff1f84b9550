import { rejectAnnotations } from '../annotation/placed.js';
import { scanDoc } from '../annotation/scan.js';
import { typeRules } from '../annotation/type-rules.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import type { MolDecl } from './ast.js';
import { checkDeclaration } from './check-declaration.js';
import { type MolUnit, reachable, type Scope } from './loader.js';
import { recursions, references } from './recursion.js';
import { Sizes } from './sizes.js';

/** Checks the declarations of one file. `false`: a type contains itself, shapes cannot be built. */
export function checkUnit(unit: MolUnit, scope: Scope, diagnostics: Diagnostics): boolean {
  const { source, ast } = unit;
  checkReferences(unit, scope, diagnostics);
  const recursive = recursions(scope);
  for (const decl of ast.declarations) reportRecursion(decl, recursive.get(decl.name.text), diagnostics);
  for (const lines of ast.stray) rejectAnnotations(scanDoc(source, lines), diagnostics);
  for (const decl of ast.declarations) {
    if (decl.kind === 'table' || decl.kind === 'struct' || decl.kind === 'union') continue;
    const rules = typeRules(scanDoc(source, decl.doc), diagnostics);
    for (const span of [rules.lazy, rules.keepUnknown]) {
      if (span !== undefined) {
        diagnostics.report(
          'E_MISPLACED_ANNOTATION',
          span,
          'this annotation belongs above a table or message',
        );
      }
    }
    if (rules.protocol !== undefined) {
      const message = `the root of a protocol is a table, struct or union, not ${decl.kind === 'vector' ? 'a' : 'an'} ${decl.kind}`;
      diagnostics.report('E_PROTOCOL', decl.name.span, message);
    }
  }
  const sizes = new Sizes(scope);
  for (const decl of ast.declarations) checkDeclaration(decl, sizes, diagnostics);
  return recursive.size === 0;
}

function checkReferences(unit: MolUnit, scope: Scope, diagnostics: Diagnostics): void {
  const units = reachable(unit);
  // A missing type may stand in a file that was not found: that is reported already.
  if (units.some((each) => each.incomplete)) return;
  for (const { text, span } of unit.ast.declarations.flatMap(references)) {
    if (text === 'byte' || scope.has(text) || units.some((each) => each.ast.lost.has(text))) continue;
    const hint = didYouMean(text, ['byte', ...scope.keys()]);
    diagnostics.report('E_UNKNOWN_TYPE', span, `there is no type \`${text}\``, hint);
  }
}

function reportRecursion(decl: MolDecl, way: readonly string[] | undefined, diagnostics: Diagnostics): void {
  const reference = references(decl).find((name) => name.text === way?.[1]);
  if (way === undefined || reference === undefined) return;
  const message = `\`${decl.name.text}\` contains itself: ${way.join(' -> ')}`;
  diagnostics.report('E_RECURSION', reference.span, message);
}
