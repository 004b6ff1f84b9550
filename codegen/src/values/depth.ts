/** Values of recursive protobuf messages that are nested as deep as a decoder allows, and one level deeper. */
import type { Lookup, RecordType, Shape } from '../ir/model.js';
import type { Edge } from './edge-shapes.js';
import { smallestOfShape, smallestValue } from './plain.js';

/** Levels below a message for which the schema names no depth. */
const DEFAULT_DEPTH = 100;

/** From a message into one that stands in a field of it. */
interface Step {
  readonly from: RecordType;
  readonly to: RecordType;
  /** Levels that it takes: an entry of a map is a message too. */
  readonly cost: number;
  /** Levels that may stand below `from` at this field. */
  readonly depth: number;
  /** The value of `from` around one of `to`. */
  wrap(inner: unknown): unknown;
}

export function depthEdges(decl: RecordType, lookup: Lookup): readonly Edge[] {
  const cycle = findCycle(decl, lookup);
  if (cycle.length === 0) return [];
  const steps: Step[] = [];
  let levels = DEFAULT_DEPTH;
  for (let next = cycle[0]!; ; next = cycle[steps.length % cycle.length]!) {
    steps.push(next);
    levels = Math.min(levels, next.depth) - next.cost;
    if (levels < 0 || !fits(next.to, levels, lookup)) break;
  }
  const nest = (chain: readonly Step[]): unknown =>
    chain.reduceRight((inner, step) => step.wrap(inner), smallestValue(chain.at(-1)?.to ?? decl, lookup));
  return [
    { name: `${decl.name} depth`, value: nest(steps.slice(0, -1)) },
    { name: `${decl.name} depth+1`, value: nest(steps), code: 'E_WIRE_DEPTH' },
  ];
}

/** May the smallest message stand above `levels` levels? Its required messages take some. */
function fits(decl: RecordType, levels: number, lookup: Lookup): boolean {
  return decl.fields.every(({ presence, shape }) => {
    const inner = presence === 'required' && shape.kind === 'named' ? lookup(shape.name) : undefined;
    if (inner?.kind !== 'record' || shape.kind !== 'named') return true;
    const below = Math.min(levels, shape.depth ?? levels) - 1;
    return below >= 0 && fits(inner, below, lookup);
  });
}

/** The shortest way from a message back to itself; empty if there is none. */
function findCycle(decl: RecordType, lookup: Lookup): readonly Step[] {
  const seen = new Set<RecordType>();
  let ways: (readonly Step[])[] = [[]];
  while (ways.length > 0) {
    const longer: (readonly Step[])[] = [];
    for (const way of ways) {
      for (const step of stepsFrom(way.at(-1)?.to ?? decl, lookup)) {
        if (step.to === decl) return [...way, step];
        if (seen.has(step.to)) continue;
        seen.add(step.to);
        longer.push([...way, step]);
      }
    }
    ways = longer;
  }
  return [];
}

function stepsFrom(from: RecordType, lookup: Lookup): readonly Step[] {
  return from.fields.flatMap(({ tsName, shape }) =>
    insides(shape, lookup).flatMap(({ inner, cost, wrap }): readonly Step[] => {
      const to = lookup(inner.name);
      if (to.kind !== 'record' || to.layout !== 'message') return [];
      const base = smallestValue(from, lookup) as Readonly<Record<string, unknown>>;
      const depth = inner.depth ?? Infinity;
      return [{ from, to, cost, depth, wrap: (value) => ({ ...base, [tsName]: wrap(value) }) }];
    }),
  );
}

interface Inside {
  readonly inner: Shape & { readonly kind: 'named' };
  readonly cost: number;
  wrap(value: unknown): unknown;
}

/** The named types in a field, and what stands around their values. */
function insides(shape: Shape, lookup: Lookup): readonly Inside[] {
  switch (shape.kind) {
    case 'named':
      return [{ inner: shape, cost: 1, wrap: (value) => value }];
    case 'list':
      return insides(shape.item, lookup).map((one) => ({ ...one, wrap: (value) => [value] }));
    case 'map': {
      const key = smallestOfShape(shape.key, lookup);
      return insides(shape.value, lookup).map((one) => ({
        ...one,
        cost: 2,
        wrap: (value) => new Map([[key, value]]),
      }));
    }
    case 'oneof':
      return shape.members.flatMap(({ tag, shape: member }) =>
        insides(member, lookup).map((one) => ({ ...one, wrap: (value) => ({ type: tag, value }) })),
      );
    default:
      return [];
  }
}
