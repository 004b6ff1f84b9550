/** From a protobuf field, with the limits that stand at it, to a shape. */
import { ordinaryHint } from '../annotation/ordinary.js';
import type { FieldRules } from '../annotation/rules.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { Span } from '../diag/source.js';
import type { IntegerShape, Shape } from '../ir/model.js';
import { FORMAT_LIMIT } from '../mol/use.js';

/** The shape of a built-in type before limits. */
export function scalarShape(type: string): Shape | undefined {
  const integer = (bits: 32 | 64, signed: boolean, encoding: IntegerShape['encoding']): Shape => {
    return { kind: 'integer', bits, signed, encoding };
  };
  switch (type) {
    case 'int32':
      return integer(32, true, 'varint');
    case 'int64':
      return integer(64, true, 'varint');
    case 'uint32':
      return integer(32, false, 'varint');
    case 'uint64':
      return integer(64, false, 'varint');
    case 'sint32':
      return integer(32, true, 'zigzag');
    case 'sint64':
      return integer(64, true, 'zigzag');
    case 'fixed32':
      return integer(32, false, 'fixed');
    case 'fixed64':
      return integer(64, false, 'fixed');
    case 'sfixed32':
      return integer(32, true, 'fixed');
    case 'sfixed64':
      return integer(64, true, 'fixed');
    case 'float':
      return { kind: 'float', bits: 32 };
    case 'double':
      return { kind: 'float', bits: 64 };
    case 'bool':
      return { kind: 'bool' };
    case 'string':
      return { kind: 'text', max: FORMAT_LIMIT };
    case 'bytes':
      return { kind: 'bytes', max: FORMAT_LIMIT };
    default:
      return undefined;
  }
}

export interface FieldUse {
  readonly label: string;
  readonly span: Span;
  readonly rules: FieldRules;
  readonly item: Shape;
  /** Set for maps. */
  readonly key: Shape | undefined;
  readonly repeated: boolean;
  readonly packed: boolean;
  readonly isMessage: boolean;
}

/** Puts the limits into the shape. Missing limits and limits without anything to limit are reported. */
export function shapeOfField(use: FieldUse, diagnostics: Diagnostics): Shape {
  const { rules, label } = use;
  const missing: string[] = [];
  const used = new Set<keyof FieldRules>();
  const bounded = (rule: 'max' | 'maxlen' | 'maxkey', value: number | undefined): number => {
    used.add(rule);
    if (value === undefined) missing.push(`@${rule} N`);
    return value ?? FORMAT_LIMIT;
  };
  const many = use.repeated || use.key !== undefined;
  const max = many ? bounded('max', rules.max?.value[0]) : 0;
  const variable = (shape: Shape): shape is Shape & { kind: 'text' | 'bytes' } =>
    shape.kind === 'text' || shape.kind === 'bytes';
  const limitedKey =
    use.key !== undefined && variable(use.key)
      ? { ...use.key, max: bounded('maxkey', rules.maxkey?.value) }
      : use.key;
  let item: Shape = variable(use.item)
    ? { ...use.item, max: bounded('maxlen', rules.maxlen?.value) }
    : use.item;
  if (item.kind === 'named' && use.isMessage) {
    used.add('depth');
    item = { ...item, depth: rules.depth?.value };
  }
  const numbered = (shape: Shape): Shape => {
    if (shape.kind !== 'integer' || shape.bits !== 64 || rules.number === undefined) return shape;
    used.add('number');
    return { ...shape, asNumber: true };
  };
  item = numbered(item);
  const key = limitedKey === undefined ? undefined : numbered(limitedKey);

  if (missing.length > 0 && rules.unbounded === undefined) {
    const add = `add \`/// ${missing.join(' ')}\`, or \`/// @unbounded "why this is safe"\``;
    const hint = ordinaryHint(use.span) ?? add;
    diagnostics.report('E_UNBOUNDED', use.span, `${label} has no limit`, hint);
  }
  if (rules.max !== undefined && rules.max.value.length > 1) {
    diagnostics.report(
      'E_ANNOTATION_VALUE',
      rules.max.span,
      `\`@max\` has ${rules.max.value.length} numbers, ${label} has 1 level`,
    );
  }
  const reasons: Readonly<Partial<Record<keyof FieldRules, string>>> = {
    max: 'it is neither repeated nor a map',
    maxlen: 'it holds no bytes or strings',
    maxkey: 'it is not a map with string keys',
    depth: 'it is not a message',
    utf8: 'use the type `string`',
    number: 'it is no integer of 64 bits',
    since: 'protobuf fields may always be absent',
    ...(missing.length === 0 ? { unbounded: 'everything in it is limited' } : {}),
  };
  for (const [rule, why] of Object.entries(reasons) as [keyof FieldRules, string][]) {
    const found = rules[rule];
    if (found === undefined || used.has(rule)) continue;
    diagnostics.report(
      'E_MISPLACED_ANNOTATION',
      found.span,
      `\`@${rule}\` does not apply to ${label}: ${why}`,
    );
  }
  if (key !== undefined) return { kind: 'map', key, value: item, max };
  return use.repeated ? { kind: 'list', item, max, packed: use.packed } : item;
}
