/** Values without parts: numbers, strings and bytes. */
import type { IntegerShape, Shape } from '../ir/model.js';
import { around, constant, type Curve, oneOf } from './curve.js';
import { bigint, BOXED_NUMBER, string, VIEW } from './costs.js';
import type { Views } from './views.js';

/** The content of a string field of up to `max` bytes of UTF-8. */
export function text(max: number): Curve {
  // Longest lengths of each size class: between two of them a string costs less than the straight line.
  const top = max < 2 ? [] : [2, max - ((max - 2) % 4)];
  const points = top.map((wire) => ({ wire, heap: string(wire) }));
  return around([{ wire: 0, heap: 0 }, ...points], (budget) => {
    const wire = Math.min(max, budget);
    // One character of two bytes makes the others take two bytes each.
    return wire < 2 ? { value: '', wire: 0 } : { value: `Ā${'a'.repeat(wire - 2)}`, wire };
  });
}

/** The content of a byte field of up to `max` bytes; `undefined` if none of its values is as `views` asks. */
export function bytes(max: number, views: Views): Curve | undefined {
  const empty = constant(0, 0, new Uint8Array(0));
  const view = max < 1 ? undefined : constant(1, VIEW, filled(1));
  if (views === 'none') return empty;
  if (views === 'one') return view;
  return view === undefined ? empty : oneOf([empty, view]);
}

/** As {@link bytes}, for a byte array of fixed length. */
export function byteArray(length: number, views: Views): Curve | undefined {
  if (length === 0) return views === 'one' ? undefined : constant(0, 0, new Uint8Array(0));
  return views === 'none' ? undefined : constant(length, VIEW, filled(length));
}

function filled(length: number): Uint8Array {
  return new Uint8Array(length).fill(0x61);
}

/** Heap of a number besides its slot. Arrays of numbers hold doubles in place. */
export function numberHeap(shape: Shape, inArray: boolean): number {
  if (shape.kind === 'integer') {
    if (isBigint(shape)) return bigint(shape.bits);
    // Small integers have 32 bits with sign.
    return inArray || shape.bits < 32 || (shape.signed && shape.bits === 32) ? 0 : BOXED_NUMBER;
  }
  return shape.kind === 'float' && !inArray ? BOXED_NUMBER : 0;
}

export function isBigint({ bits, asNumber }: IntegerShape): boolean {
  return bits > 32 && asNumber !== true;
}

/** A value of a number or bool that has its full cost. `small` ones take one byte as a varint. */
export function sampleNumber(shape: Shape, small = false): number | bigint | boolean {
  if (shape.kind === 'bool') return true;
  if (shape.kind === 'float') return 1.5;
  if (shape.kind !== 'integer') return 1;
  if (small) return isBigint(shape) ? 1n : 1;
  const bits = shape.signed ? shape.bits - 1 : shape.bits;
  if (shape.asNumber === true) return Number.MAX_SAFE_INTEGER;
  return isBigint(shape) ? 2n ** BigInt(bits) - 1n : 2 ** bits - 1;
}
