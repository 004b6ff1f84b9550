/** What the scalar types of schemas can hold: ranges, edges, text of a given length in bytes. */
import type { IntegerShape, Shape } from '../ir/model.js';

export interface Range {
  readonly min: bigint;
  readonly max: bigint;
}

export function integerRange({ bits, signed, asNumber }: IntegerShape): Range {
  const safe = BigInt(Number.MAX_SAFE_INTEGER);
  if (asNumber === true) return { min: signed ? -safe : 0n, max: safe };
  const half = 1n << BigInt(bits - 1);
  return signed ? { min: -half, max: half - 1n } : { min: 0n, max: 2n * half - 1n };
}

/** Is it a bigint in TypeScript? Above 32 bits, unless the schema says otherwise. */
export function isWide({ bits, asNumber }: IntegerShape): boolean {
  return bits > 32 && asNumber !== true;
}

/** `value` as the TypeScript type of the shape. */
export function asInteger(shape: IntegerShape, value: bigint): number | bigint {
  return isWide(shape) ? value : Number(value);
}

/** Extremes, and where the length of a varint changes. */
export function integerEdges(shape: IntegerShape): readonly (number | bigint)[] {
  const { min, max } = integerRange(shape);
  const edges = [
    0n,
    1n,
    -1n,
    127n,
    128n,
    16_383n,
    16_384n,
    0x7fff_ffffn,
    0x8000_0000n,
    0xffff_ffffn,
    min,
    max,
  ];
  const inside = new Set(edges.filter((edge) => edge >= min && edge <= max));
  return [...inside].map((edge) => asInteger(shape, edge));
}

/** Floats that lose nothing in 32 bits, or in 64. */
export function floatEdges(bits: 32 | 64): readonly number[] {
  const common = [0, -0, 1, -1.5, Infinity, -Infinity, 2 ** -126];
  return bits === 32
    ? [...common, 2 ** -149, (2 - 2 ** -23) * 2 ** 127]
    : [...common, Number.MIN_VALUE, Number.MAX_VALUE];
}

/** Letters of one to four bytes, and some that are often handled wrongly. */
export const LETTERS: readonly string[] = [
  'a',
  'Z',
  '/',
  '\u0000',
  'é',
  '߿',
  '中',
  '\ufeff',
  '\ufffd',
  '😀',
  '\u{10ffff}',
];

const encoder = new TextEncoder();

/** Length in UTF-8. */
export function utf8Length(text: string): number {
  return encoder.encode(text).length;
}

/** A text of exactly `bytes` bytes of UTF-8, made of `letter` and filled up with ASCII. */
export function textOfLength(bytes: number, letter: string): string {
  const each = utf8Length(letter);
  return letter.repeat(Math.floor(bytes / each)) + '.'.repeat(bytes % each);
}

/** An option of an option has the same bytes and the same TypeScript type as the inner one. */
export function withoutOptions(shape: Shape): Shape {
  return shape.kind === 'option' ? withoutOptions(shape.item) : shape;
}
