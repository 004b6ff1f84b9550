/** Reads an expression of generated code, on one line, as far as it can be broken into several. */

export type Expression = Chain | Parenthesized | Literal | Arrow | Conditional | Binary;

/** Names, members and calls, one behind the other: `new Foo(a).bar(b)`. What cannot be broken is one text. */
export interface Chain {
  readonly kind: 'chain';
  readonly parts: readonly (string | readonly Expression[])[];
}

export interface Parenthesized {
  readonly kind: 'parenthesized';
  readonly inner: Expression;
}

/** An object or an array. */
export interface Literal {
  readonly kind: 'object' | 'array';
  readonly items: readonly Item[];
}

/** `key: value`, or without a key. */
export interface Item {
  readonly key: string | undefined;
  readonly value: Expression;
}

export interface Arrow {
  readonly kind: 'arrow';
  /** With what stands around them. */
  readonly parameters: string;
  readonly body: Expression;
}

export interface Conditional {
  readonly kind: 'conditional';
  readonly test: Expression;
  readonly yes: Expression;
  readonly no: Expression;
}

/** Operators of one precedence. */
export interface Binary {
  readonly kind: 'binary';
  readonly first: Expression;
  readonly rest: readonly { readonly operator: string; readonly term: Expression }[];
}

/** Those that bind least come first. */
const PRECEDENCE = [
  ['??'],
  ['||'],
  ['&&'],
  ['^'],
  ['&'],
  ['===', '!=='],
  ['<', '>', '<=', '>='],
  ['<<', '>>', '>>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** `undefined` if it is something that generated code does not contain. */
export function parseExpression(text: string): Expression | undefined {
  const arrow = / => /.exec(text);
  if (arrow !== null && text.startsWith('(') && closing(text, 0) === arrow.index - 1) {
    const after = text.slice(arrow.index + 4);
    // Parentheses around an object or a conditional are put there again.
    const wrapped = after.startsWith('(') && closing(after, 0) === after.length - 1;
    const body = parseExpression(wrapped ? after.slice(1, -1) : after);
    return body && { kind: 'arrow', parameters: text.slice(0, arrow.index), body };
  }
  const [test, ...branches] = split(text, ' ? ');
  if (branches.length > 0) {
    const [yes, no] = split(branches.join(' ? '), ' : ').map(parseExpression);
    const tested = parseExpression(test!);
    return tested && yes && no && { kind: 'conditional', test: tested, yes, no };
  }
  const words = split(text, ' ');
  for (const operators of words.length < 3 ? [] : PRECEDENCE) {
    if (!operators.some((each) => words.includes(each))) continue;
    const terms = splitAny(text, operators);
    if (terms.length === 1) continue;
    const [first, ...rest] = terms.map(({ term }) => parseExpression(term));
    if (first === undefined || rest.includes(undefined)) return undefined;
    return {
      kind: 'binary',
      first,
      rest: rest.map((term, i) => ({ operator: terms[i + 1]!.operator, term: term! })),
    };
  }
  return parsePrimary(text);
}

function parsePrimary(text: string): Expression | undefined {
  for (const [open, kind] of [
    ['{', 'object'],
    ['[', 'array'],
  ] as const) {
    if (!text.startsWith(open) || closing(text, 0) !== text.length - 1) continue;
    const items = list(text.slice(1, -1).trim()).map(parseItem);
    return items.includes(undefined) ? undefined : { kind, items: items as readonly Item[] };
  }
  if (text.startsWith('(') && closing(text, 0) === text.length - 1) {
    const inner = parseExpression(text.slice(1, -1));
    return inner && { kind: 'parenthesized', inner };
  }
  const parts: (string | readonly Expression[])[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "'") at = stringEnd(text, at);
    else if (text.startsWith('/*', at)) at = text.indexOf('*/', at) + 1;
    else if ('([{'.includes(text[at]!)) {
      const end = closing(text, at);
      if (end < 0) return undefined;
      if (text[at] === '(' && at > 0 && /[\w$>)]/.test(text[at - 1]!)) {
        const values = list(text.slice(at + 1, end)).map(parseExpression);
        if (values.includes(undefined)) return undefined;
        parts.push(text.slice(from, at), values as readonly Expression[]);
        from = end + 1;
      }
      at = end;
    }
  }
  if (from < text.length || parts.length === 0) parts.push(text.slice(from));
  return { kind: 'chain', parts };
}

function parseItem(text: string): Item | undefined {
  const [, key, rest] = /^([\w$]+|'[^']*'): (.*)$/.exec(text) ?? [];
  const value = parseExpression(rest ?? text);
  return value && { key, value };
}

/** The parts of a list. */
export function list(text: string): readonly string[] {
  return text === '' ? [] : split(text, ', ');
}

/** Splits at a separator that stands outside of all brackets and strings. */
export function split(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at = next(text, at)) {
    if (!text.startsWith(separator, at)) continue;
    parts.push(text.slice(from, at));
    from = at + separator.length;
    at = from - 1;
  }
  return [...parts, text.slice(from)];
}

function splitAny(
  text: string,
  operators: readonly string[],
): readonly { readonly operator: string; readonly term: string }[] {
  const parts: { operator: string; term: string }[] = [];
  let operator = '';
  let from = 0;
  for (let at = 0; at < text.length; at = next(text, at)) {
    if (text[at] !== ' ') continue;
    const found = operators.find((each) => text.startsWith(` ${each} `, at));
    if (found === undefined) continue;
    parts.push({ operator, term: text.slice(from, at) });
    operator = found;
    from = at + found.length + 2;
    at = from - 1;
  }
  return [...parts, { operator, term: text.slice(from) }];
}

/** The place behind the bracket, string or character at `at`. */
function next(text: string, at: number): number {
  const char = text[at]!;
  if (char === "'") return stringEnd(text, at) + 1;
  const opens = '([{'.includes(char) || (char === '<' && isBracket(text, at));
  const end = opens ? closing(text, at) : at;
  return end < 0 ? text.length : end + 1;
}

/** Where the bracket at `start` is closed, or -1. */
export function closing(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at]!;
    if (char === "'") at = stringEnd(text, at);
    else if ('([{'.includes(char) || (char === '<' && isBracket(text, at))) depth++;
    else if (')]}'.includes(char) || (char === '>' && isBracket(text, at))) depth--;
    if (depth === 0) return at;
  }
  return -1;
}

/** Operators have spaces around them, and `=>` is an arrow. */
function isBracket(text: string, at: number): boolean {
  let start = at;
  while ('<>='.includes(text[start - 1] ?? '')) start--;
  return text[start - 1] !== ' ';
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== "'") at += text[at] === '\\' ? 2 : 1;
  return at;
}
