import { Diagnostics } from '../diag/diagnostic.js';
import { SourceFile } from '../diag/source.js';
import { type ReadSchema, resolvePath, type SchemaText } from '../sources.js';
import type { MolDecl, MolFile } from './ast.js';
import { parseMolecule } from './parser.js';

/** One parsed file and the files it imports. */
export interface MolUnit {
  readonly source: SourceFile;
  readonly ast: MolFile;
  /** Syntax errors were reported: missing types may be a consequence. */
  readonly broken: boolean;
  readonly imports: readonly MolUnit[];
}

/** A declaration and the file it stands in. */
export interface Found {
  readonly decl: MolDecl;
  readonly unit: MolUnit;
}

/** Parses `files` and everything they import. Every file is parsed once. */
export function loadMolecule(
  files: readonly SchemaText[],
  read: ReadSchema,
  diagnostics: Diagnostics,
): readonly MolUnit[] {
  const units = new Map<string, MolUnit>();
  const given = new Map(files.map((file) => [file.path, file.text]));
  const load = (path: string, text: string, chain: readonly string[]): MolUnit => {
    const known = units.get(path);
    if (known !== undefined) return known;
    const source = new SourceFile(path, text);
    const own = new Diagnostics();
    const ast = parseMolecule(source, own);
    diagnostics.take(own);
    const imports: MolUnit[] = [];
    const unit: MolUnit = { source, ast, broken: own.failed, imports };
    units.set(path, unit);
    for (const { path: written, span } of ast.imports) {
      const target = `${resolvePath(path, written)}.mol`;
      if ([...chain, path].includes(target)) {
        const cycle = [...chain.slice(chain.indexOf(target)), path, target].join(' -> ');
        diagnostics.report('E_IMPORT', span, `import cycle: ${cycle}`);
        continue;
      }
      const found = given.get(target) ?? read(target);
      if (found === undefined) diagnostics.report('E_IMPORT', span, `there is no schema \`${target}\``);
      else imports.push(load(target, found, [...chain, path]));
    }
    return unit;
  };
  for (const file of files) load(file.path, file.text, []);
  return [...units.values()];
}

/** Everything `unit` can name: its own declarations and those of all files it imports. */
export function scopeOf(unit: MolUnit, diagnostics: Diagnostics): ReadonlyMap<string, Found> {
  const scope = new Map<string, Found>();
  const byFoldedName = new Map<string, Found>();
  const seen = new Set<MolUnit>();
  const visit = (current: MolUnit): void => {
    if (seen.has(current)) return;
    seen.add(current);
    for (const decl of current.ast.declarations) {
      const { text, span } = decl.name;
      const first = byFoldedName.get(text.toLowerCase());
      if (text.toLowerCase() === 'byte') {
        diagnostics.report('E_DUPLICATE_TYPE', span, `\`${text}\` is the name of the built-in type`);
      } else if (first !== undefined) {
        const message = `\`${text}\` is declared twice (letter case does not count)`;
        const related = { span: first.decl.name.span, message: 'first declared here' };
        diagnostics.report('E_DUPLICATE_TYPE', span, message, undefined, related);
      } else {
        scope.set(text, { decl, unit: current });
        byFoldedName.set(text.toLowerCase(), { decl, unit: current });
      }
    }
    current.imports.forEach(visit);
  };
  visit(unit);
  return scope;
}
