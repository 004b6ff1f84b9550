/** Where an expression may be broken into lines, as prettier does. */
import {
  choice,
  type Doc,
  group,
  ifBreak,
  indent,
  indentIfBreak,
  join,
  line,
  LINE_WIDTH,
  softline,
} from './doc.js';
import {
  type Arrow,
  type Binary,
  type Conditional,
  type Expression,
  type Item,
  list,
  type Literal,
} from './expression.js';

/** An argument up to this length is not put on a line of its own. */
const SHORT_ARGUMENT = LINE_WIDTH / 4;
/** Behind a key up to this length a line does not end. */
const SHORT_KEY = 4;

export type AssignmentLayout = 'after' | 'never' | 'fluid' | 'left';

/** Where the line of an assignment is broken. */
export function layoutOf(value: Expression | undefined, shortKey = false): AssignmentLayout {
  if (value === undefined) return 'fluid';
  const test = value.kind === 'conditional' ? value.test : value;
  if (test.kind === 'binary') return 'after';
  if (shortKey) return 'never';
  return isPoorlyBreakable(value) ? 'after' : 'fluid';
}

function isPoorlyBreakable(value: Expression): boolean {
  if (value.kind !== 'chain') return false;
  return value.parts.every(
    (part) => typeof part === 'string' || part.length === 0 || (part.length === 1 && isShort(part[0]!)),
  );
}

function isShort(value: Expression): boolean {
  if (value.kind !== 'chain' || value.parts.length !== 1) return false;
  const [text] = value.parts;
  return typeof text === 'string' && /^(?:[\w$]+|'.*'|-\d+)$/.test(text) && text.length <= SHORT_ARGUMENT;
}

export function assigned(left: Doc, operator: string, right: Doc, layout: AssignmentLayout): Doc {
  switch (layout) {
    case 'after':
      return group([group(left), operator, group(indent([line, right]))]);
    case 'never':
      return group([group(left), operator, ' ', right]);
    case 'left':
      return group([left, operator, ' ', group(right)]);
    case 'fluid': {
      const small = group(indent(line));
      return group([group(left), operator, small, indentIfBreak(right, small)]);
    }
  }
}

/** Sums are not indented once more. */
export function assignedValue(value: Expression): Doc {
  return value.kind === 'binary' ? group(terms(value)) : expression(value);
}

export function item({ key, value }: Item): Doc {
  if (key === undefined) return expression(value);
  return assigned(key, ':', assignedValue(value), layoutOf(value, key.length <= SHORT_KEY));
}

/** `last`: the last argument of a call, which begins on the line of the call. */
export function expression(value: Expression, last = false): Doc {
  switch (value.kind) {
    case 'chain':
      return value.parts.map((part, i, { length }) => {
        if (typeof part !== 'string') return callArguments(part);
        const isMember = i > 0 && i === length - 1 && part.startsWith('.');
        return isMember ? group(indent([softline, part])) : part;
      });
    case 'parenthesized':
      return ['(', expression(value.inner), ')'];
    case 'object':
    case 'array':
      return literal(value);
    case 'arrow':
      return arrow(value, last);
    case 'conditional':
      return conditional(value);
    case 'binary': {
      const [first, ...rest] = terms(value);
      return group([first!, indent(rest)]);
    }
  }
}

function literal({ kind, items }: Literal): Doc {
  const isObject = kind === 'object';
  const [open, close] = isObject ? ['{', '}'] : ['[', ']'];
  if (items.length === 0) return open + close;
  const space = isObject ? line : softline;
  return group([open, indent([space, join([',', line], items.map(item))]), ifBreak(','), space, close]);
}

function conditional({ test, yes, no }: Conditional): Doc {
  const [tested, one, other] = [test, yes, no].map(assignedValue);
  return group([tested!, indent([line, '? ', indent(one!), line, ': ', indent(other!)])]);
}

/** The parts of a sum, and the like: either all stand on one line or each on its own. */
export function terms({ first, rest }: Binary): readonly Doc[] {
  const [only] = rest;
  if (rest.length === 1 && first.kind !== 'binary' && only!.term.kind !== 'binary') {
    return [group(expression(first)), ' ', group([only!.operator, line, expression(only!.term)])];
  }
  return [
    group(expression(first)),
    ...rest.map(({ operator, term }) => [' ', operator, line, expression(term)]),
  ];
}

function arrow({ parameters, body: held }: Arrow, last: boolean): Doc {
  const inner = last
    ? parameters
    : group([
        '(',
        indent([softline, join([',', line], list(parameters.slice(1, -1)))]),
        ifBreak(','),
        softline,
        ')',
      ]);
  const end = last ? [ifBreak(','), softline] : '';
  return group([inner, ' =>', group(arrowBody(held, end))]);
}

function arrowBody(held: Expression, end: Doc): Doc {
  switch (held.kind) {
    case 'object':
      return [' (', expression(held), ')'];
    case 'array':
      return [' ', expression(held)];
    case 'conditional':
      return [' ', group([ifBreak('', '('), indent([softline, expression(held)]), ifBreak('', ')'), end])];
    case 'binary':
      return [indent([line, group(terms(held))]), end];
    default:
      return [indent([line, expression(held)]), end];
  }
}

function callArguments(values: readonly Expression[]): Doc {
  if (values.length === 0) return '()';
  const docs = values.map((value) => expression(value));
  const all = group(['(', indent([line, join([',', line], docs)]), ',', line, ')'], true);
  if (isComposition(values)) return all;
  const last = values.at(-1)!;
  if (!expands(last) || values.at(-2)?.kind === last.kind) {
    return group(['(', indent([softline, join([',', line], docs)]), ifBreak(','), softline, ')']);
  }
  const heads = docs.slice(0, -1).map((doc) => [doc, ', ']);
  const tail = expression(last, true);
  return choice(['(', heads, tail, ')'], ['(', heads, group(tail, true), ')'], all);
}

/** May the last argument begin on the line of the call? */
function expands(value: Expression): boolean {
  if (value.kind === 'object' || value.kind === 'array') return value.items.length > 0;
  if (value.kind !== 'arrow') return false;
  const { body: held } = value;
  return ['object', 'array', 'conditional'].includes(held.kind) || callOf(held) !== undefined;
}

/** The arguments, if it is a call. */
function callOf(value: Expression): readonly Expression[] | undefined {
  if (value.kind !== 'chain') return undefined;
  const [first] = value.parts;
  const last = value.parts.at(-1);
  const isNew = typeof first === 'string' && first.startsWith('new ');
  return isNew || typeof last === 'string' ? undefined : last;
}

/** Functions side by side, or one beside a call with one, stand on lines of their own. */
function isComposition(values: readonly Expression[]): boolean {
  if (values.length === 1) return false;
  const functions = values.filter(({ kind }) => kind === 'arrow').length;
  const inner = values.some((value) => callOf(value)?.some(({ kind }) => kind === 'arrow') === true);
  return functions > 1 || inner;
}
