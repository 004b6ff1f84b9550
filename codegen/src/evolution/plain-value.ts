/** Values without types of their own: numbers, text and bytes, compared across their forms. */
import type { Lookup, Shape } from '../ir/model.js';

/** Do both stand for the same number, text or bytes? `true` is 1, an integer its bytes, a text its UTF-8. */
export function scalarsEqual(a: Shape, x: unknown, b: Shape, y: unknown): boolean {
  if (isNumeric(a) && isNumeric(b)) return numbersEqual(x, y);
  const one = bytesOf(a, x);
  const other = bytesOf(b, y);
  return one !== undefined && other !== undefined && Buffer.compare(one, other) === 0;
}

/** Named shapes are enums here. */
function isNumeric({ kind }: Shape): boolean {
  return kind === 'integer' || kind === 'bool' || kind === 'float' || kind === 'named';
}

function numbersEqual(x: unknown, y: unknown): boolean {
  const number = (value: unknown): unknown => (typeof value === 'boolean' ? Number(value) : value);
  const a = number(x);
  const b = number(y);
  // `==` of a number and a bigint compares their values.
  return Object.is(a, b) || (typeof a !== typeof b && a == b);
}

function bytesOf(shape: Shape, value: unknown): Uint8Array | undefined {
  switch (shape.kind) {
    case 'bytes':
    case 'byteArray':
      return value as Uint8Array;
    case 'text':
      return new TextEncoder().encode(value as string);
    case 'bool':
      return Uint8Array.of(value === true ? 1 : 0);
    case 'integer': {
      const bytes = new Uint8Array(shape.bits / 8);
      let rest = BigInt.asUintN(shape.bits, BigInt(value as number | bigint));
      for (let i = 0; i < bytes.length; i++, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
      return bytes;
    }
    case 'array':
    case 'list':
      if (shape.item.kind !== 'integer' || shape.item.bits !== 8) return undefined;
      return Uint8Array.from(value as readonly number[]);
    default:
      return undefined;
  }
}

/** Zero, empty or absent: what a protobuf field is when nobody wrote it. */
export function isDefault(shape: Shape, value: unknown, lookup: Lookup): boolean {
  if (value === undefined) return true;
  switch (shape.kind) {
    case 'integer':
    case 'float':
      return value == 0 && !Object.is(value, -0);
    case 'bool':
      return value === false;
    case 'bytes':
    case 'byteArray':
      return (value as Uint8Array).length === 0;
    case 'text':
      return value === '';
    case 'array':
    case 'list':
      return (value as readonly unknown[]).length === 0;
    case 'map':
      return (value as ReadonlyMap<unknown, unknown>).size === 0;
    case 'named': {
      const decl = lookup(shape.name);
      return decl.kind === 'enum' && decl.values[0]!.number === value;
    }
    default:
      return false;
  }
}
