/** Values of generated codecs in the form that others expect. */
import type { Lookup, RecordType, Shape } from '../../codegen/src/ir/model.js';

/** The object that protobufjs makes a message of: fields by their names in the schema, 64 bits as text. */
export function toObject(decl: RecordType, value: unknown, lookup: Lookup): Record<string, unknown> {
  const values = value as Readonly<Record<string, unknown>>;
  const object: Record<string, unknown> = {};
  for (const { name, tsName, shape } of decl.fields) {
    const held = values[tsName];
    if (held === undefined) continue;
    if (shape.kind === 'list') {
      object[name] = (held as readonly unknown[]).map((item) => single(shape.item, item, lookup));
    } else if (shape.kind === 'map') {
      const entries = Array.from(held as ReadonlyMap<unknown, unknown>, ([key, item]) => {
        return [keyText(shape.key, key), single(shape.value, item, lookup)] as const;
      });
      // Not an assignment: a key may be called like the prototype.
      object[name] = Object.fromEntries(entries);
    } else if (shape.kind === 'oneof') {
      const { type, value: inner } = held as { readonly type: string; readonly value: unknown };
      const member = shape.members.find(({ tag }) => tag === type)!;
      object[snakeCase(type)] = single(member.shape, inner, lookup);
    } else object[name] = single(shape, held, lookup);
  }
  return object;
}

/** `NullValue` as `null_value`: names of members are written like that in the schemas of these tests. */
function snakeCase(tag: string): string {
  return tag.replace(/\B[A-Z]/g, '_$&').toLowerCase();
}

/** protobufjs writes 64-bit keys as the eight bytes of the integer, one per character. */
function keyText(shape: Shape, key: unknown): string {
  if (shape.kind !== 'integer' || shape.bits !== 64) return String(key);
  const bits = BigInt.asUintN(64, BigInt(key as number | bigint));
  return Array.from({ length: 8 }, (_, i) =>
    String.fromCharCode(Number((bits >> BigInt(8 * i)) & 0xffn)),
  ).join('');
}

function single(shape: Shape, value: unknown, lookup: Lookup): unknown {
  if (typeof value === 'bigint') return value.toString();
  const decl = shape.kind === 'named' ? lookup(shape.name) : undefined;
  return decl?.kind === 'record' ? toObject(decl, value, lookup) : value;
}

/** The value without what its messages keep unknown. */
export function withoutKept(value: unknown): unknown {
  if (value instanceof Map)
    return new Map([...value].map(([key, item]) => [key, withoutKept(item)] as const));
  if (Array.isArray(value)) return value.map(withoutKept);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    key === '$unknown' ? undefined : withoutKept(item),
  ]);
  return Object.fromEntries(entries);
}
