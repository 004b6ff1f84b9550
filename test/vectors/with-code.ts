import { TentacleError, type ErrorCode } from '../../src/errors.js';

/** For `assert.throws`: our error with this code and, if given, this text in its message. */
export function withCode(code: ErrorCode, text = ''): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof TentacleError && thrown.code === code && thrown.message.includes(text);
}
