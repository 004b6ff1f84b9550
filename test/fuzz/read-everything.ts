/** Reads a view piece by piece, as a handler could. */

/** What a list in a view can do. */
interface List extends Iterable<unknown> {
  readonly length: number;
  at(index: number): unknown;
}

/** All that a view gives, in the form of `like`, the decoded value. Parts that are no views are taken as they are. */
export function everythingIn(view: unknown, like: unknown): unknown {
  if (typeof like !== 'object' || like === null) return view;
  if (like instanceof Uint8Array) return Uint8Array.from(view as Uint8Array);
  if (Array.isArray(like)) return itemsOf(view as List).map((item, i) => everythingIn(item, like[i]));
  const entries = Object.entries(like).map(([key, value]) => {
    const member = memberOf(view as object, key);
    return [key, everythingIn((view as Record<string, unknown>)[member], value)];
  });
  return Object.fromEntries(entries);
}

/** The items, which must be the same by index as in turn. */
function itemsOf(list: List): readonly unknown[] {
  const items = [...list];
  if (items.length !== list.length) throw new Error(`${items.length} items, but a length of ${list.length}`);
  for (let i = -items.length; i <= items.length; i++) {
    if ((list.at(i) === undefined) !== (items.at(i) === undefined)) throw new Error(`no item at(${i})`);
  }
  return items;
}

/** What a view has itself. */
function memberOf(view: object, key: string): string {
  return key === 'toObject' && !Object.hasOwn(view, key) ? `${key}$` : key;
}
