import assert from 'node:assert/strict';
import { CRYPTOS } from './back-ends.js';
import { bytes, hex } from './hex.js';

for (const crypto of CRYPTOS) {
  describe(`digests and randomness, back end ${crypto.name}`, () => {
    it('hashes parts as if they were one', () => {
      const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
      assert.equal(hex(crypto.sha256(Buffer.from('abc'))), abc);
      assert.equal(hex(crypto.sha256(Buffer.from('a'), bytes(''), Buffer.from('bc'))), abc);
      const nothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
      assert.equal(hex(crypto.sha256()), nothing);
    });

    it('computes the HMACs of key stretching', () => {
      const seed = Buffer.from('key expansion');
      for (const [key, expected] of [
        ['00'.repeat(32), '67903cc75591ef474fc655a420358fcd3230990a25205501e23dc1019a78cf50'],
        [
          '9da650904dc1c60617dc57dcbf48a8c53621dbe1549ca52595e0f420aa4f7d23' +
            'ab1ab2b05ca8161bcd2ce53d9815de51f15174ec4aa6599105a26ce637360911',
          '2797b63fb4afe08b2a83827437923e1f9d5fd90f49510a53f38d40e367906379',
        ],
      ] as const) {
        const a1 = crypto.hmac('SHA256', bytes(key), seed);
        assert.equal(hex(crypto.hmac('SHA256', bytes(key), a1, seed)), expected);
      }
      assert.equal(crypto.hmac('SHA512', bytes('01'), seed).length, 64);
    });

    it('answers with plain arrays, whose slice() copies', () => {
      for (const array of [
        crypto.sha256(),
        crypto.hmac('SHA256', bytes('01')),
        crypto.agreement('P-256').generate().publicKey,
        crypto.agreement('X25519').generate().publicKey,
      ]) {
        assert.equal(Object.getPrototypeOf(array), Uint8Array.prototype);
      }
    });

    it('fills the very array it is given with randomness, also beyond 65,536 bytes', () => {
      const target = new Uint8Array(200_000);
      assert.equal(crypto.random(target), target);
      for (let at = 0; at < target.length; at += 50_000) {
        assert.ok(target.subarray(at, at + 50_000).some((byte) => byte !== 0));
      }
      assert.notEqual(hex(crypto.random(new Uint8Array(16))), hex(crypto.random(new Uint8Array(16))));
    });
  });
}
