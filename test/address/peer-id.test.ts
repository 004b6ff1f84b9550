import assert from 'node:assert/strict';
import { base58Decode, base58Encode } from '../../src/address/base58.js';
import { isPeerId, peerIdFromBytes, peerIdFromPublicKey, peerIdToBytes } from '../../src/address/peer-id.js';
import { nodeCrypto } from '../../src/crypto/node.js';
import { bytes, hex } from '../crypto/hex.js';
import { seededBytes } from '../crypto/seeded.js';

describe('peer ids', () => {
  it('are the SHA-256 multihash of the raw public key', () => {
    for (const [publicKey, peer] of [
      [
        '031b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f',
        'Qmecbv6CRqPqSyZUvQ8SQErHYAbq4f2Pucq8ofs2MsdZnG',
      ],
      [
        '024d4b6cd1361032ca9bd2aeb9d900aa4d45d9ead80ac9423374c451a7254d0766',
        'QmWzuDoiMwd6yviVHpD4JpeUBiP3ffdenERsaMAazAsUU8',
      ],
    ] as const) {
      assert.equal(peerIdFromPublicKey(bytes(publicKey), nodeCrypto.sha256), peer);
      assert.ok(isPeerId(peer));
    }
  });

  it('go from text to bytes and back', () => {
    for (const [text, binary] of [
      [
        'QmNQ4jky6uVqLDrPU7snqxARuNGWNLgSrTnssbRuy3ij2W',
        '122000dfe959a02e58d653172932bc53f490170712535c021759fb9ff4a6ff8454c7',
      ],
      [
        'QmcgpsyWgH8Y8ajJz1Cu72KnS5uo2Aa2LpzU7kinSupNKC',
        '1220d52ebb89d85b02a284948203a62ff28389c57c9f42beec4ec20db76a68911c0b',
      ],
    ] as const) {
      assert.equal(hex(peerIdToBytes(text)), binary);
      assert.equal(peerIdFromBytes(bytes(binary)), text);
    }
  });

  it('always have 46 characters', () => {
    for (const digest of ['00'.repeat(32), 'ff'.repeat(32)]) {
      const text = peerIdFromBytes(bytes(`1220${digest}`));
      assert.equal(text.length, 46);
      assert.equal(hex(peerIdToBytes(text)), `1220${digest}`);
    }
  });

  for (const [what, binary] of [
    ['no bytes', ''],
    ['another hash code', `1320${'00'.repeat(32)}`],
    ['a missing byte', `1220${'00'.repeat(31)}`],
    ['a byte too many', `1220${'00'.repeat(33)}`],
    ['another digest length', `121f${'00'.repeat(32)}`],
  ] as const) {
    it(`do not come from ${what}`, () => {
      assert.throws(() => peerIdFromBytes(bytes(binary)), { code: 'E_PEER_ID_INVALID' });
    });
  }

  for (const text of [
    '',
    'Qm',
    'QmNQ4jky6uVqLDrPU7snqxARuNGWNLgSrTnssbRuy3ij2',
    'QmNQ4jky6uVqLDrPU7snqxARuNGWNLgSrTnssbRuy3ij20',
    'QmNQ4jky6uVqLDrPU7snqxARuNGWNLgSrTnssbRuy3ij2W1',
    ' QmNQ4jky6uVqLDrPU7snqxARuNGWNLgSrTnssbRuy3ij2',
    base58Encode(bytes(`1320${'00'.repeat(32)}`)),
    base58Encode(bytes(`121f${'00'.repeat(32)}`)),
    '1'.repeat(46),
    'z'.repeat(46),
    'Q'.repeat(1_000_000),
  ]) {
    it(`do not come from the text ${JSON.stringify(text.slice(0, 50))}`, () => {
      assert.throws(() => peerIdToBytes(text), { code: 'E_PEER_ID_INVALID' });
      assert.ok(!isPeerId(text));
    });
  }
});

describe('base58', () => {
  it('writes leading zero bytes as leading 1s', () => {
    for (const [binary, text] of [
      ['', ''],
      ['00', '1'],
      ['0000', '11'],
      ['00000000000000000000', '1111111111'],
      ['61', '2g'],
      ['626262', 'a3gV'],
      ['73696d706c792061206c6f6e6720737472696e67', '2cFupjhnEsSn59qHXstmK2ffpLv2'],
      ['00eb15231dfceb60925886b67d065299925915aeb172c06647', '1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9L'],
    ] as const) {
      assert.equal(base58Encode(bytes(binary)), text);
      assert.equal(hex(base58Decode(text) ?? bytes('ff')), binary);
    }
  });

  it('brings any bytes back', () => {
    for (let seed = 0; seed < 500; seed++) {
      const some = seededBytes(seed, seed % 50);
      if (seed % 3 === 0) some.fill(0, 0, seed % 7);
      assert.equal(hex(base58Decode(base58Encode(some)) ?? bytes('ff')), hex(some), `seed ${seed}`);
    }
  });

  it('knows no 0, O, I, l or anything else', () => {
    for (const text of ['0', 'O', 'I', 'l', '2g ', '2g\n', 'é', '💥'])
      assert.equal(base58Decode(text), undefined);
  });
});
