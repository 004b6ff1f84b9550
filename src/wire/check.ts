import { misfit, overLimit } from './error.js';

/** Checks of values that are to be sent. They cost a few percent; a silently wrapped integer costs a debugging day. */

export function checkRecord(value: object, path: string): void {
  if (typeof value !== 'object' || value === null) misfit(path, 'an object', value);
}

export function checkInt(value: number, min: number, max: number, path: string): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    misfit(path, `an integer ${min}..${max}`, value);
  }
}

export function checkBigUint(value: bigint, bits: number, path: string): void {
  if (typeof value !== 'bigint' || BigInt.asUintN(bits, value) !== value) {
    misfit(path, `a bigint from 0 to 2^${bits} - 1`, value);
  }
}

export function checkBigInt(value: bigint, bits: number, path: string): void {
  if (typeof value !== 'bigint' || BigInt.asIntN(bits, value) !== value) {
    misfit(path, `a bigint from -2^${bits - 1} to 2^${bits - 1} - 1`, value);
  }
}

export function checkBool(value: boolean, path: string): void {
  if (typeof value !== 'boolean') misfit(path, 'a boolean', value);
}

export function checkNumber(value: number, path: string): void {
  if (typeof value !== 'number') misfit(path, 'a number', value);
}

/** Number of items of a list. */
export function checkList(value: readonly unknown[], max: number, path: string): number {
  if (!Array.isArray(value)) misfit(path, 'an array', value);
  const { length } = value;
  if (length > max) overLimit(path, length, max);
  return length;
}

/** As {@link checkList}, for an array of fixed length. */
export function checkTuple(value: readonly unknown[], count: number, path: string): void {
  if (!Array.isArray(value) || value.length !== count) {
    misfit(path, `an array of ${count} items`, value);
  }
}

export function checkMap(value: ReadonlyMap<unknown, unknown>, max: number, path: string): void {
  if (!(value instanceof Map)) misfit(path, 'a Map', value);
  if (value.size > max) overLimit(path, value.size, max);
}
