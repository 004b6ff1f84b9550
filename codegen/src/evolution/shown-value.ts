/** Values in reports: the lossless JSON form, with names of enum values and with proto2 defaults. */
import type { Literal, Lookup, Shape, TypeDecl } from '../ir/model.js';
import { bytesToHex, type Json, toJson } from '../values/json.js';

export function shownValue(decl: TypeDecl, value: unknown, lookup: Lookup): Json {
  return withNames(decl, toJson(decl, value, lookup), lookup);
}

function withNames(decl: TypeDecl, json: Json, lookup: Lookup): Json {
  switch (decl.kind) {
    case 'enum':
      return decl.values.find(({ number }) => number === json)?.name ?? json;
    case 'record': {
      const fields = json as { readonly [key: string]: Json };
      return Object.fromEntries(
        decl.fields.flatMap(({ tsName, shape, fallback }): readonly (readonly [string, Json])[] => {
          const field = fields[tsName];
          if (field !== undefined) return [[tsName, inShape(shape, field, lookup)]];
          return fallback === undefined ? [] : [[tsName, inShape(shape, literal(fallback), lookup)]];
        }),
      );
    }
    case 'union':
      return inVariant(json, (tag) => decl.items.find((item) => item.tag === tag)?.shape, lookup);
    case 'alias':
      return inShape(decl.shape, json, lookup);
  }
}

/** What an absent field is read as. */
function literal(fallback: Literal): Json {
  if (typeof fallback === 'bigint') return fallback.toString();
  return typeof fallback === 'object' ? bytesToHex(Uint8Array.from(fallback)) : fallback;
}

function inShape(shape: Shape, json: Json, lookup: Lookup): Json {
  if (json === null) return null;
  switch (shape.kind) {
    case 'named':
      return withNames(lookup(shape.name), json, lookup);
    case 'option':
      return inShape(shape.item, json, lookup);
    case 'array':
    case 'list':
      return (json as readonly Json[]).map((item) => inShape(shape.item, item, lookup));
    case 'map':
      return (json as readonly (readonly [Json, Json])[]).map(([key, value]) => [
        inShape(shape.key, key, lookup),
        inShape(shape.value, value, lookup),
      ]);
    case 'oneof':
      return inVariant(json, (tag) => shape.members.find((member) => member.tag === tag)?.shape, lookup);
    default:
      return json;
  }
}

function inVariant(json: Json, shapeOf: (tag: string) => Shape | undefined, lookup: Lookup): Json {
  const { type, value } = json as { readonly type: string; readonly value: Json };
  const shape = shapeOf(type);
  return { type, value: shape === undefined ? value : inShape(shape, value, lookup) };
}
