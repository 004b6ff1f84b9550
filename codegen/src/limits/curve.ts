/**
 * The most heap that values of a shape can take, as a function of the bytes they have on the wire. Every function is
 * concave: the best purchases come first. So the worst value of a whole message is found by always buying where a byte
 * of wire costs most heap, and what that misses is one purchase at most. Where true costs jump, the curve runs
 * above them; figures taken from it are never too low.
 */

/** Up to `count` times, `wire` more bytes hold `heap` more bytes. */
export interface Step {
  readonly wire: number;
  readonly heap: number;
  readonly count: number;
}

/** A value, and what it costs. */
export interface Made {
  readonly value: unknown;
  readonly wire: number;
}

export interface Curve {
  /** Bytes of the smallest value. */
  readonly wire: number;
  /** Heap of the worst among the smallest values. */
  readonly heap: number;
  /** What more bytes buy; best rate first. */
  readonly steps: readonly Step[];
  /** A value of at most `budget` bytes, at least {@link wire}, that is about as bad as the curve says. */
  make(budget: number): Made;
}

interface Point {
  readonly wire: number;
  readonly heap: number;
}

const rate = ({ wire, heap }: Step): number => heap / wire;

/** Heap of the worst value of at most `wire` bytes. */
export function heapAt(curve: Curve, wire: number): number {
  let heap = curve.heap;
  let left = wire - curve.wire;
  for (const step of curve.steps) {
    if (left <= 0) break;
    const taken = Math.min(left, step.wire * step.count);
    heap += (taken * step.heap) / step.wire;
    left -= taken;
  }
  return heap;
}

/** The most heap per byte that any number of values can reach, each with `overhead` bytes around it. */
export function bestRate(curve: Curve, overhead: number): number {
  return Math.max(
    ...pointsOf(curve).map(({ wire, heap }) => (wire + overhead === 0 ? 0 : heap / (wire + overhead))),
  );
}

/** A shape with values of one size. */
export function constant(wire: number, heap: number, value: unknown): Curve {
  return { wire, heap, steps: [], make: () => ({ value, wire }) };
}

/** The curve around `points`; they need not be in order. `make` gets budgets of at least the first point. */
export function around(points: readonly Point[], make: Curve['make']): Curve {
  const hull = upperHull(points);
  const [first] = hull as [Point];
  const steps = hull.slice(1).map((point, i) => {
    const before = hull[i]!;
    return { wire: point.wire - before.wire, heap: point.heap - before.heap, count: 1 };
  });
  return { ...first, steps, make };
}

/** The part of the convex hull that faces more heap, from the cheapest point to the one with most heap. */
function upperHull(points: readonly Point[]): readonly Point[] {
  const sorted = [...points].sort((a, b) => a.wire - b.wire || b.heap - a.heap);
  const hull: Point[] = [];
  for (const point of sorted) {
    if (hull.length > 0 && point.heap <= hull.at(-1)!.heap) continue;
    while (hull.length >= 2) {
      const [a, b] = [hull.at(-2)!, hull.at(-1)!];
      const isBelow = (b.heap - a.heap) * (point.wire - a.wire) <= (point.heap - a.heap) * (b.wire - a.wire);
      if (!isBelow) break;
      hull.pop();
    }
    hull.push(point);
  }
  return hull;
}

function pointsOf({ wire, heap, steps }: Curve): readonly Point[] {
  const points: Point[] = [{ wire, heap }];
  for (const step of steps) {
    const last = points.at(-1)!;
    points.push({ wire: last.wire + step.wire * step.count, heap: last.heap + step.heap * step.count });
  }
  return points;
}

/** The same with bytes around it. */
export function wrapped(curve: Curve, wire: number, heap: number, wrap = (value: unknown) => value): Curve {
  return {
    wire: curve.wire + wire,
    heap: curve.heap + heap,
    steps: curve.steps,
    make(budget) {
      const made = curve.make(budget - wire);
      return { value: wrap(made.value), wire: made.wire + wire };
    },
  };
}

/** One of several, whichever is worst for the bytes. */
export function oneOf(curves: readonly Curve[]): Curve {
  const [only] = curves as [Curve];
  if (curves.length === 1) return only;
  return around(curves.flatMap(pointsOf), (budget) => {
    const possible = curves.filter((curve) => curve.wire <= budget);
    return possible.reduce((a, b) => (heapAt(b, budget) > heapAt(a, budget) ? b : a)).make(budget);
  });
}

/** All of them together. */
export function all(parts: readonly Curve[], combine: (values: readonly unknown[]) => unknown): Curve {
  const offers = parts
    .flatMap((part, index) => part.steps.map((step) => ({ step, index })))
    .sort((a, b) => rate(b.step) - rate(a.step));
  const wire = parts.reduce((sum, part) => sum + part.wire, 0);
  return {
    wire,
    heap: parts.reduce((sum, part) => sum + part.heap, 0),
    steps: offers.map(({ step }) => step),
    make(budget) {
      const budgets = parts.map((part) => part.wire);
      // What is left over goes first to the part that could have used it best.
      const waiting = new Set<number>();
      let left = budget - wire;
      for (const { step, index } of offers) {
        const count = waiting.has(index) ? 0 : Math.min(step.count, Math.floor(left / step.wire));
        budgets[index]! += count * step.wire;
        left -= count * step.wire;
        if (count < step.count) waiting.add(index);
      }
      const values: unknown[] = [];
      let used = 0;
      for (const index of [...waiting, ...parts.keys()]) {
        if (index in values) continue;
        const made = parts[index]!.make(budgets[index]! + left);
        left += budgets[index]! - made.wire;
        used += made.wire;
        values[index] = made.value;
      }
      return { value: combine(values), wire: used };
    },
  };
}

/** How many items may be added at a price: `extra` is what one costs besides itself. */
export interface ItemClass {
  readonly count: number;
  readonly extra: number;
}

/** Any number of items, at most `max`. */
export function repeated(
  item: Curve,
  max: number,
  classes: readonly ItemClass[],
  combine: (values: readonly unknown[]) => unknown,
): Curve {
  const offers = classes.flatMap(({ count, extra }) => {
    const points = pointsOf(item).map(({ wire, heap }) => ({ wire, heap: heap + extra }));
    const { steps } = around([{ wire: 0, heap: 0 }, ...points], item.make);
    return steps.map((step) => ({ ...step, count: step.count * count }));
  });
  return {
    wire: 0,
    heap: 0,
    steps: offers.sort((a, b) => rate(b) - rate(a)),
    make(budget) {
      const extra = classes.at(-1)!.extra;
      const each = itemBudget(item, extra, Math.min(max, Math.floor(budget / item.wire)), budget);
      const values: unknown[] = [];
      let left = budget;
      let last: Made | undefined;
      while (values.length < max && left >= item.wire) {
        // The last one that fits takes what is left.
        const share = left < each + item.wire ? left : Math.min(each, left);
        if (last === undefined || share !== each) last = item.make(share);
        left -= last.wire;
        values.push(last.value);
      }
      return { value: combine(values), wire: budget - left };
    },
  };
}

/** Bytes per item at which `most` items or fewer use a budget best. */
function itemBudget(item: Curve, extra: number, most: number, budget: number): number {
  let best = item.wire;
  let bestHeap = 0;
  for (const { wire, heap } of pointsOf(item)) {
    const count = Math.min(most, Math.floor(budget / wire));
    if (count * (heap + extra) > bestHeap) [best, bestHeap] = [wire, count * (heap + extra)];
  }
  // All of them fit and there is more: they share it.
  return Math.max(best, Math.floor(budget / Math.max(1, most)));
}
