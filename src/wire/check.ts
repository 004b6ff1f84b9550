import { misfit, overLimit } from './error.js';

/**
 * Checks of values that are to be sent. They cost a few percent; a silently wrapped integer costs a debugging day.
 * `index` is the place in the list that `path` names, if the value is an item of one.
 */

export function checkRecord(value: object, path: string): void {
  if (typeof value !== 'object' || value === null) misfit(path, 'an object', value);
}

export function checkUint(value: number, max: number, path: string, index?: number): void {
  // `>>> 0` is the identity exactly on the integers 0 .. 2^32 - 1. It throws on a bigint, hence the type first.
  if (typeof value !== 'number' || value >>> 0 !== value || value > max)
    misfit(path, `an integer from 0 to ${max}`, value, index);
}

export function checkInt(value: number, min: number, max: number, path: string, index?: number): void {
  if (typeof value !== 'number' || (value | 0) !== value || value < min || value > max) {
    misfit(path, `an integer from ${min} to ${max}`, value, index);
  }
}

export function checkBigUint(value: bigint, bits: number, path: string, index?: number): void {
  if (typeof value !== 'bigint' || BigInt.asUintN(bits, value) !== value) {
    misfit(path, `a bigint from 0 to 2^${bits} - 1`, value, index);
  }
}

export function checkBigInt(value: bigint, bits: number, path: string, index?: number): void {
  if (typeof value !== 'bigint' || BigInt.asIntN(bits, value) !== value) {
    misfit(path, `a bigint from -2^${bits - 1} to 2^${bits - 1} - 1`, value, index);
  }
}

export function checkBool(value: boolean, path: string, index?: number): void {
  if (typeof value !== 'boolean') misfit(path, 'a boolean', value, index);
}

export function checkNumber(value: number, path: string, index?: number): void {
  if (typeof value !== 'number') misfit(path, 'a number', value, index);
}

/** Number of items of a list. */
export function checkList(value: readonly unknown[], max: number, path: string, index?: number): number {
  if (!Array.isArray(value)) misfit(path, 'an array', value, index);
  const { length } = value;
  if (length > max) overLimit(path, length, max, index);
  return length;
}

/** As {@link checkList}, for an array of fixed length. */
export function checkTuple(value: readonly unknown[], count: number, path: string, index?: number): void {
  if (!Array.isArray(value) || value.length !== count) {
    misfit(path, `an array of ${count} items`, value, index);
  }
}

export function checkMap(value: ReadonlyMap<unknown, unknown>, max: number, path: string): void {
  if (!(value instanceof Map)) misfit(path, 'a Map', value);
  if (value.size > max) overLimit(path, value.size, max);
}

/** The `type` of a union value names no item. */
export function unknownType(value: { readonly type: unknown }, path: string): never {
  misfit(`${path}.type`, 'the name of an item', value.type);
}
