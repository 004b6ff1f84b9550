/** What happens when a table or struct is read with another list of fields. */
import { fixedSize } from '../emit/context.js';
import type { Field } from '../ir/model.js';
import { type Effect, type Fit, MISREAD, NO_EFFECT, type Reading, REFUSED, worseFit } from './change.js';
import { type Overlap, overlap, type Placed } from './overlap.js';

/** A field with what tells it from others in both versions. */
export interface Slot extends Placed {
  readonly identity: Field;
  readonly since: number | undefined;
}

/** Strict readers want one of the declared numbers of fields, compatible ones at least the smallest of them. */
export function tableEffect(old: readonly Slot[], new_: readonly Slot[]): Effect {
  const forth = read(old, new_);
  const back = read(new_, old);
  return {
    oldToNew: forth.reading,
    newToOld: back.reading,
    misread: forth.misread || back.misread,
  };
}

function read(
  writer: readonly Slot[],
  reader: readonly Slot[],
): { readonly reading: Reading; readonly misread: boolean } {
  const wrote = { least: least(writer), most: writer.length };
  const reads = { least: least(reader), most: reader.length };
  let strict: Fit = 'some';
  if (wrote.least >= reads.least && wrote.most <= reads.most) strict = 'all';
  else if (wrote.most < reads.least || wrote.least > reads.most) strict = 'none';
  let compatible: Fit = wrote.least >= reads.least ? 'all' : wrote.most < reads.least ? 'none' : 'some';
  let misread = false;
  const overlaps = overlapsOf(writer, reader);
  overlaps.forEach((found, i) => {
    if (found === undefined) return;
    const fit = fitOf(writer[i]!, reader[i]!, found, i < wrote.least);
    strict = worseFit(strict, fit);
    compatible = worseFit(compatible, fit);
    // What is empty there may have to be empty everywhere: two vectors that changed places.
    const own = writer.findIndex(({ identity }) => identity === reader[i]!.identity);
    misread ||= found === 'some' || (found === 'empty' && overlaps[own] !== 'empty');
  });
  return { reading: { strict, compatible }, misread: misread && compatible !== 'none' };
}

/** For each place with another field than before: what both fields have in common. */
function overlapsOf(writer: readonly Slot[], reader: readonly Slot[]): readonly (Overlap | undefined)[] {
  const common = Math.min(writer.length, reader.length);
  return writer.slice(0, common).map((slot, i) => {
    return slot.identity === reader[i]!.identity ? undefined : overlap(slot, reader[i]!);
  });
}

/** How much of another field's bytes a field accepts. */
function fitOf(writer: Slot, reader: Slot, found: Overlap, always: boolean): Fit {
  if (found === 'none') return always ? 'none' : 'some';
  const fixed = [writer, reader].every(({ shape, lookup }) => fixedSize(shape, lookup) !== undefined);
  return fixed ? 'all' : 'some';
}

function least(slots: readonly Slot[]): number {
  const first = slots.findIndex(({ since }) => since !== undefined);
  return first < 0 ? slots.length : first;
}

/** A struct is one run of bytes: readers look at nothing but its size. */
export function structEffect(old: readonly Slot[], new_: readonly Slot[]): Effect {
  if (sizeOf(old) !== sizeOf(new_)) return REFUSED;
  const moved = old.length !== new_.length || old.some(({ identity }, i) => identity !== new_[i]!.identity);
  return moved ? MISREAD : NO_EFFECT;
}

function sizeOf(slots: readonly Slot[]): number {
  return slots.reduce((sum, { shape, lookup }) => sum + fixedSize(shape, lookup)!, 0);
}

/** An effect, as far as the whole change lets it happen: what is refused anyway cannot be misread. */
export function within(effect: Effect, { oldToNew, newToOld, misread }: Effect): Effect {
  return misread || !effect.misread ? effect : { oldToNew, newToOld, misread };
}
