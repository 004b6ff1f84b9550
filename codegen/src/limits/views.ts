import { all, type Curve } from './curve.js';

/** A part of a value; `viewed` asks for its values that hold a view of the message. */
export type Part = (viewed: boolean) => Curve | undefined;

/**
 * All parts, one of which holds a view: the one for which that takes fewest bytes. A single view keeps the whole
 * message alive, a second one adds nothing to that.
 */
export function withOneView(
  parts: readonly Part[],
  combine: (values: readonly unknown[]) => unknown,
): Curve | undefined {
  const plain = parts.map((part) => part(false)!);
  let best: { readonly index: number; readonly curve: Curve; readonly added: number } | undefined;
  parts.forEach((part, index) => {
    const curve = part(true);
    if (curve === undefined) return;
    const added = curve.wire - plain[index]!.wire;
    if (best === undefined || added < best.added) best = { index, curve, added };
  });
  if (best === undefined) return undefined;
  return all(plain.with(best.index, best.curve), combine);
}
