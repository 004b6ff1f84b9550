/** Numbers that a proto2 message keeps for extensions, and what it means that they changed. */
import type { RecordType } from '../ir/model.js';
import { type Change, NO_EFFECT } from './change.js';
import type { NumberRange, Places } from './places.js';

interface Both<T> {
  readonly old: T;
  readonly new: T;
}

/**
 * Nothing on the wire changes by itself: extensions that these schemas declare are fields, and a range without them does
 * not compile. What others declare is not seen here, so a note says it.
 */
export function rangeChanges(types: Both<RecordType>, places: Both<Places>): readonly Change[] {
  const before = places.old.extensionsOf(types.old.name);
  const after = places.new.extensionsOf(types.new.name);
  const gone = without(before, after);
  const come = without(after, before);
  const site = places.new.of(types.new.name);
  const change = (text: string, note?: string): Change => {
    const message = `${types.new.name}: ${text}`;
    return { code: 'EXTENSION_RANGE', message, site, effect: NO_EFFECT, path: [], note };
  };
  const lost =
    'extensions that others declare with these numbers do not compile any more; give none of them to a field';
  const dropped = after.length === 0 ? '; who passes messages on drops what it does not know' : '';
  return [
    ...(gone.length === 0
      ? []
      : [change(`${list(gone)} are not kept for extensions any more`, lost + dropped)]),
    ...(come.length === 0 ? [] : [change(`${list(come)} are kept for extensions now`)]),
  ];
}

/** The numbers of `ranges` that are in none of `others`. */
function without(ranges: readonly NumberRange[], others: readonly NumberRange[]): readonly NumberRange[] {
  return others.reduce<readonly NumberRange[]>(
    (left, { from, to }) =>
      left.flatMap((range) => {
        const below = { from: range.from, to: Math.min(range.to, from - 1) };
        const above = { from: Math.max(range.from, to + 1), to: range.to };
        return [below, above].filter((part) => part.from <= part.to);
      }),
    [...ranges],
  );
}

function list(ranges: readonly NumberRange[]): string {
  return ranges.map(({ from, to }) => (from === to ? String(from) : `${from} to ${to}`)).join(', ');
}
