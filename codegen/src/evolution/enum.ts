/** What differs between two versions of a protobuf enum. */
import type { EnumType } from '../ir/model.js';
import { type Change, type ChangeCode, type Effect, MISREAD, NO_EFFECT } from './change.js';
import type { Scope } from './scope.js';

type Value = EnumType['values'][number];

/** Values by name; then by number. */
export function matchEnumValues(
  old: EnumType,
  new_: EnumType,
): readonly { readonly old: Value; readonly new: Value }[] {
  const pairs: { old: Value; new: Value }[] = [];
  for (const key of ['name', 'number'] as const) {
    for (const a of old.values) {
      if (pairs.some((pair) => pair.old === a)) continue;
      const b = new_.values.find(
        (value) => value[key] === a[key] && !pairs.some((pair) => pair.new === value),
      );
      if (b !== undefined) pairs.push({ old: a, new: b });
    }
  }
  return pairs;
}

export function enumChanges(old: EnumType, new_: EnumType, { pairing }: Scope): readonly Change[] {
  const change = (
    code: ChangeCode,
    value: Value | undefined,
    message: string,
    effect: Effect,
    more: { readonly advice?: string; readonly note?: string } = {},
  ): Change => {
    return { code, message, site: pairing.new.site(new_, value?.name), effect, path: [], ...more };
  };
  const pairs = matchEnumValues(old, new_);
  const changes: Change[] = [];
  if (old.open !== new_.open) {
    const closed = new_.open ? 'old' : 'new';
    const message = `${new_.name} is ${new_.open ? 'open' : 'closed'} now`;
    const advice = `send no number that ${new_.name} does not name: readers of the ${closed} version drop it`;
    changes.push(change('ENUM_OPEN', undefined, message, MISREAD, { advice }));
  }
  for (const { old: a, new: b } of pairs) {
    if (a.number !== b.number) {
      const message = `${new_.name}.${b.name} is ${b.number} instead of ${a.number}`;
      changes.push(
        change('ENUM_VALUE_NUMBER', b, message, MISREAD, { advice: `keep ${b.name} = ${a.number}` }),
      );
    } else if (a.name !== b.name) {
      const note = `TypeScript users write ${new_.name}.${b.name} now`;
      const message = `${old.name}.${a.name} was renamed to ${b.name}`;
      changes.push(change('ENUM_VALUE_RENAMED', b, message, NO_EFFECT, { note }));
    }
  }
  for (const value of old.values) {
    if (!pairs.some((pair) => pair.old === value)) changes.push(removed(value));
  }
  for (const value of new_.values) {
    if (!pairs.some((pair) => pair.new === value)) changes.push(added(value));
  }
  return changes;

  function removed(value: Value): Change {
    const message = `${old.name}.${value.name} was removed`;
    const kept = new_.open || new_.values.some(({ number }) => number === value.number);
    if (!kept) {
      const advice = `keep ${value.name}: a reader that does not know it drops it`;
      return change('ENUM_VALUE_REMOVED', undefined, message, MISREAD, { advice });
    }
    const reserved = pairing.new.placesOf(pairing.new.program.home(new_)).reserves(new_.name, value.number);
    const note = reserved ? 'its number is reserved' : `reserve its number: reserved ${value.number};`;
    return change('ENUM_VALUE_REMOVED', undefined, message, NO_EFFECT, { note });
  }

  function added(value: Value): Change {
    const message = `${new_.name}.${value.name} was added`;
    const reused = pairing.old.placesOf(pairing.old.program.home(old)).reserves(old.name, value.number);
    if (reused) {
      const advice = `give ${value.name} a number that was never used`;
      return change('NUMBER_REUSED', value, `${message} with the reserved number ${value.number}`, MISREAD, {
        advice,
      });
    }
    const known = old.open || old.values.some(({ number }) => number === value.number);
    if (known) return change('ENUM_VALUE_ADDED', value, message, NO_EFFECT);
    const advice = `do not send ${value.name} to peers of the old version: they drop it`;
    return change('ENUM_VALUE_ADDED', value, message, MISREAD, { advice });
  }
}
