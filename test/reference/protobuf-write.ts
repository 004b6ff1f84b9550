/** Writes protobuf as plainly as it can be done: every field on its own, then all of them by their numbers. */
import type { Field, Lookup, RecordType, Shape } from '../../codegen/src/ir/model.js';
import { type Bytes, delimited, fixed, ReferenceFault, varint } from './protobuf-bytes.js';
import { recordOf, wireTypeOf } from './protobuf-shapes.js';

interface Piece {
  readonly number: number;
  readonly bytes: Bytes;
}

export class ReferenceWriter {
  readonly #lookup: Lookup;

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  /** `depth` levels of messages may stand below. */
  message(decl: RecordType, value: unknown, depth: number): number[] {
    if (depth < 0) throw new ReferenceFault('E_WIRE_DEPTH', decl.name);
    const values = value as Readonly<Record<string, unknown>>;
    const pieces = decl.fields.flatMap((field) => this.#field(field, values[field.tsName], depth));
    // Sorting is stable: items of a list stay in order.
    pieces.sort((a, b) => a.number - b.number);
    const unknown = (values['$unknown'] as Uint8Array | undefined) ?? [];
    return [...pieces.flatMap(({ bytes }) => bytes), ...unknown];
  }

  #field({ shape, number, presence }: Field, value: unknown, depth: number): readonly Piece[] {
    if (value === undefined) return [];
    switch (shape.kind) {
      case 'oneof': {
        const { type, value: item } = value as { readonly type: string; readonly value: unknown };
        const member = shape.members.find((each) => each.tag === type)!;
        return [this.#piece(member.number, member.shape, item, depth)];
      }
      case 'map':
        return Array.from(value as ReadonlyMap<unknown, unknown>, ([key, item]) => {
          // An entry is a message.
          if (depth < 1) throw new ReferenceFault('E_WIRE_DEPTH', String(number));
          const entry = [
            this.#piece(1, shape.key, key, depth - 1),
            this.#piece(2, shape.value, item, depth - 1),
          ];
          return run(
            number,
            entry.flatMap(({ bytes }) => bytes),
          );
        });
      case 'list': {
        const list = value as readonly unknown[];
        if (!shape.packed) return list.map((item) => this.#piece(number, shape.item, item, depth));
        const packed = list.flatMap((item) => this.#bytes(shape.item, item, depth));
        return list.length === 0 ? [] : [run(number, packed)];
      }
      default: {
        // Zero in every bit, or no byte behind the length.
        const isDefault =
          presence === 'implicit' && this.#bytes(shape, value, depth).every((byte) => byte === 0);
        return isDefault ? [] : [this.#piece(number, shape, value, depth)];
      }
    }
  }

  #piece(number: number, shape: Shape, value: unknown, depth: number): Piece {
    const tag = varint((BigInt(number) << 3n) | BigInt(wireTypeOf(shape, this.#lookup)));
    return { number, bytes: [...tag, ...this.#bytes(shape, value, depth)] };
  }

  #bytes(shape: Shape, value: unknown, depth: number): number[] {
    switch (shape.kind) {
      case 'integer': {
        const wide = BigInt(value as number | bigint);
        if (shape.encoding === 'fixed') return fixed(wide, shape.bits / 8);
        if (shape.encoding === 'zigzag') return varint(wide >= 0n ? 2n * wide : -2n * wide - 1n);
        return varint(BigInt.asUintN(64, wide));
      }
      case 'float': {
        const view = new DataView(new ArrayBuffer(8));
        if (shape.bits === 32) view.setFloat32(0, value as number, true);
        else view.setFloat64(0, value as number, true);
        return fixed(view.getBigUint64(0, true), shape.bits / 8);
      }
      case 'bool':
        return [value === true ? 1 : 0];
      case 'text':
        return delimited([...new TextEncoder().encode(value as string)]);
      case 'bytes':
        return delimited([...(value as Uint8Array)]);
      default: {
        const record = recordOf(shape, this.#lookup);
        const most = shape.kind === 'named' && shape.depth !== undefined ? shape.depth : depth;
        if (record !== undefined) return delimited(this.message(record, value, Math.min(depth, most) - 1));
        return varint(BigInt.asUintN(64, BigInt(value as number)));
      }
    }
  }
}

function run(number: number, bytes: Bytes): Piece {
  return { number, bytes: [...varint((BigInt(number) << 3n) | 2n), ...delimited(bytes)] };
}
