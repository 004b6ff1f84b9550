import { all, type Curve } from './curve.js';

/** Which values a curve is of: those without a view of the message, those with one at least, or all. */
export type Views = 'none' | 'one' | 'any';

/** A part of a value; `undefined` if none of its values is as `views` asks. */
export type Part = (views: Views) => Curve | undefined;

/** All parts together. */
export function together(
  parts: readonly Part[],
  views: Views,
  combine: (values: readonly unknown[]) => unknown,
): Curve | undefined {
  if (views === 'one') return withOneView(parts, combine);
  const curves = parts.map((part) => part(views));
  return curves.every((curve) => curve !== undefined) ? all(curves, combine) : undefined;
}

/**
 * One of the parts holds a view for sure: the one for which that takes fewest bytes. It keeps the whole message alive,
 * another one adds nothing to that.
 */
function withOneView(
  parts: readonly Part[],
  combine: (values: readonly unknown[]) => unknown,
): Curve | undefined {
  const any = parts.map((part) => part('any'));
  if (!any.every((curve) => curve !== undefined)) return undefined;
  let best: { readonly index: number; readonly curve: Curve; readonly added: number } | undefined;
  parts.forEach((part, index) => {
    const curve = part('one');
    if (curve === undefined) return;
    const added = curve.wire - any[index]!.wire;
    if (best === undefined || added < best.added) best = { index, curve, added };
  });
  return best && all(any.with(best.index, best.curve), combine);
}
