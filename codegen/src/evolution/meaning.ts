/** Does a value that one version wrote mean the same to the other one, which read it from the bytes? */
import type { EnumType, Lookup, RecordType, Schema, Shape, TypeDecl, UnionType } from '../ir/model.js';
import { matchEnumValues } from './enum.js';
import { moleculeMatch } from './molecule-record.js';
import { matchItems } from './molecule-union.js';
import type { TypePair } from './pairing.js';
import { isDefault, scalarsEqual } from './plain-value.js';
import type { FieldMatch } from './match-fields.js';
import { matchMembers, type Member, type MemberPair, membersOf } from './members.js';
import type { Comparison } from './type-changes.js';

type Side = 'old' | 'new';

/** A value of each version, and what it is there. */
interface Both {
  readonly format: Schema['format'];
  readonly old: { readonly shape: Shape; readonly value: unknown; readonly lookup: Lookup };
  readonly new: { readonly shape: Shape; readonly value: unknown; readonly lookup: Lookup };
}

type Fields = Readonly<Record<string, unknown>>;
type Variant = { readonly type: string; readonly value: unknown };

/**
 * Values are compared field by field, renamed ones with what they were called. What the reader has no field for does
 * not count: it is not misread, it is not read. What the reader has and nobody wrote does count, unless it is absent.
 */
export class Meaning {
  readonly #comparison: Comparison;
  readonly #writer: Side;
  /** Thousands of values have the same few types. */
  readonly #tableMatches = new PairMap<FieldMatch>();
  readonly #messageMatches = new PairMap<MessageMatch>();
  readonly #itemMatches = new PairMap<ReturnType<typeof matchItems>>();

  constructor(comparison: Comparison, writer: Side) {
    this.#comparison = comparison;
    this.#writer = writer;
  }

  same(pair: TypePair, old: unknown, new_: unknown): boolean {
    const { old: before, new: after } = pair;
    if (before.kind === 'record' && after.kind === 'record') {
      if (before.layout === 'message')
        return this.#messages(pair, before, old as Fields, after, new_ as Fields);
      return this.#tables(pair, before, old as Fields, after, new_ as Fields);
    }
    if (before.kind === 'union' && after.kind === 'union') {
      return this.#unions(pair, before, old as Variant, after, new_ as Variant);
    }
    if (before.kind === 'enum' && after.kind === 'enum') return sameEnum(before, old, after, new_);
    if (before.kind === 'alias' && after.kind === 'alias') {
      return this.#shapes(this.#both(pair, before.shape, old, after.shape, new_));
    }
    return false;
  }

  #tables(pair: TypePair, before: RecordType, old: Fields, after: RecordType, new_: Fields): boolean {
    const { same } = this.#tableMatches.of(pair, () =>
      moleculeMatch(before, after, this.#comparison.scopeOf(pair)),
    );
    const reader = this.#writer === 'old' ? after : before;
    const read = this.#writer === 'old' ? new_ : old;
    const side = this.#writer === 'old' ? 'new' : 'old';
    const invented = reader.fields.some(
      (field) => read[field.tsName] !== undefined && !same.some((match) => match[side] === field),
    );
    if (invented) return false;
    return same.every(({ old: a, new: b }) =>
      this.#shapes(this.#both(pair, a.shape, old[a.tsName], b.shape, new_[b.tsName])),
    );
  }

  #messages(pair: TypePair, before: RecordType, old: Fields, after: RecordType, new_: Fields): boolean {
    const { oldMembers, newMembers, pairs } = this.#messageMatches.of(pair, () => {
      const [mine, theirs] = [membersOf(before), membersOf(after)];
      const scope = this.#comparison.scopeOf(pair);
      return { oldMembers: mine, newMembers: theirs, pairs: matchMembers(mine, theirs, scope) };
    });
    const [readers, read, side] =
      this.#writer === 'old' ? ([newMembers, new_, 'new'] as const) : ([oldMembers, old, 'old'] as const);
    const lookup = this.#comparison.scopeOf(pair)[side];
    for (const member of readers) {
      if (pairs.some((match) => match[side] === member)) continue;
      if (!isDefault(member.shape, valueOf(member, read), lookup)) return false;
    }
    return pairs.every(({ old: a, new: b }) => this.#members(pair, a, valueOf(a, old), b, valueOf(b, new_)));
  }

  #members(pair: TypePair, a: Member, old: unknown, b: Member, new_: unknown): boolean {
    const x = old ?? fallbackOf(a);
    const y = new_ ?? fallbackOf(b);
    if (x === undefined && y === undefined) return true;
    const scope = this.#comparison.scopeOf(pair);
    if (x === undefined) return a.presence !== b.presence && isDefault(b.shape, y, scope.new);
    if (y === undefined) return a.presence !== b.presence && isDefault(a.shape, x, scope.old);
    return this.#shapes(this.#both(pair, a.shape, x, b.shape, y));
  }

  #unions(pair: TypePair, before: UnionType, old: Variant, after: UnionType, new_: Variant): boolean {
    const items = this.#itemMatches.of(pair, () => matchItems(before, after, this.#comparison.scopeOf(pair)));
    const match = items.find((each) => each.old.tag === old.type && each.new.tag === new_.type);
    if (match === undefined) return false;
    return this.#shapes(this.#both(pair, match.old.shape, old.value, match.new.shape, new_.value));
  }

  #shapes(both: Both): boolean {
    const { old, new: new_ } = both;
    if (old.shape.kind === 'option') return this.#shapes({ ...both, old: { ...old, shape: old.shape.item } });
    if (new_.shape.kind === 'option')
      return this.#shapes({ ...both, new: { ...new_, shape: new_.shape.item } });
    if (old.value === undefined || new_.value === undefined) return old.value === new_.value;
    if (isMany(old.shape) && isMany(new_.shape)) return this.#lists(both, old.shape.item, new_.shape.item);
    if (old.shape.kind === 'map' && new_.shape.kind === 'map') return this.#maps(both);
    if (old.shape.kind === 'map' && new_.shape.kind === 'list') return this.#mapAndList(both, 'old');
    if (old.shape.kind === 'list' && new_.shape.kind === 'map') return this.#mapAndList(both, 'new');
    const a = declOf(old.shape, old.lookup);
    const b = declOf(new_.shape, new_.lookup);
    if (a !== undefined && b !== undefined) return this.same({ old: a, new: b }, old.value, new_.value);
    if (old.shape.kind === 'list') return this.#oneOfList(both, 'old');
    if (new_.shape.kind === 'list') return this.#oneOfList(both, 'new');
    if ((a !== undefined && a.kind !== 'enum') || (b !== undefined && b.kind !== 'enum')) return false;
    return scalarsEqual(old.shape, old.value, new_.shape, new_.value);
  }

  #lists(both: Both, oldItem: Shape, newItem: Shape): boolean {
    const a = both.old.value as readonly unknown[];
    const b = both.new.value as readonly unknown[];
    if (a.length !== b.length) return false;
    return a.every((value, i) =>
      this.#shapes({
        ...both,
        old: { ...both.old, shape: oldItem, value },
        new: { ...both.new, shape: newItem, value: b[i] },
      }),
    );
  }

  /** Protobuf: one that became many, or the other way round. Byte vectors look like lists of numbers too. */
  #oneOfList(both: Both, side: Side): boolean {
    const list = both[side];
    const single = both[side === 'old' ? 'new' : 'old'];
    const items = list.value as readonly unknown[];
    const shape = (list.shape as Extract<Shape, { kind: 'list' }>).item;
    const isBytes = single.shape.kind === 'bytes' || single.shape.kind === 'text';
    if (isBytes && items.length === 0) return isDefault(single.shape, single.value, single.lookup);
    if (both.format === 'molecule') return scalarsEqual(list.shape, items, single.shape, single.value);
    if (items.length === 0) return isDefault(single.shape, single.value, single.lookup);
    if (items.length > 1) return false;
    return this.#shapes({ ...both, [side]: { ...list, shape, value: items[0] } });
  }

  #maps(both: Both): boolean {
    const { old, new: new_ } = both;
    const a = old.value as ReadonlyMap<unknown, unknown>;
    const b = new_.value as ReadonlyMap<unknown, unknown>;
    if (a.size !== b.size) return false;
    const left = old.shape as Extract<Shape, { kind: 'map' }>;
    const right = new_.shape as Extract<Shape, { kind: 'map' }>;
    return [...a].every(([key, value]) =>
      [...b].some(
        ([otherKey, other]) =>
          scalarsEqual(left.key, key, right.key, otherKey) &&
          this.#shapes({
            ...both,
            old: { ...old, shape: left.value, value },
            new: { ...new_, shape: right.value, value: other },
          }),
      ),
    );
  }

  #mapAndList(both: Both, mapSide: Side): boolean {
    const map = both[mapSide];
    const list = both[mapSide === 'old' ? 'new' : 'old'];
    const mapShape = map.shape as Extract<Shape, { kind: 'map' }>;
    const entry = declOf((list.shape as Extract<Shape, { kind: 'list' }>).item, list.lookup);
    const [key, value] = entry?.kind === 'record' ? entry.fields : [];
    if (key === undefined || value === undefined) return false;
    const entries = map.value as ReadonlyMap<unknown, unknown>;
    const items = list.value as readonly Fields[];
    if (entries.size !== items.length) return false;
    return items.every((item) =>
      [...entries].some(
        ([k, v]) =>
          scalarsEqual(mapShape.key, k, key.shape, item[key.tsName]) &&
          this.#shapes({
            ...both,
            [mapSide]: { ...map, shape: mapShape.value, value: v },
            [mapSide === 'old' ? 'new' : 'old']: { ...list, shape: value.shape, value: item[value.tsName] },
          }),
      ),
    );
  }

  #both(pair: TypePair, oldShape: Shape, old: unknown, newShape: Shape, new_: unknown): Both {
    const { old: before, new: after } = this.#comparison.pairing;
    return {
      format: after.program.home(pair.new).format,
      old: { shape: oldShape, value: old, lookup: before.scope(pair.old) },
      new: { shape: newShape, value: new_, lookup: after.scope(pair.new) },
    };
  }
}

interface MessageMatch {
  readonly oldMembers: readonly Member[];
  readonly newMembers: readonly Member[];
  readonly pairs: readonly MemberPair[];
}

/** What was found out about two types. */
class PairMap<T> {
  readonly #found = new Map<TypeDecl, Map<TypeDecl, T>>();

  of({ old, new: new_ }: TypePair, make: () => T): T {
    const row = this.#found.get(old) ?? new Map<TypeDecl, T>();
    this.#found.set(old, row);
    if (!row.has(new_)) row.set(new_, make());
    return row.get(new_)!;
  }
}

function isMany(shape: Shape): shape is Extract<Shape, { kind: 'list' | 'array' }> {
  return shape.kind === 'list' || shape.kind === 'array';
}

function declOf(shape: Shape, lookup: Lookup): TypeDecl | undefined {
  return shape.kind === 'named' ? lookup(shape.name) : undefined;
}

function valueOf({ path, oneof }: Member, message: Fields): unknown {
  const value = message[path[0]!];
  if (oneof === undefined) return value;
  const chosen = value as Variant | undefined;
  return chosen?.type === path[1] ? chosen?.value : undefined;
}

function fallbackOf({ fallback }: Member): unknown {
  return Array.isArray(fallback) ? Uint8Array.from(fallback as readonly number[]) : fallback;
}

/** By name, renamed or not; numbers that neither version names are what they are. */
function sameEnum(before: EnumType, old: unknown, after: EnumType, new_: unknown): boolean {
  const named = matchEnumValues(before, after).filter(
    (match) => match.old.number === old || match.new.number === new_,
  );
  if (named.length === 0) return old === new_;
  return named.some((match) => match.old.number === old && match.new.number === new_);
}
