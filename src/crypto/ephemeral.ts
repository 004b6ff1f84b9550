import { fail, type TentacleError } from '../errors.js';
import type { AgreementName } from './types.js';

/** Bytes of a public key on the wire (tentacle's secio: every other length is refused, compressed points too). */
export const PUBLIC_KEY_BYTES = {
  'P-256': 65,
  'P-384': 97,
  X25519: 32,
} as const satisfies Record<AgreementName, number>;

/** Bytes of a secret and of a shared secret: the field size, so that a leading zero byte is never lost. */
export const SECRET_BYTES = {
  'P-256': 32,
  'P-384': 48,
  X25519: 32,
} as const satisfies Record<AgreementName, number>;

/** The error for a secret that is no scalar of the curve. Its text never shows the secret. */
export function badSecret(name: AgreementName, cause?: unknown): TentacleError {
  return fail('E_KEY_INVALID', `not a valid ${name} secret`, { cause });
}

/** An X25519 result of zero: the remote key had a small order and the secret is no secret (RFC 7748, 6.1). */
export function isAllZero(secret: Uint8Array): boolean {
  let bits = 0;
  for (const byte of secret) bits |= byte;
  return bits === 0;
}
