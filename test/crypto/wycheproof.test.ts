import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { AgreementName, CipherName, Crypto, DigestName, Secp256k1 } from '../../src/crypto/types.js';
import { CRYPTOS, SECP256K1S } from './back-ends.js';
import { bytes, hex } from './hex.js';

type Verdict = 'valid' | 'invalid' | 'acceptable';

/** A file of `test/vectors/wycheproof`; its `columns` say what stands where in a row. */
interface Vectors<Row> {
  readonly cases: readonly Row[];
}

type AeadRow = [
  id: number,
  cipher: CipherName,
  key: string,
  nonce: string,
  plaintext: string,
  sealed: string,
  verdict: Verdict,
];
type AgreementRow = [id: number, secret: string, remotePublicKey: string, shared: string, verdict: Verdict];
type SignatureRow = [id: number, key: number, message: string, signature: string, verdict: Verdict];
type HmacRow = [id: number, key: string, message: string, tag: string, verdict: Verdict];

function load<File>(name: string): File {
  return JSON.parse(
    readFileSync(new URL(`../vectors/wycheproof/${name}.json`, import.meta.url), 'utf8'),
  ) as File;
}

const AEAD_FILES = ['aes-gcm', 'chacha20-poly1305'];
const AGREEMENT_FILES = { 'P-256': 'ecdh-p-256', 'P-384': 'ecdh-p-384', X25519: 'x25519' } as const;
const HMAC_FILES = { SHA256: 'hmac-sha256', SHA512: 'hmac-sha512' } as const;

/** Cases run per back end. */
const counts = new Map<string, number>();

function count(backEnd: string, cases: number): void {
  counts.set(backEnd, (counts.get(backEnd) ?? 0) + cases);
}

function checkAead(crypto: Crypto, file: string): void {
  const { cases } = load<Vectors<AeadRow>>(file);
  for (const [id, cipher, key, nonce, plaintext, sealed, verdict] of cases) {
    const aead = crypto.aead(cipher);
    const box = bytes(sealed);
    const opened = aead.opener(bytes(key)).open(bytes(nonce), box, 0, box.length);
    assert.equal(opened && hex(opened), verdict === 'valid' ? plaintext : undefined, `case ${id}: open`);
    const chunks = aead.sealer(bytes(key)).seal(bytes(nonce), [bytes(plaintext)]);
    assert.equal(hex(...chunks) === sealed, verdict === 'valid', `case ${id}: seal`);
  }
  count(crypto.name, cases.length);
}

/**
 * What secio must make of an "acceptable" case: nothing of a compressed point (tentacle's secio: a public key has
 * one length) and nothing of an X25519 result of zero (a remote key of small order). Non-canonical keys and keys on
 * the twist are common X25519 and accepted.
 */
function accepts(agreement: AgreementName, verdict: Verdict, shared: string): boolean {
  if (verdict !== 'acceptable') return verdict === 'valid';
  return agreement === 'X25519' && !/^0*$/.test(shared);
}

function checkAgreement(crypto: Crypto, agreement: AgreementName): void {
  const { cases } = load<Vectors<AgreementRow>>(AGREEMENT_FILES[agreement]);
  for (const [id, secret, remotePublicKey, shared, verdict] of cases) {
    const agreed = crypto.agreement(agreement).fromSecret(bytes(secret)).agree(bytes(remotePublicKey));
    const expected = accepts(agreement, verdict, shared) ? shared : undefined;
    assert.equal(agreed && hex(agreed), expected, `case ${id}`);
  }
  count(crypto.name, cases.length);
}

function checkHmac(crypto: Crypto, digest: DigestName): void {
  const { cases } = load<Vectors<HmacRow>>(HMAC_FILES[digest]);
  for (const [id, key, message, tag, verdict] of cases) {
    const mac = hex(crypto.hmac(digest, bytes(key), bytes(message)));
    assert.equal(mac === tag, verdict === 'valid', `case ${id}`);
  }
  count(crypto.name, cases.length);
}

function checkSignatures(secp256k1: Secp256k1, sha256: Crypto['sha256']): void {
  const { keys, cases } = load<Vectors<SignatureRow> & { readonly keys: readonly string[] }>(
    'ecdsa-secp256k1',
  );
  for (const [id, key, message, signature, verdict] of cases) {
    const publicKey = bytes(keys[key] ?? '');
    const right = secp256k1.verify(publicKey, sha256(bytes(message)), bytes(signature));
    assert.equal(right, verdict === 'valid', `case ${id}`);
  }
  count(`secp256k1 ${secp256k1.name}`, cases.length);
}

describe('Wycheproof', () => {
  for (const crypto of CRYPTOS) {
    describe(`back end ${crypto.name}`, () => {
      for (const file of AEAD_FILES) {
        it(`seals and opens as ${file} says`, () => checkAead(crypto, file));
      }
      for (const agreement of ['P-256', 'P-384', 'X25519'] as const) {
        it(`agrees by ${agreement}, and refuses compressed points, points off the curve and zero`, function () {
          this.timeout(120_000);
          checkAgreement(crypto, agreement);
        });
      }
      for (const digest of ['SHA256', 'SHA512'] as const) {
        it(`authenticates by HMAC ${digest}`, () => checkHmac(crypto, digest));
      }
    });
  }

  const [{ sha256 }] = CRYPTOS as [Crypto];
  for (const secp256k1 of SECP256K1S) {
    it(`secp256k1 ${secp256k1.name} takes low-S signatures in strict DER and no others`, () => {
      checkSignatures(secp256k1, sha256);
    });
  }

  // A suite of its own, because mocha runs the tests of a suite before the suites inside it.
  describe('coverage of back ends', () => {
    it('every case ran over Node and noble, and over the WebAssembly of libsecp256k1 and noble', () => {
      for (const [backEnd, cases] of counts) console.log(`      Wycheproof: ${cases} cases over ${backEnd}`);
      assert.equal(counts.get('node+wasm'), 1979);
      assert.equal(counts.get('noble'), 1979);
      assert.equal(counts.get('secp256k1 wasm'), 463);
      assert.equal(counts.get('secp256k1 noble'), 463);
      // The addon is built for a few platforms only; the one that CI runs on is among them.
      if (process.env['CI'] !== undefined) assert.equal(counts.get('secp256k1 native'), 463);
    });
  });
});
