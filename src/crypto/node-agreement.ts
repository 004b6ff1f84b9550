import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  randomFillSync,
  type ECDH,
  type KeyObject,
} from 'node:crypto';
import { badSecret, isAllZero, PUBLIC_KEY_BYTES, SECRET_BYTES } from './ephemeral.js';
import { toUncompressed } from './sec1.js';
import type { AgreementName, EphemeralKey, KeyAgreement } from './types.js';

/** OpenSSL's names of the NIST curves. */
const CURVES = { 'P-256': 'prime256v1', 'P-384': 'secp384r1' } as const;

function nistKey(name: keyof typeof CURVES, ecdh: ECDH): EphemeralKey {
  return {
    publicKey: new Uint8Array(ecdh.getPublicKey()),
    agree(remotePublicKey) {
      if (remotePublicKey.length !== PUBLIC_KEY_BYTES[name]) return undefined;
      const point = toUncompressed(remotePublicKey);
      if (point === undefined) return undefined;
      try {
        // Checks that the point is on the curve and pads x to the field size.
        return new Uint8Array(ecdh.computeSecret(point));
      } catch {
        return undefined;
      }
    },
  };
}

function nist(name: keyof typeof CURVES): KeyAgreement {
  return {
    name,
    generate() {
      const ecdh = createECDH(CURVES[name]);
      ecdh.generateKeys();
      return nistKey(name, ecdh);
    },
    fromSecret(secret) {
      if (secret.length !== SECRET_BYTES[name]) throw badSecret(name);
      const ecdh = createECDH(CURVES[name]);
      try {
        ecdh.setPrivateKey(secret);
      } catch (cause) {
        throw badSecret(name, cause);
      }
      return nistKey(name, ecdh);
    },
  };
}

/**
 * Raw key bytes become key objects by way of JWK: OpenSSL's DER decoder takes ten times as long for the same 32 bytes.
 *
 * `generateKeyPairSync` is not used: in Node 20 an export holds the lock of its key while it allocates, and a garbage
 * collection in that very moment waits for the same lock to free the generator of the key, for ever. Imported keys
 * have no generator.
 */
const OKP = { kty: 'OKP', crv: 'X25519' };

function x25519Public(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: { ...OKP, x: base64url(raw) }, format: 'jwk' });
}

function x25519Private(secret: Uint8Array): KeyObject {
  // Node wants a public key beside the secret, does not look at it and computes it anew.
  return createPrivateKey({ key: { ...OKP, d: base64url(secret), x: '' }, format: 'jwk' });
}

function base64url({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('base64url');
}

function x25519Key(secret: Uint8Array): EphemeralKey {
  const privateKey = x25519Private(secret);
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return {
    publicKey: new Uint8Array(Buffer.from(x, 'base64url')),
    agree(remotePublicKey) {
      if (remotePublicKey.length !== PUBLIC_KEY_BYTES.X25519) return undefined;
      try {
        const shared = diffieHellman({ privateKey, publicKey: x25519Public(remotePublicKey) });
        return isAllZero(shared) ? undefined : new Uint8Array(shared);
      } catch {
        // OpenSSL refuses an all-zero result by itself.
        return undefined;
      }
    },
  };
}

const x25519: KeyAgreement = {
  name: 'X25519',
  generate: () => x25519Key(randomFillSync(new Uint8Array(SECRET_BYTES.X25519))),
  fromSecret(secret) {
    if (secret.length !== SECRET_BYTES.X25519) throw badSecret('X25519');
    return x25519Key(secret);
  },
};

const AGREEMENTS: Record<AgreementName, KeyAgreement> = {
  'P-256': nist('P-256'),
  'P-384': nist('P-384'),
  X25519: x25519,
};

/** A key agreement of OpenSSL. */
export function nodeAgreement(name: AgreementName): KeyAgreement {
  return AGREEMENTS[name];
}
