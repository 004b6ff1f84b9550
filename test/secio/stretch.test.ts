import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { stretch, stretchKeys } from '../../src/secio/stretch.js';
import { CRYPTOS } from '../vectors/cryptos.js';
import { bytes, hex } from '../crypto/hex.js';
import { seededBytes } from '../crypto/seeded.js';

/** tentacle-secio `procedure.rs`, test `stretch`: key and the first 32 bytes under HMAC-SHA256. */
const UPSTREAM: readonly (readonly [string, string])[] = [
  ['00'.repeat(32), '67903cc75591ef474fc655a420358fcd3230990a25205501e23dc1019a78cf50'],
  [
    '9da650904dc1c60617dc57dcbf48a8c53621dbe1549ca52595e0f420aa4f7d23ab1ab2b05ca8161bcd2ce53d9815de51' +
      'f15174ec4aa6599105a26ce637360911',
    '2797b63fb4afe08b2a83827437923e1f9d5fd90f49510a53f38d40e367906379',
  ],
  [
    '62db5e6861468b0db96e3824420350e020cd66aa3b208cf55666e74455f9e3f33935ab243ee1b24a598e975eb7e7d0a6' +
      'f48282d1f84113307f7f3752759a7c6c',
    '1c279ecea410d3c2632bd024188d5a5d9decee6faa003c0b31aeb1791e0cb619',
  ],
];

/** The rule as it is written down, without regard for cost. */
function stretchedPlainly(digest: 'sha256' | 'sha512', key: Uint8Array, length: number): string {
  const hmac = (...parts: Uint8Array[]): Buffer =>
    createHmac(digest, key).update(Buffer.concat(parts)).digest();
  const seed = Buffer.from('key expansion');
  let a = hmac(seed);
  let out = '';
  while (out.length < 2 * length) {
    out += hmac(a, seed).toString('hex');
    a = hmac(a);
  }
  return out.slice(0, 2 * length);
}

for (const crypto of CRYPTOS) {
  describe(`secio key stretching, back end ${crypto.name}`, () => {
    for (const [key, expected] of UPSTREAM) {
      it(`stretches ${key.slice(0, 8)}… as upstream's test does`, () => {
        assert.equal(hex(stretch(crypto, 'SHA256', bytes(key), 32)), expected);
      });
    }

    for (const [name, plain] of [
      ['SHA256', 'sha256'],
      ['SHA512', 'sha512'],
    ] as const) {
      it(`makes any length under ${name}, each the start of the longer ones`, () => {
        const key = seededBytes(4, 48);
        for (const length of [0, 1, 31, 32, 33, 64, 96, 127, 128, 129]) {
          assert.equal(
            hex(stretch(crypto, name, key, length)),
            stretchedPlainly(plain, key, length),
            `${length}`,
          );
        }
      });

      it(`cuts the cipher keys out of ${name} output behind 12 unused bytes, the second after 20 more`, () => {
        const key = seededBytes(5, 32);
        const all = stretchedPlainly(plain, key, 128);
        const { first, second } = stretchKeys(crypto, name, key, 32);
        assert.equal(hex(first), all.slice(2 * 12, 2 * 44));
        assert.equal(hex(second), all.slice(2 * 76, 2 * 108));
        const short = stretchKeys(crypto, name, key, 16);
        assert.equal(hex(short.first), all.slice(2 * 12, 2 * 28));
        assert.equal(hex(short.second), all.slice(2 * 60, 2 * 76));
      });
    }
  });
}
