/** What differs between two versions of a molecule table or struct. */
import type { Field, RecordType } from '../ir/model.js';
import { type Change, type ChangeCode, type Effect, NO_EFFECT, outcomeOf } from './change.js';
import { type FieldMatch, matchFields } from './match-fields.js';
import { moleculeShapeChanges } from './molecule-shape.js';
import { siteOf } from './places.js';
import type { Scope } from './scope.js';
import { placeText } from './place-text.js';
import { type Slot, structEffect, tableEffect, within } from './table-effect.js';

export function moleculeRecordChanges(old: RecordType, new_: RecordType, scope: Scope): readonly Change[] {
  return new RecordComparison(old, new_, scope).changes();
}

/** Which field of a table or struct is which. */
export function moleculeMatch(old: RecordType, new_: RecordType, scope: Scope): FieldMatch {
  return matchFields(old.fields, new_.fields, (a, b) => {
    return moleculeShapeChanges(a.shape, b.shape, scope).every(({ code }) => code.startsWith('LIMIT_'));
  });
}

class RecordComparison {
  readonly #old: RecordType;
  readonly #new: RecordType;
  readonly #scope: Scope;
  readonly #match: FieldMatch;

  constructor(old: RecordType, new_: RecordType, scope: Scope) {
    this.#old = old;
    this.#new = new_;
    this.#scope = scope;
    this.#match = moleculeMatch(old, new_, scope);
  }

  changes(): readonly Change[] {
    return [...this.#order(), ...this.#removed(), ...this.#replaced(), ...this.#added(), ...this.#same()];
  }

  #order(): readonly Change[] {
    const { same } = this.#match;
    const sorted = [...same].sort((a, b) => a.new.number - b.new.number);
    if (sorted.every((pair, i) => pair === same[i])) return [];
    const names = (pairs: FieldMatch['same'], side: 'old' | 'new'): string =>
      pairs.map((pair) => pair[side].name).join(', ');
    const moved = sorted.map((pair) => pair.old);
    // Only those that are in both versions; what else came or went is a change of its own.
    const order = this.#old.fields.map((field) =>
      same.some((pair) => pair.old === field) ? this.#slot(moved.shift()!) : this.#slot(field),
    );
    const effect = this.#effect(order);
    const first = sorted.find((pair, i) => pair !== same[i])!;
    return [
      {
        code: 'FIELD_ORDER',
        message: `field order of ${this.#new.name} changed (${names(same, 'old')} → ${names(sorted, 'new')})`,
        site: siteOf(first.new.span),
        effect,
        path: [],
        advice: 'keep the order; new fields stand at the end',
      },
    ];
  }

  #removed(): readonly Change[] {
    const { removed } = this.#match;
    const tail = tailOf(this.#old.fields, removed);
    const middle = removed.filter((field) => !tail.includes(field));
    const effectWithout = (gone: readonly Field[]): Effect =>
      this.#effect(
        this.#old.fields.filter((field) => !gone.includes(field)).map((field) => this.#slot(field)),
      );
    const site = this.#scope.pairing.new.site(this.#new);
    const change = (field: Field, where: string, effect: Effect): Change => ({
      code: 'FIELD_REMOVED',
      message: `${this.#old.name}.${field.name} was removed from the ${where}`,
      site,
      effect,
      path: [],
      oldPath: [field.tsName],
      advice: 'keep the field: readers count on it',
    });
    return [
      ...middle.map((field) => change(field, 'middle', effectWithout(middle))),
      ...tail.map((field) => change(field, 'end', effectWithout(tail))),
    ];
  }

  #replaced(): readonly Change[] {
    return this.#match.replaced.map((pair) => {
      const order = this.#old.fields.map((field) =>
        field === pair.old ? this.#slot(pair.new, 'new') : this.#slot(field),
      );
      const effect = this.#effect(order);
      return {
        code: 'FIELD_REPLACED',
        message: `${this.#new.name}.${pair.new.name} stands where ${pair.old.name} was`,
        site: siteOf(pair.new.span),
        effect,
        path: [pair.new.tsName],
        advice: `keep ${pair.old.name}, and ${this.#appendAdvice(pair.new)}`,
      };
    });
  }

  #added(): readonly Change[] {
    const { added } = this.#match;
    const tail = tailOf(this.#new.fields, added);
    const inserted = added.filter((field) => !tail.includes(field));
    const slots = this.#old.fields.map((field) => this.#slot(field));
    const change = (code: ChangeCode, field: Field, where: string, effect: Effect): Change => ({
      code,
      message: `${this.#new.name}.${field.name} was ${where}${field.since === undefined ? '' : ` with @since ${field.since}`}`,
      site: siteOf(field.span),
      effect,
      path: [field.tsName],
      advice: outcomeOf(effect) === 'compatible-readers' ? undefined : this.#appendAdvice(field),
    });
    const appended = this.#effect([...slots, ...tail.map((field) => this.#slot(field, 'new'))]);
    return [
      ...inserted.map((field) => {
        const next = this.#new.fields[field.number + 1]!;
        const effect = this.#effect(this.#withInserted(inserted));
        return change('FIELD_INSERTED', field, `inserted in front of ${next.name}`, effect);
      }),
      ...tail.map((field) => change('FIELD_APPENDED', field, 'appended', appended)),
    ];
  }

  /** The old fields with the inserted ones behind the neighbours that they have in the new version. */
  #withInserted(inserted: readonly Field[]): readonly Slot[] {
    const slots = this.#old.fields.map((field) => this.#slot(field));
    for (const field of inserted) {
      const before = this.#new.fields[field.number - 1];
      const identity = before === undefined ? undefined : this.#slot(before, 'new').identity;
      const at = slots.findIndex((slot) => slot.identity === identity);
      slots.splice(at + 1, 0, this.#slot(field, 'new'));
    }
    return slots;
  }

  #same(): readonly Change[] {
    return this.#match.same.flatMap(({ old, new: field }) => {
      const site = siteOf(field.span);
      const path = [field.tsName];
      const place = `${this.#new.name}.${field.name}`;
      const changes: Change[] = [];
      if (old.name !== field.name) {
        changes.push({
          code: 'FIELD_RENAMED',
          message: `${this.#old.name}.${old.name} was renamed to ${field.name}`,
          site,
          effect: NO_EFFECT,
          path,
          note: `TypeScript users write ${field.tsName} now; if it means something else, it is a replacement`,
        });
      }
      if ((old.since === undefined) !== (field.since === undefined)) changes.push(this.#since(old, field));
      for (const { path: steps, text, ...change } of moleculeShapeChanges(
        old.shape,
        field.shape,
        this.#scope,
      )) {
        const message = `${placeText(place, steps)}: ${text}`;
        const oldPath = [old.tsName, ...steps];
        const another =
          this.#new.layout === 'struct'
            ? `keep ${field.name} as it was`
            : `keep ${field.name} as it was, and append a field of the new type ${this.#withSince()}`;
        const advice = change.advice ?? (outcomeOf(change.effect) === 'safe' ? undefined : another);
        changes.push({ ...change, advice, message, site, path: [...path, ...steps], oldPath });
      }
      return changes;
    });
  }

  /** `@since` at a field that was there before, or taken away from one. */
  #since(old: Field, field: Field): Change {
    const added = field.since !== undefined;
    const order = this.#old.fields.map((each): Slot => {
      return each === old ? { ...this.#slot(each), since: field.since } : this.#slot(each);
    });
    return {
      code: 'FIELD_SINCE',
      message: `${this.#new.name}.${field.name}: @since was ${added ? 'added to a field that was always there' : 'removed'}`,
      site: siteOf(field.span),
      effect: this.#effect(order),
      path: [field.tsName],
      advice: added
        ? `always send ${field.name} while peers of the old version are there`
        : `keep @since ${old.since}: peers of the old version may leave ${field.name} out`,
    };
  }

  #appendAdvice({ name }: Field): string {
    if (this.#new.layout === 'struct') return 'make the struct a table, under a new version';
    return `append ${name} at the end ${this.#withSince()}`;
  }

  #withSince(): string {
    const latest = Math.max(1, ...this.#old.fields.map(({ since }) => since ?? 1));
    return `with @since ${latest + 1}`;
  }

  /** What reading with `order` instead of the old fields does, as far as the whole change lets it happen. */
  #effect(order: readonly Slot[]): Effect {
    const effectOf = this.#new.layout === 'struct' ? structEffect : tableEffect;
    const before = this.#old.fields.map((field) => this.#slot(field));
    const after = this.#new.fields.map((field) => this.#slot(field, 'new'));
    const whole = effectOf(before, after);
    // In a struct only the sum of all changes counts: two of them may add up to the old size.
    return this.#new.layout === 'struct' ? whole : within(effectOf(before, order), whole);
  }

  #slot(field: Field, side: 'old' | 'new' = 'old'): Slot {
    const identity =
      side === 'old' ? field : (this.#match.same.find((pair) => pair.new === field)?.old ?? field);
    const lookup = this.#scope[side];
    return { identity, since: field.since, shape: field.shape, lookup, version: this.#scope.pairing[side] };
  }
}

/** Those of `some` that stand behind all others. */
function tailOf(all: readonly Field[], some: readonly Field[]): readonly Field[] {
  let start = all.length;
  while (start > 0 && some.includes(all[start - 1]!)) start--;
  return all.slice(start);
}
