import assert from 'node:assert/strict';
import type { CipherName } from '../../src/crypto/types.js';
import { RecordNonce, RecordOpener, RecordSealer } from '../../src/secio/record.js';
import { CRYPTOS } from '../vectors/cryptos.js';
import { bytes, hex } from '../crypto/hex.js';
import { seededBytes } from '../crypto/seeded.js';
import { withCode } from '../vectors/with-code.js';
import { KNOWN_HANDSHAKES } from './known-handshakes.js';

const CIPHERS: readonly CipherName[] = ['AES-128-GCM', 'AES-256-GCM', 'CHACHA20_POLY1305'];
const ZEROS = '00'.repeat(8);

describe('secio record nonce', () => {
  function after(steps: number): string {
    const nonce = new RecordNonce();
    for (let i = 0; i < steps; i++) nonce.advance();
    return hex(nonce.bytes);
  }

  it('starts at zero and counts up before its first use, little-endian', () => {
    const nonce = new RecordNonce();
    assert.equal(hex(nonce.bytes), '00000000' + ZEROS);
    assert.equal(hex(nonce.advance()), '01000000' + ZEROS);
    assert.equal(hex(nonce.advance()), '02000000' + ZEROS);
  });

  for (const [steps, leading] of [
    [255, 'ff000000'],
    [256, '00010000'],
    [257, '01010000'],
    [65_535, 'ffff0000'],
    [65_536, '00000100'],
  ] as const) {
    it(`is ${leading}… for record ${steps}`, () => assert.equal(after(steps), leading + ZEROS));
  }

  it('carries through all twelve bytes', () => {
    const nonce = new RecordNonce();
    nonce.bytes.fill(0xff, 0, 11);
    assert.equal(hex(nonce.advance()), '00'.repeat(11) + '01');
    nonce.bytes.fill(0xff);
    assert.equal(hex(nonce.advance()), '00'.repeat(12));
  });
});

for (const crypto of CRYPTOS) {
  describe(`secio records, back end ${crypto.name}`, () => {
    const joined = (chunks: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(chunks));
    const sealerOf = (cipher: CipherName, key: Uint8Array): RecordSealer =>
      new RecordSealer(crypto.aead(cipher).sealer(key));
    const openerOf = (cipher: CipherName, key: Uint8Array): RecordOpener =>
      new RecordOpener(crypto.aead(cipher).opener(key));
    const open = (opener: RecordOpener, record: Uint8Array): string =>
      Buffer.from(opener.open(record, 4, record.length)).toString();

    for (const known of KNOWN_HANDSHAKES) {
      it(`are the known ones for ${known.suite.cipher}: prefix, ciphertext, tag`, () => {
        const sealer = sealerOf(known.suite.cipher, bytes(known.a.key));
        assert.equal(hex(...sealer.seal([bytes(known.b.nonce)])), known.a.firstRecord);
        assert.equal(hex(...sealer.seal([Buffer.from('hello world')])), known.helloRecord);
        const opener = openerOf(known.suite.cipher, bytes(known.a.key));
        assert.equal(hex(opener.open(bytes(known.a.firstRecord), 4, 36)), known.b.nonce);
        assert.equal(open(opener, bytes(known.helloRecord)), 'hello world');
      });
    }

    for (const cipher of CIPHERS) {
      const key = seededBytes(3, crypto.aead(cipher).keyBytes);

      it(`${cipher}: open in the order in which they were sealed, each under its own nonce`, () => {
        const [sealer, opener] = [sealerOf(cipher, key), openerOf(cipher, key)];
        const records = ['same', 'same', 'other'].map((text) => joined(sealer.seal([Buffer.from(text)])));
        assert.notDeepEqual(records[0], records[1]);
        assert.deepEqual(
          records.map((record) => open(opener, record)),
          ['same', 'same', 'other'],
        );
      });

      it(`${cipher}: do not open when one before them was left out`, () => {
        const [sealer, opener] = [sealerOf(cipher, key), openerOf(cipher, key)];
        sealer.seal([Buffer.from('lost')]);
        const second = joined(sealer.seal([Buffer.from('kept')]));
        assert.throws(() => open(opener, second), withCode('E_SECIO_RECORD', 'tag'));
      });

      it(`${cipher}: are one record whatever the parts, and tell their length`, () => {
        const parts = [1, 5_000, 70_000, 3].map((length) => seededBytes(length, length));
        const record = joined(sealerOf(cipher, key).seal(parts));
        assert.equal(new DataView(record.buffer).getUint32(0), record.length - 4);
        assert.equal(record.length, 4 + 75_004 + 16);
        assert.deepEqual(joined([openerOf(cipher, key).open(record, 4, record.length)]), joined(parts));
      });

      for (const other of CIPHERS.filter((each) => each !== cipher)) {
        it(`${cipher}: do not open as ${other}`, () => {
          const record = joined(sealerOf(cipher, key).seal([Buffer.from('hello world')]));
          const opener = openerOf(other, seededBytes(3, crypto.aead(other).keyBytes));
          assert.throws(() => open(opener, record), withCode('E_SECIO_RECORD'));
        });
      }
    }

    it('are refused below 16 bytes, which is the tag alone', () => {
      const opener = openerOf('AES-128-GCM', new Uint8Array(16));
      assert.throws(() => opener.open(new Uint8Array(15), 0, 15), withCode('E_SECIO_RECORD', '15 bytes'));
    });

    it('are refused with any byte changed', () => {
      const record = joined(sealerOf('CHACHA20_POLY1305', new Uint8Array(32)).seal([Buffer.from('abc')]));
      for (let at = 4; at < record.length; at++) {
        const changed = record.slice();
        changed[at] = changed[at]! ^ 0x80;
        const opener = openerOf('CHACHA20_POLY1305', new Uint8Array(32));
        assert.throws(() => open(opener, changed), withCode('E_SECIO_RECORD', 'tag'), `byte ${at}`);
      }
    });
  });
}
