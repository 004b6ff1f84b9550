/** From a value to the tree of its protobuf encoding, as an encoder writes it: fields in the order of their numbers. */
import type { Field, IntegerShape, Lookup, RecordType, Shape } from '../ir/model.js';
import type { Payload, ProtoField } from './protobuf-tree.js';
import { UNKNOWN } from './unknown.js';

/** Behind every field that a schema can have. */
const LAST = 2 ** 29;

/** The encoding of a value. */
export function protobufTree(decl: RecordType, value: unknown, lookup: Lookup): readonly ProtoField[] {
  const values = value as Readonly<Record<string, unknown>>;
  const fields = decl.fields.flatMap((field) => fieldsOf(decl, field, values[field.tsName], lookup));
  // A oneof stands where the number of its member falls. Sorting is stable: items of a list stay in order.
  fields.sort((a, b) => a.number - b.number);
  const unknown = values[UNKNOWN] as Uint8Array | undefined;
  if (unknown === undefined) return fields;
  return [
    ...fields,
    { number: LAST, payload: { kind: 'raw', bytes: unknown }, shape: undefined, path: UNKNOWN },
  ];
}

function fieldsOf(decl: RecordType, field: Field, value: unknown, lookup: Lookup): readonly ProtoField[] {
  const { number, shape } = field;
  const path = `${decl.name}.${field.name}`;
  if (value === undefined) return [];
  switch (shape.kind) {
    case 'list': {
      const items = (value as readonly unknown[]).map((item) => payloadOf(shape.item, item, lookup));
      const { max } = shape;
      if (!shape.packed) return items.map((payload) => ({ number, payload, shape: shape.item, path, max }));
      return items.length === 0 ? [] : [{ number, payload: { kind: 'packed', items }, shape, path, max }];
    }
    case 'map':
      return Array.from(value as ReadonlyMap<unknown, unknown>, ([key, item]) => ({
        number,
        payload: entryOf(shape.key, shape.value, key, item, path, lookup),
        shape,
        path,
        max: shape.max,
      }));
    case 'oneof': {
      const { type, value: inner } = value as { readonly type: string; readonly value: unknown };
      const member = shape.members.find(({ tag }) => tag === type)!;
      const payload = payloadOf(member.shape, inner, lookup);
      return [{ number: member.number, payload, shape: member.shape, path: `${path}.${member.tag}` }];
    }
    default: {
      const payload = payloadOf(shape, value, lookup);
      if (field.presence === 'implicit' && isDefault(payload)) return [];
      return [{ number, payload, shape, path }];
    }
  }
}

function entryOf(
  key: Shape,
  value: Shape,
  keyValue: unknown,
  item: unknown,
  path: string,
  lookup: Lookup,
): Payload {
  const fields = [
    { number: 1, payload: payloadOf(key, keyValue, lookup), shape: key, path: `${path}.key` },
    { number: 2, payload: payloadOf(value, item, lookup), shape: value, path: `${path}.value` },
  ];
  return { kind: 'message', fields };
}

/** What stands behind the tag of a single value. */
export function payloadOf(shape: Shape, value: unknown, lookup: Lookup): Payload {
  switch (shape.kind) {
    case 'integer':
      return integerPayload(shape, BigInt(value as number | bigint));
    case 'float': {
      const bytes = new Uint8Array(shape.bits / 8);
      const view = new DataView(bytes.buffer);
      if (shape.bits === 32) view.setFloat32(0, value as number, true);
      else view.setFloat64(0, value as number, true);
      return { kind: 'fixed', bytes };
    }
    case 'bool':
      return { kind: 'varint', value: value === true ? 1n : 0n };
    case 'bytes':
      return { kind: 'bytes', bytes: value as Uint8Array };
    case 'text':
      return { kind: 'bytes', bytes: new TextEncoder().encode(value as string) };
    case 'named': {
      const decl = lookup(shape.name);
      if (decl.kind === 'record') return { kind: 'message', fields: protobufTree(decl, value, lookup) };
      return { kind: 'varint', value: BigInt.asUintN(64, BigInt(value as number)) };
    }
    default:
      throw new Error(`protobuf has no ${shape.kind} here`);
  }
}

export function integerPayload({ bits, encoding }: IntegerShape, value: bigint): Payload {
  if (encoding === 'fixed') {
    const bytes = new Uint8Array(bits / 8);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Number(BigInt.asUintN(8, value >> BigInt(8 * i)));
    return { kind: 'fixed', bytes };
  }
  const zigzag = value < 0n ? -2n * value - 1n : 2n * value;
  return { kind: 'varint', value: BigInt.asUintN(64, encoding === 'zigzag' ? zigzag : value) };
}

/** proto3 leaves it out: zero, `false` and nothing at all. Minus zero has a bit that is set. */
function isDefault(payload: Payload): boolean {
  if (payload.kind === 'varint') return payload.value === 0n;
  if (payload.kind === 'fixed') return payload.bytes.every((byte) => byte === 0);
  return payload.kind === 'bytes' && payload.bytes.length === 0;
}
