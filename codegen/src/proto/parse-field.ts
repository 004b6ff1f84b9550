/** Fields, in messages, oneofs and `extend`, and the numbers that `reserved` and `extensions` take. */
import type { DocLine } from '../annotation/scan.js';
import type { FieldNode, Name, Numeral, ProtoFile, Range } from './ast.js';
import { integerOf, parseBracket, strings } from './parse-options.js';
import { type ProtoTokens, Recover } from './token-stream.js';

const LABELS = ['optional', 'required', 'repeated'] as const;

/** Where a field stands decides whether it has a label. */
export interface FieldPlace {
  readonly syntax: ProtoFile['syntax'];
  readonly inOneof: boolean;
}

export function parseField(tokens: ProtoTokens, place: FieldPlace): FieldNode {
  const doc = tokens.doc();
  const first = tokens.peek();
  const label = LABELS.find((word) => word === first.text);
  if (label !== undefined) {
    tokens.next();
    if (place.inOneof) {
      tokens.diagnostics.report('E_SYNTAX', first.span, `a member of a oneof is never \`${label}\``);
    }
  }
  const labelSpan = label === undefined ? undefined : first.span;
  if (tokens.peek().text === 'map' && tokens.peek(1).text === '<') {
    return mapField(tokens, doc, label, labelSpan, place);
  }
  const type = tokens.dotted('a field');
  if (label === undefined && place.syntax === 'proto2' && !place.inOneof && type.text !== 'group') {
    const message = `expected \`optional\`, \`required\` or \`repeated\`, found \`${type.text}\``;
    tokens.diagnostics.report('E_SYNTAX', first.span, message, 'or `syntax = "proto3";` in the first line');
  }
  const name = tokens.word('a name');
  const number = fieldNumber(tokens);
  const options = parseBracket(tokens);
  if (type.text === 'group' && tokens.peek().text === '{') {
    tokens.diagnostics.report('E_UNSUPPORTED', type.span, 'groups are not supported', 'use a message');
    throw new Recover();
  }
  tokens.expectEnd();
  const node = { doc, label, labelSpan, type, typeSpan: type.span, key: undefined, name, number, options };
  return { kind: 'field', ...node };
}

function mapField(
  tokens: ProtoTokens,
  doc: readonly DocLine[],
  label: FieldNode['label'],
  labelSpan: FieldNode['labelSpan'],
  { inOneof }: FieldPlace,
): FieldNode {
  const map = tokens.next();
  tokens.expect('<');
  const key = tokens.dotted('the type of the keys');
  tokens.expect(',');
  const type = tokens.dotted('the type of the values');
  const typeSpan = tokens.between(map.span, tokens.expect('>').span);
  if (inOneof) tokens.diagnostics.report('E_SYNTAX', typeSpan, 'a map cannot be a member of a oneof');
  else if (labelSpan !== undefined) {
    tokens.diagnostics.report('E_SYNTAX', labelSpan, `a map is never \`${label}\``);
  }
  const name = tokens.word('a name');
  const number = fieldNumber(tokens);
  const options = parseBracket(tokens);
  tokens.expectEnd();
  return { kind: 'field', doc, label: undefined, labelSpan, type, typeSpan, key, name, number, options };
}

function fieldNumber(tokens: ProtoTokens): Numeral {
  tokens.expect('=');
  const token = tokens.peek();
  if (token.kind !== 'integer') tokens.fail('a number');
  tokens.next();
  return { value: Number(integerOf(token, tokens)), span: token.span };
}

/** A number that may be negative. */
export function signedNumber(tokens: ProtoTokens): Numeral {
  const first = tokens.peek();
  const sign = tokens.take('-') === undefined ? 1 : -1;
  const token = tokens.peek();
  if (token.kind !== 'integer') tokens.fail('a number');
  tokens.next();
  // Adding 0 makes a zero of minus zero.
  const value = sign * Number(integerOf(token, tokens)) + 0;
  return { value, span: tokens.between(first.span, token.span) };
}

/** `2, 15, 9 to 11, 40 to max`, up to the mark behind it. */
export function parseRanges(tokens: ProtoTokens, max: number): readonly Range[] {
  const ranges: Range[] = [];
  do {
    const from = signedNumber(tokens);
    let { value, span } = from;
    if (tokens.take('to') !== undefined) {
      const end = tokens.peek();
      value = tokens.take('max') === undefined ? signedNumber(tokens).value : max;
      span = tokens.between(from.span, end.span);
    }
    if (value < from.value) {
      tokens.diagnostics.report('E_NUMBER_RANGE', span, 'this range ends before it begins');
    }
    ranges.push({ from: from.value, to: value, span });
  } while (tokens.take(',') !== undefined);
  return ranges;
}

/** `reserved` numbers or names. */
export function parseReserved(tokens: ProtoTokens, max: number): { ranges: readonly Range[]; names: Name[] } {
  tokens.expect('reserved');
  const names: Name[] = [];
  let ranges: readonly Range[] = [];
  if (tokens.peek().kind === 'string') {
    do {
      const { bytes, span } = strings(tokens);
      names.push({ text: Buffer.from(bytes).toString(), span });
    } while (tokens.take(',') !== undefined);
  } else ranges = parseRanges(tokens, max);
  tokens.expectEnd();
  return { ranges, names };
}
