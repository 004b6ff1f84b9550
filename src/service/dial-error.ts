import { classified, type ErrorCode, options, quote, TentacleError } from '../errors.js';

/** One address that was tried. */
export interface DialAttempt {
  /** As it is written canonically; as it was given if it does not parse. */
  readonly address: string;
  /** How far it came: `address`, `connect`, `secio`, `session` … */
  readonly stage: string;
  readonly code: ErrorCode;
  /** How long it took, in ms. */
  readonly ms: number;
  readonly cause: TentacleError;
}

/**
 * No address of a peer could be reached: what was tried and how each attempt ended. `retryable` if one of the attempts
 * is.
 */
export class DialError extends TentacleError {
  readonly attempts: readonly DialAttempt[];

  constructor(peer: string | undefined, attempts: readonly DialAttempt[]) {
    super(`E_DIAL_FAILED: ${describe(peer, attempts)}`, options({ cause: attempts.at(-1)?.cause }));
    classified(this, 'E_DIAL_FAILED', { remote: peer });
    const retryable = attempts.some(({ cause }) => cause.retryable);
    Object.assign(this, { name: 'DialError', retryable });
    this.attempts = attempts;
  }
}

function describe(peer: string | undefined, attempts: readonly DialAttempt[]): string {
  const noun = attempts.length === 1 ? 'address' : 'addresses';
  const head = `could not reach ${peer ?? 'the peer'} (${attempts.length} ${noun} tried)`;
  const width = Math.max(0, ...attempts.map((attempt) => shown(attempt).length));
  const lines = attempts.map((attempt) => {
    const { stage, code, ms } = attempt;
    const what = `${stage.padEnd(8)} ${code}  ${Math.round(ms)} ms  ${reasonOf(attempt)}`;
    return `  ${shown(attempt).padEnd(width)}  ${what}`;
  });
  return [head, ...lines].join('\n');
}

/** Why an attempt failed, without its code and its address: they stand beside it. */
export function reasonOf(attempt: DialAttempt): string {
  const { code, cause } = attempt;
  return cause.message.replace(`${code}: `, '').replace(`${shown(attempt)}: `, '');
}

/** What does not parse may hold anything, of any length. */
function shown({ address, code }: DialAttempt): string {
  return code === 'E_ADDRESS_INVALID' ? quote(address) : address;
}
