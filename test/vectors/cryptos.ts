import { nobleCrypto } from '../../src/crypto/noble.js';
import { nodeCrypto } from '../../src/crypto/node.js';
import type { Crypto } from '../../src/crypto/types.js';

/** The back ends that every recorded byte is checked with; the first is the one for Node. */
export const CRYPTOS: readonly Crypto[] = [nodeCrypto, nobleCrypto];
