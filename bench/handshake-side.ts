/**
 * What the cryptography of one handshake side costs, per secp256k1 back end: sign, verify, ephemeral key, agreement,
 * key stretching. Prints microseconds, the median of batches: `npx tsx bench/handshake-side.ts`.
 */
import { nodeCrypto, createNodeCrypto } from '../src/crypto/node.js';
import { loadSecp256k1Native } from '../src/crypto/secp256k1-native.js';
import { secp256k1Noble } from '../src/crypto/secp256k1-noble.js';
import type { AgreementName, Crypto } from '../src/crypto/types.js';
import { stretchKeys } from '../src/secio/stretch.js';

const BATCHES = 15;
const PER_BATCH = 40;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/** Microseconds of one call. */
function time(call: () => unknown): number {
  const batches: number[] = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    const start = process.hrtime.bigint();
    for (let round = 0; round < PER_BATCH; round++) call();
    batches.push(Number(process.hrtime.bigint() - start) / 1000 / PER_BATCH);
  }
  return median(batches);
}

function side(crypto: Crypto, exchange: AgreementName): Record<string, number> {
  const secret = crypto.random(new Uint8Array(32));
  const digest = crypto.random(new Uint8Array(32));
  const publicKey = crypto.secp256k1.publicKey(secret);
  const signature = crypto.secp256k1.sign(digest, secret);
  const agreement = crypto.agreement(exchange);
  const remote = agreement.generate();
  const local = agreement.generate();
  const shared = local.agree(remote.publicKey)!;
  const parts = {
    sign: time(() => crypto.secp256k1.sign(digest, secret)),
    verify: time(() => crypto.secp256k1.verify(publicKey, digest, signature)),
    ephemeral: time(() => agreement.generate()),
    agree: time(() => local.agree(remote.publicKey)),
    stretch: time(() => stretchKeys(crypto, 'SHA256', shared, 16)),
  };
  return { ...parts, side: Object.values(parts).reduce((sum, each) => sum + each, 0) };
}

const native = await loadSecp256k1Native();
const backEnds: Crypto[] = [nodeCrypto, createNodeCrypto(secp256k1Noble)];
if (native !== undefined) backEnds.push(createNodeCrypto(native));
const rows = backEnds.flatMap((crypto) =>
  (['X25519', 'P-256'] as const).map((exchange) => ({
    backEnd: crypto.name,
    exchange,
    ...side(crypto, exchange),
  })),
);
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ node: process.version, unit: 'µs', rows }));
} else {
  console.log(`Node ${process.version}, µs per call`);
  console.table(
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          typeof value === 'number' ? Math.round(value) : value,
        ]),
      ),
    ),
  );
}
