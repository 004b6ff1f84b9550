/** Values without parts: numbers, strings and bytes. */
import type { IntegerShape, Shape } from '../ir/model.js';
import { around, constant, type Curve } from './curve.js';
import { bigint, BOXED_NUMBER, COPY_UP_TO, copiedBytes, string, VIEW } from './costs.js';

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

/** The content of a byte field of up to `max` bytes. */
export function bytes(max: number): Curve {
  const copied = Math.min(max, COPY_UP_TO);
  const lengths = max < 1 ? [] : [1, copied - ((copied - 1) % 8)];
  const points = lengths.map((wire) => ({ wire, heap: copiedBytes(wire) }));
  return around([{ wire: 0, heap: 0 }, ...points], (budget) => {
    const wire = Math.min(copied, budget);
    return { value: filled(wire), wire };
  });
}

/** A byte field that is a view of the message; `undefined` if it is never long enough. */
export function viewedBytes(max: number): Curve | undefined {
  const wire = COPY_UP_TO + 1;
  return max < wire ? undefined : constant(wire, VIEW, filled(wire));
}

/** A byte array of fixed length. */
export function byteArray(length: number): Curve {
  return constant(length, length > COPY_UP_TO ? VIEW : copiedBytes(length), filled(length));
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
