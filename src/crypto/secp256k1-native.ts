import { fail } from '../errors.js';
import { compactFromDer, derFromCompact } from './der.js';
import type { Secp256k1 } from './types.js';

/** What we use of the npm package `secp256k1` (version 5). It is no dependency, so it brings no types. */
export interface Secp256k1Addon {
  privateKeyVerify(secret: Uint8Array): boolean;
  publicKeyCreate(secret: Uint8Array, compressed: boolean): Uint8Array;
  ecdsaSign(digest: Uint8Array, secret: Uint8Array): { readonly signature: Uint8Array };
  ecdsaVerify(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean;
}

/**
 * The addon itself, not the package's main file: that one answers with a JavaScript implementation when the
 * addon does not load, and nobody who asks for speed wants that silently.
 */
const ADDON = 'secp256k1/bindings.js';

/**
 * libsecp256k1 as a native addon: an accelerator for those who installed the npm package `secp256k1`.
 * `undefined` if it cannot be found from here or is not built for this platform; where a package manager hides it
 * from us, load it yourself and use {@link secp256k1FromAddon}.
 */
export async function loadSecp256k1Native(): Promise<Secp256k1 | undefined> {
  try {
    const loaded = (await import(ADDON)) as { readonly default: Secp256k1Addon };
    return secp256k1FromAddon(loaded.default);
  } catch {
    return undefined;
  }
}

/** The back end `native` over a loaded addon. */
export function secp256k1FromAddon(addon: Secp256k1Addon): Secp256k1 {
  const isSecret = (secret: Uint8Array): boolean => secret.length === 32 && addon.privateKeyVerify(secret);
  return {
    name: 'native',
    isSecret,
    publicKey(secret) {
      if (!isSecret(secret)) throw fail('E_KEY_INVALID');
      return addon.publicKeyCreate(secret, true);
    },
    sign(digest, secret) {
      if (!isSecret(secret)) throw fail('E_KEY_INVALID');
      return derFromCompact(addon.ecdsaSign(digest, secret).signature);
    },
    verify(publicKey, digest, signature) {
      const compact = compactFromDer(signature);
      if (compact === undefined) return false;
      try {
        return addon.ecdsaVerify(compact, digest, publicKey);
      } catch {
        // A key or digest of another length, a point off the curve, or r or s out of range.
        return false;
      }
    },
  };
}
