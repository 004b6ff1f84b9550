/** Breaks lines that are too long, as prettier does with the project's options. Generated code is read, also in diffs. */
import { choice, type Doc, group, hardline, ifBreak, indent, join, line, printDoc, softline } from './doc.js';
import { closing, type Expression, list, parseExpression, split } from './expression.js';
import { assigned, assignedValue, expression, item, layoutOf, terms } from './expression-layout.js';
import { typeArguments, typeDoc, withType } from './type-layout.js';

/** One statement, member or head of a block as one or more lines, relative to its own indentation. */
export function fitCode(text: string, width: number): readonly string[] {
  if (text.length <= width || text.startsWith('//')) return [text];
  const doc = statement(text);
  return doc === undefined ? [text] : printDoc(doc, width).filter((each) => each.trim() !== '');
}

/** Prose in lines of at most `width`. */
export function fitProse(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** `undefined` for what cannot be broken. */
function statement(text: string): Doc | undefined {
  const clause = /^(?:else )?(if|for|switch|while) \(/.exec(text);
  if (clause !== null) return headed(text, clause[0], clause[1]!);
  if (text.startsWith('else ')) return body('else', text.slice(5));
  if (text.startsWith('class ')) return classHead(text);
  const [, interfaceHead, base] = /^(export interface [\w$]+ extends )(.*) \{$/.exec(text) ?? [];
  if (base !== undefined) return [interfaceHead!, typeDoc(base), ' {'];
  return signature(text) ?? returned(text) ?? typed(text) ?? assignment(text) ?? entry(text);
}

/** `if (test) statement`, or the head of a block. */
function headed(text: string, head: string, word: string): Doc | undefined {
  const end = closing(text, head.length - 1);
  const inside = text.slice(head.length, end);
  const rest = text.slice(end + 2);
  const test = word === 'for' ? undefined : parseExpression(inside);
  const broken: Doc =
    test === undefined
      ? inside
      : group([indent([softline, test.kind === 'binary' ? terms(test) : expression(test)]), softline]);
  return body([head, broken, ')'], rest);
}

function body(head: Doc, rest: string): Doc | undefined {
  if (rest === '{') return [head, ' {'];
  const inner = statement(rest) ?? rest;
  return group([head, indent([line, inner])]);
}

/** A class with something to extend and something to implement. */
function classHead(text: string): Doc {
  const [name, ...clauses] = text.replace(/ \{$/, '').split(/ (?=extends |implements )/);
  return [name!, indent(clauses.map((clause) => [hardline, clause])), hardline, '{'];
}

/** The head of a function or method, or a method of an interface. */
function signature(text: string): Doc | undefined {
  const [, head] = /^((?:(?:export )?function )?(?:[\w$]+|'new')\()/.exec(text) ?? [];
  const end = head === undefined ? -1 : closing(text, head.length - 1);
  const [, type, tail] = /^(\)(?:: .*?)?)( \{|;)$/.exec(end < 0 ? '' : text.slice(end)) ?? [];
  // Without a type it is a call.
  if (type === undefined || (type === ')' && tail === ';')) return undefined;
  const parameters = list(text.slice(head!.length, end)).map(withType);
  const inner = [indent([softline, join([',', line], parameters)]), ifBreak(','), softline];
  return [group([head!, inner, withType(type)]), tail!];
}

function returned(text: string): Doc | undefined {
  const [, value] = /^return (.*);$/.exec(text) ?? [];
  const found = value === undefined ? undefined : parseExpression(value);
  if (found === undefined) return undefined;
  if (found.kind !== 'binary') return ['return ', expression(found), ';'];
  const inner = indent([softline, group(terms(found))]);
  return ['return ', group([ifBreak('('), inner, softline, ifBreak(')')]), ';'];
}

/** A type alias, or a property of an interface. */
function typed(text: string): Doc | undefined {
  const [, alias, property, type] =
    /^(?:(export type [\w$]+) =|((?:readonly )?[\w$]+\??:)) (.*);$/.exec(text) ?? [];
  if (type === undefined) return undefined;
  const parts = split(type, ' | ').map(typeDoc);
  if (parts.length === 1) {
    if (alias === undefined) return [property!, ' ', parts[0]!, ';'];
    return [assigned(alias, ' =', parts[0]!, type.startsWith('{') ? 'never' : 'fluid'), ';'];
  }
  const all = group([ifBreak('| '), join([line, '| '], parts.map(indent))]);
  if (alias !== undefined) return group([alias, ' =', group(indent([line, all])), ';']);
  return [property!, ' ', group(indent([softline, all])), ';'];
}

/** `name = value;`, `const name: Type = value;`, or such a line with which a block begins. */
function assignment(text: string): Doc | undefined {
  const [left, ...right] = split(text, ' = ');
  if (right.length !== 1 || !/^(?:export )?(?:const |let )?[\w$.[\]]+(?:: .*)?$/.test(left!))
    return undefined;
  const open = /[({]$/.exec(right[0]!) !== null;
  const value = open ? opened(right[0]!) : parsedDoc(right[0]!.slice(0, -1));
  if (value === undefined) return undefined;
  const target = declared(left!);
  const end = open ? '' : ';';
  return [assigned(target.doc, ' =', value.doc, target.complex ? 'left' : layoutOf(value.value)), end];
}

interface Parsed {
  readonly value: Expression | undefined;
  readonly doc: Doc;
}

function parsedDoc(text: string): Parsed | undefined {
  const value = parseExpression(text);
  return value && { value, doc: assignedValue(value) };
}

/** A value whose last bracket is closed further below. */
function opened(text: string): Parsed {
  const flat = [text, hardline];
  // The object begins on a line of its own if only the call fits.
  const broken = [text.slice(0, -1), indent([hardline, '{', hardline])];
  return { value: undefined, doc: text.endsWith('({') ? choice(flat, broken) : flat };
}

/** What is assigned to, which may have a type. */
function declared(text: string): { readonly doc: Doc; readonly complex: boolean } {
  const [, type = ''] = split(text, ': ');
  const parameters = typeArguments(type)?.list ?? [];
  return {
    doc: withType(text),
    complex: parameters.length > 1 && parameters.some((each) => typeArguments(each) !== undefined),
  };
}

/** `key: value,` or an item of a list. */
function entry(text: string): Doc | undefined {
  const end = /[,;]$/.exec(text)?.[0] ?? '';
  const inner = end === '' ? text : text.slice(0, -1);
  const [, key, value] = /^([\w$]+|'new'): (.*)$/.exec(inner) ?? [];
  const found = parseExpression(value ?? inner);
  if (found === undefined) return undefined;
  return [item({ key, value: found }), end];
}
