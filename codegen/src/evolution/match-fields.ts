/** Which field of the new version is which of the old one, where only order tells the bytes apart. */
import type { Field } from '../ir/model.js';

export interface FieldPair {
  readonly old: Field;
  readonly new: Field;
}

export interface FieldMatch {
  /** The same field in both versions, renamed or not. */
  readonly same: readonly FieldPair[];
  /** Another field in the place of one. */
  readonly replaced: readonly FieldPair[];
  readonly removed: readonly Field[];
  readonly added: readonly Field[];
}

/**
 * Fields are paired by name. Of the rest, a field that stands behind the same neighbour as before was renamed if its
 * shape is the same, and replaced if it is not.
 */
export function matchFields(
  old: readonly Field[],
  new_: readonly Field[],
  sameShape: (old: Field, new_: Field) => boolean,
): FieldMatch {
  const partner = new Map<Field, Field>();
  const taken = new Set<Field>();
  const replaced: FieldPair[] = [];
  const gone = new Set<Field>();
  for (const field of old) {
    const found = new_.find(({ name }) => name === field.name);
    if (found === undefined) continue;
    partner.set(field, found);
    taken.add(found);
  }
  old.forEach((field, i) => {
    if (partner.has(field)) return;
    const before = i === 0 ? undefined : old[i - 1]!;
    const neighbour = before === undefined ? undefined : partner.get(before);
    if (before !== undefined && neighbour === undefined) return;
    const candidate = new_[neighbour === undefined ? 0 : new_.indexOf(neighbour) + 1];
    if (candidate === undefined || taken.has(candidate)) return;
    taken.add(candidate);
    // Replaced fields lead on to the next neighbour too.
    partner.set(field, candidate);
    if (sameShape(field, candidate)) return;
    replaced.push({ old: field, new: candidate });
    gone.add(field);
  });
  const same = old.flatMap((field): readonly FieldPair[] => {
    const found = partner.get(field);
    return found === undefined || gone.has(field) ? [] : [{ old: field, new: found }];
  });
  return {
    same,
    replaced,
    removed: old.filter((field) => !partner.has(field)),
    added: new_.filter((field) => !taken.has(field)),
  };
}
