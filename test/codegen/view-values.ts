import { readFileSync } from 'node:fs';

import type { Seeded } from './seeded.js';

/** What every view of a table has. */
export interface TableView {
  toObject(): unknown;
}

/** A lazy table with all that a table can contain. */
export const EVERYTHING = readFileSync(new URL('../schemas/everything.mol', import.meta.url), 'utf8');

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
