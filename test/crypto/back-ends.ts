import { nobleCrypto } from '../../src/crypto/noble.js';
import { nodeCrypto } from '../../src/crypto/node.js';
import { loadSecp256k1Native } from '../../src/crypto/secp256k1-native.js';
import { secp256k1Noble } from '../../src/crypto/secp256k1-noble.js';
import { secp256k1Wasm } from '../../src/crypto/secp256k1-wasm.js';
import type { Crypto, Secp256k1 } from '../../src/crypto/types.js';

/** Every complete back end. */
export const CRYPTOS: readonly Crypto[] = [nodeCrypto, nobleCrypto];

const native = await loadSecp256k1Native();

/** Every secp256k1 back end; `native` only where its package happens to be installed. */
export const SECP256K1S: readonly Secp256k1[] = [
  secp256k1Wasm,
  secp256k1Noble,
  ...(native === undefined ? [] : [native]),
];
