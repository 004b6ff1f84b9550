import type { Seeded } from './seeded.js';

/** What every view of a table has. */
export interface TableView {
  toObject(): unknown;
}

/** A lazy table with all that a table can contain. */
export const EVERYTHING = `
array Bool [byte; 1];
array Uint16 [byte; 2];
array Uint32 [byte; 4];
array Int64 [byte; 8];
array Uint128 [byte; 16];
array Hash [byte; 32];
array Flags [Bool; 3];
array Grid [Flags; 2];
struct Point { x: Uint16, flag: Bool, hash: Hash, }
option PointOpt (Point);
option NumberOpt (Uint32);
option BytesOpt (Bytes);
option InnerOpt (Inner);
vector Bytes <byte>;
vector Numbers <Uint32>;
vector Bools <Bool>;
vector Points <Point>;
vector Grids <Grid>;
vector Texts <Bytes>;
vector Lists <Numbers>;
vector NumberOpts <NumberOpt>;
vector Inners <Inner>;
vector Choices <Choice>;
union Choice {
    Inner,
    Point,
    /// @maxlen 5
    Bytes,
    /// @max 2
    Numbers,
    Uint32: 9,
    Nothing,
}
table Nothing { }
table Inner { flags: Flags, }
/// @lazy
table Everything {
    number: Int64,
    wide: Uint128,
    flag: Bool,
    hash: Hash,
    point: Point,
    grid: Grid,
    /// @maxlen 8
    raw: Bytes,
    /// @maxlen 12 @utf8
    text: Bytes,
    /// @max 3
    numbers: Numbers,
    /// @max 3
    bools: Bools,
    /// @max 3
    points: Points,
    /// @max 2
    grids: Grids,
    /// @max 3 @maxlen 6 @utf8
    texts: Texts,
    /// @max 2 2
    lists: Lists,
    /// @max 3
    options: NumberOpts,
    /// @max 2
    inners: Inners,
    /// @max 2
    choices: Choices,
    inner: InnerOpt,
    point_opt: PointOpt,
    /// @maxlen 4
    bytes_opt: BytesOpt,
    nothing: Nothing,
    constructor: Uint32,
    to_object: Uint32,
    /// @since 2
    later: Uint32,
    /// @since 3
    last: NumberOpt,
}`;

/** A random value of {@link EVERYTHING} with texts where the schema says `@utf8`, cut to its limits. */
export function withTexts(value: unknown, random: Seeded): unknown {
  const record = value as Record<string, unknown>;
  const cut = (key: string, max: number): unknown => (record[key] as readonly unknown[]).slice(0, max);
  return {
    ...record,
    raw: cut('raw', 8),
    text: random.text(random.below(4)),
    numbers: cut('numbers', 3),
    bools: cut('bools', 3),
    points: cut('points', 3),
    grids: cut('grids', 2),
    texts: random.list(random.below(4), () => random.text(random.below(2))),
    lists: (cut('lists', 2) as unknown[][]).map((list) => list.slice(0, 2)),
    options: cut('options', 3),
    inners: cut('inners', 2),
    choices: (cut('choices', 2) as { type: string; value: unknown }[]).map(({ type, value }) => ({
      type,
      value:
        type === 'Bytes'
          ? Uint8Array.of(1, 2)
          : type === 'Numbers'
            ? (value as unknown[]).slice(0, 2)
            : value,
    })),
    bytesOpt: random.bool() ? undefined : random.bytes(random.below(5)),
    // An earlier field is there when a later one is.
    later: record['later'] ?? (record['last'] === undefined ? undefined : 7),
  };
}

/** Reads all that a view gives, and gives it the form of `like`, the decoded value. */
export function everythingIn(view: unknown, like: unknown): unknown {
  if (typeof like !== 'object' || like === null) return view;
  if (like instanceof Uint8Array) return Uint8Array.from(view as Uint8Array);
  if (Array.isArray(like))
    return [...(view as Iterable<unknown>)].map((item, i) => everythingIn(item, like[i]));
  const entries = Object.entries(like).map(([key, value]) => {
    // A class cannot have getters of these names.
    const member = key === 'constructor' || key === 'toObject' ? `${key}$` : key;
    return [key, everythingIn((view as Record<string, unknown>)[member], value)];
  });
  return Object.fromEntries(entries);
}
