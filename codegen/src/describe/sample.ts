/** One small readable value of a type, encoded: the examples of the wire book. The same schema gives the same bytes. */
import { fixedSize } from '../emit/context.js';
import type { Program, Shape, TypeDecl } from '../ir/model.js';
import { type Scope, scopeOf } from './scope.js';
import { wireTypeOf } from './terms.js';

/** Items of a list in an example, where the schema allows as many. */
const ITEMS = 2;
/** Levels of messages below the first in an example: what is deeper is left out. */
const LEVELS = 4;
const BYTES = 3;

type Bytes = readonly number[];

/** An encoded value of `decl`; the first union or oneof on the way holds `tag`. */
export function sampleBytes(program: Program, decl: TypeDecl, tag?: string): Uint8Array {
  const schema = program.home(decl);
  const sample = new Sample(scopeOf(program, schema), tag);
  return Uint8Array.from(
    schema.format === 'molecule' ? sample.molecule(decl, 'value') : sample.protobuf(decl),
  );
}

class Sample {
  #scope: Scope;
  #tag: string | undefined;
  /** Numbers count up, so that each can be found again in the bytes. */
  #next = 1;

  constructor(scope: Scope, tag: string | undefined) {
    this.#scope = scope;
    this.#tag = tag;
  }

  molecule(decl: TypeDecl, label: string): Bytes {
    switch (decl.kind) {
      case 'record': {
        const fields = decl.fields.map(({ shape, name }) => this.#shape(shape, name));
        return decl.layout === 'struct' ? fields.flat() : withOffsets(fields);
      }
      case 'union': {
        const item = this.#chosen(decl.items);
        return [...word(item.id), ...this.#shape(item.shape, item.tag)];
      }
      case 'alias':
        return this.#shape(decl.shape, label);
      case 'enum':
        throw new Error('molecule has no enums');
    }
  }

  #shape(shape: Shape, label: string): Bytes {
    switch (shape.kind) {
      case 'integer':
        return littleEndian(BigInt(this.#next++), shape.bits / 8);
      case 'bool':
        return [1];
      case 'byteArray':
        return Array.from({ length: shape.length }, (_, i) => i & 0xff);
      case 'array':
        return Array.from({ length: shape.count }, () => this.#shape(shape.item, label)).flat();
      case 'bytes':
      case 'text': {
        const bytes = this.#plain(shape, label);
        return [...word(bytes.length), ...bytes];
      }
      case 'list': {
        const items = Array.from({ length: Math.min(ITEMS, shape.max) }, () =>
          this.#shape(shape.item, label),
        );
        if (fixedSize(shape.item, this.#scope.find) !== undefined)
          return [...word(items.length), ...items.flat()];
        return withOffsets(items);
      }
      case 'option':
        return this.#shape(shape.item, label);
      case 'named':
        return this.molecule(this.#scope.find(shape.name), label);
      default:
        throw new Error(`molecule has no ${shape.kind}`);
    }
  }

  protobuf(decl: TypeDecl, levels = LEVELS): Bytes {
    if (decl.kind !== 'record') throw new Error(`protobuf does not send a ${decl.kind} by itself`);
    const outer = this.#scope;
    this.#scope = outer.of(decl);
    const bytes = decl.fields.flatMap(({ shape, number, name, presence }): Bytes => {
      if (shape.kind === 'oneof') {
        const member = this.#chosen(shape.members);
        return this.#field(member.shape, member.number, member.tag, levels, false);
      }
      return this.#field(shape, number, name, levels, presence === 'required');
    });
    this.#scope = outer;
    return bytes;
  }

  #field(shape: Shape, number: number, label: string, levels: number, required: boolean): Bytes {
    const tag = (wireType: number): Bytes => varint(BigInt(number * 8 + wireType));
    if (shape.kind === 'list') {
      const { item, max, packed } = shape;
      if (this.#tooDeep(item, levels)) return [];
      const items = Array.from({ length: Math.min(ITEMS, max) }, () => this.#value(item, label, levels));
      if (packed) return [...tag(2), ...delimited(items.flat())];
      return items.flatMap((bytes) => [...tag(wireTypeOf(item, this.#scope.find)), ...bytes]);
    }
    if (shape.kind === 'map') {
      if (this.#tooDeep(shape.value, levels - 1) || shape.max === 0) return [];
      const key = this.#field(shape.key, 1, label, levels - 1, true);
      return [...tag(2), ...delimited([...key, ...this.#field(shape.value, 2, label, levels - 1, true)])];
    }
    if (!required && this.#tooDeep(shape, levels)) return [];
    return [...tag(wireTypeOf(shape, this.#scope.find)), ...this.#value(shape, label, levels)];
  }

  #tooDeep(shape: Shape, levels: number): boolean {
    if (shape.kind !== 'named' || this.#scope.find(shape.name).kind !== 'record') return false;
    return Math.min(levels, shape.depth ?? levels) <= 0;
  }

  /** A value as it stands behind its tag. */
  #value(shape: Shape, label: string, levels: number): Bytes {
    switch (shape.kind) {
      case 'integer': {
        const value = BigInt(this.#next++);
        if (shape.encoding === 'fixed') return littleEndian(value, shape.bits / 8);
        return varint(shape.encoding === 'zigzag' ? value * 2n : value);
      }
      case 'float': {
        const view = new DataView(new ArrayBuffer(shape.bits / 8));
        if (shape.bits === 32) view.setFloat32(0, this.#next++ + 0.5, true);
        else view.setFloat64(0, this.#next++ + 0.5, true);
        return [...new Uint8Array(view.buffer)];
      }
      case 'bool':
        return [1];
      case 'text':
      case 'bytes':
        return delimited(this.#plain(shape, label));
      case 'named': {
        const decl = this.#scope.find(shape.name);
        if (decl.kind !== 'enum')
          return delimited(this.protobuf(decl, Math.min(levels, shape.depth ?? levels) - 1));
        const value = decl.values.find(({ number }) => number !== 0) ?? decl.values[0]!;
        return varint(BigInt.asUintN(64, BigInt(value.number)));
      }
      default:
        throw new Error(`protobuf has no ${shape.kind}`);
    }
  }

  /** Text says the name of its field; bytes stand out. */
  #plain({ kind, max }: Extract<Shape, { kind: 'text' | 'bytes' }>, label: string): Bytes {
    const bytes =
      kind === 'text' ? [...Buffer.from(label)] : Array.from({ length: BYTES }, (_, i) => 0xa0 + i);
    return bytes.slice(0, max);
  }

  #chosen<T extends { readonly tag: string }>(choices: readonly T[]): T {
    const tag = this.#tag;
    this.#tag = undefined;
    return choices.find((choice) => choice.tag === tag) ?? choices[0]!;
  }
}

function word(value: number): Bytes {
  return littleEndian(BigInt(value), 4);
}

function littleEndian(value: bigint, size: number): Bytes {
  return Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

/** A molecule table or vector: total size, offsets, items. */
function withOffsets(items: readonly Bytes[]): Bytes {
  const header = 4 + 4 * items.length;
  const offsets = items.map((_, i) => word(items.slice(0, i).reduce((at, item) => at + item.length, header)));
  const body = items.flat();
  return [...word(header + body.length), ...offsets.flat(), ...body];
}

function varint(value: bigint): Bytes {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest)];
}

function delimited(bytes: Bytes): Bytes {
  return [...varint(BigInt(bytes.length)), ...bytes];
}
