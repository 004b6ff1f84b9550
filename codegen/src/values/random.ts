/** Random values that obey a schema, with its edges more often than its middle. The same seed gives the same values. */
import type { EnumType, Field, IntegerShape, Lookup, RecordType, Shape, TypeDecl } from '../ir/model.js';
import type { Random } from './prng.js';
import { type Payload, writeProtobuf } from './protobuf-tree.js';
import {
  asInteger,
  floatEdges,
  integerEdges,
  integerRange,
  LETTERS,
  utf8Length,
  withoutOptions,
} from './scalars.js';
import { UNKNOWN, unknownField, unusedNumber } from './unknown.js';

export interface RandomOptions {
  /** Most items of a list or map, if the schema allows more. Default 8. */
  readonly maxItems?: number;
  /**
   * Roughly the most bytes of the encoded value, default 2048. When they are used up, the rest of the value is as
   * small as its types allow.
   */
  readonly maxBytes?: number;
  /** How deep protobuf messages may be nested, at most what the schema allows. Default 4. */
  readonly maxDepth?: number;
  /** Floats may be NaN, which is equal to nothing. Default `false`. */
  readonly nan?: boolean;
}

/**
 * A random value of a declaration. It looks as a decoder would return it: every field of a record is there, absent
 * ones as `undefined`.
 */
export function randomValue(
  decl: TypeDecl,
  lookup: Lookup,
  random: Random,
  options: RandomOptions = {},
): unknown {
  return new Maker(lookup, random, options).decl(decl, options.maxDepth ?? 4);
}

/** As {@link randomValue}, for a shape. */
export function randomOfShape(
  shape: Shape,
  lookup: Lookup,
  random: Random,
  options: RandomOptions = {},
): unknown {
  return new Maker(lookup, random, options).shape(shape, options.maxDepth ?? 4);
}

class Maker {
  readonly #lookup: Lookup;
  readonly #random: Random;
  readonly #maxItems: number;
  readonly #nan: boolean;
  #left: number;

  constructor(lookup: Lookup, random: Random, options: RandomOptions) {
    this.#lookup = lookup;
    this.#random = random;
    this.#maxItems = options.maxItems ?? 8;
    this.#left = options.maxBytes ?? 2048;
    this.#nan = options.nan ?? false;
  }

  /** `levels`: how many levels of messages may stand below. */
  decl(decl: TypeDecl, levels: number): unknown {
    switch (decl.kind) {
      case 'record':
        return this.#record(decl, levels);
      case 'union': {
        const item = this.#random.pick(decl.items);
        this.#left -= 4;
        return { type: item.tag, value: this.shape(item.shape, levels) };
      }
      case 'enum':
        return this.#enumeration(decl);
      case 'alias':
        return this.shape(decl.shape, levels);
    }
  }

  shape(shape: Shape, levels: number): unknown {
    const random = this.#random;
    switch (shape.kind) {
      case 'integer':
        return this.#integer(shape);
      case 'float':
        return this.#float(shape.bits);
      case 'bool':
        this.#left -= 1;
        return random.chance(0.5);
      case 'bytes':
        return random.bytes(this.#length(shape.max));
      case 'text':
        return this.#text(shape.max);
      case 'byteArray':
        this.#left -= shape.length;
        return random.chance(0.1) ? new Uint8Array(shape.length) : random.bytes(shape.length);
      case 'array':
        return Array.from({ length: shape.count }, () => this.shape(shape.item, levels));
      case 'list': {
        const items: unknown[] = [];
        const most = this.#isMessage(shape.item) && levels <= 0 ? 0 : shape.max;
        for (let wanted = this.#count(most); items.length < wanted && this.#left > 0;) {
          this.#left -= 4;
          items.push(this.shape(shape.item, levels));
        }
        return items;
      }
      case 'map': {
        const entries = new Map<unknown, unknown>();
        // An entry is a message of its own.
        const deep = this.#isMessage(shape.value) ? 2 : 1;
        for (
          let wanted = this.#count(levels < deep ? 0 : shape.max);
          wanted > 0 && this.#left > 0;
          wanted--
        ) {
          this.#left -= 6;
          entries.set(this.shape(shape.key, levels), this.shape(shape.value, levels - 1));
        }
        return entries;
      }
      case 'option':
        return this.#absent() ? undefined : this.shape(withoutOptions(shape), levels);
      case 'oneof': {
        const members = shape.members.filter(({ shape: member }) => levels > 0 || !this.#isMessage(member));
        if (members.length === 0 || this.#absent()) return undefined;
        const member = random.pick(members);
        return { type: member.tag, value: this.shape(member.shape, levels) };
      }
      case 'named': {
        const below = this.#isMessage(shape) ? Math.min(levels, shape.depth ?? levels) - 1 : levels;
        return this.decl(this.#lookup(shape.name), below);
      }
    }
  }

  #record(decl: RecordType, levels: number): unknown {
    const later = decl.fields.filter((field) => field.since !== undefined).length;
    const present = decl.fields.length - later + this.#random.below(later + 1);
    this.#left -= decl.layout === 'struct' ? 0 : decl.layout === 'table' ? 4 + 4 * present : 2;
    const value: Record<string, unknown> = {};
    decl.fields.forEach((field, i) => {
      value[field.tsName] = i < present ? this.#field(field, levels) : undefined;
    });
    if (decl.keepUnknown === true) value[UNKNOWN] = this.#unknown(decl);
    return value;
  }

  #unknown(decl: RecordType): Uint8Array | undefined {
    if (this.#absent()) return undefined;
    const payload = this.#random.pick<Payload>([
      { kind: 'varint', value: this.#random.bits(64) },
      { kind: 'bytes', bytes: this.#random.bytes(this.#length(20)) },
    ]);
    return writeProtobuf([unknownField(unusedNumber(decl, 1 + this.#random.below(2000)), payload)]).bytes;
  }

  #field(field: Field, levels: number): unknown {
    const { shape } = field;
    if (shape.kind === 'oneof' || shape.kind === 'option') return this.shape(shape, levels);
    const optional = field.presence === 'optional' && field.since === undefined;
    const tooDeep = levels <= 0 || (shape.kind === 'named' && shape.depth === 0);
    if (optional && (this.#absent() || (tooDeep && this.#isMessage(shape)))) return undefined;
    return this.shape(shape, levels);
  }

  #enumeration(decl: EnumType): number {
    this.#left -= 1;
    if (!decl.open || this.#random.chance(0.7)) return this.#random.pick(decl.values).number;
    return Number(this.#integer({ kind: 'integer', bits: 32, signed: true, encoding: 'varint' }));
  }

  #integer(shape: IntegerShape): number | bigint {
    this.#left -= shape.bits / 8;
    if (this.#random.chance(0.4)) return this.#random.pick(integerEdges(shape));
    const { min, max } = integerRange(shape);
    // Few bits as often as many: small numbers are what messages carry.
    const bits = BigInt(1 + this.#random.below(shape.bits));
    const magnitude = this.#random.bits(Math.max(32, shape.bits)) & ((1n << bits) - 1n);
    const value = shape.signed && this.#random.chance(0.5) ? -1n - magnitude : magnitude;
    return asInteger(shape, value < min ? min : value > max ? max : value);
  }

  #float(bits: 32 | 64): number {
    this.#left -= bits / 8;
    if (this.#nan && this.#random.chance(0.05)) return NaN;
    if (this.#random.chance(0.4)) return this.#random.pick(floatEdges(bits));
    const value = (this.#random.next32() / 2 ** 16 - 2 ** 15) * 2 ** (this.#random.below(40) - 20);
    return bits === 32 ? Math.fround(value) : value;
  }

  #text(max: number): string {
    const length = this.#length(max);
    let text = '';
    for (let left = length; left > 0;) {
      const letter = this.#random.pick(LETTERS);
      const bytes = utf8Length(letter);
      text += bytes <= left ? letter : '.';
      left -= bytes <= left ? bytes : 1;
    }
    return text;
  }

  /** Length of a byte field or text, taken from what is left. */
  #length(max: number): number {
    const most = Math.max(0, Math.min(max, this.#left - 4, 0xffff_ffff));
    const length = this.#random.chance(0.7) ? this.#edge(Math.min(most, 40)) : this.#edge(most);
    this.#left -= 4 + length;
    return length;
  }

  #count(max: number): number {
    return this.#edge(Math.min(max, this.#maxItems));
  }

  /** From 0 to `most`, with both ends and 1 more often. */
  #edge(most: number): number {
    if (this.#random.chance(0.6)) return this.#random.below(most + 1);
    return Math.min(most, this.#random.pick([0, 1, most]));
  }

  #absent(): boolean {
    return this.#left <= 0 || this.#random.chance(0.4);
  }

  #isMessage(shape: Shape): boolean {
    if (shape.kind !== 'named') return false;
    const decl = this.#lookup(shape.name);
    return decl.kind === 'record' && decl.layout === 'message';
  }
}
