/** From a use of a molecule type, with the limits that stand at it, to a shape. */
import { ordinaryHint } from '../annotation/ordinary.js';
import type { FieldRules } from '../annotation/rules.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { IntegerShape, Shape } from '../ir/model.js';
import { typeName } from '../ir/names.js';
import type { Name } from './ast.js';
import type { Scope } from './loader.js';

/** No limit but that of the format: counts and sizes are 32 bits. */
export const FORMAT_LIMIT = 0xffff_ffff;

const INTEGER = /^(Uint|Int)(8|16|32|64|128|256)$/;

/** What is being limited, for messages: "field `text` of `Say`". */
export interface Use {
  readonly label: string;
  readonly type: Name;
  readonly rules: FieldRules;
  /** No `@unbounded` is needed; for schemas that come from elsewhere. */
  readonly lenient: boolean;
}

/** The shape of a use. Missing limits and limits without anything to limit are reported. */
export function shapeOfUse(use: Use, scope: Scope, diagnostics: Diagnostics): Shape {
  const { rules, label, type } = use;
  const free = use.lenient || rules.unbounded !== undefined;
  let level = 0;
  let bytesLevel = false;
  let missing = 0;

  const bounded = (limit: number | undefined): number => {
    if (limit === undefined) missing++;
    return limit ?? FORMAT_LIMIT;
  };
  const shapeOf = (name: string): Shape => {
    const decl = scope.get(name)?.decl;
    switch (decl?.kind) {
      case undefined:
        return { kind: 'integer', bits: 8, signed: false, encoding: 'fixed' };
      case 'array':
        return arrayShape(name, decl.item.text, decl.count, shapeOf);
      case 'option':
        return { kind: 'option', item: shapeOf(decl.item.text) };
      case 'vector': {
        if (decl.item.text === 'byte') {
          bytesLevel = true;
          const max = bounded(rules.maxlen?.value);
          return { kind: rules.utf8 === undefined ? 'bytes' : 'text', max };
        }
        const max = bounded(rules.max?.value[level++]);
        return { kind: 'list', item: shapeOf(decl.item.text), max, packed: false };
      }
      default:
        return { kind: 'named', name: typeName(name) };
    }
  };
  const shape = shapeOf(type.text);

  if (missing > 0 && !free) {
    const wanted = [
      level > 0 ? `@max ${Array(level).fill('N').join(' ')}` : '',
      bytesLevel ? '@maxlen N' : '',
    ];
    const add = `add \`/// ${wanted.filter(Boolean).join(' ')}\`, or \`/// @unbounded "why this is safe"\``;
    const hint = ordinaryHint(type.span) ?? add;
    diagnostics.report('E_UNBOUNDED', type.span, `${label} has no limit`, hint);
  }
  if (rules.max !== undefined && level > 0 && rules.max.value.length > level) {
    const message = `\`@max\` has ${rules.max.value.length} numbers, ${label} has ${level} level${level > 1 ? 's' : ''} of vectors`;
    diagnostics.report('E_ANNOTATION_VALUE', rules.max.span, message);
  }
  const useless = (rule: keyof FieldRules, why: string): void => {
    const found = rules[rule];
    if (found === undefined) return;
    diagnostics.report(
      'E_MISPLACED_ANNOTATION',
      found.span,
      `\`@${rule}\` does not apply to ${label}: ${why}`,
    );
  };
  if (level === 0)
    useless('max', bytesLevel ? 'use `@maxlen` for bytes' : `\`${type.text}\` has no items to count`);
  if (!bytesLevel) {
    useless('maxlen', `\`${type.text}\` has no bytes of variable length`);
    useless('utf8', `\`${type.text}\` is not a vector of bytes`);
  }
  useless('maxkey', 'molecule has no maps');
  useless('depth', 'molecule types cannot be recursive');
  if (missing === 0) useless('unbounded', 'everything in it is limited');
  return shape;
}

function arrayShape(name: string, item: string, count: number, shapeOf: (name: string) => Shape): Shape {
  if (item !== 'byte') return { kind: 'array', item: shapeOf(item), count };
  if (name === 'Bool' && count === 1) return { kind: 'bool' };
  const integer = INTEGER.exec(name);
  if (integer !== null && Number(integer[2]) === count * 8) {
    const bits = (count * 8) as IntegerShape['bits'];
    return { kind: 'integer', bits, signed: integer[1] === 'Int', encoding: 'fixed' };
  }
  return { kind: 'byteArray', length: count };
}
