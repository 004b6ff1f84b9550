import { rejectAnnotations } from '../annotation/placed.js';
import { scanDoc } from '../annotation/scan.js';
import { typeRules } from '../annotation/type-rules.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import type { MolDecl, Name } from './ast.js';
import type { Found, MolUnit } from './loader.js';

export type Scope = ReadonlyMap<string, Found>;

const MAX_U32 = 0xffff_ffff;

/** The types that a declaration is made of. */
export function references(decl: MolDecl): readonly Name[] {
  switch (decl.kind) {
    case 'array':
    case 'vector':
    case 'option':
      return [decl.item];
    case 'union':
      return decl.items.map((item) => item.type);
    default:
      return decl.fields.map((field) => field.type);
  }
}

/** Size in bytes of a type that always has the same, else `undefined`. */
export function fixedSize(name: string, scope: Scope): number | undefined {
  if (name === 'byte') return 1;
  const decl = scope.get(name)?.decl;
  if (decl?.kind === 'array') {
    const item = fixedSize(decl.item.text, scope);
    return item === undefined ? undefined : item * decl.count;
  }
  if (decl?.kind !== 'struct') return undefined;
  let total = 0;
  for (const field of decl.fields) {
    const size = fixedSize(field.type.text, scope);
    if (size === undefined) return undefined;
    total += size;
  }
  return total;
}

/** Checks the declarations of one file. `false`: do not lower it, shapes could not be built. */
export function checkUnit(unit: MolUnit, scope: Scope, diagnostics: Diagnostics): boolean {
  const { source, ast } = unit;
  let sound = true;
  for (const decl of ast.declarations) {
    for (const name of references(decl)) checkReference(name, unit, scope, diagnostics);
    if (checkRecursion(decl, scope, diagnostics)) sound = false;
  }
  for (const lines of ast.stray) rejectAnnotations(scanDoc(source, lines), diagnostics);
  if (!sound) return false;
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
  return ast.declarations.map((decl) => checkDeclaration(decl, scope, diagnostics)).every(Boolean);
}

function isKnown(name: Name, scope: Scope): boolean {
  return name.text === 'byte' || scope.has(name.text);
}

function checkReference(name: Name, unit: MolUnit, scope: Scope, diagnostics: Diagnostics): void {
  if (isKnown(name, scope)) return;
  // A declaration that did not parse is the likelier mistake, and it is reported already.
  if (!unit.broken && !unit.imports.some((imported) => imported.broken)) {
    const hint = didYouMean(name.text, ['byte', ...scope.keys()]);
    diagnostics.report('E_UNKNOWN_TYPE', name.span, `there is no type \`${name.text}\``, hint);
  }
}

/** Reports a declaration that contains itself. */
function checkRecursion(decl: MolDecl, scope: Scope, diagnostics: Diagnostics): boolean {
  const visited = new Set<string>();
  const search = (current: MolDecl, path: readonly string[]): readonly string[] | undefined => {
    for (const { text } of references(current)) {
      if (text === decl.name.text) return [...path, text];
      const next = scope.get(text)?.decl;
      if (next === undefined || visited.has(text)) continue;
      visited.add(text);
      const found = search(next, [...path, text]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const cycle = search(decl, [decl.name.text]);
  if (cycle === undefined) return false;
  const reference = references(decl).find((name) => name.text === cycle[1])!;
  diagnostics.report(
    'E_RECURSION',
    reference.span,
    `\`${decl.name.text}\` contains itself: ${cycle.join(' -> ')}`,
  );
  return true;
}

function checkDeclaration(decl: MolDecl, scope: Scope, diagnostics: Diagnostics): boolean {
  let sound = true;
  const fixed = (name: Name, owner: string): void => {
    if (!isKnown(name, scope) || fixedSize(name.text, scope) !== undefined) return;
    const message = `${owner} needs items of fixed size, \`${name.text}\` is dynamic`;
    diagnostics.report(
      'E_FIXED_SIZE',
      name.span,
      message,
      decl.kind === 'struct' ? 'use a table' : 'use a vector',
    );
    sound = false;
  };
  if (decl.kind === 'array') {
    fixed(decl.item, `array \`${decl.name.text}\``);
    if ((fixedSize(decl.name.text, scope) ?? 0) > MAX_U32) {
      diagnostics.report('E_NUMBER_RANGE', decl.countSpan, `\`${decl.name.text}\` is larger than 4 GiB`);
      sound = false;
    }
  }
  if (decl.kind === 'struct') {
    for (const field of decl.fields) fixed(field.type, `struct \`${decl.name.text}\``);
  }
  if (decl.kind === 'struct' || decl.kind === 'table') {
    unique(
      decl.fields.map((field) => field.name),
      'E_DUPLICATE_FIELD',
      'field',
      decl.name.text,
      diagnostics,
    );
  }
  if (decl.kind === 'union') {
    unique(
      decl.items.map((item) => item.type),
      'E_DUPLICATE_ITEM',
      'item',
      decl.name.text,
      diagnostics,
    );
    checkIds(decl, diagnostics);
  }
  return sound;
}

function unique(
  names: readonly Name[],
  code: 'E_DUPLICATE_FIELD' | 'E_DUPLICATE_ITEM',
  what: string,
  owner: string,
  diagnostics: Diagnostics,
): void {
  const seen = new Map<string, Name>();
  for (const name of names) {
    const first = seen.get(name.text);
    if (first === undefined) seen.set(name.text, name);
    else {
      const related = { span: first.span, message: 'first given here' };
      diagnostics.report(
        code,
        name.span,
        `${what} \`${name.text}\` of \`${owner}\` is given twice`,
        undefined,
        related,
      );
    }
  }
}

/** Ids of the items in source order: written ones, or the previous plus one. */
export function itemIds(decl: Extract<MolDecl, { kind: 'union' }>): readonly number[] {
  let next = 0;
  return decl.items.map((item) => {
    const id = item.id?.value ?? next;
    next = id + 1;
    return id;
  });
}

function checkIds(decl: Extract<MolDecl, { kind: 'union' }>, diagnostics: Diagnostics): void {
  const seen = new Map<number, Name>();
  itemIds(decl).forEach((id, i) => {
    const item = decl.items[i]!;
    const span = item.id?.span ?? item.type.span;
    const first = seen.get(id);
    if (id > MAX_U32) diagnostics.report('E_NUMBER_RANGE', span, `the id ${id} does not fit into 32 bits`);
    if (first === undefined) seen.set(id, item.type);
    else {
      const related = { span: first.span, message: `\`${first.text}\` has it` };
      diagnostics.report(
        'E_DUPLICATE_NUMBER',
        span,
        `the id ${id} is given twice in \`${decl.name.text}\``,
        undefined,
        related,
      );
    }
  });
}
