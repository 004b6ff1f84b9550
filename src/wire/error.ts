import { type ErrorCode, TentacleError } from '../errors.js';

/** What a generated codec can complain about. */
export type WireCode = Extract<ErrorCode, `E_WIRE_${string}`>;

/**
 * Bytes that are not what the schema says (`stage` decode), or a value that does not fit it (`stage` encode). The code says
 * what is wrong, the text where; `tentacle explain` shows the bytes around it.
 */
export class WireError extends TentacleError {
  declare readonly code: WireCode;
}

/* The texts are short: every bundle with a codec has them. `path` is `Type.field`, with `[]` behind it for an item. */

/** The bytes at `offset` cannot be the type or field named by `path`. */
export function malformed(code: WireCode, path: string, offset: number): never {
  refuse(code, 'decode', `${path} at byte ${offset}`);
}

/** More items or bytes arrived than the schema allows. */
export function tooMany(path: string, offset: number, count: number, max: number): never {
  refuse('E_WIRE_LIMIT', 'decode', `${path} at byte ${offset}: ${count}, at most ${max}`);
}

/** A required field was nowhere in the message. */
export function missing(path: string): never {
  refuse('E_WIRE_REQUIRED', 'decode', `${path} is missing`);
}

/** A value that is to be sent does not fit its type. */
export function misfit(path: string, expected: string, actual: unknown): never {
  // Of anything but a number only what it is: it may be a secret.
  const shown = typeof actual === 'number' ? actual : {}.toString.call(actual);
  refuse('E_WIRE_VALUE', 'encode', `${path} must be ${expected}, got ${shown}`);
}

/** A value that is to be sent breaks a limit of the schema. */
export function overLimit(path: string, count: number, max: number): never {
  refuse('E_WIRE_LIMIT', 'encode', `${path}: ${count}, at most ${max}`);
}

/** A value that is to be sent stands in messages that are nested too deep. */
export function overDepth(path: string): never {
  refuse('E_WIRE_DEPTH', 'encode', `${path} is nested too deep`);
}

/** Says which item of the list at `path` something is wrong with, when that is known to be so. */
export function inItem(thrown: unknown, path: string, index: number): never {
  if (!(thrown instanceof WireError)) throw thrown;
  const { code, stage, message } = thrown;
  refuse(code, stage, `${message.slice(code.length + 2)}, in ${path}[${index}]`);
}

function refuse(code: WireCode, stage: TentacleError['stage'], text: string): never {
  throw Object.assign(new WireError(`${code}: ${text}`), {
    name: 'WireError',
    code,
    stage,
    retryable: false,
  });
}
