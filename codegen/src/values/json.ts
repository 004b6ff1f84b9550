/**
 * Values as JSON, without loss: a bigint is a decimal string, bytes are `0x` and hex, a map is an array of pairs, NaN,
 * infinities and minus zero are strings, what is `undefined` is left out of a record and `null` elsewhere.
 */
import type { IntegerShape, Lookup, RecordType, Shape, TypeDecl } from '../ir/model.js';
import { isWide } from './scalars.js';
import { UNKNOWN } from './unknown.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** JSON that is not the form of a value of its type. `path` says where. */
export class JsonFormError extends Error {
  override readonly name = 'JsonFormError';
  readonly path: string;

  constructor(path: string, expected: string) {
    super(`${path}: expected ${expected}`);
    this.path = path;
  }
}

/** `value`, which `decl` allows, as JSON. */
export function toJson(decl: TypeDecl, value: unknown, lookup: Lookup): Json {
  switch (decl.kind) {
    case 'record': {
      const json: Record<string, Json> = {};
      for (const { tsName, shape } of decl.fields) {
        const field = (value as Readonly<Record<string, unknown>>)[tsName];
        if (field !== undefined) json[tsName] = shapeToJson(shape, field, lookup);
      }
      const unknown = (value as { readonly [UNKNOWN]?: Uint8Array })[UNKNOWN];
      if (decl.keepUnknown === true && unknown !== undefined) json[UNKNOWN] = bytesToHex(unknown);
      return json;
    }
    case 'union':
      return variantToJson(value, (tag) => decl.items.find((item) => item.tag === tag), lookup);
    case 'enum':
      return value as number;
    case 'alias':
      return shapeToJson(decl.shape, value, lookup);
  }
}

/** As {@link toJson}, for a shape. */
export function shapeToJson(shape: Shape, value: unknown, lookup: Lookup): Json {
  if (value === undefined) return null;
  switch (shape.kind) {
    case 'integer':
      return typeof value === 'bigint' ? value.toString() : (value as number);
    case 'float':
      return Number.isFinite(value) && !Object.is(value, -0) ? (value as number) : floatText(value as number);
    case 'bool':
    case 'text':
      return value as boolean | string;
    case 'bytes':
    case 'byteArray':
      return bytesToHex(value as Uint8Array);
    case 'array':
    case 'list':
      return (value as readonly unknown[]).map((item) => shapeToJson(shape.item, item, lookup));
    case 'map':
      return Array.from(value as ReadonlyMap<unknown, unknown>, ([key, item]) => [
        shapeToJson(shape.key, key, lookup),
        shapeToJson(shape.value, item, lookup),
      ]);
    case 'option':
      return shapeToJson(shape.item, value, lookup);
    case 'oneof':
      return variantToJson(value, (tag) => shape.members.find((member) => member.tag === tag), lookup);
    case 'named':
      return toJson(lookup(shape.name), value, lookup);
  }
}

/** The value whose JSON form is `json`; absent fields come back as `undefined`. Throws a {@link JsonFormError}. */
export function fromJson(decl: TypeDecl, json: Json, lookup: Lookup): unknown {
  return declFromJson(decl, json, lookup, decl.name);
}

function declFromJson(decl: TypeDecl, json: Json, lookup: Lookup, path: string): unknown {
  switch (decl.kind) {
    case 'record':
      return recordFromJson(decl, json, lookup, path);
    case 'union':
      return variantFromJson(json, (tag) => decl.items.find((item) => item.tag === tag), lookup, path);
    case 'enum':
      if (!Number.isInteger(json)) throw new JsonFormError(path, 'the number of an enum value');
      return json;
    case 'alias':
      return shapeFromJson(decl.shape, json, lookup, path);
  }
}

function recordFromJson(decl: RecordType, json: Json, lookup: Lookup, path: string): unknown {
  if (!isObject(json)) throw new JsonFormError(path, 'an object');
  const known = new Set(decl.fields.map((field) => field.tsName));
  const keeps = decl.keepUnknown === true;
  if (keeps) known.add(UNKNOWN);
  for (const key of Object.keys(json)) {
    if (!known.has(key)) throw new JsonFormError(`${path}.${key}`, `a field of ${decl.name}`);
  }
  const value: Record<string, unknown> = {};
  for (const { tsName, shape, presence } of decl.fields) {
    const field = Object.hasOwn(json, tsName) ? json[tsName]! : null;
    if (field === null && presence !== 'optional' && shape.kind !== 'option') {
      throw new JsonFormError(`${path}.${tsName}`, 'a value');
    }
    value[tsName] = field === null ? undefined : shapeFromJson(shape, field, lookup, `${path}.${tsName}`);
  }
  if (keeps) {
    const unknown = json[UNKNOWN] ?? null;
    value[UNKNOWN] = unknown === null ? undefined : hexToBytes(unknown, `${path}.${UNKNOWN}`);
  }
  return value;
}

function shapeFromJson(shape: Shape, json: Json, lookup: Lookup, path: string): unknown {
  switch (shape.kind) {
    case 'integer':
      return integerFromJson(shape, json, path);
    case 'float':
      return floatFromJson(json, path);
    case 'bool':
      if (typeof json !== 'boolean') throw new JsonFormError(path, 'true or false');
      return json;
    case 'text':
      if (typeof json !== 'string') throw new JsonFormError(path, 'a string');
      return json;
    case 'bytes':
    case 'byteArray':
      return hexToBytes(json, path);
    case 'array':
    case 'list':
      if (!isArray(json)) throw new JsonFormError(path, 'an array');
      return json.map((item, i) => shapeFromJson(shape.item, item, lookup, `${path}[${i}]`));
    case 'map':
      if (!isArray(json)) throw new JsonFormError(path, 'an array of pairs');
      return new Map(
        json.map((pair, i): [unknown, unknown] => {
          if (!isArray(pair) || pair.length !== 2) throw new JsonFormError(`${path}[${i}]`, 'a pair');
          const [key = null, item = null] = pair;
          return [
            shapeFromJson(shape.key, key, lookup, `${path}[${i}].key`),
            shapeFromJson(shape.value, item, lookup, `${path}[${i}].value`),
          ];
        }),
      );
    case 'option':
      return json === null ? undefined : shapeFromJson(shape.item, json, lookup, path);
    case 'oneof':
      return variantFromJson(json, (tag) => shape.members.find((member) => member.tag === tag), lookup, path);
    case 'named':
      return declFromJson(lookup(shape.name), json, lookup, path);
  }
}

type FindVariant = (tag: unknown) => { readonly shape: Shape } | undefined;

function variantToJson(value: unknown, find: FindVariant, lookup: Lookup): Json {
  const { type, value: item } = value as { readonly type: string; readonly value: unknown };
  return { type, value: shapeToJson(find(type)!.shape, item, lookup) };
}

function variantFromJson(json: Json, find: FindVariant, lookup: Lookup, path: string): unknown {
  const { type, value = null } = isObject(json) ? json : {};
  const variant = find(type);
  if (typeof type !== 'string' || variant === undefined) {
    throw new JsonFormError(path, '{ "type", "value" } of an item');
  }
  return { type, value: shapeFromJson(variant.shape, value, lookup, `${path}.${type}`) };
}

function integerFromJson(shape: IntegerShape, json: Json, path: string): number | bigint {
  if (!isWide(shape)) {
    if (!Number.isInteger(json)) throw new JsonFormError(path, 'an integer');
    return json as number;
  }
  if (typeof json !== 'string' || !/^-?[0-9]+$/.test(json))
    throw new JsonFormError(path, 'an integer in a string');
  return BigInt(json);
}

const FLOATS: ReadonlyMap<Json, number> = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
]);

function floatText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function floatFromJson(json: Json, path: string): number {
  const value = typeof json === 'number' ? json : FLOATS.get(json);
  if (value === undefined) throw new JsonFormError(path, 'a number, "NaN", "Infinity", "-Infinity" or "-0"');
  return value;
}

/** `0x` and two digits for every byte. */
export function bytesToHex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')}`;
}

function hexToBytes(json: Json, path: string): Uint8Array {
  if (typeof json !== 'string' || !/^0x(?:[0-9a-f]{2})*$/i.test(json))
    throw new JsonFormError(path, 'bytes as 0x…');
  return Uint8Array.from(Buffer.from(json.slice(2), 'hex'));
}

function isObject(json: Json | undefined): json is { readonly [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

// `Array.isArray` alone loses that arrays are readonly.
function isArray(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}
