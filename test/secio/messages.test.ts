import assert from 'node:assert/strict';
import { Exchange, Propose, PublicKey } from '../../generated/secio.js';
import { bytes, hex } from '../crypto/hex.js';
import { KNOWN_HANDSHAKES } from './known-handshakes.js';

const NOTHING = new Uint8Array();

describe('secio messages', () => {
  it('encode empty values as tentacle does', () => {
    const propose = { rand: NOTHING, pubkey: NOTHING, exchanges: '', ciphers: '', hashes: '' };
    assert.equal(
      hex(Propose.encode(propose)),
      '2c000000180000001c000000200000002400000028000000' + '00'.repeat(20),
    );
    assert.equal(
      hex(Exchange.encode({ epubkey: NOTHING, signature: NOTHING })),
      '140000000c000000100000000000000000000000',
    );
    assert.equal(hex(PublicKey.encode({ type: 'Secp256k1', value: NOTHING })), '0000000000000000');
  });

  it('put a public key into a union: id, length, 33 bytes', () => {
    const key = '031b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f';
    const union = PublicKey.encode({ type: 'Secp256k1', value: bytes(key) });
    assert.equal(hex(union), `0000000021000000${key}`);
    assert.equal(hex(PublicKey.decode(union).value), key);
  });

  it('keep a Propose of 16 bytes of nonce and 256 bytes of key', () => {
    const propose = {
      rand: new Uint8Array(16).fill(7),
      pubkey: new Uint8Array(256).fill(0x19),
      exchanges: '',
      ciphers: '',
      hashes: '',
    };
    assert.deepEqual(Propose.decode(Propose.encode(propose)), propose);
  });

  it('keep an Exchange of 256 bytes of key and 256 bytes of signature', () => {
    const exchange = { epubkey: new Uint8Array(256).fill(9), signature: new Uint8Array(256).fill(1) };
    assert.deepEqual(Exchange.decode(Exchange.encode(exchange)), exchange);
  });

  it('have the 173 bytes and the offsets that a native peer is recognised by', () => {
    const propose = bytes(KNOWN_HANDSHAKES[0]!.a.propose);
    assert.equal(propose.length, 173);
    const view = new DataView(propose.buffer);
    const offsets = Array.from({ length: 6 }, (_, index) => view.getUint32(4 * index, true));
    assert.deepEqual(offsets, [173, 24, 44, 89, 111, 156]);
  });
});
