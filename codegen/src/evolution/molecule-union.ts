/** What differs between two versions of a molecule union. */
import type { UnionItem, UnionType } from '../ir/model.js';
import { type Change, type ChangeCode, type Effect, effectOf, NO_EFFECT, worseEffect } from './change.js';
import { moleculeShapeChanges } from './molecule-shape.js';
import { overlap } from './overlap.js';
import { placeText } from './place-text.js';
import type { Scope } from './scope.js';
import { effectOfAll, inOptional } from './shape-change.js';

interface ItemPair {
  readonly old: UnionItem;
  readonly new: UnionItem;
}

export function moleculeUnionChanges(old: UnionType, new_: UnionType, scope: Scope): readonly Change[] {
  return new UnionComparison(old, new_, scope).changes();
}

class UnionComparison {
  readonly #old: UnionType;
  readonly #new: UnionType;
  readonly #scope: Scope;
  readonly #same: readonly ItemPair[];

  constructor(old: UnionType, new_: UnionType, scope: Scope) {
    this.#old = old;
    this.#new = new_;
    this.#scope = scope;
    this.#same = matchItems(old, new_, scope);
  }

  changes(): readonly Change[] {
    const gone = this.#old.items.filter((item) => !this.#same.some((pair) => pair.old === item));
    const come = this.#new.items.filter((item) => !this.#same.some((pair) => pair.new === item));
    return [
      ...this.#ids(),
      ...gone.map((item) => this.#removed(item)),
      ...come.map((item) => this.#added(item)),
      ...this.#same.flatMap((pair) => this.#item(pair)),
      ...this.#defaultItem(),
    ];
  }

  /** Items that are still there under another id. */
  #ids(): readonly Change[] {
    const moved = this.#same.filter((pair) => pair.old.id !== pair.new.id);
    if (moved.length === 0) return [];
    const list = moved.map((pair) => `${pair.new.tag} ${pair.old.id} → ${pair.new.id}`).join(', ');
    const effects = moved.flatMap(({ old: before, new: after }) => [
      this.#atId(before, before.id),
      this.#atId(after, after.id),
    ]);
    const ids = this.#old.items.map(({ tag, id }) => `${tag} : ${id},`).join(' ');
    return [
      this.#change(
        'ITEM_ID',
        moved[0]!.new.tag,
        `ids of ${this.#new.name} changed (${list})`,
        effectOfAll(effects.map((effect) => ({ effect }))),
        `write the ids: ${ids}`,
        moved[0]!.old.tag,
      ),
    ];
  }

  #removed(item: UnionItem): Change {
    const taker = this.#new.items.find(({ id }) => id === item.id);
    const taken = taker === undefined ? '' : `; its id ${item.id} means ${taker.tag} now`;
    return this.#change(
      taker === undefined ? 'ITEM_REMOVED' : 'ITEM_REPLACED',
      taker?.tag,
      `${this.#old.name}.${item.tag} was removed${taken}`,
      this.#atId(item, item.id),
      taker === undefined ? `keep ${item.tag}` : `keep ${item.tag}, and give ${taker.tag} an id of its own`,
      item.tag,
    );
  }

  #added(item: UnionItem): Change {
    const former = this.#old.items.find(({ id }) => id === item.id);
    const message = `${this.#new.name}.${item.tag} was added with the id ${item.id}`;
    if (former === undefined) {
      const advice = `do not send ${item.tag} to peers of the old version: they refuse it`;
      return this.#change('ITEM_ADDED', item.tag, message, effectOf('all', 'some'), advice);
    }
    const free = Math.max(...[...this.#old.items, ...this.#new.items].map(({ id }) => id)) + 1;
    const effect = this.#atId(item, item.id);
    const advice = `give it an id that was never used: ${item.tag} : ${free},`;
    return this.#change(
      'ITEM_ADDED',
      item.tag,
      `${message}, which was that of ${former.tag}`,
      effect,
      advice,
      former.tag,
    );
  }

  #item({ old, new: item }: ItemPair): readonly Change[] {
    const place = `${this.#new.name}.${item.tag}`;
    const changes: Change[] = [];
    if (old.tag !== item.tag) {
      const text = `${this.#old.name}.${old.tag} was renamed to ${item.tag}`;
      const note = 'TypeScript users write another `type` now';
      changes.push({ ...this.#change('ITEM_RENAMED', item.tag, text, NO_EFFECT), note });
    }
    const inner = inOptional(moleculeShapeChanges(old.shape, item.shape, this.#scope));
    for (const { path: steps, text, ...change } of inner) {
      const code = change.code === 'FIELD_TYPE' ? 'ITEM_TYPE' : change.code;
      const message = `${placeText(place, steps)}: ${text}`;
      changes.push({
        ...change,
        code,
        message,
        site: this.#site(item.tag),
        path: [item.tag, ...steps],
        oldPath: [old.tag, ...steps],
      });
    }
    return changes;
  }

  #defaultItem(): readonly Change[] {
    const [before] = this.#old.items;
    const [after] = this.#new.items;
    if (this.#same.some((pair) => pair.old === before && pair.new === after)) return [];
    const message = `the default of ${this.#new.name} is ${after!.tag} instead of ${before!.tag}: it has the lowest id`;
    const note =
      'bytes do not change; builders of other implementations fill in another item where none is set';
    return [{ ...this.#change('DEFAULT_ITEM', after!.tag, message, NO_EFFECT), note }];
  }

  /** What the other version makes of an item at an id. */
  #atId(item: UnionItem, id: number): Effect {
    const isOld = this.#old.items.includes(item);
    const others = isOld ? this.#new.items : this.#old.items;
    const found = others.find((other) => other.id === id);
    const refused = isOld ? effectOf('some', 'all') : effectOf('all', 'some');
    if (found === undefined) return refused;
    const { pairing } = this.#scope;
    const [mine, theirs] = isOld ? (['old', 'new'] as const) : (['new', 'old'] as const);
    const accepted = overlap(
      { version: pairing[mine], lookup: this.#scope[mine], shape: item.shape },
      { version: pairing[theirs], lookup: this.#scope[theirs], shape: found.shape },
    );
    return accepted !== 'none' ? worseEffect(refused, effectOf('all', 'all', true)) : refused;
  }

  #change(
    code: ChangeCode,
    tag: string | undefined,
    message: string,
    effect: Effect,
    advice?: string,
    oldTag = tag,
  ): Change {
    const path = (name: string | undefined): readonly string[] => (name === undefined ? [] : [name]);
    return { code, message, site: this.#site(tag), effect, path: path(tag), oldPath: path(oldTag), advice };
  }

  #site(tag: string | undefined): Change['site'] {
    return this.#scope.pairing.new.site(this.#new, tag);
  }
}

/** By tag; then by id where the types are the same, or at least have the same shape. */
export function matchItems(old: UnionType, new_: UnionType, scope: Scope): readonly ItemPair[] {
  const pairs: ItemPair[] = [];
  const pair = (fits: (a: UnionItem, b: UnionItem) => boolean): void => {
    for (const a of old.items) {
      if (pairs.some((found) => found.old === a)) continue;
      const b = new_.items.find((item) => !pairs.some((found) => found.new === item) && fits(a, item));
      if (b !== undefined) pairs.push({ old: a, new: b });
    }
  };
  const sameType = (a: UnionItem, b: UnionItem): boolean =>
    moleculeShapeChanges(a.shape, b.shape, scope).every(({ code }) => code.startsWith('LIMIT_'));
  pair((a, b) => a.tag === b.tag);
  // A type that was renamed, under any id.
  pair((a, b) => a.shape.kind === 'named' && sameType(a, b));
  pair((a, b) => a.id === b.id && sameType(a, b));
  return pairs;
}
