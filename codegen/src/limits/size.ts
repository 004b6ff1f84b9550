/** The largest encoding that the limits of a schema allow. */
import { tagSize, varintSize } from '../emit/proto-wire.js';
import type { EnumType, Field, IntegerShape, Lookup, Program, Shape, TypeDecl } from '../ir/model.js';
import { declared, times, total } from './countable.js';
import { moleculeExtent } from './molecule-size.js';
import { MAX_DEPTH } from './protobuf-curves.js';

/**
 * Bytes of the largest value of a type as our encoder writes it: `Infinity` where the schema says `@unbounded`,
 * at most `COUNTLESS` else. `only` names the item of a root that does nothing but choose.
 */
export function largestSize(program: Program, decl: TypeDecl, only?: string): number {
  return new Sizes(program).type(decl, MAX_DEPTH, only);
}

class Sizes {
  readonly #program: Program;
  readonly #known = new Map<string, number>();

  constructor(program: Program) {
    this.#program = program;
  }

  type(decl: TypeDecl, depth: number, only?: string): number {
    const key = `${this.#program.home(decl).path} ${decl.name} ${depth} ${only ?? ''}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const lookup = this.#program.lookup(this.#program.home(decl));
    const size = this.#build(decl, lookup, depth, only);
    this.#known.set(key, size);
    return size;
  }

  #build(decl: TypeDecl, lookup: Lookup, depth: number, only: string | undefined): number {
    if (decl.kind === 'enum') return enumSize(decl);
    if (decl.kind === 'record' && decl.layout === 'message') {
      return total(decl.fields.map((field) => this.#field(field, lookup, depth, only)));
    }
    return moleculeExtent(decl, lookup, only).most;
  }

  #field({ shape, number }: Field, lookup: Lookup, depth: number, only: string | undefined): number {
    const tag = tagSize(number);
    switch (shape.kind) {
      case 'list': {
        const item = this.#value(shape.item, lookup, depth);
        if (item === undefined || shape.max === 0) return 0;
        const count = declared(shape.max);
        return shape.packed ? total([tag, delimited(times(count, item))]) : times(count, tag + item);
      }
      case 'map': {
        const key = this.#value(shape.key, lookup, depth - 1);
        const value = this.#value(shape.value, lookup, depth - 1);
        if (key === undefined || value === undefined || depth === 0) return 0;
        const count = shape.key.kind === 'bool' ? Math.min(2, shape.max) : declared(shape.max);
        return times(count, total([tag, delimited(total([2, key, value]))]));
      }
      case 'oneof': {
        const members = shape.members.filter((member) => only === undefined || member.tag === only);
        const sizes = members.map((member) => {
          const size = this.#value(member.shape, lookup, depth);
          return size === undefined ? 0 : total([tagSize(member.number), size]);
        });
        return Math.max(0, ...sizes);
      }
      default: {
        const size = this.#value(shape, lookup, depth);
        return size === undefined ? 0 : total([tag, size]);
      }
    }
  }

  /** Bytes behind the tag; `undefined` for a message that would be nested too deep. */
  #value(shape: Shape, lookup: Lookup, depth: number): number | undefined {
    switch (shape.kind) {
      case 'integer':
        return integerSize(shape);
      case 'float':
        return shape.bits / 8;
      case 'bool':
        return 1;
      case 'text':
      case 'bytes':
        return delimited(declared(shape.max));
      case 'named': {
        const decl = lookup(shape.name);
        if (decl.kind === 'enum') return enumSize(decl);
        const levels = Math.min(depth, shape.depth ?? depth);
        return levels > 0 ? delimited(this.type(decl, levels - 1)) : undefined;
      }
      default:
        throw new Error(`protobuf has no ${shape.kind}`);
    }
  }
}

function integerSize({ bits, signed, encoding, asNumber }: IntegerShape): number {
  if (encoding === 'fixed') return bits / 8;
  // Negative numbers are written with all 64 bits; numbers up to 2^53 take eight bytes.
  if (encoding === 'zigzag') return bits === 32 ? 5 : asNumber === true ? 8 : 10;
  if (bits === 32) return signed ? 10 : 5;
  return asNumber === true && !signed ? 8 : 10;
}

function enumSize({ open, values }: EnumType): number {
  const numbers = values.map(({ number }) => number);
  if (open || numbers.some((number) => number < 0)) return 10;
  return Math.max(...numbers.map(varintSize));
}

function delimited(size: number): number {
  return total([varintSize(Math.min(size, 2 ** 31)), size]);
}
