import { classified, type ErrorCode, options, TentacleError } from '../errors.js';

/** One address that was tried. */
export interface DialAttempt {
  readonly address: string;
  /** How far it came: `connect`, `secio`, `session` … */
  readonly stage: string;
  readonly code: ErrorCode;
  /** How long it took, in ms. */
  readonly ms: number;
  readonly cause: TentacleError;
}

/** No address of a peer could be reached: what was tried and how each attempt ended. */
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
  const width = Math.max(0, ...attempts.map(({ address }) => address.length));
  const lines = attempts.map(({ address, stage, code, ms, cause }) => {
    const text = cause.message.replace(`${code}: `, '');
    return `  ${address.padEnd(width)}  ${stage.padEnd(8)} ${code}  ${Math.round(ms)} ms  ${text}`;
  });
  return [head, ...lines].join('\n');
}
