import assert from 'node:assert/strict';

import { DiscoveryMessage, GetNodes, Node, Nodes } from '../../generated/discovery.js';
import { FrameMessage, PacketContent } from '../../generated/frames.js';
import { Address, IdentifyMessage } from '../../generated/identify.js';
import { Acknowledge } from '../../generated/net_identify.js';
import { Ping, PingMessage, Pong } from '../../generated/ping.js';
import { Exchange, Propose, PublicKey } from '../../generated/secio.js';
import { ProtocolInfo } from '../../generated/select.js';
import { NetworkMessage } from '../../generated/transmitter.js';
import type { Codec } from '../../src/wire/index.js';

const EMPTY = new Uint8Array(0);
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const text = (ascii: string): Uint8Array => Uint8Array.from(Buffer.from(ascii));
const LOCAL_8080 = bytes('047f000001061f90');
const PUBLIC_2000 = bytes('042f6fa9240607d0');
const GET_NODES = { version: 0, count: 1000, listenPort: undefined, requiredFlags: undefined };
const KEY_A = bytes('031b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f');

/** Both ways: the value has these bytes, and the bytes have this value. */
function golden<T>(what: string, codec: Codec<T>, value: T, hex: string): void {
  it(`${codec.name}: ${what}`, () => {
    assert.equal(Buffer.from(codec.encode(value)).toString('hex'), hex);
    assert.deepEqual(codec.decode(bytes(hex)), value);
    assert.equal(codec.size(value), hex.length / 2);
  });
}

describe('generated codecs make the bytes that tentacle peers make', () => {
  golden(
    'empty',
    Propose,
    { rand: EMPTY, pubkey: EMPTY, exchanges: '', ciphers: '', hashes: '' },
    '2c000000180000001c0000002000000024000000280000000000000000000000000000000000000000000000',
  );
  golden('empty', Exchange, { epubkey: EMPTY, signature: EMPTY }, '140000000c000000100000000000000000000000');
  golden('empty', PublicKey, { type: 'Secp256k1', value: EMPTY }, '0000000000000000');
  golden(
    'a key',
    PublicKey,
    { type: 'Secp256k1', value: KEY_A },
    `0000000021000000${Buffer.from(KEY_A).toString('hex')}`,
  );
  golden(
    'empty',
    ProtocolInfo,
    { name: '', supportVersions: [] },
    '140000000c000000100000000000000004000000',
  );
  golden(
    'a request',
    ProtocolInfo,
    { name: '/p2p/1', supportVersions: ['0.0.1'] },
    '270000000c00000016000000060000002f7032702f31110000000800000005000000302e302e31',
  );
  golden(
    'a refusal',
    ProtocolInfo,
    { name: '/p2p/1', supportVersions: [] },
    '1a0000000c00000016000000060000002f7032702f3104000000',
  );
  golden(
    'two versions',
    ProtocolInfo,
    { name: 'test', supportVersions: ['1.0.0', '1.1.1'] },
    '320000000c0000001400000004000000746573741e0000000c0000001500000005000000312e302e3005000000312e312e31',
  );
  golden('nonce 0', Ping, { nonce: 0 }, '0c0000000800000000000000');
  golden('nonce 0', Pong, { nonce: 0 }, '0c0000000800000000000000');
  golden(
    'Ping 0',
    PingMessage,
    { payload: { type: 'Ping', value: { nonce: 0 } } },
    '1800000008000000000000000c0000000800000000000000',
  );
  golden(
    'Ping 5',
    PingMessage,
    { payload: { type: 'Ping', value: { nonce: 5 } } },
    '1800000008000000000000000c0000000800000005000000',
  );
  golden(
    'Pong',
    PingMessage,
    { payload: { type: 'Pong', value: { nonce: 0x01020304 } } },
    '1800000008000000010000000c0000000800000004030201',
  );
  golden('empty', Address, { bytes: EMPTY }, '0c0000000800000000000000');
  golden(
    'empty',
    IdentifyMessage,
    { listenAddrs: [], observedAddr: { bytes: EMPTY }, identify: EMPTY },
    '24000000100000001400000020000000040000000c000000080000000000000000000000',
  );
  golden(
    'an address',
    IdentifyMessage,
    { listenAddrs: [{ bytes: LOCAL_8080 }], observedAddr: { bytes: LOCAL_8080 }, identify: text('abc') },
    '47000000100000002c000000400000001c00000008000000140000000800000008000000047f000001061f90' +
      '140000000800000008000000047f000001061f9003000000616263',
  );
  golden('empty', GetNodes, { ...GET_NODES, count: 0 }, '180000001000000014000000180000000000000000000000');
  golden(
    'with the flags of newer peers',
    GetNodes,
    { ...GET_NODES, requiredFlags: 1n },
    '240000001400000018000000' + '1c0000001c00000000000000e80300000100000000000000',
  );
  golden('empty', Nodes, { announce: false, items: [] }, '110000000c0000000d0000000004000000');
  golden('empty', Node, { addresses: [] }, '0c0000000800000004000000');
  golden(
    'GetNodes without a port',
    DiscoveryMessage,
    { payload: { type: 'GetNodes', value: GET_NODES } },
    '2400000008000000000000001800000010000000140000001800000000000000e8030000',
  );
  golden(
    'GetNodes with port 8080',
    DiscoveryMessage,
    { payload: { type: 'GetNodes', value: { ...GET_NODES, listenPort: 8080 } } },
    '2600000008000000000000001a00000010000000140000001800000000000000e8030000901f',
  );
  golden(
    'Nodes, asked for',
    DiscoveryMessage,
    { payload: { type: 'Nodes', value: { announce: false, items: [{ addresses: [LOCAL_8080] }] } } },
    '3d0000000800000001000000310000000c0000000d0000000024000000080000001c0000000800000014000000' +
      '0800000008000000047f000001061f90',
  );
  golden(
    'Nodes, announced',
    DiscoveryMessage,
    { payload: { type: 'Nodes', value: { announce: true, items: [{ addresses: [PUBLIC_2000] }] } } },
    '3d0000000800000001000000310000000c0000000d0000000124000000080000001c0000000800000014000000' +
      '0800000008000000042f6fa9240607d0',
  );
});

describe('generated protobuf codecs make the bytes that Rust peers make', () => {
  golden(
    'addresses',
    Acknowledge,
    { addrInfo: { listenAddrs: [PUBLIC_2000], observedAddr: bytes('042f6fa9240607d1') } },
    '0a140a08042f6fa9240607d01208042f6fa9240607d1',
  );
  golden(
    'a gossip message',
    NetworkMessage,
    { headers: new Map(), url: '/gossip/mempool/new_txs', content: text('hi') },
    '12172f676f737369702f6d656d706f6f6c2f6e65775f7478731a026869',
  );
  golden(
    'a header',
    NetworkMessage,
    { headers: new Map([['span_id', bytes('0000000000000001')]]), url: '', content: EMPTY },
    '0a130a077370616e5f696412080000000000000001',
  );
  golden(
    'negative numbers and an empty oneof member',
    FrameMessage,
    {
      head: undefined,
      body: {
        type: 'Ping',
        value: { timepointMicroseconds: -1n, pmtudPadding: EMPTY, pmtudReceivedSize: 0 },
      },
    },
    '2a0b08ffffffffffffffffff01',
  );
  it('PacketContent: an empty token is there, an absent one is not', () => {
    const fragment = PacketContent.decode(bytes('0a0422020a00')).fragment[0]!;
    assert.deepEqual(fragment.options, { token: EMPTY });
    assert.equal(Buffer.from(PacketContent.encode({ fragment: [fragment] })).toString('hex'), '0a0422020a00');
    assert.deepEqual(PacketContent.decode(bytes('0a022200')).fragment[0]!.options, { token: undefined });
  });
  it('PacketContent: extensions of an application are skipped', () => {
    // Field 2000, one byte; then the token.
    const { fragment } = PacketContent.decode(bytes('0a0922' + '07' + '827d01ff' + '0a0107'));
    assert.deepEqual(fragment[0]!.options, { token: bytes('07') });
  });
});
