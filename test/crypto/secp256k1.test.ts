import assert from 'node:assert/strict';
import { compactFromDer, derFromCompact } from '../../src/crypto/der.js';
import { SECP256K1S } from './back-ends.js';
import { bytes, hex } from './hex.js';
import { seededBytes } from './seeded.js';

/** n, the order of the group. */
const ORDER = 0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n;
const SECRET = bytes('01'.repeat(32));
const PUBLIC = bytes('031b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f');
const Y = '70beaf8f588b541507fed6a642c5ab42dfdf8120a7f639de5122d47a69a8e8d1';
const DIGEST = bytes('c0670fdf1dbbc24fcd6818e3266e1879a4f5dbe11f358770838e42f3f166d51d');

function scalar(value: bigint): Uint8Array {
  return bytes(value.toString(16).padStart(64, '0'));
}

for (const secp256k1 of SECP256K1S) {
  describe(`secp256k1, back end ${secp256k1.name}`, () => {
    it('signs as the recorded handshakes did', () => {
      for (const [secret, publicKey, digest, signature] of [
        [
          '01'.repeat(32),
          hex(PUBLIC),
          hex(DIGEST),
          '3045022100e43ab52dccfaf4f1e6aa7b27c10f078cb56c9da4ef625c006b15a01050ec0912' +
            '0220013a0865c63f0afb7a8d2400190e3c2af452e360cadb3aa885e837ec101f7a38',
        ],
        [
          '02'.repeat(32),
          '024d4b6cd1361032ca9bd2aeb9d900aa4d45d9ead80ac9423374c451a7254d0766',
          '70a39b84658dd7106203a541c3329ba47b3946c0c5cd8a5d9335e27e19fd528f',
          '304402201149987ca991808d019cb3d99aa96c91a0244fdc75c67083dc49f49c886c2f22' +
            '02207b6499bd9d2341daf106fac15bd0fc5e80699322bba037cd4ac9648fd4c3cd06',
        ],
        [
          '01'.repeat(32),
          hex(PUBLIC),
          'db334d9da34413daea318074e564a813eab1ffb851be6a3dea6db326045871c0',
          '30450221008742cdcb4c752baf7d2f09e7d73c4cdc981fcdd004566ca06fc7b73bd492a1f5' +
            '02205f53121248015f345f9c4a72f0d76198532ec1d55b37829f984d0ba4a28c6465',
        ],
      ] as const) {
        assert.equal(hex(secp256k1.publicKey(bytes(secret))), publicKey);
        assert.equal(hex(secp256k1.sign(bytes(digest), bytes(secret))), signature);
        assert.ok(secp256k1.verify(bytes(publicKey), bytes(digest), bytes(signature)));
      }
    });

    it('takes public keys compressed, uncompressed and hybrid of the right parity', () => {
      const signature = secp256k1.sign(DIGEST, SECRET);
      const xy = hex(PUBLIC).slice(2) + Y;
      for (const [key, right] of [
        [hex(PUBLIC), true],
        [`04${xy}`, true],
        [`07${xy}`, true],
        [`06${xy}`, false],
        [`02${hex(PUBLIC).slice(2)}`, false],
        [`05${xy}`, false],
        [`04${xy.slice(0, -2)}d2`, false],
        [hex(PUBLIC).slice(2), false],
        [xy, false],
        [`03${'ff'.repeat(32)}`, false],
        ['00', false],
        ['', false],
      ] as const) {
        assert.equal(secp256k1.verify(bytes(key), DIGEST, signature), right, key);
      }
    });

    it('refuses the high-S twin of a right signature', () => {
      const compact = compactFromDer(secp256k1.sign(DIGEST, SECRET));
      assert.ok(compact);
      const s = BigInt(`0x${hex(compact.subarray(32))}`);
      assert.ok(s <= ORDER / 2n);
      compact.set(scalar(ORDER - s), 32);
      assert.equal(secp256k1.verify(PUBLIC, DIGEST, derFromCompact(compact)), false);
    });

    it('refuses r and s of zero, of the order and above, without throwing', () => {
      const right = compactFromDer(secp256k1.sign(DIGEST, SECRET));
      assert.ok(right);
      for (const value of [0n, ORDER, ORDER + 1n, 2n ** 256n - 1n]) {
        for (const at of [0, 32]) {
          const wrong = right.slice();
          wrong.set(scalar(value), at);
          assert.equal(secp256k1.verify(PUBLIC, DIGEST, derFromCompact(wrong)), false, `${value} at ${at}`);
        }
      }
    });

    it('refuses a compact signature, a changed digest and digests of another length', () => {
      const signature = secp256k1.sign(DIGEST, SECRET);
      assert.equal(secp256k1.verify(PUBLIC, DIGEST, compactFromDer(signature) ?? signature), false);
      assert.equal(secp256k1.verify(PUBLIC, seededBytes(1, 32), signature), false);
      assert.equal(secp256k1.verify(PUBLIC, DIGEST.subarray(1), signature), false);
      assert.equal(secp256k1.verify(PUBLIC, Uint8Array.of(...DIGEST, 0), signature), false);
    });

    it('knows secrets: 32 bytes between 1 and the order of the group', () => {
      for (const [secret, valid] of [
        [scalar(1n), true],
        [scalar(ORDER - 1n), true],
        [scalar(0n), false],
        [scalar(ORDER), false],
        [new Uint8Array(31).fill(1), false],
        [new Uint8Array(33).fill(1), false],
      ] as const) {
        assert.equal(secp256k1.isSecret(secret), valid, hex(secret));
        if (valid) continue;
        assert.throws(() => secp256k1.publicKey(secret), { code: 'E_KEY_INVALID' });
        assert.throws(() => secp256k1.sign(DIGEST, secret), { code: 'E_KEY_INVALID' });
      }
    });
  });
}

describe('secp256k1 across back ends', () => {
  it('every back end makes the same low-S signature, which every back end takes', () => {
    const [reference] = SECP256K1S;
    assert.ok(reference);
    for (let seed = 1; seed <= 25; seed++) {
      const secret = seededBytes(seed, 32);
      const digest = seededBytes(seed + 1000, 32);
      const expected = hex(reference.sign(digest, secret));
      for (const secp256k1 of SECP256K1S) {
        assert.equal(hex(secp256k1.sign(digest, secret)), expected, `${secp256k1.name}, seed ${seed}`);
        assert.equal(hex(secp256k1.publicKey(secret)), hex(reference.publicKey(secret)));
        assert.ok(secp256k1.verify(reference.publicKey(secret), digest, bytes(expected)), secp256k1.name);
      }
    }
  });
});
