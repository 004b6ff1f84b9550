/** Values at the edges of a shape: just inside of every bound, and just outside. */
import type { Lookup, Shape } from '../ir/model.js';
import { smallestOfShape } from './plain.js';
import {
  asInteger,
  floatEdges,
  integerEdges,
  integerRange,
  textOfLength,
  withoutOptions,
} from './scalars.js';

/** Why an encoder must refuse a value. */
export type EdgeCode = 'E_WIRE_LIMIT' | 'E_WIRE_VALUE';

/** A value at an edge. `name` is what stands behind the path of the field: ` max+1`, `[] maxlen`. */
export interface ShapeEdge {
  readonly name: string;
  readonly value: unknown;
  /** Set for values that are outside. */
  readonly code?: EdgeCode;
}

/** A value at an edge of a declaration. */
export interface Edge {
  /** Names the bound: `Nodes.items max+1`. */
  readonly name: string;
  readonly value: unknown;
  /** Set for values outside of a bound: the error with which `encode` refuses them. */
  readonly code?: EdgeCode | 'E_WIRE_DEPTH';
}

/** What {@link edgesOfShape} needs besides the shape. */
export interface EdgeContext {
  readonly lookup: Lookup;
  /** Most bytes or items of one value; larger bounds are skipped by name. */
  readonly budget: number;
  skip(name: string): void;
}

const outside = (name: string, value: unknown, code: EdgeCode): ShapeEdge => ({ name, value, code });

/** The first value is the smallest. */
export function edgesOfShape(shape: Shape, context: EdgeContext): readonly ShapeEdge[] {
  const { lookup, budget } = context;
  switch (shape.kind) {
    case 'integer': {
      const { min, max } = integerRange(shape);
      return [
        ...integerEdges(shape).map((value) => ({ name: ` ${value}`, value })),
        outside(' min-1', asInteger(shape, min - 1n), 'E_WIRE_VALUE'),
        outside(' max+1', asInteger(shape, max + 1n), 'E_WIRE_VALUE'),
      ];
    }
    case 'float':
      return [
        ...floatEdges(shape.bits).map((value) => ({
          name: ` ${Object.is(value, -0) ? '-0' : value}`,
          value,
        })),
        outside(' a string', '0', 'E_WIRE_VALUE'),
      ];
    case 'bool':
      return [
        { name: ' false', value: false },
        { name: ' true', value: true },
        outside(' 1', 1, 'E_WIRE_VALUE'),
      ];
    case 'bytes':
      return sized(shape.max, 'maxlen', context, (length) => new Uint8Array(length).fill(7));
    case 'text': {
      const edges = sized(shape.max, 'maxlen', context, (length) => 'a'.repeat(length));
      if (shape.max > budget) return edges;
      // More bytes than letters: a limit that counts letters would let the last one pass.
      return [
        ...edges,
        ...['é', '中', '😀'].map((letter) => ({
          name: ` maxlen of ${letter}`,
          value: textOfLength(shape.max, letter),
        })),
        outside(' maxlen+1 of é', `${textOfLength(shape.max - (shape.max % 2), 'é')}é`, 'E_WIRE_LIMIT'),
        outside(' lone surrogate', '\ud800', 'E_WIRE_VALUE'),
      ].filter(({ value }) => value !== '');
    }
    case 'byteArray': {
      const { length } = shape;
      return [
        { name: ' zeros', value: new Uint8Array(length) },
        { name: ' ones', value: new Uint8Array(length).fill(0xff) },
        outside(' length-1', new Uint8Array(length - 1), 'E_WIRE_VALUE'),
        outside(' length+1', new Uint8Array(length + 1), 'E_WIRE_VALUE'),
      ];
    }
    case 'array': {
      const item = smallestOfShape(shape.item, lookup);
      const rest = Array.from({ length: shape.count - 1 }, () => item);
      return [
        ...inside(shape.item, '[]', context, (value) => [value, ...rest]),
        outside(' count-1', rest, 'E_WIRE_VALUE'),
        outside(' count+1', [item, item, ...rest], 'E_WIRE_VALUE'),
      ];
    }
    case 'list': {
      const item = smallestOfShape(shape.item, lookup);
      return [
        ...sized(shape.max, 'max', context, (length) => Array.from({ length }, () => item)),
        ...(shape.max === 0 ? [] : inside(shape.item, '[]', context, (value) => [value])),
      ];
    }
    case 'map':
      return mapEdges(shape, context);
    case 'option':
      return [
        { name: ' none', value: undefined },
        ...inside(withoutOptions(shape), '', context, (value) => value),
      ];
    case 'oneof':
      return [
        { name: ' none', value: undefined },
        ...shape.members.flatMap(({ tag, shape: member }) =>
          inside(member, `.${tag}`, context, (value) => ({ type: tag, value })),
        ),
        outside(' unknown type', { type: '?', value: 0 }, 'E_WIRE_VALUE'),
      ];
    case 'named': {
      const decl = lookup(shape.name);
      if (decl.kind !== 'enum') {
        return [
          { name: ` ${shape.name}`, value: smallestOfShape(shape, lookup) },
          outside(' null', null, 'E_WIRE_VALUE'),
        ];
      }
      const known = [...new Set(decl.values.map(({ number }) => number))];
      const unknown = [-1, 0x7fff_ffff, -0x8000_0000].filter((number) => !known.includes(number));
      const kinds = unknown.map((value) => ({ name: ` unknown ${value}`, value }));
      return [
        ...known.map((value) => ({ name: ` ${value}`, value })),
        ...(decl.open ? kinds : kinds.map((edge): ShapeEdge => ({ ...edge, code: 'E_WIRE_VALUE' }))),
        outside(' 2^31', 2 ** 31, 'E_WIRE_VALUE'),
      ];
    }
  }
}

/** The edges of an inner shape, each put into its place. */
function inside(
  shape: Shape,
  where: string,
  context: EdgeContext,
  wrap: (value: unknown) => unknown,
): readonly ShapeEdge[] {
  const inner = { ...context, skip: (name: string) => context.skip(where + name) };
  return edgesOfShape(shape, inner).map((edge) => ({
    ...edge,
    name: where + edge.name,
    value: wrap(edge.value),
  }));
}

/** Nothing, one, as many as allowed and one more. */
function sized(
  max: number,
  bound: string,
  { budget, skip }: EdgeContext,
  make: (length: number) => unknown,
): readonly ShapeEdge[] {
  const edges: ShapeEdge[] = [{ name: ' empty', value: make(0) }];
  if (max > 1) edges.push({ name: ' 1', value: make(1) });
  if (max > budget) {
    skip(` ${bound}`);
    skip(` ${bound}+1`);
    return edges;
  }
  if (max > 0) edges.push({ name: ` ${bound}`, value: make(max) });
  return [...edges, outside(` ${bound}+1`, make(max + 1), 'E_WIRE_LIMIT')];
}

function mapEdges(shape: Shape & { kind: 'map' }, context: EdgeContext): readonly ShapeEdge[] {
  const item = smallestOfShape(shape.value, context.lookup);
  const keys = distinctKeys(shape.key, Math.min(shape.max, context.budget) + 1);
  const make = (length: number): unknown => new Map(keys.slice(0, length).map((key) => [key, item]));
  const edges = sized(shape.max, 'max', context, make).filter(({ value, name }) => {
    const wanted = name === ' max+1' ? shape.max + 1 : name === ' max' ? shape.max : 0;
    if ((value as ReadonlyMap<unknown, unknown>).size >= wanted) return true;
    context.skip(name);
    return false;
  });
  if (shape.max === 0) return edges;
  const key = smallestOfShape(shape.key, context.lookup);
  return [
    ...edges,
    ...inside(shape.key, '.key', context, (value) => new Map([[value, item]])),
    ...inside(shape.value, '.value', context, (value) => new Map([[key, value]])),
  ];
}

/** Up to `count` keys of a shape, all different; fewer if it has no more. */
function distinctKeys(shape: Shape, count: number): readonly unknown[] {
  if (shape.kind === 'bool') return [false, true].slice(0, count);
  if (shape.kind === 'integer') {
    return Array.from({ length: count }, (_, i) => asInteger(shape, BigInt(i)));
  }
  const max = shape.kind === 'text' ? shape.max : 0;
  return Array.from({ length: count }, (_, i) => (i === 0 ? '' : i.toString(36))).filter(
    (key) => key.length <= max,
  );
}
