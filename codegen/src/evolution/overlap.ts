/**
 * Can the bytes of one molecule shape be those of another one? Only then can a reader take them for what they are not.
 * See the layouts of molecule: a table of n fields looks like a vector of n items, and a reader of a fixed size
 * looks at nothing but the size.
 */
import { fixedSize } from '../emit/context.js';
import type { Lookup, RecordType, UnionType } from '../ir/model.js';
import { shapeExtent } from '../limits/molecule-size.js';
import type { Scoped } from './scope.js';
import type { Version } from './version.js';

/** A shape in one of the two versions. */
export interface Placed extends Scoped {
  readonly version: Version;
}

/** What the bytes of a shape look like. */
type Layout =
  | { readonly kind: 'fixed'; readonly size: number }
  | { readonly kind: 'option'; readonly item: Placed }
  | { readonly kind: 'fixvec'; readonly itemSize: number }
  | { readonly kind: 'dynvec'; readonly item: Placed }
  | { readonly kind: 'table'; readonly fields: readonly Placed[] }
  | { readonly kind: 'union'; readonly items: readonly (Placed & { readonly id: number })[] };

/** `empty`: only where there is nothing in them, as in vectors without items and options that are absent. */
export type Overlap = 'none' | 'empty' | 'some';

export function overlap(a: Placed, b: Placed): Overlap {
  const one = layoutOf(a);
  const other = layoutOf(b);
  if (one.kind === 'option' && other.kind === 'option') {
    return overlap(one.item, other.item) === 'none' ? 'empty' : 'some';
  }
  if (one.kind === 'option') return overlap(one.item, b);
  if (other.kind === 'option') return overlap(a, other.item);
  if (one.kind === 'fixed') return fitsSize(one.size, b, other);
  if (other.kind === 'fixed') return fitsSize(other.size, a, one);
  if (one.kind === 'table' && other.kind === 'table') return all(one.fields, other.fields);
  if (one.kind === 'table' && other.kind === 'dynvec')
    return all(
      one.fields,
      one.fields.map(() => other.item),
    );
  if (one.kind === 'dynvec' && other.kind === 'table')
    return all(
      other.fields.map(() => one.item),
      other.fields,
    );
  if (one.kind === 'dynvec' && other.kind === 'dynvec') {
    return overlap(one.item, other.item) === 'none' ? 'empty' : 'some';
  }
  if (one.kind === 'fixvec' && other.kind === 'fixvec')
    return one.itemSize === other.itemSize ? 'some' : 'empty';
  if (one.kind === 'union' && other.kind === 'union') return sameIds(one.items, other.items);
  if (one.kind === 'union') return idAsSize(one.items, other);
  if (other.kind === 'union') return idAsSize(other.items, one);
  // The first word would be both the count of items and the size of everything.
  return 'none';
}

function layoutOf({ shape, lookup, version }: Placed): Layout {
  const size = fixedSize(shape, lookup);
  if (size !== undefined) return { kind: 'fixed', size };
  switch (shape.kind) {
    case 'option':
      return { kind: 'option', item: { shape: shape.item, lookup, version } };
    case 'list': {
      const itemSize = fixedSize(shape.item, lookup);
      if (itemSize !== undefined) return { kind: 'fixvec', itemSize };
      return { kind: 'dynvec', item: { shape: shape.item, lookup, version } };
    }
    case 'named': {
      const decl = lookup(shape.name);
      const inner = version.scope(decl);
      if (decl.kind === 'union') return { kind: 'union', items: itemsOf(decl, inner, version) };
      if (decl.kind === 'record') return { kind: 'table', fields: fieldsOf(decl, inner, version) };
      if (decl.kind === 'alias') return layoutOf({ shape: decl.shape, lookup: inner, version });
      throw new Error(`molecule has no ${decl.kind}`);
    }
    default:
      // Bytes and text: vectors of single bytes.
      return { kind: 'fixvec', itemSize: 1 };
  }
}

function fieldsOf({ fields }: RecordType, lookup: Lookup, version: Version): readonly Placed[] {
  return fields.map(({ shape }) => ({ shape, lookup, version }));
}

function itemsOf({ items }: UnionType, lookup: Lookup, version: Version) {
  return items.map(({ id, shape }) => ({ id, shape, lookup, version }));
}

/** Whoever reads a fixed size takes everything that long. */
function fitsSize(size: number, { shape, lookup }: Placed, layout: Layout): Overlap {
  if (layout.kind === 'fixed') return size === layout.size ? 'some' : 'none';
  const { least, most } = shapeExtent(shape, lookup);
  if (size < least || size > most) return 'none';
  if (layout.kind === 'dynvec' && size > 4) {
    // With one item there are two words in front of it.
    const item = shapeExtent(layout.item.shape, layout.item.lookup);
    if (size < 8 + item.least) return 'none';
  }
  return layout.kind === 'fixvec' && (size - 4) % layout.itemSize !== 0 ? 'none' : 'some';
}

/** Tables: field by field, as far as both have some. */
function all(a: readonly Placed[], b: readonly Placed[]): Overlap {
  const common = Math.min(a.length, b.length);
  const found = a.slice(0, common).map((field, i) => overlap(field, b[i]!));
  if (found.includes('none')) return 'none';
  return common > 0 && found.every((each) => each === 'empty') ? 'empty' : 'some';
}

function sameIds(
  a: readonly (Placed & { readonly id: number })[],
  b: readonly (Placed & { readonly id: number })[],
): Overlap {
  const met = a.flatMap((item) => b.filter(({ id }) => id === item.id).map((other) => overlap(item, other)));
  return met.some((found) => found !== 'none') ? 'some' : 'none';
}

/** The id would be the count of a vector of items with a fixed size, or the size of a table. */
function idAsSize(items: readonly (Placed & { readonly id: number })[], layout: Layout): Overlap {
  const fits = items.some(({ id, shape, lookup }) => {
    const { least, most } = shapeExtent(shape, lookup);
    const size = layout.kind === 'fixvec' ? id * layout.itemSize : id - 4;
    return size >= least && size <= most;
  });
  return fits ? 'some' : 'none';
}
