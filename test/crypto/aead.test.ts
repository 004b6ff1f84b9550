import assert from 'node:assert/strict';
import type { CipherName, Crypto } from '../../src/crypto/types.js';
import { CRYPTOS } from './back-ends.js';
import { bytes, hex } from './hex.js';
import { seededBytes, seededNumbers } from './seeded.js';

const CIPHERS: readonly CipherName[] = ['AES-128-GCM', 'AES-256-GCM', 'CHACHA20_POLY1305'];
const FIRST_NONCE = bytes('010000000000000000000000');

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(chunks));
}

for (const crypto of CRYPTOS) {
  describe(`AEAD, back end ${crypto.name}`, () => {
    it('seals the first records of the native default suite, AES-128-GCM', () => {
      const sealer = crypto.aead('AES-128-GCM').sealer(bytes('f16b1e93b55e020a333681575fb8b997'));
      const first = sealer.seal(FIRST_NONCE, [bytes('101112131415161718191a1b1c1d1e1f')]);
      assert.equal(hex(...first), '8159b67a77e065582021294fc8b5eea1ad3efc82eb3e1456b2b523f118bf1033');
      const second = sealer.seal(bytes('020000000000000000000000'), [
        Buffer.from('hello '),
        Buffer.from('world'),
      ]);
      assert.equal(hex(...second), 'cda83c13e961eda42515f8dbbcef11196d207dd353238cb7bea4ca');
    });

    it('seals the first records of the browser default suite, CHACHA20_POLY1305', () => {
      const key = bytes('c326e925bc136eae77dd104af005694d5fd775f7de54a07fb4f479dc9483a1e2');
      const sealer = crypto.aead('CHACHA20_POLY1305').sealer(key);
      const first = sealer.seal(FIRST_NONCE, [bytes('101112131415161718191a1b1c1d1e1f')]);
      assert.equal(hex(...first), '2db9e7f7ce05d637210d9e573aa6810cb33f48f4c7542a9259d9b4650ba6e218');
      const second = sealer.seal(bytes('020000000000000000000000'), [Buffer.from('hello world')]);
      assert.equal(hex(...second), '94bdb1c34d5e46698770ad32175c3c234bbdbf2d073b275d3fa09e');
    });

    for (const name of CIPHERS) {
      const aead = crypto.aead(name);
      const key = seededBytes(1, aead.keyBytes);

      it(`${name}: refuses a record with any single bit flipped, without throwing`, () => {
        const sealed = joined(aead.sealer(key).seal(FIRST_NONCE, [bytes('00ff10')]));
        const opener = aead.opener(key);
        for (let bit = 0; bit < sealed.length * 8; bit++) {
          const forged = sealed.slice();
          forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          assert.equal(opener.open(FIRST_NONCE, forged, 0, forged.length), undefined, `bit ${bit}`);
        }
        assert.equal(hex(opener.open(FIRST_NONCE, sealed, 0, sealed.length) ?? bytes('')), '00ff10');
      });

      it(`${name}: answers undefined to ranges that hold no tag or leave the buffer`, () => {
        const opener = aead.opener(key);
        const buffer = new Uint8Array(40);
        for (const [start, end] of [
          [0, 0],
          [0, 15],
          [30, 40],
          [0, 41],
          [-1, 30],
          [20, 10],
        ] as const) {
          assert.equal(opener.open(FIRST_NONCE, buffer, start, end), undefined, `${start}..${end}`);
        }
      });

      it(`${name}: leaves headroom free in front of small and large records`, () => {
        for (const size of [0, 1, 4096, 4097, 70_000]) {
          const parts = [seededBytes(size, size >> 1), seededBytes(size + 1, size - (size >> 1))];
          const bare = aead.sealer(key).seal(FIRST_NONCE, parts);
          const roomy = aead.sealer(key).seal(FIRST_NONCE, parts, 4);
          assert.equal(hex(...roomy), `00000000${hex(...bare)}`, `${size} bytes`);
          assert.ok((roomy[0]?.length ?? 0) >= 4);
        }
      });

      it(`${name}: the last 16 bytes of the last chunk are the tag, and a small record is one chunk`, () => {
        const small = aead.sealer(key).seal(FIRST_NONCE, [seededBytes(2, 4000), seededBytes(3, 96)]);
        assert.equal(small.length, 1);
        const large = aead.sealer(key).seal(FIRST_NONCE, [seededBytes(2, 4000), seededBytes(3, 97)]);
        assert.ok((large.at(-1)?.length ?? 0) >= 16);
      });

      it(`${name}: gives out memory that nobody else holds and leaves its input alone`, () => {
        const part = seededBytes(4, 100);
        const before = hex(part);
        const [chunk] = aead.sealer(key).seal(FIRST_NONCE, [part]);
        assert.ok(chunk);
        assert.equal(chunk.byteLength, chunk.buffer.byteLength);
        assert.equal(hex(part), before);
        const sealed = hex(chunk);
        const plain = aead.opener(key).open(FIRST_NONCE, chunk, 0, chunk.length);
        assert.ok(plain);
        assert.equal(
          Object.getPrototypeOf(plain),
          Uint8Array.prototype,
          'slice() of a Buffer would not copy',
        );
        plain.fill(0);
        assert.equal(hex(chunk), sealed);
      });

      it(`${name}: keeps its own copy of the key`, () => {
        const wiped = key.slice();
        const sealer = aead.sealer(wiped);
        const opener = aead.opener(wiped);
        wiped.fill(0);
        const sealed = joined(sealer.seal(FIRST_NONCE, [bytes('0102')]));
        assert.equal(hex(aead.opener(key).open(FIRST_NONCE, sealed, 0, 18) ?? bytes('')), '0102');
        assert.equal(hex(opener.open(FIRST_NONCE, sealed, 0, 18) ?? bytes('')), '0102');
      });

      it(`${name}: takes keys and nonces of its own length only`, () => {
        assert.throws(() => aead.sealer(new Uint8Array(aead.keyBytes - 1)), RangeError);
        assert.throws(() => aead.opener(new Uint8Array(aead.keyBytes + 1)), RangeError);
        assert.throws(() => aead.sealer(key).seal(new Uint8Array(16), [bytes('00')]), RangeError);
        assert.equal(aead.opener(key).open(new Uint8Array(16), new Uint8Array(20), 0, 20), undefined);
      });
    }
  });
}

describe('AEAD across back ends', () => {
  const seed = Number(process.env['TEST_SEED'] ?? 20_261);

  for (const name of CIPHERS) {
    it(`${name}: what one seals the other opens, cut into any parts (TEST_SEED=${seed})`, () => {
      const next = seededNumbers(seed);
      for (const [sealing, opening] of pairs()) {
        for (const size of [0, 1, 15, 16, 17, 255, 1024, 4096, 4097, 20_000]) {
          const plain = seededBytes(seed + size, size);
          const key = seededBytes(size, sealing.aead(name).keyBytes);
          const parts: Uint8Array[] = [];
          for (let at = 0; at < size;) {
            const end = Math.min(size, at + (next() % (size + 1)));
            parts.push(plain.subarray(at, end));
            at = end;
          }
          const nonce = seededBytes(size + 1, 12);
          const sealed = joined([
            bytes('aa'),
            ...sealing.aead(name).sealer(key).seal(nonce, parts),
            bytes('bb'),
          ]);
          const opened = opening
            .aead(name)
            .opener(key)
            .open(nonce, sealed, 1, sealed.length - 1);
          assert.ok(opened, `${sealing.name} to ${opening.name}, ${size} bytes`);
          assert.equal(hex(opened), hex(plain));
        }
      }
    });
  }
});

function* pairs(): Generator<[Crypto, Crypto]> {
  for (const one of CRYPTOS) for (const other of CRYPTOS) yield [one, other];
}
