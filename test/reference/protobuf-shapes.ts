/** What the shapes of protobuf schemas are. */
import type { EnumType, IntegerShape, Lookup, RecordType, Shape } from '../../codegen/src/ir/model.js';

export function recordOf(shape: Shape, lookup: Lookup): RecordType | undefined {
  const decl = shape.kind === 'named' ? lookup(shape.name) : undefined;
  return decl?.kind === 'record' ? decl : undefined;
}

export function enumOf(shape: Shape, lookup: Lookup): EnumType | undefined {
  const decl = shape.kind === 'named' ? lookup(shape.name) : undefined;
  return decl?.kind === 'enum' ? decl : undefined;
}

/** Is it a number that a closed enum does not know? */
export function isRejected(shape: Shape, value: unknown, lookup: Lookup): boolean {
  const found = enumOf(shape, lookup);
  return found?.open === false && !found.values.some(({ number }) => number === value);
}

export function wireTypeOf(shape: Shape, lookup: Lookup): number {
  switch (shape.kind) {
    case 'integer':
      if (shape.encoding !== 'fixed') return 0;
      return shape.bits === 32 ? 5 : 1;
    case 'float':
      return shape.bits === 32 ? 5 : 1;
    case 'bool':
      return 0;
    case 'text':
    case 'bytes':
      return 2;
    default:
      return recordOf(shape, lookup) === undefined ? 0 : 2;
  }
}

/** Is it a bigint in TypeScript? */
export function isWide({ bits, asNumber }: IntegerShape): boolean {
  return bits === 64 && asNumber !== true;
}
