/** Values that are made to show something, where chance would take long. */
import type { Lookup, RecordType, Shape, TypeDecl } from '../ir/model.js';
import { smallestOfShape, smallestValue, typicalValue } from '../values/plain.js';
import type { Random } from '../values/prng.js';
import { randomOfShape } from '../values/random.js';
import { asInteger, integerEdges } from '../values/scalars.js';

export interface MadeValue {
  readonly value: unknown;
  /** The field or item that differs from the smallest value. */
  readonly focus: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** No larger counterexamples are made for a limit: so many items or bytes. */
export const LARGEST = 1 << 16;
const TRIES = 6;
const SMALL = { maxItems: 2, maxBytes: 24, maxDepth: 2 };
/** With its count in front, a vector of so many bytes looks like a number or a hash. */
const LENGTHS = [1, 4, 12, 28];
/** In larger messages no pairs of fields are tried. */
const PAIRED_FIELDS = 12;

/** The smallest value, and for each field or item some that differ from it in nothing else. */
export function* smallValues(decl: TypeDecl, lookup: Lookup, random: Random): Generator<MadeValue> {
  yield { value: smallestValue(decl, lookup), focus: undefined };
  if (decl.kind === 'union') {
    for (const { tag, shape } of decl.items) {
      const values = [smallestOfShape(shape, lookup), ...slightOfShape(shape, lookup)];
      for (let i = 0; i < TRIES; i++) values.push(randomOfShape(shape, lookup, random, SMALL));
      for (const value of values) yield { value: { type: tag, value }, focus: tag };
    }
  }
  if (decl.kind === 'record') {
    for (let i = 0; i < decl.fields.length; i++) yield* valuesOfField(decl, i, lookup, random);
  }
}

function* valuesOfField(
  decl: RecordType,
  index: number,
  lookup: Lookup,
  random: Random,
): Generator<MadeValue> {
  const { tsName, shape, presence } = decl.fields[index]!;
  const smallest = smallestValue(decl, lookup) as Fields;
  // Nothing can be cut off in front of the field.
  const present = decl.fields
    .slice(0, index)
    .filter(({ since }) => since !== undefined)
    .map((field) => [field.tsName, smallestOfShape(inner(field.shape), lookup)] as const);
  const base: Fields = { ...smallest, ...Object.fromEntries(present) };
  yield { value: base, focus: tsName };
  // Present but empty where it may be absent.
  if (presence === 'optional' && shape.kind !== 'oneof') {
    yield { value: { ...base, [tsName]: smallestOfShape(inner(shape), lookup) }, focus: tsName };
  }
  const slight = slightOfShape(shape, lookup);
  for (const value of slight) yield { value: { ...base, [tsName]: value }, focus: tsName };
  if (decl.layout === 'message' && decl.fields.length <= PAIRED_FIELDS) {
    for (const other of decl.fields) {
      const [value] = slightOfShape(other.shape, lookup);
      yield { value: { ...base, [other.tsName]: value, [tsName]: slight[0] }, focus: tsName };
    }
  }
  for (let i = 0; i < TRIES; i++) {
    yield { value: { ...base, [tsName]: randomOfShape(shape, lookup, random, SMALL) }, focus: tsName };
  }
}

/** A value with `count` items or bytes at `path`; `undefined` if that would be too large, or there is no such place. */
export function valueBeyond(
  decl: TypeDecl,
  path: readonly string[],
  count: number,
  lookup: Lookup,
): readonly MadeValue[] {
  if (count > LARGEST) return [];
  return [smallestValue(decl, lookup), typicalValue(decl, lookup)].flatMap((base) => {
    const value = withCount(decl, base, path, count, lookup);
    return value === undefined ? [] : [{ value, focus: path[0] }];
  });
}

function withCount(
  decl: TypeDecl,
  base: unknown,
  [step, ...steps]: readonly string[],
  count: number,
  lookup: Lookup,
): unknown {
  if (decl.kind === 'union') {
    const item = decl.items.find(({ tag }) => tag === step);
    return item && { type: item.tag, value: counted(item.shape, steps, count, lookup) };
  }
  const field = decl.kind === 'record' ? decl.fields.find(({ tsName }) => tsName === step) : undefined;
  if (field === undefined) return undefined;
  const value = counted(field.shape, steps, count, lookup);
  return value === undefined ? undefined : { ...(base as Fields), [field.tsName]: value };
}

function counted(shape: Shape, steps: readonly string[], count: number, lookup: Lookup): unknown {
  const [step, ...rest] = steps;
  switch (shape.kind) {
    case 'option':
      return counted(shape.item, steps, count, lookup);
    case 'oneof': {
      const member = shape.members.find(({ tag }) => tag === step);
      const value = member && counted(member.shape, rest, count, lookup);
      return value === undefined ? undefined : { type: member!.tag, value };
    }
    case 'bytes':
      return new Uint8Array(count);
    case 'text':
      return 'a'.repeat(count);
    case 'list': {
      if (step === undefined) return Array.from({ length: count }, () => smallestOfShape(shape.item, lookup));
      const item = counted(shape.item, rest, count, lookup);
      return item === undefined ? undefined : [item];
    }
    case 'array': {
      const item = counted(shape.item, rest, count, lookup);
      return item === undefined ? undefined : Array.from({ length: shape.count }, () => item);
    }
    case 'map': {
      const { key, value } = shape;
      if (step === undefined) {
        return new Map(
          Array.from({ length: count }, (_, i) => [keyOf(key, i), smallestOfShape(value, lookup)]),
        );
      }
      const made = counted(step === 'key' ? key : value, rest, count, lookup);
      if (made === undefined) return undefined;
      return new Map([step === 'key' ? [made, smallestOfShape(value, lookup)] : [keyOf(key, 0), made]]);
    }
    default:
      return undefined;
  }
}

function keyOf(shape: Shape, i: number): unknown {
  if (shape.kind === 'text') return i.toString(36);
  if (shape.kind === 'bool') return i === 1;
  return shape.kind === 'integer' ? asInteger(shape, BigInt(i)) : i;
}

/** Next to nothing, several times: a one and other edges, a single item. */
function slightOfShape(shape: Shape, lookup: Lookup): readonly unknown[] {
  switch (shape.kind) {
    case 'integer':
      return [asInteger(shape, 1n), asInteger(shape, 2n), ...integerEdges(shape)];
    case 'bool':
      return [true];
    case 'bytes':
      return LENGTHS.filter((length) => length <= shape.max).map((length) => new Uint8Array(length));
    case 'text':
      return LENGTHS.filter((length) => length <= shape.max).map((length) => 'a'.repeat(length));
    case 'list': {
      const items = [smallestOfShape(shape.item, lookup), ...slightOfShape(shape.item, lookup).slice(0, 1)];
      const lists = [...items.map((item) => [item]), items, [items[0], items[0]]];
      return lists.filter((list) => list.length <= shape.max);
    }
    case 'named': {
      const decl = lookup(shape.name);
      if (decl.kind === 'enum') return decl.values.map(({ number }) => number);
      if (decl.kind === 'union') {
        return decl.items.map((item) => ({ type: item.tag, value: smallestOfShape(item.shape, lookup) }));
      }
      if (decl.kind !== 'record' || decl.layout === 'message') return [smallestOfShape(shape, lookup)];
      const fields = decl.fields.map(
        (field) => [field.tsName, slightOfShape(field.shape, lookup)[0]] as const,
      );
      return [Object.fromEntries(fields)];
    }
    case 'map': {
      const keys = [smallestOfShape(shape.key, lookup), ...slightOfShape(shape.key, lookup)];
      const values = [smallestOfShape(shape.value, lookup), ...slightOfShape(shape.value, lookup)];
      return shape.max === 0 ? [] : keys.flatMap((key) => values.map((value) => new Map([[key, value]])));
    }
    case 'oneof':
      return shape.members.flatMap(({ tag, shape: member }) =>
        [smallestOfShape(member, lookup), ...slightOfShape(member, lookup)].map((value) => ({
          type: tag,
          value,
        })),
      );
    case 'option':
      return [smallestOfShape(inner(shape), lookup), ...slightOfShape(inner(shape), lookup)];
    default:
      return [smallestOfShape(shape, lookup)];
  }
}

function inner(shape: Shape): Shape {
  return shape.kind === 'option' ? inner(shape.item) : shape;
}
