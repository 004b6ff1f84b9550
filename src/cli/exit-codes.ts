import type { ErrorCode } from '../errors.js';

/** What the exit status of every command means. Numbers never change their meaning. */
export const EXIT = {
  ok: 0,
  /** The remote could not be reached, or did not do its part. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** The remote proved another peer id than the address names, or none at all. */
  identity: 3,
  /** Something of this machine is in the way: a key file, a port. */
  local: 4,
  /** An optional package is not installed. */
  missing: 5,
  /** Ctrl-C before the work was done. */
  interrupted: 130,
} as const;

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** For `--help`. */
export const EXIT_HELP = `
Exit codes:
  ${EXIT.ok}    done
  ${EXIT.failed}    the remote could not be reached or did not answer
  ${EXIT.usage}    wrong usage, for example an address that does not parse
  ${EXIT.identity}    the remote is not the peer that the address names
  ${EXIT.local}    a key file or a port of this machine cannot be used
  ${EXIT.missing}    an optional package is not installed
  ${EXIT.interrupted}  interrupted
Commands of the schema compiler (gen, limits, explain, schema) end with its exit codes, once it runs.
Set TENTACLE_DEBUG to see stack traces, or to scopes such as secio,yamux or * to see events.`;

const BY_CODE: Partial<Record<ErrorCode, ExitCode>> = {
  E_ADDRESS_INVALID: EXIT.usage,
  E_ADDRESS_UNSUPPORTED: EXIT.usage,
  E_PEER_ID_INVALID: EXIT.usage,
  E_INVALID_OPTION: EXIT.usage,
  E_PEER_ID_MISMATCH: EXIT.identity,
  E_SECIO_SIGNATURE: EXIT.identity,
  E_KEY_INVALID: EXIT.local,
  E_LISTEN_FAILED: EXIT.local,
  E_ABORTED: EXIT.interrupted,
};

/** The exit code of an error of the catalogue. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return BY_CODE[code] ?? EXIT.failed;
}
