/** Values without chance: the smallest one of a type, and a typical one that has something in every field. */
import type { Field, Lookup, RecordType, Shape, TypeDecl } from '../ir/model.js';
import { writeProtobuf } from './protobuf-tree.js';
import { asInteger, withoutOptions } from './scalars.js';
import { UNKNOWN, unknownField, unusedNumber } from './unknown.js';

/** Levels of messages that a required field may open before its type counts as one without any value. */
const HOPELESS = -100;

/** Zero, empty and absent wherever the type allows it. */
export function smallestValue(decl: TypeDecl, lookup: Lookup): unknown {
  return new Plain(lookup, false).decl(decl, 0);
}

export function smallestOfShape(shape: Shape, lookup: Lookup): unknown {
  return new Plain(lookup, false).shape(shape, 0);
}

/** Something in every field, two items in every list, the first item of every union, down to `levels` types. */
export function typicalValue(decl: TypeDecl, lookup: Lookup, levels = 4): unknown {
  return new Plain(lookup, true).decl(decl, levels);
}

export function typicalOfShape(shape: Shape, lookup: Lookup, levels = 4): unknown {
  return new Plain(lookup, true).shape(shape, levels);
}

class Plain {
  readonly #lookup: Lookup;
  readonly #full: boolean;
  #next = 0;

  constructor(lookup: Lookup, full: boolean) {
    this.#lookup = lookup;
    this.#full = full;
  }

  decl(decl: TypeDecl, levels: number): unknown {
    switch (decl.kind) {
      case 'record': {
        if (levels < HOPELESS) throw new Error(`${decl.name} requires itself: it has no value`);
        const value: Record<string, unknown> = {};
        for (const field of decl.fields) value[field.tsName] = this.#field(field, levels);
        if (decl.keepUnknown === true) value[UNKNOWN] = this.#deep(levels) ? this.#unknown(decl) : undefined;
        return value;
      }
      case 'union': {
        const [first] = decl.items;
        return { type: first!.tag, value: this.shape(first!.shape, levels) };
      }
      case 'enum':
        return (this.#full ? decl.values.at(-1) : decl.values[0])!.number;
      case 'alias':
        return this.shape(decl.shape, levels);
    }
  }

  #unknown(decl: RecordType): Uint8Array {
    const field = unknownField(unusedNumber(decl, 1000), { kind: 'varint', value: this.#count(127) });
    return writeProtobuf([field]).bytes;
  }

  #field({ shape, presence, since }: Field, levels: number): unknown {
    const optional = shape.kind === 'oneof' || presence === 'optional' || since !== undefined;
    const closed = shape.kind === 'named' && shape.depth === 0;
    return optional && (closed || !this.#deep(levels))
      ? undefined
      : this.shape(withoutOptions(shape), levels);
  }

  shape(shape: Shape, levels: number): unknown {
    const full = this.#full;
    switch (shape.kind) {
      case 'integer':
        return asInteger(shape, full ? this.#count(127) : 0n);
      case 'float':
        return full ? Number(this.#count(100)) + 0.5 : 0;
      case 'bool':
        return full;
      case 'bytes':
        return this.#bytes(full ? Math.min(3, shape.max) : 0);
      case 'text':
        // Three bytes of UTF-8 where they are allowed.
        return full ? (shape.max < 3 ? 'a'.repeat(shape.max) : `${this.#letter()}é`) : '';
      case 'byteArray':
        return full ? this.#bytes(shape.length) : new Uint8Array(shape.length);
      case 'array':
        return Array.from({ length: shape.count }, () => this.shape(shape.item, levels));
      case 'list': {
        const length = this.#deep(levels) ? Math.min(2, shape.max) : 0;
        return Array.from({ length }, () => this.shape(shape.item, levels));
      }
      case 'map': {
        const entries = new Map<unknown, unknown>();
        const length = this.#deep(levels) ? Math.min(2, shape.max) : 0;
        for (let i = 0; i < length; i++)
          entries.set(this.shape(shape.key, levels), this.shape(shape.value, levels));
        return entries;
      }
      case 'option':
        return this.#deep(levels) ? this.shape(withoutOptions(shape), levels) : undefined;
      case 'oneof': {
        if (!this.#deep(levels)) return undefined;
        const [first] = shape.members;
        return { type: first!.tag, value: this.shape(first!.shape, levels) };
      }
      case 'named':
        return this.decl(this.#lookup(shape.name), Math.min(levels, shape.depth ?? levels) - 1);
    }
  }

  #deep(levels: number): boolean {
    return this.#full && levels > 0;
  }

  /** 1, 2, 3 and so on, so that no two fields of a message hold the same. */
  #count(max: number): bigint {
    this.#next = (this.#next % max) + 1;
    return BigInt(this.#next);
  }

  #bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => Number(this.#count(255)));
  }

  #letter(): string {
    return String.fromCharCode(96 + Number(this.#count(26)));
  }
}
