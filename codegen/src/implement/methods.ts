/** Writes methods into classes and object literals. */
import { type ClassDeclaration, Node, type ObjectLiteralExpression } from 'ts-morph';

import type { HandlerMethod } from './stub.js';
import { indentAt, type Style } from './style.js';
import type { TextEdits } from './text-edits.js';
import type { TypeImports } from './type-imports.js';

export function addMethods(
  node: ClassDeclaration | ObjectLiteralExpression,
  methods: readonly HandlerMethod[],
  style: Style,
  imports: TypeImports,
  edits: TextEdits,
): void {
  const { newline, indent } = style;
  const text = node.getSourceFile().getFullText();
  const isClass = Node.isClassDeclaration(node);
  const members: readonly Node[] = isClass ? node.getMembersWithComments() : node.getPropertiesWithComments();
  const brace = node.getEnd() - 1;
  const outer = indentAt(text, isClass ? node.getStart() : brace);
  const last = members.at(-1);
  const base =
    last !== undefined && isFirstOnLine(text, last.getStart())
      ? indentAt(text, last.getStart())
      : outer + indent;
  const blank = (separatedByBlank(members, text) ?? isClass) ? newline : '';

  const written = methods.map((method) => {
    const head = isClass ? typedHead(method, imports) : `${method.name}(${untypedParameters(method)})`;
    const error = `${style.quote}${method.name} is not implemented${style.quote}`;
    return [
      `${base}${head} {`,
      `${base}${indent}throw new Error(${error})${style.semicolon}`,
      `${base}}${isClass ? '' : ','}`,
    ].join(newline);
  });
  const body = written.join(newline + blank);
  if (!isClass) addComma(node, edits);
  const lead = last === undefined ? '' : blank;
  if (isFirstOnLine(text, brace)) edits.insert(brace - indentAt(text, brace).length, lead + body + newline);
  else edits.insert(brace, newline + lead + body + newline + outer);
}

/** Parameters are not used yet; with `_` no compiler option and no linter minds. */
function untypedParameters({ parameters }: HandlerMethod): string {
  return parameters.map(({ name }) => `_${name}`).join(', ');
}

function typedHead({ name, parameters, returns }: HandlerMethod, imports: TypeImports): string {
  const list = parameters.map((each) => `_${each.name}: ${imports.write(each.type)}`);
  return `${name}(${list.join(', ')}): ${imports.write(returns)}`;
}

/** The last property needs a comma before another one follows. */
function addComma(node: ObjectLiteralExpression, edits: TextEdits): void {
  const last = node.getProperties().at(-1);
  if (last === undefined || last.getNextSibling()?.getText() === ',') return;
  edits.insert(last.getEnd(), ',');
}

function isFirstOnLine(text: string, at: number): boolean {
  return /(?:^|\n)[ \t]*$/.test(text.slice(0, at));
}

/** Are members separated by blank lines? `undefined` if there are too few to tell. */
function separatedByBlank(members: readonly Node[], text: string): boolean | undefined {
  const methods = members.filter((member) => Node.isMethodDeclaration(member));
  const pairs = methods.slice(1).map((member, i) => text.slice(methods[i]!.getEnd(), member.getStart(true)));
  return pairs.length === 0 ? undefined : pairs.some((between) => /\n[ \t]*\r?\n/.test(between));
}
