import assert from 'node:assert/strict';
import type { AgreementName, Crypto } from '../../src/crypto/types.js';
import { CRYPTOS } from './back-ends.js';
import { bytes, hex } from './hex.js';

const AGREEMENTS = { 'P-256': 65, 'P-384': 97, X25519: 32 } as const;
const NAMES = Object.keys(AGREEMENTS) as AgreementName[];

const P256_A = '33'.repeat(32);
const P256_B = '44'.repeat(32);
const P256_B_PUBLIC =
  '045b36890dacbd7c9a96bb74a1ee28b3d2d75b72e09a20ef25cf8e6fd8a9f0350d' +
  '0e14bed8d4682a34d83538bdff5b96e89a6666ec0db5745d02fa1210072df75a';
const P256_SHARED = '5238f9f956812e75918895390fa057a2063aa66d4d5eefbe6ecdcf78342d2922';

for (const crypto of CRYPTOS) {
  describe(`key agreement, back end ${crypto.name}`, () => {
    it('reproduces the P-256 agreement of a native handshake', () => {
      const a = crypto.agreement('P-256').fromSecret(bytes(P256_A));
      const b = crypto.agreement('P-256').fromSecret(bytes(P256_B));
      assert.equal(
        hex(a.publicKey),
        '0451a7580833898ea1b183cbd7350a4099078c6ef1c1e18e970cd7683035f25e7d' +
          '0110522712b0b5a7cff081685486984a94e6831edac46e7360fa9d834a7a81a1',
      );
      assert.equal(hex(b.publicKey), P256_B_PUBLIC);
      assert.equal(agreed(a.agree(b.publicKey)), P256_SHARED);
      assert.equal(agreed(b.agree(a.publicKey)), P256_SHARED);
    });

    it('reproduces the X25519 agreement of a browser handshake', () => {
      const a = crypto.agreement('X25519').fromSecret(bytes('11'.repeat(32)));
      const b = crypto.agreement('X25519').fromSecret(bytes('22'.repeat(32)));
      assert.equal(hex(a.publicKey), '7b4e909bbe7ffe44c465a220037d608ee35897d31ef972f07f74892cb0f73f13');
      assert.equal(hex(b.publicKey), '0faa684ed28867b97f4a6a2dee5df8ce974e76b7018e3f22a1c4cf2678570f20');
      const shared = '9e004098efc091d4ec2663b4e9f5cfd4d7064571690b4bea97ab146ab9f35056';
      assert.equal(agreed(a.agree(b.publicKey)), shared);
      assert.equal(agreed(b.agree(a.publicKey)), shared);
    });

    it('takes a hybrid point of the right parity, as native peers do, and refuses the wrong one', () => {
      const own = crypto.agreement('P-256').fromSecret(bytes(P256_A));
      const [even, odd] = ['06', '07'].map((form) => bytes(form + P256_B_PUBLIC.slice(2))) as [
        Uint8Array,
        Uint8Array,
      ];
      assert.equal(agreed(own.agree(even)), P256_SHARED, 'y is even');
      assert.equal(own.agree(odd), undefined);
    });

    it('refuses P-256 points that are compressed, off the curve, at infinity or of another form', () => {
      const own = crypto.agreement('P-256').fromSecret(bytes(P256_A));
      const offCurve = bytes(P256_B_PUBLIC);
      offCurve[64] = 0x5b;
      for (const key of [
        bytes(`02${P256_B_PUBLIC.slice(2, 66)}`),
        offCurve,
        bytes('00'),
        new Uint8Array(65),
        bytes(`05${P256_B_PUBLIC.slice(2)}`),
        bytes(`04${'ff'.repeat(64)}`),
        bytes(`04${'00'.repeat(64)}`),
      ]) {
        assert.equal(own.agree(key), undefined, hex(key));
      }
    });

    it('refuses X25519 keys whose shared secret is zero', () => {
      const own = crypto.agreement('X25519').generate();
      assert.equal(own.agree(new Uint8Array(32)), undefined);
      assert.equal(own.agree(bytes(`01${'00'.repeat(31)}`)), undefined);
      // Of order 8.
      const small = bytes('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800');
      assert.equal(own.agree(small), undefined);
    });

    for (const name of NAMES) {
      it(`${name}: keys have ${AGREEMENTS[name]} bytes on the wire, other lengths are refused`, () => {
        const own = crypto.agreement(name).generate();
        assert.equal(own.publicKey.length, AGREEMENTS[name]);
        const remote = crypto.agreement(name).generate().publicKey;
        for (const key of [remote.slice(1), Uint8Array.of(...remote, 0), new Uint8Array()]) {
          assert.equal(own.agree(key), undefined, `${key.length} bytes`);
        }
      });

      it(`${name}: a fresh key differs from the one before`, () => {
        const { generate } = crypto.agreement(name);
        assert.notEqual(hex(generate().publicKey), hex(generate().publicKey));
      });

      it(`${name}: refuses secrets of another length or value with E_KEY_INVALID`, () => {
        const { fromSecret } = crypto.agreement(name);
        const length = name === 'P-384' ? 48 : 32;
        assert.throws(() => fromSecret(new Uint8Array(length - 1).fill(1)), { code: 'E_KEY_INVALID' });
        if (name === 'X25519') return;
        assert.throws(() => fromSecret(new Uint8Array(length)), { code: 'E_KEY_INVALID' });
        assert.throws(() => fromSecret(new Uint8Array(length).fill(0xff)), { code: 'E_KEY_INVALID' });
      });
    }
  });
}

describe('key agreement across back ends', () => {
  for (const name of NAMES) {
    it(`${name}: any two back ends come to the same secret of full width`, () => {
      for (const [one, other] of CRYPTOS.flatMap((a) => CRYPTOS.map((b) => [a, b] as [Crypto, Crypto]))) {
        const a = one.agreement(name).generate();
        const b = other.agreement(name).generate();
        const shared = a.agree(b.publicKey);
        assert.ok(shared);
        assert.equal(shared.length, name === 'P-384' ? 48 : 32);
        assert.equal(agreed(b.agree(a.publicKey)), hex(shared));
      }
    });
  }
});

function agreed(shared: Uint8Array | undefined): string | undefined {
  return shared && hex(shared);
}
