/** How small and how large a molecule value can be, by the limits of the schema. */
import { fixedSize } from '../emit/context.js';
import type { Field, Lookup, Shape, TypeDecl } from '../ir/model.js';
import { FORMAT_LIMIT } from '../mol/use.js';

/** Bytes of an encoded value; `most` is `Infinity` where the schema sets no limit. */
export interface Extent {
  readonly least: number;
  readonly most: number;
}

const NOTHING: Extent = { least: 0, most: 0 };

/** The extent of a declared type. */
export function moleculeExtent(decl: TypeDecl, lookup: Lookup): Extent {
  switch (decl.kind) {
    case 'record': {
      const { fields } = decl;
      if (decl.layout === 'struct') return exactly(fixedSize({ kind: 'named', name: decl.name }, lookup)!);
      const always = fields.filter((field) => field.since === undefined);
      const sizes = (of: readonly Field[]): Extent =>
        sum(of.map(({ shape }) => plus(4, shapeExtent(shape, lookup))));
      return { least: 4 + sizes(always).least, most: 4 + sizes(fields).most };
    }
    case 'union':
      return plus(4, either(decl.items.map(({ shape }) => shapeExtent(shape, lookup))));
    case 'alias':
      return shapeExtent(decl.shape, lookup);
    case 'enum':
      throw new Error('molecule has no enums');
  }
}

/** The extent of a shape. */
export function shapeExtent(shape: Shape, lookup: Lookup): Extent {
  const size = fixedSize(shape, lookup);
  if (size !== undefined) return exactly(size);
  switch (shape.kind) {
    case 'bytes':
    case 'text':
      return { least: 4, most: 4 + limited(shape.max) };
    case 'list': {
      const fixed = fixedSize(shape.item, lookup);
      const item = fixed ?? 4 + shapeExtent(shape.item, lookup).most;
      return { least: 4, most: 4 + limited(shape.max) * item };
    }
    case 'option':
      return { least: 0, most: shapeExtent(shape.item, lookup).most };
    case 'named':
      return moleculeExtent(lookup(shape.name), lookup);
    default:
      throw new Error(`molecule has no ${shape.kind}`);
  }
}

function limited(max: number): number {
  return max >= FORMAT_LIMIT ? Infinity : max;
}

function exactly(size: number): Extent {
  return { least: size, most: size };
}

function plus(bytes: number, { least, most }: Extent): Extent {
  return { least: least + bytes, most: most + bytes };
}

function sum(extents: readonly Extent[]): Extent {
  return extents.reduce(
    (total, { least, most }) => ({ least: total.least + least, most: total.most + most }),
    NOTHING,
  );
}

function either(extents: readonly Extent[]): Extent {
  if (extents.length === 0) return NOTHING;
  return { least: Math.min(...extents.map((e) => e.least)), most: Math.max(...extents.map((e) => e.most)) };
}
