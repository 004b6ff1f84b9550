/** Protobuf: what each shape looks like on the wire. */
import type { Shape } from '../ir/model.js';
import type { FileContext } from './context.js';
import { limit } from './literal.js';
import { quoted } from './writer.js';

export type WireType = 0 | 1 | 2 | 5;

/** The enum behind a named shape, if it is one. */
export function enumOf(shape: Shape, { lookup }: FileContext) {
  const decl = shape.kind === 'named' ? lookup(shape.name) : undefined;
  return decl?.kind === 'enum' ? decl : undefined;
}

export function isMessage(shape: Shape, context: FileContext): boolean {
  return shape.kind === 'named' && enumOf(shape, context) === undefined;
}

export function wireType(shape: Shape, context: FileContext): WireType {
  switch (shape.kind) {
    case 'integer':
      if (shape.encoding !== 'fixed') return 0;
      return shape.bits === 32 ? 5 : 1;
    case 'float':
      return shape.bits === 32 ? 5 : 1;
    case 'bool':
      return 0;
    default:
      return isMessage(shape, context) || shape.kind !== 'named' ? 2 : 0;
  }
}

export function tagOf(number: number, type: WireType): number {
  return number * 8 + type;
}

/** Bytes of a tag. */
export function tagSize(number: number): number {
  return 1 + [1 << 4, 1 << 11, 1 << 18, 1 << 25].filter((bound) => number >= bound).length;
}

/** Statements that check a value, and the expression for its bytes without the tag. */
export function checkedSize(
  shape: Shape,
  value: string,
  path: string,
  context: FileContext,
): { readonly checks: readonly string[]; readonly size: string } {
  const where = quoted(path);
  const declared = enumOf(shape, context);
  if (declared !== undefined) {
    const check = declared.open
      ? `checkInt(${value}, -2147483648, 2147483647, ${where});`
      : `if (!$is${declared.name}(${value})) misfit(${where}, 'a value of ${declared.name}', ${value});`;
    return { checks: [check], size: `int32Size(${value})` };
  }
  switch (shape.kind) {
    case 'integer':
      return { checks: [integerCheck(shape, value, where)], size: integerSize(shape, value) };
    case 'float':
      return { checks: [`checkNumber(${value}, ${where});`], size: String(shape.bits / 8) };
    case 'bool':
      return { checks: [`checkBool(${value}, ${where});`], size: '1' };
    case 'text':
      return { checks: [], size: `delimited(checkText(${value}, ${limit(shape.max)}, ${where}))` };
    case 'bytes':
      return { checks: [], size: `delimited(checkBytes(${value}, ${limit(shape.max)}, ${where}))` };
    case 'named':
      return { checks: [], size: `delimited($size${shape.name}(${value}))` };
    default:
      throw new Error(`protobuf has no ${shape.kind}`);
  }
}

function integerCheck(shape: Shape & { kind: 'integer' }, value: string, where: string): string {
  if (shape.bits === 64) return `${shape.signed ? 'checkBigInt' : 'checkBigUint'}(${value}, 64, ${where});`;
  if (shape.signed) return `checkInt(${value}, -2147483648, 2147483647, ${where});`;
  return `checkUint(${value}, 0xffff_ffff, ${where});`;
}

function integerSize({ bits, signed, encoding }: Shape & { kind: 'integer' }, value: string): string {
  if (encoding === 'fixed') return String(bits / 8);
  if (bits === 64) return `varint64Size(${encoding === 'zigzag' ? `zigzag64(${value})` : value})`;
  if (encoding === 'zigzag') return `varintSize(zigzag(${value}))`;
  return `${signed ? 'int32Size' : 'varintSize'}(${value})`;
}

/** Statement that writes a checked value at `p` and moves `p` behind it. */
export function writeStatement(shape: Shape, value: string, context: FileContext): string {
  if (enumOf(shape, context) !== undefined) return `p = writeInt32(out, p, ${value});`;
  switch (shape.kind) {
    case 'integer': {
      const { bits, signed, encoding } = shape;
      if (encoding === 'fixed') return `p = writeU${bits}(out, p, ${value});`;
      if (bits === 64)
        return `p = writeVarint64(out, p, ${encoding === 'zigzag' ? `zigzag64(${value})` : value});`;
      if (encoding === 'zigzag') return `p = writeVarint(out, p, zigzag(${value}));`;
      return `p = ${signed ? 'writeInt32' : 'writeVarint'}(out, p, ${value});`;
    }
    case 'float':
      return `p = writeF${shape.bits}(out, p, ${value});`;
    case 'bool':
      return `p = writeU8(out, p, ${value} ? 1 : 0);`;
    case 'text':
      return `p = writeProtoText(out, p, ${value});`;
    case 'bytes':
      return `p = writeProtoBytes(out, p, ${value});`;
    case 'named':
      return `p = $write${shape.name}(${value}, out, writeVarint(out, p, $size${shape.name}(${value})));`;
    default:
      throw new Error(`protobuf has no ${shape.kind}`);
  }
}

/** Expression that reads a varint at `p`; it ends at `after`. */
export function varintExpression(shape: Shape, end: string): string {
  if (shape.kind === 'bool') return `readVarintBool(bytes, p, ${end})`;
  if (shape.kind !== 'integer') return `readVarint(bytes, p, ${end}) | 0`;
  if (shape.encoding === 'zigzag') return `readZigzag${shape.bits === 64 ? '64' : ''}(bytes, p, ${end})`;
  if (shape.bits === 64) return `readVarint${shape.signed ? 'I' : 'U'}64(bytes, p, ${end})`;
  return shape.signed ? `readVarint(bytes, p, ${end}) | 0` : `readVarint(bytes, p, ${end})`;
}

/** Expression that reads a fixed-width value at `p`. */
export function fixedExpression(shape: Shape): string {
  if (shape.kind === 'float') return `readF${shape.bits}(bytes, p)`;
  if (shape.kind !== 'integer') throw new Error(`a ${shape.kind} has no fixed width`);
  return `read${shape.signed ? 'I' : 'U'}${shape.bits}(bytes, p)`;
}

/** The value of a field that is not there. */
export function defaultValue(shape: Shape, context: FileContext): string {
  const declared = enumOf(shape, context);
  if (declared !== undefined) return String(declared.values[0]!.number);
  switch (shape.kind) {
    case 'integer':
      return shape.bits === 64 ? '0n' : '0';
    case 'float':
      return '0';
    case 'bool':
      return 'false';
    case 'text':
      return "''";
    case 'bytes':
      return 'EMPTY';
    case 'list':
      return '[]';
    case 'map':
      return 'new Map()';
    default:
      return 'undefined';
  }
}

/** Condition under which a proto3 field without presence is written. */
export function notDefault(shape: Shape, value: string, context: FileContext): string {
  if (enumOf(shape, context) !== undefined) return `${value} !== 0`;
  switch (shape.kind) {
    case 'integer':
      return `${value} !== ${shape.bits === 64 ? '0n' : '0'}`;
    case 'float':
      // Minus zero is not the default: its bits are not zero.
      return `!Object.is(${value}, 0)`;
    case 'bool':
      return value;
    case 'text':
      return `${value} !== ''`;
    default:
      return `${value}.length > 0`;
  }
}
