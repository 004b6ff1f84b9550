import { type ErrorCode, TentacleError } from '../errors.js';

/** What a generated codec can complain about. */
export type WireCode = Extract<ErrorCode, `E_WIRE_${string}`>;

/** Bytes that are not what the schema says (`stage` decode), or a value that does not fit it (`stage` encode). */
export class WireError extends TentacleError {
  declare readonly code: WireCode;

  constructor(code: WireCode, stage: 'encode' | 'decode', message: string) {
    super(code, stage, false, message);
    this.name = 'WireError';
  }
}

/** The bytes at `offset` cannot be the type or field named by `path`. */
export function malformed(code: WireCode, path: string, offset: number, detail: string): never {
  throw new WireError(code, 'decode', `${path} at byte ${offset}: ${detail}`);
}

/** More items or bytes arrived than the schema allows. */
export function tooMany(path: string, offset: number, count: number, max: number): never {
  malformed('E_WIRE_LIMIT', path, offset, `${count} where at most ${max} are allowed`);
}

/** A value that is to be sent does not fit its type. */
export function misfit(path: string, expected: string, actual: unknown): never {
  const shown = typeof actual === 'string' ? 'a string' : String(describe(actual));
  throw new WireError('E_WIRE_VALUE', 'encode', `${path} must be ${expected}, got ${shown}`);
}

/** A value that is to be sent breaks a limit of the schema. */
export function overLimit(path: string, count: number, max: number): never {
  throw new WireError('E_WIRE_LIMIT', 'encode', `${path}: ${count} where at most ${max} are allowed`);
}

function describe(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) return value.constructor?.name ?? 'an object';
  return typeof value === 'function' || typeof value === 'symbol' ? `a ${typeof value}` : value;
}
