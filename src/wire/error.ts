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

/*
 * The texts are short: every bundle with a codec has them, and the code says what is wrong. `path` is `Type.field`;
 * `index` is the place in the list of that name, if the error is about an item.
 */

/** The bytes at `offset` cannot be the type or field named by `path`. */
export function malformed(
  code: WireCode,
  path: string,
  offset: number,
  found: number | string,
  expected?: number | string,
  index?: number,
): never {
  const wanted = expected === undefined ? '' : `, expected ${expected}`;
  raise(code, 'decode', path, index, ` at byte ${offset}: ${found}${wanted}`);
}

/** More items or bytes arrived than the schema allows. */
export function tooMany(path: string, offset: number, count: number, max: number, index?: number): never {
  malformed('E_WIRE_LIMIT', path, offset, count, `at most ${max}`, index);
}

/** A value that is to be sent does not fit its type. */
export function misfit(path: string, expected: string, actual: unknown, index?: number): never {
  // Never the content of a string: it may be a secret.
  const plain = actual === null || /^[bnu]/.test(typeof actual);
  const shown = plain ? String(actual) : {}.toString.call(actual).slice(8, -1);
  raise('E_WIRE_VALUE', 'encode', path, index, ` must be ${expected}, got ${shown}`);
}

/** A value that is to be sent breaks a limit of the schema. */
export function overLimit(path: string, count: number, max: number, index?: number): never {
  raise('E_WIRE_LIMIT', 'encode', path, index, `: ${count}, expected at most ${max}`);
}

function raise(
  code: WireCode,
  stage: 'encode' | 'decode',
  path: string,
  index: number | undefined,
  text: string,
): never {
  throw new WireError(code, stage, (index === undefined ? path : `${path}[${index}]`) + text);
}
