/** How shapes, sizes and limits are called when people read about them. */
import type { Lookup, Schema, Shape } from '../ir/model.js';
import { FORMAT_LIMIT } from '../mol/use.js';
import { unitOf } from '../unit-of.js';

/** A schema type whose name collides in TypeScript carries a `$` there; people know it without. */
export function schemaName(name: string): string {
  return name.replace(/\$$/, '');
}

/** The type of a shape as its schema language would say it. */
export function typeTerm(shape: Shape, format: Schema['format']): string {
  switch (shape.kind) {
    case 'integer':
      return format === 'protobuf' ? protobufInteger(shape) : `${shape.signed ? 'int' : 'uint'}${shape.bits}`;
    case 'float':
      return shape.bits === 32 ? 'float' : 'double';
    case 'bytes':
    case 'bool':
      return shape.kind;
    case 'text':
      return format === 'protobuf' ? 'string' : 'UTF-8 text';
    case 'byteArray':
      return `${grouped(shape.length)} bytes`;
    case 'array':
      return `${grouped(shape.count)} × ${typeTerm(shape.item, format)}`;
    case 'list':
      return `list of ${typeTerm(shape.item, format)}`;
    case 'map':
      return `map of ${typeTerm(shape.key, format)} to ${typeTerm(shape.value, format)}`;
    case 'option':
      return `optional ${typeTerm(shape.item, format)}`;
    case 'oneof':
      return 'one of';
    case 'named':
      return schemaName(shape.name);
  }
}

function protobufInteger({ bits, signed, encoding }: Extract<Shape, { kind: 'integer' }>): string {
  if (encoding === 'fixed') return `${signed ? 's' : ''}fixed${bits}`;
  if (encoding === 'zigzag') return `sint${bits}`;
  return `${signed ? 'int' : 'uint'}${bits}`;
}

/** The limits of a shape in words, outermost first; nothing where the format's own limit is all there is. */
export function limitTerms(shape: Shape): readonly string[] {
  const most = (max: number, unit: string): readonly string[] =>
    max >= FORMAT_LIMIT ? [] : [`at most ${countOf(max, unit)}`];
  switch (shape.kind) {
    case 'bytes':
    case 'text':
      return most(shape.max, 'byte');
    case 'list':
      return [...most(shape.max, 'item'), ...limitTerms(shape.item).map((term) => `each ${term}`)];
    case 'map':
      return [
        ...most(shape.max, 'entry'),
        ...limitTerms(shape.key).map((term) => `keys ${term}`),
        ...limitTerms(shape.value).map((term) => `values ${term}`),
      ];
    case 'array':
    case 'option':
      return limitTerms(shape.item);
    case 'integer':
      return shape.asNumber === true ? ['at most 2^53 - 1 either way'] : [];
    case 'named':
      return shape.depth === undefined ? [] : [`at most ${countOf(shape.depth, 'level of messages')}`];
    default:
      return [];
  }
}

/** 10,000 as in prose, the same on every machine. */
export function grouped(value: number | bigint): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 byte`, `2 bytes`. */
export function countOf(count: number, unit: string): string {
  return `${grouped(count)} ${unitOf(count, unit)}`;
}

/** The verb for so many. */
export function isAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}

/** Bytes as `0a 1b 2c`. */
export function spacedHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** The shape behind options: an option of an option has the same bytes as the inner one. */
export function withoutOption(shape: Shape): Shape {
  return shape.kind === 'option' ? withoutOption(shape.item) : shape;
}

/** A shape of a protobuf field that is a message, not an enum. */
export function isMessage(shape: Shape, lookup: Lookup): boolean {
  return shape.kind === 'named' && lookup(shape.name).kind === 'record';
}

/** Wire types of protobuf by number. */
export const WIRE_TYPES = ['varint', '64 bits', 'length', 'group', 'end of group', '32 bits'] as const;

/** The wire type that a protobuf shape is written with. */
export function wireTypeOf(shape: Shape, lookup: Lookup): 0 | 1 | 2 | 5 {
  switch (shape.kind) {
    case 'integer':
      if (shape.encoding !== 'fixed') return 0;
      return shape.bits === 32 ? 5 : 1;
    case 'float':
      return shape.bits === 32 ? 5 : 1;
    case 'bool':
      return 0;
    case 'named':
      return isMessage(shape, lookup) ? 2 : 0;
    default:
      return 2;
  }
}
