/** Field numbers, `reserved` and `extensions` of a message. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { EnumNode, FieldNode, MessageNode, Name, Numeral, Range } from './ast.js';
import { MAX_NUMBER } from './parse-message.js';

/** Kept by protobuf for its own implementations. */
const RESERVED_FROM = 19_000;
const RESERVED_TO = 19_999;

/** All fields of a message with those of its oneofs, in source order. */
export function allFields(node: MessageNode): readonly FieldNode[] {
  const fields = [...node.fields, ...node.oneofs.flatMap((oneof) => oneof.fields)];
  return fields.sort((a, b) => a.name.span.offset - b.name.span.offset);
}

export function checkNumbers(node: MessageNode, diagnostics: Diagnostics): void {
  const taken = new Map<number, FieldNode>();
  for (const field of allFields(node)) {
    const { name, number } = field;
    if (checkNumber(number, diagnostics)) {
      const first = taken.get(number.value);
      if (first === undefined) taken.set(number.value, field);
      else {
        const related = { span: first.number.span, message: `\`${first.name.text}\` has it` };
        const message = `the number ${number.value} is given twice in \`${node.path}\``;
        diagnostics.report('E_DUPLICATE_NUMBER', number.span, message, undefined, related);
      }
      const range = node.extensions.find((each) => within(number.value, each));
      if (range !== undefined) {
        const related = { span: range.span, message: 'kept for extensions here' };
        const message = `the number ${number.value} belongs to extensions of \`${node.path}\``;
        diagnostics.report('E_RESERVED', number.span, message, undefined, related);
      }
    }
    checkReserved(name, number, node, diagnostics);
  }
  checkRanges(node, diagnostics);
}

/** A number that a field may have. Those that it may not have are reported. */
export function checkNumber({ value, span }: Numeral, diagnostics: Diagnostics): boolean {
  if (value < 1 || value > MAX_NUMBER) {
    diagnostics.report('E_NUMBER_RANGE', span, `a field number is from 1 to ${MAX_NUMBER}`);
    return false;
  }
  if (value >= RESERVED_FROM && value <= RESERVED_TO) {
    diagnostics.report('E_NUMBER_RANGE', span, `${RESERVED_FROM} to ${RESERVED_TO} are reserved by protobuf`);
    return false;
  }
  return true;
}

/** A name or number of a field or enum value that its owner has reserved. */
export function checkReserved(
  name: Name,
  number: Numeral,
  owner: MessageNode | EnumNode,
  diagnostics: Diagnostics,
): void {
  const range = owner.reserved.find((each) => within(number.value, each));
  if (range !== undefined) {
    const related = { span: range.span, message: 'reserved here' };
    const message = `the number ${number.value} is reserved in \`${owner.path}\``;
    diagnostics.report('E_RESERVED', number.span, message, 'take one that was never used', related);
  }
  const reserved = owner.reservedNames.find((each) => each.text === name.text);
  if (reserved !== undefined) {
    const related = { span: reserved.span, message: 'reserved here' };
    const message = `the name \`${name.text}\` is reserved in \`${owner.path}\``;
    diagnostics.report('E_RESERVED', name.span, message, 'take one that was never used', related);
  }
}

export function within(value: number, range: Range): boolean {
  return value >= range.from && value <= range.to;
}

function checkRanges(node: MessageNode, diagnostics: Diagnostics): void {
  const ranges = [...node.reserved, ...node.extensions];
  ranges.forEach((range, at) => {
    if (range.from < 1 || range.to > MAX_NUMBER) {
      diagnostics.report('E_NUMBER_RANGE', range.span, `field numbers are from 1 to ${MAX_NUMBER}`);
    }
    const other = ranges.slice(0, at).find((each) => each.from <= range.to && range.from <= each.to);
    if (other === undefined) return;
    const related = { span: other.span, message: 'this one' };
    diagnostics.report('E_RESERVED', range.span, 'this range overlaps another', undefined, related);
  });
  checkRepeatedNames(node, diagnostics);
}

/** Names that are reserved twice. */
export function checkRepeatedNames(owner: MessageNode | EnumNode, diagnostics: Diagnostics): void {
  owner.reservedNames.forEach((name, at) => {
    const first = owner.reservedNames.slice(0, at).find((each) => each.text === name.text);
    if (first === undefined) return;
    const related = { span: first.span, message: 'first reserved here' };
    diagnostics.report('E_RESERVED', name.span, `\`${name.text}\` is reserved twice`, undefined, related);
  });
}
