import { TentacleError, type ErrorCode } from '../errors.js';
import { DialError, reasonOf } from '../service/dial-error.js';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes.js';

/** A failure as the user is told of it: one line and an exit code. */
export class Failure extends Error {
  readonly code: string;
  readonly exit: ExitCode;
  /** What to try next. */
  readonly hint: string | undefined;

  /** `message` may begin with `code`, which is printed in front of it once. */
  constructor(code: string, message: string, exit: ExitCode, hint?: string, cause?: unknown) {
    super(
      message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message,
      cause === undefined ? undefined : { cause },
    );
    this.name = 'Failure';
    this.code = code;
    this.exit = exit;
    this.hint = hint;
  }
}

const HINTS: Partial<Record<ErrorCode, string>> = {
  E_ADDRESS_INVALID: 'an address looks like /ip4/127.0.0.1/tcp/4001/p2p/Qm…',
  E_ADDRESS_UNSUPPORTED:
    'TCP and WebSocket addresses work, for example /ip4/127.0.0.1/tcp/4001 or …/tcp/4001/ws',
  E_CONNECT_REFUSED: 'is the node running, and is this its port?',
  E_CONNECT_TIMEOUT: 'is the host right, and does a firewall drop packets?',
  E_CONNECT_FAILED: 'is the host right, and is there a network?',
  E_DNS: 'is the host name right?',
  E_PEER_ID_MISMATCH: 'the address is wrong, or the node has a new key',
  E_SECIO_SELF: 'the key is the one of the remote: use another --key',
  E_SECIO_EOF: 'is it a tentacle node? One without encryption needs --plaintext',
  E_SECIO_TIMEOUT: 'is it a tentacle node? One without encryption needs --plaintext',
  E_SECIO_PROPOSE: 'is it a tentacle node?',
  E_SECIO_FRAME_TOO_LARGE: 'is it a tentacle node? One without encryption needs --plaintext',
  E_YAMUX_VERSION: 'is it a tentacle node? One with encryption needs no --plaintext',
  E_YAMUX_FRAME_TOO_LARGE: 'is it a tentacle node? One with encryption needs no --plaintext',
  E_YAMUX_TYPE: 'is it a tentacle node? One with encryption needs no --plaintext',
  E_SESSION_IDLE: 'the remote speaks none of our protocols',
  E_LISTEN_FAILED: 'is the port taken? Port 0 takes a free one',
};

/** Anything thrown as a {@link Failure}. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (thrown instanceof DialError) return ofDial(thrown);
  if (thrown instanceof TentacleError) {
    return new Failure(thrown.code, thrown.message, exitCodeOf(thrown.code), HINTS[thrown.code], thrown);
  }
  return new Failure(
    'E_UNEXPECTED',
    thrown instanceof Error ? thrown.message : String(thrown),
    EXIT.failed,
    undefined,
    thrown,
  );
}

/** The last attempt says most: addresses are tried in the order of preference. */
function ofDial(error: DialError): Failure {
  const last = error.attempts.at(-1);
  if (last === undefined) return new Failure(error.code, error.message, EXIT.failed, undefined, error);
  if (last.stage === 'address') return failureOf(last.cause);
  const where = `${last.stage} ${last.address} failed after ${Math.round(last.ms)} ms`;
  const text = `${where}: ${reasonOf(last)}`;
  return new Failure(last.code, text, exitCodeOf(last.code), HINTS[last.code], error);
}
