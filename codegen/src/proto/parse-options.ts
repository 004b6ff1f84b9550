/** Options and the values they take. */
import type { Name, OptionNode, OptionValue } from './ast.js';
import { stringBytes } from './strings.js';
import type { ProtoTokens } from './token-stream.js';
import type { ProtoToken } from './tokens.js';

/** `option name = value;` */
export function parseOption(tokens: ProtoTokens): OptionNode {
  tokens.expect('option');
  const option = nameAndValue(tokens);
  tokens.expectEnd();
  return option;
}

/** `[name = value, ...]`, if there is one. */
export function parseBracket(tokens: ProtoTokens): readonly OptionNode[] {
  if (tokens.take('[') === undefined) return [];
  const options = [nameAndValue(tokens)];
  while (tokens.take(',') !== undefined) options.push(nameAndValue(tokens));
  tokens.expect(']');
  return options;
}

function nameAndValue(tokens: ProtoTokens): OptionNode {
  const first = tokens.peek();
  let text = '';
  let last: ProtoToken;
  do {
    if (text !== '') text += '.';
    if (tokens.take('(') !== undefined) {
      text += `(${tokens.dotted('the name of an option').text})`;
      last = tokens.expect(')');
    } else {
      last = tokens.peek();
      text += tokens.word('the name of an option').text;
    }
  } while (tokens.take('.') !== undefined);
  tokens.expect('=');
  const name: Name = { text, span: tokens.between(first.span, last.span) };
  return { name, value: value(tokens) };
}

function value(tokens: ProtoTokens): OptionValue {
  const first = tokens.peek();
  if (first.kind === 'string') return { kind: 'string', ...strings(tokens) };
  if (first.text === '{') return { kind: 'aggregate', span: aggregate(tokens) };
  const negative = tokens.take('-') !== undefined;
  const token = tokens.peek();
  const span = tokens.between(first.span, token.span);
  switch (token.kind) {
    case 'integer': {
      tokens.next();
      const magnitude = integerOf(token, tokens);
      return { kind: 'integer', value: negative ? -magnitude : magnitude, span };
    }
    case 'float':
      tokens.next();
      return { kind: 'float', value: (negative ? -1 : 1) * Number(token.text), span };
    case 'word':
      if (negative && token.text !== 'inf' && token.text !== 'nan') tokens.fail('a number');
      tokens.next();
      return { kind: 'word', text: (negative ? '-' : '') + token.text, span };
    default:
      return tokens.fail('a value');
  }
}

/** One or more strings behind each other are one. */
export function strings(tokens: ProtoTokens): {
  readonly bytes: readonly number[];
  readonly span: Name['span'];
} {
  const first = tokens.peek();
  if (first.kind !== 'string') tokens.fail('a string in quotes');
  const bytes: number[] = [];
  let last = first;
  while (tokens.peek().kind === 'string') {
    last = tokens.next();
    bytes.push(...stringBytes(last, tokens.diagnostics));
  }
  return { bytes, span: tokens.between(first.span, last.span) };
}

/** A leading zero makes a number octal. */
export function integerOf({ text, span }: ProtoToken, tokens: ProtoTokens): bigint {
  if (!/^0\d/.test(text)) return BigInt(text);
  if (/^[0-7]+$/.test(text)) return BigInt(`0o${text}`);
  tokens.diagnostics.report('E_SYNTAX', span, 'a number with a leading zero is octal: digits are 0 to 7');
  return BigInt(text);
}

/** `{ ... }` of a custom option: nothing in it means anything here. */
function aggregate(tokens: ProtoTokens): Name['span'] {
  const first = tokens.expect('{');
  for (let depth = 1; depth > 0;) {
    const token = tokens.next();
    if (token.kind === 'end') tokens.fail('`}`');
    if (token.text === '{') depth++;
    else if (token.text === '}' && --depth === 0) return tokens.between(first.span, token.span);
  }
  return first.span;
}
