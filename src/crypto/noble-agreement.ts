import { x25519 as curve25519 } from '@noble/curves/ed25519.js';
import { p256, p384 } from '@noble/curves/nist.js';
import { badSecret, isAllZero, PUBLIC_KEY_BYTES, SECRET_BYTES } from './ephemeral.js';
import { toUncompressed } from './sec1.js';
import type { AgreementName, EphemeralKey, KeyAgreement } from './types.js';

const CURVES = { 'P-256': p256, 'P-384': p384 } as const;

function nist(name: keyof typeof CURVES): KeyAgreement {
  const curve = CURVES[name];
  const keyOf = (secret: Uint8Array): EphemeralKey => ({
    publicKey: curve.getPublicKey(secret, false),
    agree(remotePublicKey) {
      if (remotePublicKey.length !== PUBLIC_KEY_BYTES[name]) return undefined;
      // The library does not know hybrid points; tentacle's native peers take them.
      const point = toUncompressed(remotePublicKey);
      if (point === undefined) return undefined;
      try {
        // 04, x, y: x in its full width is the shared secret.
        return curve.getSharedSecret(secret, point, false).slice(1, 1 + SECRET_BYTES[name]);
      } catch {
        return undefined;
      }
    },
  });
  return {
    name,
    generate: () => keyOf(curve.utils.randomSecretKey()),
    fromSecret(secret) {
      if (!curve.utils.isValidSecretKey(secret)) throw badSecret(name);
      return keyOf(Uint8Array.from(secret));
    },
  };
}

function x25519Key(secret: Uint8Array): EphemeralKey {
  return {
    publicKey: curve25519.getPublicKey(secret),
    agree(remotePublicKey) {
      if (remotePublicKey.length !== PUBLIC_KEY_BYTES.X25519) return undefined;
      try {
        const shared = curve25519.getSharedSecret(secret, remotePublicKey);
        return isAllZero(shared) ? undefined : shared;
      } catch {
        // The library refuses an all-zero result by itself.
        return undefined;
      }
    },
  };
}

const x25519: KeyAgreement = {
  name: 'X25519',
  generate: () => x25519Key(curve25519.utils.randomSecretKey()),
  fromSecret(secret) {
    if (secret.length !== SECRET_BYTES.X25519) throw badSecret('X25519');
    return x25519Key(Uint8Array.from(secret));
  },
};

const AGREEMENTS: Record<AgreementName, KeyAgreement> = {
  'P-256': nist('P-256'),
  'P-384': nist('P-384'),
  X25519: x25519,
};

/** A key agreement in plain JavaScript; secrets come from `globalThis.crypto`. */
export function nobleAgreement(name: AgreementName): KeyAgreement {
  return AGREEMENTS[name];
}
