import { Diagnostics } from '../diag/diagnostic.js';
import { SourceFile, type Span } from '../diag/source.js';
import { didYouMean } from '../diag/suggest.js';
import { type ReadSchema, resolvePath, type SchemaText } from '../sources.js';
import type { MolDecl, MolFile } from './ast.js';
import { IMPORT_PATH, parseMolecule } from './parser.js';

/** One parsed file and the files it imports. */
export interface MolUnit {
  readonly source: SourceFile;
  readonly ast: MolFile;
  readonly imports: readonly LoadedImport[];
  /** An import of it was refused: missing types may be a consequence. */
  readonly incomplete: boolean;
}

export interface LoadedImport {
  readonly unit: MolUnit;
  /** The path in the import statement. */
  readonly span: Span;
}

/** A declaration and the file it stands in. */
export interface Found {
  readonly decl: MolDecl;
  readonly unit: MolUnit;
}

/** The declarations that a file may name, by name. */
export type Scope = ReadonlyMap<string, Found>;

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
    const imports: LoadedImport[] = [];
    const unit = { source, ast, imports, incomplete: false };
    units.set(path, unit);
    const here = [...chain, path];
    for (const { path: written, span } of ast.imports) {
      const target = `${resolvePath(path, written)}.mol`;
      const text = given.get(target) ?? read(target);
      if (here.includes(target)) {
        const cycle = [...here.slice(here.indexOf(target)), target].join(' -> ');
        diagnostics.report('E_IMPORT', span, `import cycle: ${cycle}`);
        unit.incomplete = true;
      } else if (text === undefined) {
        const others = [...given.keys()].filter((other) => !here.includes(other));
        const hint = didYouMean(written, importForms(path, others));
        diagnostics.report('E_IMPORT', span, `there is no schema \`${target}\``, hint);
        unit.incomplete = true;
      } else imports.push({ unit: load(target, text, here), span });
    }
    return unit;
  };
  for (const file of files) checkSyntaxVersions(load(file.path, file.text, []), diagnostics);
  return [...units.values()];
}

/** How `from` would write an import of each of `files`; those that it cannot import are left out. */
function importForms(from: string, files: readonly string[]): readonly string[] {
  const folders = from.split('/').slice(0, -1);
  return files.flatMap((file) => {
    const parts = file.replace(/\.mol$/, '').split('/');
    let shared = 0;
    while (shared < Math.min(folders.length, parts.length - 1) && folders[shared] === parts[shared]) shared++;
    const form = '../'.repeat(folders.length - shared) + parts.slice(shared).join('/');
    return IMPORT_PATH.test(form) && `${resolvePath(from, form)}.mol` === file ? [form] : [];
  });
}

/** `unit` and everything it imports, directly or not; each file once, breadth first. */
export function reachable(unit: MolUnit): readonly MolUnit[] {
  const found = new Set([unit]);
  // A set is walked in the order of insertion, also over what is inserted meanwhile.
  for (const each of found) for (const imported of each.imports) found.add(imported.unit);
  return [...found];
}

/**
 * The syntax version of a file holds for all it imports, where they write one. The other way round it does not: an
 * import without `syntax` goes with every version.
 */
function checkSyntaxVersions(root: MolUnit, diagnostics: Diagnostics): void {
  const version = root.ast.syntax?.version ?? 1n;
  for (const { unit: entry, span } of root.imports) {
    for (const { ast } of reachable(entry)) {
      if (ast.syntax === undefined || ast.syntax.version === version) continue;
      const message = `this file is written in syntax ${version}, what it imports in syntax ${ast.syntax.version}`;
      diagnostics.report('E_IMPORT', span, message, undefined, {
        span: ast.syntax.span,
        message: 'written here',
      });
    }
  }
}

/** Everything `unit` can name: its own declarations and those of all files it imports. */
export function scopeOf(unit: MolUnit, diagnostics: Diagnostics): Scope {
  const scope = new Map<string, Found>();
  const byFoldedName = new Map<string, Found>();
  for (const current of reachable(unit)) {
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
        const found = { decl, unit: current };
        scope.set(text, found);
        byFoldedName.set(text.toLowerCase(), found);
      }
    }
  }
  return scope;
}
