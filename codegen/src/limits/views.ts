import { all, type Curve, oneOf } from './curve.js';

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
 * One of the parts holds a view for sure, whichever makes that worst. It keeps the whole message alive, another one adds
 * nothing to that.
 */
function withOneView(
  parts: readonly Part[],
  combine: (values: readonly unknown[]) => unknown,
): Curve | undefined {
  const any = parts.map((part) => part('any'));
  if (!any.every((curve) => curve !== undefined)) return undefined;
  const curves = parts.flatMap((part, index) => {
    const curve = part('one');
    return curve === undefined ? [] : [all(any.with(index, curve), combine)];
  });
  return curves.length === 0 ? undefined : oneOf(curves);
}
