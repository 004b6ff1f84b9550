import assert from 'node:assert/strict';
import { Multiaddr } from '../../src/address/multiaddr.js';
import { fromSocket, isReachable, socketAddress, transportOf } from '../../src/address/reach.js';

const PEER = 'QmNQ4jky6uVqLDrPU7snqxARuNGWNLgSrTnssbRuy3ij2W';

describe('the socket address of a multiaddr', () => {
  for (const [text, host, port, family] of [
    ['/ip4/127.0.0.1/tcp/1337', '127.0.0.1', 1337, 'ip4'],
    [`/p2p/${PEER}/ip4/127.0.0.1/tcp/1337`, '127.0.0.1', 1337, 'ip4'],
    [`/ip4/127.0.0.1/tcp/1337/p2p/${PEER}/ws`, '127.0.0.1', 1337, 'ip4'],
    ['/ip6/::1/tcp/0/ws', '::1', 0, 'ip6'],
    ['/dns4/example.com/tcp/80', 'example.com', 80, 'dns'],
    ['/dns6/example.com/tcp/80/wss', 'example.com', 80, 'dns'],
    ['/ip4/10.0.0.1/udp/1/ip4/127.0.0.1/tcp/2', '127.0.0.1', 2, 'ip4'],
  ] as const) {
    it(`of ${text} is ${host}:${port}`, () => {
      assert.deepEqual(socketAddress(Multiaddr.parse(text)), { host, port, family });
    });
  }

  for (const text of [
    `/ip4/127.0.0.1/p2p/${PEER}/tcp/1337`,
    '/ip4/127.0.0.1',
    '/ip4/127.0.0.1/udp/1337/quic-v1',
    '/tcp/1337/ip4/127.0.0.1',
    '/memory/1',
    '/dns4//tcp/80',
  ]) {
    it(`of ${text} does not exist`, () => assert.equal(socketAddress(Multiaddr.parse(text)), undefined));
  }
});

describe('the transport of a multiaddr', () => {
  for (const [text, transport] of [
    ['/ip4/127.0.0.1/tcp/1337', 'tcp'],
    ['/ip4/127.0.0.1/tcp/1337/ws', 'ws'],
    [`/ip4/127.0.0.1/tcp/1337/p2p/${PEER}/ws`, 'ws'],
    ['/ip4/127.0.0.1/tcp/1337/wss', 'wss'],
    ['/ip4/127.0.0.1/tcp/1337/tls/', 'tls'],
    ['/ip4/127.0.0.1/tcp/1337/tls/main/ws', 'tls'],
    ['/memory/1', 'memory'],
    ['/ip4/127.0.0.1/udp/4433/quic-v1', 'quic'],
    ['/onion3/vww6ybal4bd7szmgncyruucpgfkqahzddi37ktceo3ah7ngmcopnpyyd:1234', 'onion'],
    ['/ip4/127.0.0.1/udp/1', 'tcp'],
  ] as const) {
    it(`of ${text} is ${transport}`, () => assert.equal(transportOf(Multiaddr.parse(text)), transport));
  }
});

describe('the multiaddr of a socket', () => {
  it('names ip and port, an IPv4 address behind a dual-stack socket as IPv4', () => {
    for (const [host, port, text] of [
      ['127.0.0.1', 80, '/ip4/127.0.0.1/tcp/80'],
      ['::1', 65_535, '/ip6/::1/tcp/65535'],
      ['::', 0, '/ip6/::/tcp/0'],
      ['::ffff:10.1.2.3', 7, '/ip4/10.1.2.3/tcp/7'],
      ['::FFFF:0a01:0203', 7, '/ip4/10.1.2.3/tcp/7'],
      ['fe80::1%eth0', 7, '/ip6/fe80::1/tcp/7'],
    ] as const) {
      assert.equal(fromSocket(host, port).toString(), text);
    }
    assert.equal(fromSocket('127.0.0.1', 4433, 'udp').toString(), '/ip4/127.0.0.1/udp/4433');
  });

  it('refuses names and impossible ports with E_ADDRESS_INVALID', () => {
    for (const [host, port] of [
      ['localhost', 1],
      ['', 1],
      ['127.0.0.1', 65_536],
      ['127.0.0.1', -1],
      ['127.0.0.1', 1.5],
    ] as const) {
      assert.throws(() => fromSocket(host, port), { code: 'E_ADDRESS_INVALID' });
    }
  });
});

describe('an IP address', () => {
  for (const ip of [
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '192.167.0.1',
    '100.64.0.1',
    '224.0.0.1',
    '192.0.3.1',
    '2600::1',
    '2001:db9::1',
    'ff0e::1',
    '::2',
    '::ffff:8.8.8.8',
  ]) {
    it(`${ip} is reachable from elsewhere`, () => assert.ok(isReachable(ip)));
  }

  for (const ip of [
    '10.255.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '127.0.0.1',
    '127.255.0.1',
    '169.254.1.1',
    '255.255.255.255',
    '0.0.0.0',
    '192.0.2.7',
    '198.51.100.7',
    '203.0.113.7',
    '::',
    '::1',
    'fe80::1',
    'febf::1',
    'fec0::1',
    'feff::1',
    'fc00::1',
    'fdff::1',
    '2001:db8::1',
    'ff02::1',
    '::ffff:192.168.0.1',
    'example.com',
    '',
  ]) {
    it(`${JSON.stringify(ip)} is not`, () => assert.ok(!isReachable(ip)));
  }
});
