/** Protobuf: what each shape looks like on the wire, and the expressions that write and read it. */
import type { EnumType, IntegerShape, RecordType, Shape } from '../ir/model.js';
import type { FileContext } from './context.js';
import { limit } from './literal.js';
import { quoted } from './writer.js';

export type WireType = 0 | 1 | 2 | 5;

/** A message, or what stands for one. */
export interface Message extends RecordType {
  /** What errors call it, if not by its name. */
  readonly label?: string;
}

/** The enum behind a named shape, if it is one. */
export function enumOf(shape: Shape, { lookup }: FileContext): EnumType | undefined {
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

/** Bytes of a length. */
export function varintSize(value: number): number {
  return 1 + [0x80, 0x4000, 0x20_0000, 0x1000_0000].filter((bound) => value >= bound).length;
}

/** Bytes of a tag. */
export function tagSize(number: number): number {
  return varintSize(number * 8);
}

/** Statements that write a tag at `cursor`. */
export function writeTag(cursor: string, number: number, type: WireType): readonly string[] {
  const bytes: string[] = [];
  let rest = tagOf(number, type);
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80))
    bytes.push(`out[${cursor}++] = ${(rest % 0x80) + 0x80};`);
  return [...bytes, `out[${cursor}++] = ${rest};`];
}

/** Statements that check a value and write it at `cursor`. Messages have others. */
export function putStatements(
  shape: Shape,
  cursor: string,
  value: string,
  path: string,
  context: FileContext,
): readonly string[] {
  const where = quoted(path);
  const write = (name: string, written: string): string => `${cursor} = ${name}(out, ${cursor}, ${written});`;
  switch (shape.kind) {
    case 'integer':
      return putInteger(shape, value, where, write);
    case 'float':
      return [
        `checkNumber(${value}, ${where});`,
        write(shape.bits === 32 ? 'writeFloat' : 'writeDouble', value),
      ];
    case 'bool':
      return [`checkBool(${value}, ${where});`, `out[${cursor}++] = ${value} ? 1 : 0;`];
    case 'text':
      return [`${cursor} = putText(out, ${cursor}, ${value}, ${limit(shape.max)}, ${where});`];
    case 'bytes':
      return [`checkBytes(${value}, ${limit(shape.max)}, ${where});`, write('writeBytes', value)];
    case 'named': {
      const declared = enumOf(shape, context);
      if (declared === undefined || declared.open)
        return [int32Check(value, where), write('writeInt32', value)];
      const what = quoted(`a value of ${declared.name}`);
      const check = `if (!$is${declared.name}(${value})) misfit(${where}, ${what}, ${value});`;
      return [check, write('writeInt32', value)];
    }
    default:
      throw new Error(`protobuf has no ${shape.kind}`);
  }
}

function int32Check(value: string, where: string): string {
  return `checkInt(${value}, -2147483648, 2147483647, ${where});`;
}

function putInteger(
  { bits, signed, encoding, asNumber }: IntegerShape,
  value: string,
  where: string,
  write: (name: string, written: string) => string,
): readonly string[] {
  if (bits === 32) {
    const check = signed ? int32Check(value, where) : `checkInt(${value}, 0, 0xffff_ffff, ${where});`;
    if (encoding === 'fixed') return [check, write('writeU32', value)];
    if (encoding === 'zigzag') return [check, write('writeVarint', `(${value} << 1) ^ (${value} >> 31)`)];
    return [check, write(signed ? 'writeInt32' : 'writeVarint', value)];
  }
  const wide = asNumber === true ? `wideInteger(${value}, ${signed}, ${where})` : value;
  const checks =
    asNumber === true ? [] : [`${signed ? 'checkBigInt' : 'checkBigUint'}(${value}, 64, ${where});`];
  if (encoding === 'fixed') return [...checks, write('writeU64', wide)];
  return [...checks, write('writeVarint64', encoding === 'zigzag' ? `zigzag64(${wide})` : wide)];
}

/** Expression that reads a varint at `p`; it ends at `after`. */
export function varintExpression(shape: Shape, end: string, path: string): string {
  const at = `bytes, p, ${end}`;
  if (shape.kind === 'bool') return `readVarintBool(${at})`;
  if (shape.kind !== 'integer') return `readVarint(${at}) | 0`;
  const { bits, signed, encoding } = shape;
  if (bits === 64) {
    const raw = `readVarintU64(${at})`;
    const value = encoding === 'zigzag' ? `unzigzag64(${raw})` : signed ? `BigInt.asIntN(64, ${raw})` : raw;
    return narrowed(shape, value, path);
  }
  if (encoding === 'zigzag') return `unzigzag(readVarint(${at}))`;
  return signed ? `readVarint(${at}) | 0` : `readVarint(${at})`;
}

/** Expression that reads a fixed-width value at `p`. */
export function fixedExpression(shape: Shape, path: string): string {
  if (shape.kind === 'float') return `readF${shape.bits}(bytes, p)`;
  if (shape.kind !== 'integer') throw new Error(`a ${shape.kind} has no fixed width`);
  return narrowed(shape, `read${shape.signed ? 'I' : 'U'}${shape.bits}(bytes, p)`, path);
}

function narrowed(shape: IntegerShape, expression: string, path: string): string {
  return shape.asNumber === true ? `readNumber(${expression}, p, ${quoted(path)})` : expression;
}

/** Expression that reads what stands in `[p, to)`. `merged` is a message that came before, or empty. */
export function delimitedExpression(shape: Shape, path: string, merged: string): string {
  switch (shape.kind) {
    case 'text':
      return `readProtoText(bytes, p, to, ${limit(shape.max)}, ${quoted(path)})`;
    case 'bytes':
      return `readProtoBytes(bytes, p, to, ${limit(shape.max)}, ${quoted(path)})`;
    case 'named': {
      const level = shape.depth === undefined ? 'depth' : `Math.min(depth, ${shape.depth})`;
      return `$read${shape.name}(bytes, p, to, ${level} - 1${merged === '' ? '' : `, ${merged}`})`;
    }
    default:
      throw new Error(`a ${shape.kind} is not length-delimited`);
  }
}

/** The value of a field that is not there. */
export function defaultValue(shape: Shape, context: FileContext): string {
  const declared = enumOf(shape, context);
  if (declared !== undefined) return String(declared.values[0]!.number);
  switch (shape.kind) {
    case 'integer':
      return shape.bits === 64 && shape.asNumber !== true ? '0n' : '0';
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
