import { dirname, relative } from 'node:path';
import { type ImportDeclaration, Node, type SourceFile } from 'ts-morph';

import { type ImportedName, moduleOf, type TypeText } from './stub.js';
import { indentAt, type Style } from './style.js';
import type { TextEdits } from './text-edits.js';

/** Brings the types of generated methods into a file, by the imports that it has or by new ones. */
export class TypeImports {
  readonly #file: SourceFile;
  readonly #style: Style;
  /** Names to import, by module. */
  readonly #wanted = new Map<string, Set<string>>();

  constructor(file: SourceFile, style: Style) {
    this.#file = file;
    this.#style = style;
  }

  /** The type as it is written in this file; what it needs is imported by {@link edit}. */
  write({ text, names }: TypeText): string {
    let result = text;
    for (const each of names) {
      const name = this.name(each);
      if (name !== each.name) {
        result = result.replace(
          new RegExp(`(?<![\\w$.'"])${escaped(each.name)}(?![\\w$'"])`, 'g'),
          () => name,
        );
      }
    }
    return result;
  }

  /** How this file calls a type of another module. */
  name({ name, module }: ImportedName): string {
    for (const declaration of this.#importsOf(module)) {
      const named = declaration.getNamedImports().find((each) => each.getName() === name);
      if (named !== undefined) return named.getAliasNode()?.getText() ?? name;
      const namespace = declaration.getNamespaceImport();
      if (namespace !== undefined) return `${namespace.getText()}.${name}`;
    }
    // Something else has the name here.
    if (this.#taken(name)) return `import(${this.#quoted(this.#specifier(module))}).${name}`;
    const names = this.#wanted.get(module);
    if (names === undefined) this.#wanted.set(module, new Set([name]));
    else names.add(name);
    return name;
  }

  edit(edits: TextEdits): void {
    const fresh: string[] = [];
    for (const [module, names] of this.#wanted) {
      const list = [...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
      const present = this.#importsOf(module).find((each) => each.getNamedImports().length > 0);
      if (present !== undefined) this.#extend(present, list, edits);
      else fresh.push(this.#declaration(module, list));
    }
    if (fresh.length === 0) return;
    const { newline } = this.#style;
    const lines = fresh.sort().join(newline);
    const last = this.#file.getImportDeclarations().at(-1);
    if (last !== undefined) return edits.insert(last.getEnd(), newline + lines);
    const shebang = /^#!.*\r?\n/.exec(this.#file.getFullText())?.[0].length ?? 0;
    const gap = this.#file.getFullText().length > shebang ? newline : '';
    edits.insert(shebang, lines + newline + gap);
  }

  #importsOf(module: string): readonly ImportDeclaration[] {
    const path = this.#file.getFilePath();
    return this.#file
      .getImportDeclarations()
      .filter((each) => moduleOf(each.getModuleSpecifierValue(), path) === module);
  }

  /** Does a declaration or an import of this file have the name? */
  #taken(name: string): boolean {
    return this.#file.getDescendants().some((node) => {
      if (!Node.isIdentifier(node) || node.getText() !== name) return false;
      const parent = node.getParent();
      if (Node.isImportSpecifier(parent)) return (parent.getAliasNode() ?? parent.getNameNode()) === node;
      return (
        Node.isImportClause(parent) ||
        ((Node.isClassDeclaration(parent) ||
          Node.isInterfaceDeclaration(parent) ||
          Node.isTypeAliasDeclaration(parent) ||
          Node.isEnumDeclaration(parent) ||
          Node.isTypeParameterDeclaration(parent)) &&
          parent.getNameNode() === node)
      );
    });
  }

  #extend(declaration: ImportDeclaration, names: readonly string[], edits: TextEdits): void {
    const last = declaration.getNamedImports().at(-1)!;
    const text = this.#file.getFullText();
    const prefix = declaration.isTypeOnly() ? '' : 'type ';
    const isMultiline = text.slice(declaration.getStart(), last.getStart()).includes('\n');
    const separator = isMultiline ? `,${this.#style.newline}${indentAt(text, last.getStart())}` : ', ';
    edits.insert(last.getEnd(), names.map((name) => separator + prefix + name).join(''));
  }

  #declaration(module: string, names: readonly string[]): string {
    const from = this.#quoted(this.#specifier(module));
    return `import type { ${names.join(', ')} } from ${from}${this.#style.semicolon}`;
  }

  #specifier(module: string): string {
    if (!module.startsWith('/') && !/^[A-Za-z]:\//.test(module)) return module;
    const path = relative(dirname(this.#file.getFilePath()), module).replaceAll('\\', '/');
    return (path.startsWith('.') ? path : `./${path}`) + this.#style.extension;
  }

  #quoted(text: string): string {
    return this.#style.quote + text + this.#style.quote;
  }
}

function escaped(name: string): string {
  return name.replaceAll('$', '\\$');
}
