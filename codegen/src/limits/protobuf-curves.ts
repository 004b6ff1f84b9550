/**
 * The worst heap of protobuf messages. A remote need not write what our encoder would: fields are left out where that
 * is cheaper, lists are packed, and lengths count as one byte.
 */
import { tagSize } from '../emit/proto-wire.js';
import type { Field, ListShape, Lookup, MapShape, Program, RecordType, Shape } from '../ir/model.js';
import { all, constant, type Curve, type ItemClass, oneOf, repeated, wrapped } from './curve.js';
import {
  ARRAY,
  BOXED_NUMBER,
  lastDoubling,
  MAP,
  mapTable,
  object,
  PUSHED_FIRST,
  PUSHED_NEXT,
} from './costs.js';
import { bytes, isBigint, numberHeap, sampleNumber, text } from './leaf-curves.js';
import { uniqueKey } from './unique-key.js';
import { unknownFields } from './unknown-fields.js';
import { type Part, together, type Views } from './views.js';

/** How deep messages may be nested unless the schema says otherwise (`MAX_DEPTH` of the runtime). */
export const MAX_DEPTH = 100;

const LENGTH = 1;
const KEY_TAG = 1;
const VALUE_TAG = 1;

/** Where a number stands decides what it costs. */
type Place = 'field' | 'choice' | 'list' | 'map';

/** Curves of protobuf messages of at most `maxBytes`. */
export class ProtobufCurves {
  readonly #program: Program;
  /** No list has more items than its message has bytes. */
  readonly #most: number;
  readonly #known = new Map<string, Curve | undefined>();

  constructor(program: Program, maxBytes: number) {
    this.#program = program;
    this.#most = maxBytes;
  }

  /**
   * The curve of a message, of its values that are as `views` says; `undefined` if none is.
   * `only` names the member of a oneof that is its only field. `depth` levels may stand below it.
   */
  message(decl: RecordType, views: Views, only?: string, depth = MAX_DEPTH): Curve | undefined {
    const key = `${this.#program.home(decl).path} ${decl.name} ${views} ${only ?? ''} ${depth}`;
    if (!this.#known.has(key)) this.#known.set(key, this.#build(decl, views, only, depth));
    return this.#known.get(key);
  }

  #build(decl: RecordType, views: Views, only: string | undefined, depth: number): Curve | undefined {
    const lookup = this.#program.lookup(this.#program.home(decl));
    const names = decl.fields.map((field) => field.tsName);
    const parts = decl.fields.map((field): Part => {
      return (asked) => this.#field(field, lookup, asked, only, depth);
    });
    if (decl.keepUnknown === true) {
      names.push('$unknown');
      parts.push((asked) => (asked === 'one' ? undefined : unknownFields(decl, lookup, this.#most)));
    }
    const combine = (values: readonly unknown[]): unknown =>
      Object.fromEntries(values.map((value, i) => [names[i]!, value]));
    const curve = together(parts, views, combine);
    return curve && wrapped(curve, 0, object(names.length));
  }

  #field(
    { shape, presence, number }: Field,
    lookup: Lookup,
    views: Views,
    only: string | undefined,
    depth: number,
  ): Curve | undefined {
    switch (shape.kind) {
      case 'list':
        return this.#list(shape, tagSize(number), lookup, views, depth);
      case 'map':
        return this.#map(shape, tagSize(number), lookup, views, depth);
      case 'oneof': {
        const members = shape.members.filter(({ tag }) => only === undefined || tag === only);
        const curves = members.flatMap((member) => {
          const curve = this.#value(member.shape, 'choice', lookup, views, depth);
          const wrap = (value: unknown): unknown => ({ type: member.tag, value });
          return curve === undefined ? [] : [wrapped(curve, tagSize(member.number), object(2), wrap)];
        });
        if (views === 'one') return curves.length === 0 ? undefined : oneOf(curves);
        return oneOf([constant(0, 0, undefined), ...curves]);
      }
      default: {
        const curve = this.#value(shape, 'field', lookup, views, depth);
        const present = curve && wrapped(curve, tagSize(number), 0);
        if (presence === 'required' || views === 'one') return present;
        const absent = constant(0, boxedIfAbsent(shape, presence), absentValue(shape, presence, lookup));
        return present === undefined ? absent : oneOf([absent, present]);
      }
    }
  }

  /** A value behind its tag; `undefined` for a message that would be nested too deep. */
  #value(shape: Shape, place: Place, lookup: Lookup, views: Views, depth: number): Curve | undefined {
    switch (shape.kind) {
      case 'text':
        return views === 'one' ? undefined : wrapped(text(shape.max), LENGTH, 0);
      case 'bytes': {
        const curve = bytes(shape.max, views);
        return curve && wrapped(curve, LENGTH, 0);
      }
      case 'named': {
        const decl = lookup(shape.name);
        if (decl.kind === 'enum') return views === 'one' ? undefined : constant(1, 0, decl.values[0]!.number);
        if (decl.kind !== 'record') throw new Error(`protobuf has no ${decl.kind}`);
        const levels = Math.min(depth, shape.depth ?? depth);
        const curve = levels > 0 ? this.message(decl, views, undefined, levels - 1) : undefined;
        return curve && wrapped(curve, LENGTH, 0);
      }
      default: {
        if (views === 'one') return undefined;
        const heap = numberHeap(shape, place === 'list');
        const wire = leastBytes(shape, place);
        return constant(wire, heap, sampleNumber(shape, wire === 1));
      }
    }
  }

  #list(
    { item, max }: ListShape,
    tag: number,
    lookup: Lookup,
    views: Views,
    depth: number,
  ): Curve | undefined {
    const most = Math.min(max, this.#most);
    const part = (asked: Views): Curve | undefined => {
      const curve = this.#value(item, 'list', lookup, asked, depth);
      const delimited = item.kind === 'text' || item.kind === 'bytes' || item.kind === 'named';
      return curve && wrapped(curve, delimited ? tag : 0, 0);
    };
    const plain = part(views === 'one' ? 'any' : views);
    const rest = (count: number, fresh: boolean): Curve => {
      const first = fresh ? Math.min(1, count) : 0;
      const classes: readonly ItemClass[] = [
        { count: first, extra: PUSHED_FIRST },
        { count: count - first, extra: PUSHED_NEXT },
      ];
      if (plain === undefined || count === 0) return constant(0, 0, []);
      return repeated(plain, count, classes, (values) => values);
    };
    if (views !== 'one') return wrapped(rest(most, true), 0, ARRAY);
    const one = most < 1 ? undefined : part('one');
    if (one === undefined) return undefined;
    const combine = ([value, others]: readonly unknown[]): unknown => [value, ...(others as unknown[])];
    return wrapped(all([one, rest(most - 1, false)], combine), 0, ARRAY + PUSHED_FIRST);
  }

  #map(
    { key, value, max }: MapShape,
    tag: number,
    lookup: Lookup,
    views: Views,
    depth: number,
  ): Curve | undefined {
    // An entry is a message of its own.
    if (depth === 0) return views === 'one' ? undefined : constant(0, MAP, new Map());
    const most = Math.min(key.kind === 'bool' ? 2 : max, this.#most);
    const keys: Part = (asked) => this.#entryPart(key, KEY_TAG, lookup, asked, depth - 1);
    const values: Part = (asked) => this.#entryPart(value, VALUE_TAG, lookup, asked, depth - 1);
    const entry = (asked: Views): Curve | undefined => {
      const curve = together([keys, values], asked, pair);
      return curve && wrapped(curve, tag + LENGTH, 0);
    };
    const doubling = lastDoubling(most);
    const rest = (count: number): Curve => {
      const each = entry(views === 'one' ? 'any' : views);
      if (each === undefined) return constant(0, 0, []);
      const growing = Math.min(count, doubling);
      const classes: readonly ItemClass[] = [
        { count: growing, extra: growing === 0 ? 0 : mapTable(most) / doubling },
        { count: count - growing, extra: 0 },
      ];
      return repeated(each, count, classes, (entries) => entries);
    };
    const combine = (entries: unknown): unknown =>
      new Map((entries as [unknown, unknown][]).map(([k, v], i) => [uniqueKey(k, i), v]));
    if (views !== 'one') return wrapped(rest(most), 0, MAP, combine);
    const one = most < 1 ? undefined : entry('one');
    if (one === undefined) return undefined;
    const joined = all([one, rest(most - 1)], ([first, others]) =>
      combine([first, ...(others as unknown[])]),
    );
    return wrapped(joined, 0, MAP + (doubling === 0 ? 0 : mapTable(most) / doubling));
  }

  /** Key or value of a map entry: it may be left out. */
  #entryPart(shape: Shape, tag: number, lookup: Lookup, views: Views, depth: number): Curve | undefined {
    const curve = this.#value(shape, 'map', lookup, views, depth);
    const present = curve && wrapped(curve, tag, 0);
    if (views === 'one') return present;
    const decl = shape.kind === 'named' ? lookup(shape.name) : undefined;
    if (decl?.kind !== 'record') {
      const absent = constant(0, 0, absentValue(shape, 'implicit', lookup));
      return present === undefined ? absent : oneOf([absent, present]);
    }
    // A message that is left out is read as an empty one.
    const empty = this.message(decl, 'none', undefined, 0);
    if (empty === undefined) return present;
    const absent = constant(0, empty.heap, empty.make(empty.wire).value);
    return present === undefined ? absent : oneOf([absent, present]);
  }
}

const pair = (values: readonly unknown[]): unknown => values;

/** Bytes of a number, at least, if it is to have its full cost. */
function leastBytes(shape: Shape, place: Place): number {
  if (shape.kind === 'float') return shape.bits / 8;
  if (shape.kind !== 'integer') return 1;
  if (shape.encoding === 'fixed') return shape.bits / 8;
  // Where numbers are boxed one by one, only those beyond 31 bits are.
  return place === 'map' && !isBigint(shape) && numberHeap(shape, false) > 0 ? 5 : 1;
}

/** A field that ever held a large number boxes its zeros as well. */
function boxedIfAbsent(shape: Shape, presence: Field['presence']): number {
  return presence === 'implicit' && numberHeap(shape, false) === BOXED_NUMBER ? BOXED_NUMBER : 0;
}

function absentValue(shape: Shape, presence: Field['presence'], lookup: Lookup): unknown {
  if (presence === 'optional') return undefined;
  switch (shape.kind) {
    case 'integer':
      return isBigint(shape) ? 0n : 0;
    case 'float':
      return 0;
    case 'bool':
      return false;
    case 'text':
      return '';
    case 'bytes':
      return new Uint8Array(0);
    case 'named': {
      const decl = lookup(shape.name);
      return decl.kind === 'enum' ? decl.values[0]!.number : undefined;
    }
    default:
      return undefined;
  }
}
