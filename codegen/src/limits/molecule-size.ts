/** How small and how large a molecule value can be, by the limits of the schema. */
import { fixedSize } from '../emit/context.js';
import type { Field, Lookup, Shape, TypeDecl } from '../ir/model.js';
import { declared, times, total } from './countable.js';

/** Bytes of an encoded value; `most` is `Infinity` where the schema sets no limit. */
export interface Extent {
  readonly least: number;
  readonly most: number;
}

const WORD = 4;
const NOTHING: Extent = { least: 0, most: 0 };

/** A type may be used in many places; it is the same size in all of them. */
const known = new WeakMap<TypeDecl, Extent>();

/** The extent of a declared type. `only` names the item of a root that does nothing but choose. */
export function moleculeExtent(decl: TypeDecl, lookup: Lookup, only?: string): Extent {
  if (only !== undefined) return measured(decl, lookup, only);
  const found = known.get(decl) ?? measured(decl, lookup);
  known.set(decl, found);
  return found;
}

function measured(decl: TypeDecl, lookup: Lookup, only?: string): Extent {
  switch (decl.kind) {
    case 'record': {
      const { fields } = decl;
      if (decl.layout === 'struct') return exactly(fixedSize({ kind: 'named', name: decl.name }, lookup)!);
      const always = fields.filter((field) => field.since === undefined);
      const sizes = (of: readonly Field[]): readonly Extent[] =>
        of.map(({ shape }) => plus(WORD, shapeExtent(shape, lookup, only)));
      return {
        least: WORD + total(sizes(always).map(({ least }) => least)),
        most: total([WORD, ...sizes(fields).map(({ most }) => most)]),
      };
    }
    case 'union': {
      const items = decl.items.filter(({ tag }) => only === undefined || tag === only);
      return plus(WORD, either(items.map(({ shape }) => shapeExtent(shape, lookup))));
    }
    case 'alias':
      return shapeExtent(decl.shape, lookup);
    case 'enum':
      throw new Error('molecule has no enums');
  }
}

/** The extent of a shape. */
export function shapeExtent(shape: Shape, lookup: Lookup, only?: string): Extent {
  const size = fixedSize(shape, lookup);
  if (size !== undefined) return exactly(size);
  switch (shape.kind) {
    case 'bytes':
    case 'text':
      return { least: WORD, most: WORD + declared(shape.max) };
    case 'list': {
      const item = fixedSize(shape.item, lookup) ?? WORD + shapeExtent(shape.item, lookup).most;
      return { least: WORD, most: total([WORD, times(declared(shape.max), item)]) };
    }
    case 'option':
      return { least: 0, most: shapeExtent(shape.item, lookup).most };
    case 'named':
      return moleculeExtent(lookup(shape.name), lookup, only);
    default:
      throw new Error(`molecule has no ${shape.kind}`);
  }
}

function exactly(size: number): Extent {
  return { least: size, most: size };
}

function plus(bytes: number, { least, most }: Extent): Extent {
  return { least: least + bytes, most: total([bytes, most]) };
}

function either(extents: readonly Extent[]): Extent {
  if (extents.length === 0) return NOTHING;
  return { least: Math.min(...extents.map((e) => e.least)), most: Math.max(...extents.map((e) => e.most)) };
}
