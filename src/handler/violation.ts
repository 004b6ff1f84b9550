import { classified, type ErrorCode, type ErrorDetails, options, TentacleError } from '../errors.js';
import type { Decoder } from '../wire/codec.js';

/**
 * What a remote may not do. Thrown by generated code and by what stands behind it, never by a handler: that tells the
 * fault of the remote from an error that a handler met in its own business.
 */
export class Violation extends TentacleError {
  constructor(code: ErrorCode, message: string, details?: ErrorDetails) {
    super(`${code}: ${message}`, options(details));
    classified(this, code, details);
  }
}

/** The message that a remote sent as `bytes[start, end)`. */
export function received<T>(
  decoder: Pick<Decoder<T>, 'decodeRange'>,
  bytes: Uint8Array,
  start: number,
  end: number,
): T {
  try {
    return decoder.decodeRange(bytes, start, end);
  } catch (thrown) {
    if (!(thrown instanceof TentacleError)) throw thrown;
    throw new Violation('E_MESSAGE_INVALID', thrown.message, { cause: thrown });
  }
}

/** The remote sent an envelope with nothing in it that we know. */
export function nothingSent(path: string): never {
  throw new Violation('E_MESSAGE_INVALID', `${path} is missing`);
}

/** The remote sent what only our side of the session may send. */
export function wrongDirection(message: string, from: string): never {
  throw new Violation('E_MESSAGE_DIRECTION', `only the ${from} sends ${message}`);
}
