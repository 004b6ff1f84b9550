/** proto2 `[default = ...]`: what an absent field is read as. */
import type { Diagnostics } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import type { Literal, Shape } from '../ir/model.js';
import type { EnumNode, OptionNode, OptionValue } from './ast.js';

/** The value as it stands in the IR, or `undefined` if it does not fit the field; that is reported. */
export function fallbackOf(
  { name, value }: OptionNode,
  shape: Shape,
  declared: EnumNode | undefined,
  diagnostics: Diagnostics,
): Literal | undefined {
  const bad = (expected: string, hint?: string): undefined => {
    diagnostics.report('E_NUMBER_RANGE', value.span, `the default must be ${expected}`, hint);
    return undefined;
  };
  if (declared !== undefined) {
    const found =
      value.kind === 'word' ? declared.values.find((each) => each.name.text === value.text) : undefined;
    if (found !== undefined) return found.number.value;
    const names = declared.values.map((each) => each.name.text);
    const hint = value.kind === 'word' ? didYouMean(value.text, names) : undefined;
    return bad(`a value of \`${declared.path}\``, hint);
  }
  switch (shape.kind) {
    case 'integer':
      return integer(shape, value) ?? bad(`an integer of ${shape.bits} bits, ${signed(shape)}`);
    case 'float':
      return float(value) ?? bad('a number');
    case 'bool':
      if (value.kind === 'word' && value.text === 'true') return true;
      if (value.kind === 'word' && value.text === 'false') return false;
      return bad('true or false');
    case 'text':
      return text(value) ?? bad('a string that is valid UTF-8');
    case 'bytes':
      return value.kind === 'string' ? value.bytes : bad('a string');
    default:
      diagnostics.report('E_SYNTAX', name.span, 'only scalars and enums have a default');
      return undefined;
  }
}

function signed(shape: Shape & { kind: 'integer' }): string {
  return shape.signed ? 'signed' : 'unsigned';
}

function integer(shape: Shape & { kind: 'integer' }, value: OptionValue): number | bigint | undefined {
  if (value.kind !== 'integer') return undefined;
  const cut = shape.signed ? BigInt.asIntN(shape.bits, value.value) : BigInt.asUintN(shape.bits, value.value);
  if (cut !== value.value) return undefined;
  if (shape.bits < 64) return Number(cut);
  if (shape.asNumber !== true) return cut;
  return Number.isSafeInteger(Number(cut)) ? Number(cut) : undefined;
}

function float(value: OptionValue): number | undefined {
  if (value.kind === 'integer') return Number(value.value);
  if (value.kind === 'float') return value.value;
  if (value.kind !== 'word') return undefined;
  const named: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity, nan: NaN, '-nan': NaN };
  return Object.hasOwn(named, value.text) ? named[value.text] : undefined;
}

function text(value: OptionValue): string | undefined {
  if (value.kind !== 'string') return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(value.bytes));
  } catch {
    return undefined;
  }
}
