import type { Proposals, Suite } from '../../src/secio/suite.js';

/** One side of a handshake with fixed secrets, and every byte that it makes of them. */
export interface KnownSide {
  readonly secret: string;
  readonly publicKey: string;
  readonly peer: string;
  readonly nonce: string;
  readonly propose: string;
  readonly ephemeralSecret: string;
  readonly ephemeralPublic: string;
  /** SHA-256 of own Propose, remote Propose and own ephemeral key. */
  readonly digest: string;
  readonly signature: string;
  readonly exchange: string;
  /** Cipher key of what it sends. */
  readonly key: string;
  /** The nonce of the other side, sealed: its first record, with length prefix. */
  readonly firstRecord: string;
}

/** A handshake between A, the greater side, and B. Confirmed bit for bit by tentacle-secio 0.6.9. */
export interface KnownHandshake {
  readonly name: string;
  readonly proposals: Proposals;
  readonly suite: Suite;
  /** SHA-256 of B's key and A's nonce, then of A's key and B's nonce: A's is the greater. */
  readonly order: readonly [string, string];
  readonly shared: string;
  readonly stretched: string;
  readonly a: KnownSide;
  readonly b: KnownSide;
  /** "hello world" in A's second record. */
  readonly helloRecord: string;
}

const A = {
  secret: '01'.repeat(32),
  publicKey: '031b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f',
  peer: 'Qmecbv6CRqPqSyZUvQ8SQErHYAbq4f2Pucq8ofs2MsdZnG',
  nonce: '000102030405060708090a0b0c0d0e0f',
} as const;

const B = {
  secret: '02'.repeat(32),
  publicKey: '024d4b6cd1361032ca9bd2aeb9d900aa4d45d9ead80ac9423374c451a7254d0766',
  peer: 'QmWzuDoiMwd6yviVHpD4JpeUBiP3ffdenERsaMAazAsUU8',
  nonce: '101112131415161718191a1b1c1d1e1f',
} as const;

const ORDER = [
  'f41483ece70cc4728b1635a8e44041393131bd13a6f9b136569630303096965b',
  '322bd5d94d7609cd3c1082f7f8ad2cd5f82505bcfd595d19f6dec4db444c3c7f',
] as const;

/** What two native peers agree on. */
const NATIVE: KnownHandshake = {
  name: 'native defaults: P-256, AES-128-GCM, SHA256',
  proposals: {
    exchanges: ['P-256', 'P-384', 'X25519'],
    ciphers: ['AES-128-GCM', 'AES-256-GCM', 'CHACHA20_POLY1305'],
    digests: ['SHA256', 'SHA512'],
  },
  suite: { exchange: 'P-256', cipher: 'AES-128-GCM', digest: 'SHA256' },
  order: ORDER,
  shared: '5238f9f956812e75918895390fa057a2063aa66d4d5eefbe6ecdcf78342d2922',
  stretched:
    '43f0ccc182862afa3669d916f16b1e93b55e020a333681575fb8b9978e2e260d41f4e61ae9243604a09b3fa82bafb5cb' +
    'e583f0d63c6b2ecab9969aacff7c072f208cea4c0fa2172da28d1c7b634bce7bff3e417ec9a9f5f82bd850c9c2c44cc0',
  a: {
    ...A,
    propose:
      'ad000000180000002c000000590000006f0000009c00000010000000000102030405060708090a0b0c0d0e0f29000000' +
      '0000000021000000031b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f12000000502d32' +
      '35362c502d3338342c583235353139290000004145532d3132382d47434d2c4145532d3235362d47434d2c4348414348' +
      '4132305f504f4c59313330350d0000005348413235362c534841353132',
    ephemeralSecret: '33'.repeat(32),
    ephemeralPublic:
      '0451a7580833898ea1b183cbd7350a4099078c6ef1c1e18e970cd7683035f25e7d0110522712b0b5a7cff0816854869' +
      '84a94e6831edac46e7360fa9d834a7a81a1',
    digest: 'c0670fdf1dbbc24fcd6818e3266e1879a4f5dbe11f358770838e42f3f166d51d',
    signature:
      '3045022100e43ab52dccfaf4f1e6aa7b27c10f078cb56c9da4ef625c006b15a01050ec09120220013a0865c63f0afb7a' +
      '8d2400190e3c2af452e360cadb3aa885e837ec101f7a38',
    exchange:
      '9c0000000c00000051000000410000000451a7580833898ea1b183cbd7350a4099078c6ef1c1e18e970cd7683035f25e' +
      '7d0110522712b0b5a7cff081685486984a94e6831edac46e7360fa9d834a7a81a1470000003045022100e43ab52dccfa' +
      'f4f1e6aa7b27c10f078cb56c9da4ef625c006b15a01050ec09120220013a0865c63f0afb7a8d2400190e3c2af452e360' +
      'cadb3aa885e837ec101f7a38',
    key: 'f16b1e93b55e020a333681575fb8b997',
    firstRecord: '000000208159b67a77e065582021294fc8b5eea1ad3efc82eb3e1456b2b523f118bf1033',
  },
  b: {
    ...B,
    propose:
      'ad000000180000002c000000590000006f0000009c00000010000000101112131415161718191a1b1c1d1e1f29000000' +
      '0000000021000000024d4b6cd1361032ca9bd2aeb9d900aa4d45d9ead80ac9423374c451a7254d076612000000502d32' +
      '35362c502d3338342c583235353139290000004145532d3132382d47434d2c4145532d3235362d47434d2c4348414348' +
      '4132305f504f4c59313330350d0000005348413235362c534841353132',
    ephemeralSecret: '44'.repeat(32),
    ephemeralPublic:
      '045b36890dacbd7c9a96bb74a1ee28b3d2d75b72e09a20ef25cf8e6fd8a9f0350d0e14bed8d4682a34d83538bdff5b9' +
      '6e89a6666ec0db5745d02fa1210072df75a',
    digest: '70a39b84658dd7106203a541c3329ba47b3946c0c5cd8a5d9335e27e19fd528f',
    signature:
      '304402201149987ca991808d019cb3d99aa96c91a0244fdc75c67083dc49f49c886c2f2202207b6499bd9d2341daf106' +
      'fac15bd0fc5e80699322bba037cd4ac9648fd4c3cd06',
    exchange:
      '9b0000000c0000005100000041000000045b36890dacbd7c9a96bb74a1ee28b3d2d75b72e09a20ef25cf8e6fd8a9f035' +
      '0d0e14bed8d4682a34d83538bdff5b96e89a6666ec0db5745d02fa1210072df75a46000000304402201149987ca99180' +
      '8d019cb3d99aa96c91a0244fdc75c67083dc49f49c886c2f2202207b6499bd9d2341daf106fac15bd0fc5e80699322bb' +
      'a037cd4ac9648fd4c3cd06',
    key: 'ff7c072f208cea4c0fa2172da28d1c7b',
    firstRecord: '00000020ee8eb22e71b7063ac9752098277168737f2a98e3bb84159b86998bc7d0f1393d',
  },
  helloRecord: '0000001bcda83c13e961eda42515f8dbbcef11196d207dd353238cb7bea4ca',
};

/** What two peers in browsers agree on. */
const BROWSER: KnownHandshake = {
  name: 'browser defaults: X25519, CHACHA20_POLY1305, SHA256',
  proposals: { exchanges: ['X25519'], ciphers: ['CHACHA20_POLY1305'], digests: ['SHA256', 'SHA512'] },
  suite: { exchange: 'X25519', cipher: 'CHACHA20_POLY1305', digest: 'SHA256' },
  order: ORDER,
  shared: '9e004098efc091d4ec2663b4e9f5cfd4d7064571690b4bea97ab146ab9f35056',
  stretched:
    'cbbe0a7bc1f417013f3df518c326e925bc136eae77dd104af005694d5fd775f7de54a07fb4f479dc9483a1e2a5ab8dd0' +
    '85899fc1eda7987042846338a41b541182eaa41785ecb87b786122a86b2eeee659317f4b36674ce94b42dc197c925783' +
    '23985d7ddfc1e243df0047dce8bf1f5ceae1ba1f3ca16609cda2ccf02c2e7e16',
  a: {
    ...A,
    propose:
      '89000000180000002c00000059000000630000007800000010000000000102030405060708090a0b0c0d0e0f29000000' +
      '0000000021000000031b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f06000000583235' +
      '3531391100000043484143484132305f504f4c59313330350d0000005348413235362c534841353132',
    ephemeralSecret: '11'.repeat(32),
    ephemeralPublic: '7b4e909bbe7ffe44c465a220037d608ee35897d31ef972f07f74892cb0f73f13',
    digest: 'db334d9da34413daea318074e564a813eab1ffb851be6a3dea6db326045871c0',
    signature:
      '30450221008742cdcb4c752baf7d2f09e7d73c4cdc981fcdd004566ca06fc7b73bd492a1f502205f53121248015f345f' +
      '9c4a72f0d76198532ec1d55b37829f984d0ba4a28c6465',
    exchange:
      '7b0000000c00000030000000200000007b4e909bbe7ffe44c465a220037d608ee35897d31ef972f07f74892cb0f73f13' +
      '4700000030450221008742cdcb4c752baf7d2f09e7d73c4cdc981fcdd004566ca06fc7b73bd492a1f502205f53121248' +
      '015f345f9c4a72f0d76198532ec1d55b37829f984d0ba4a28c6465',
    key: 'c326e925bc136eae77dd104af005694d5fd775f7de54a07fb4f479dc9483a1e2',
    firstRecord: '000000202db9e7f7ce05d637210d9e573aa6810cb33f48f4c7542a9259d9b4650ba6e218',
  },
  b: {
    ...B,
    propose:
      '89000000180000002c00000059000000630000007800000010000000101112131415161718191a1b1c1d1e1f29000000' +
      '0000000021000000024d4b6cd1361032ca9bd2aeb9d900aa4d45d9ead80ac9423374c451a7254d076606000000583235' +
      '3531391100000043484143484132305f504f4c59313330350d0000005348413235362c534841353132',
    ephemeralSecret: '22'.repeat(32),
    ephemeralPublic: '0faa684ed28867b97f4a6a2dee5df8ce974e76b7018e3f22a1c4cf2678570f20',
    digest: '306537c44035341291c64d611c7dc66137f4f6d6bcdaa0c7bab13d9563604a2f',
    signature:
      '3045022100acb7e14f51e1ab1af212a8e54a573cdfe29a8e4044aa550bd028cc1cc5cb7fb302201c358c0060e5f0d0eb' +
      '9fcffc78084d9d79dbc3f33334fe38d8a483c3e4952f30',
    exchange:
      '7b0000000c00000030000000200000000faa684ed28867b97f4a6a2dee5df8ce974e76b7018e3f22a1c4cf2678570f20' +
      '470000003045022100acb7e14f51e1ab1af212a8e54a573cdfe29a8e4044aa550bd028cc1cc5cb7fb302201c358c0060' +
      'e5f0d0eb9fcffc78084d9d79dbc3f33334fe38d8a483c3e4952f30',
    key: '6b2eeee659317f4b36674ce94b42dc197c92578323985d7ddfc1e243df0047dc',
    firstRecord: '000000208057a0a6c2c08f402bb922b090eb46d6b72cc44ef76ec5088c7bb1d690fc92f8',
  },
  helloRecord: '0000001b94bdb1c34d5e46698770ad32175c3c234bbdbf2d073b275d3fa09e',
};

export const KNOWN_HANDSHAKES: readonly KnownHandshake[] = [NATIVE, BROWSER];
