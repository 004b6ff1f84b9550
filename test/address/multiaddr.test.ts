import assert from 'node:assert/strict';
import { MAX_MULTIADDR_BYTES, Multiaddr } from '../../src/address/multiaddr.js';
import { TentacleError } from '../../src/errors.js';
import { bytes, hex } from '../crypto/hex.js';
import { seededBytes, seededNumbers } from '../crypto/seeded.js';

const PEER = 'QmNQ4jky6uVqLDrPU7snqxARuNGWNLgSrTnssbRuy3ij2W';
const OTHER_PEER = 'QmcgpsyWgH8Y8ajJz1Cu72KnS5uo2Aa2LpzU7kinSupNKC';
const ONION = 'vww6ybal4bd7szmgncyruucpgfkqahzddi37ktceo3ah7ngmcopnpyyd';

describe('multiaddr text', () => {
  for (const text of [
    '/ip4/127.0.0.1',
    '/ip4/127.0.0.1/tcp/5678',
    '/ip4/127.0.0.1/tcp/20/tls/main',
    `/ip4/47.111.169.36/tcp/8111/p2p/${PEER}`,
    `/ip4/47.111.169.36/udp/8111/p2p/${PEER}`,
    `/ip4/192.168.1.1/udp/4433/quic-v1/p2p/${OTHER_PEER}`,
    '/ip4/127.0.0.1/udp/4433/quic-v1',
    '/ip6/::1/udp/4433/quic-v1',
    '/ip4/0.0.0.0/udp/0/quic-v1',
    '/ip4/10.0.0.1/udp/65535/quic-v1',
    '/ip4/127.0.0.1/udp/1234',
    '/ip6/fe80::1/udp/8443',
    '/dns4/example.com/udp/4433/quic-v1',
    '/dns6/example.com/udp/4433/quic-v1',
    '/ip4/127.0.0.1/tcp/1337/ws',
    '/ip4/127.0.0.1/tcp/1337/wss',
    '/ip4/127.0.0.1/tcp/1337/tls/',
    '/dns4/localhost/tcp/80',
    '/memory/0',
    '/memory/18446744073709551615',
    '/dns4/127.0.0.1/tcp/0/tls/0x09cbaa785348dabd54c61f5f9964474f7bfad7df',
    '/ip4/127.0.0.1/tcp/0/tls/0x388f042dd011824b91ecda56c85eeec993894f88',
    `/ip4/127.0.0.1/tcp/1337/p2p/${PEER}/ws`,
    `/onion3/${ONION}:1234`,
    '/dns4/köln.example/tcp/1',
  ]) {
    it(`${text} goes through bytes and back`, () => {
      const address = Multiaddr.parse(text);
      assert.equal(address.toString(), text);
      assert.equal(Multiaddr.fromBytes(address.bytes).toString(), text);
      assert.ok(Multiaddr.fromBytes(address.bytes).equals(address));
    });
  }

  for (const [text, reason] of [
    ['', 'starts with /'],
    [' ', 'starts with /'],
    ['ip4/127.0.0.1', 'starts with /'],
    ['/', 'unknown protocol ""'],
    ['/ip4/127.0.0.1/', 'unknown protocol ""'],
    ['//ip4/127.0.0.1', 'unknown protocol ""'],
    ['/ip4', 'ip4 needs a value'],
    ['/tls', 'tls needs a value'],
    ['/ip4/127.0.0.1/foobar/123', 'unknown protocol "foobar"'],
    ['/ip4/127.0.0.1/udp/4433/quic', 'unknown protocol "quic"'],
    ['/dns/example.com', 'unknown protocol "dns"'],
    [`/ipfs/${PEER}`, 'unknown protocol "ipfs"'],
    ['/constructor/x', 'unknown protocol "constructor"'],
    ['/udp', 'udp needs a value'],
    ['/udp/abc', 'no value of udp'],
    ['/ip4/127.0.0.1/udp/65536', 'no value of udp'],
    ['/ip4/127.0.0.1/udp/-1', 'no value of udp'],
    ['/ip4/127.0.0.1/tcp/', 'no value of tcp'],
    ['/tcp/0x50', 'no value of tcp'],
    ['/tcp/1e3', 'no value of tcp'],
    ['/memory/18446744073709551616', 'no value of memory'],
    [`/memory/${'9'.repeat(3000)}`, 'no value of memory'],
    ['/ip4/127.0.0.01', 'no value of ip4'],
    ['/ip4/127.1', 'no value of ip4'],
    ['/ip4/256.0.0.1', 'no value of ip4'],
    ['/ip6/127.0.0.1', 'no value of ip6'],
    ['/ip6/::1%eth0', 'no value of ip6'],
    ['/ip6/1::2::3', 'no value of ip6'],
    [`/p2p/${PEER.slice(1)}`, 'no value of p2p'],
    [`/p2p/${PEER.replace('N', '0')}`, 'no value of p2p'],
    ['/p2p/12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN', 'no value of p2p'],
    [`/onion3/9${ONION.slice(1)}:80`, 'no value of onion3'],
    [`/onion3/${ONION}7:80`, 'no value of onion3'],
    [`/onion3/${ONION}:0`, 'no value of onion3'],
    [`/onion3/${ONION}:-1`, 'no value of onion3'],
    [`/onion3/${ONION}`, 'no value of onion3'],
    [`/onion3/${ONION}:80:80`, 'no value of onion3'],
    [`/onion3/${ONION.slice(0, -1)}@:666`, 'no value of onion3'],
    // U+212A, the Kelvin sign, is a k once lowered.
    [`/onion3/\u212a${ONION.slice(1)}:80`, 'no value of onion3'],
    ['/dns4/\ud800', 'no value of dns4'],
    [`/dns4/${'a'.repeat(MAX_MULTIADDR_BYTES)}`, 'longer than 1024'],
    [`/dns4/${'a'.repeat(100_000)}`, 'too long'],
  ] as const) {
    it(`refuses ${JSON.stringify(text.slice(0, 40))}: ${reason}`, () => {
      assert.throws(
        () => Multiaddr.parse(text),
        (thrown) =>
          thrown instanceof TentacleError &&
          thrown.code === 'E_ADDRESS_INVALID' &&
          thrown.message.includes(reason),
      );
    });
  }

  it('has one spelling: leading zeros, case and the forms of IPv6 are brought to it', () => {
    for (const [text, canonical] of [
      ['/tcp/0080', '/tcp/80'],
      [`/onion3/${ONION.toUpperCase()}:1234`, `/onion3/${ONION}:1234`],
      ['/ip6/2001:0DB8:0:0:0:0:0:1', '/ip6/2001:db8::1'],
      ['/ip6/0:0:0:0:0:0:0:0', '/ip6/::'],
      ['/ip6/::ffff:7f00:1', '/ip6/::ffff:127.0.0.1'],
      ['/ip6/::127.0.0.1', '/ip6/::7f00:1'],
    ] as const) {
      assert.equal(Multiaddr.parse(text).toString(), canonical);
      assert.ok(Multiaddr.parse(text).equals(Multiaddr.parse(canonical)));
    }
  });

  it('quotes hostile text escaped and shortened', () => {
    assert.throws(
      () => Multiaddr.parse(`/evil\n${'x'.repeat(2000)}`),
      (thrown) =>
        thrown instanceof TentacleError && !/\n/.test(thrown.message) && thrown.message.length < 500,
    );
  });
});

describe('multiaddr bytes', () => {
  for (const [text, binary] of [
    ['/ip4/127.0.0.1/tcp/10000', '047f000001062710'],
    ['/ip4/127.0.0.1/tcp/8080', '047f000001061f90'],
    ['/ip4/127.0.0.1/tcp/20/tls/main', '047f000001060014c003046d61696e'],
    ['/ip4/127.0.0.1/tcp/1337/ws', '047f000001060539dd03'],
    ['/ip4/127.0.0.1/tcp/1337/tls/', '047f000001060539c00300'],
    ['/ip4/127.0.0.1/udp/4433/quic-v1', '047f00000191021151cd03'],
    ['/ip6/::1/udp/4433/quic-v1', '290000000000000000000000000000000191021151cd03'],
    ['/dns4/example.com/udp/4433/quic-v1', '360b6578616d706c652e636f6d91021151cd03'],
    [
      `/ip4/47.111.169.36/tcp/8111/p2p/${PEER}`,
      '042f6fa924061fafa50322122000dfe959a02e58d653172932bc53f490170712535c021759fb9ff4a6ff8454c7',
    ],
    ['/memory/1', '89060000000000000001'],
    [
      `/onion3/${ONION}:1234`,
      'bd03adadec040be047f9658668b11a504f3155001f231a37f54c4476c07fb4cc139ed7e30304d2',
    ],
  ] as const) {
    it(`${text} is ${binary.slice(0, 24)}…`, () => {
      assert.equal(hex(Multiaddr.parse(text).bytes), binary);
      assert.equal(Multiaddr.fromBytes(bytes(binary)).toString(), text);
    });
  }

  it('may be none at all: the empty address of an inbound memory connection', () => {
    const empty = Multiaddr.fromBytes(new Uint8Array());
    assert.equal(empty.toString(), '');
    assert.deepEqual(empty.components, []);
  });

  for (const [what, binary] of [
    ['a code of more bytes than it needs', '84007f000001'],
    ['a length of more bytes than it needs', '36810061'],
    ['a code that is cut off', '91'],
    ['an endless code', 'ffffffffffffffff01'],
    ['a code beyond 32 bits', 'ffffffff1f'],
    ['an unknown code', '05'],
    ['the code of libp2p for quic', '047f00000191021151cc03'],
    ['a value that is cut off', '047f0000'],
    ['a name that is cut off', '360b6578'],
    ['a length beyond the end', '36ffffffff0f61'],
    ['a missing length', '36'],
    ['a name that is not UTF-8', '3601ff'],
    ['a name with a slash in it, which would read as another address', '3606612f7463702f'],
    ['a peer id of another hash', `a50322112000${'11'.repeat(31)}`],
    ['a peer id of another length', `a503211220${'11'.repeat(31)}`],
    ['an onion port of 0', `bd03${'ad'.repeat(35)}0000`],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(() => Multiaddr.fromBytes(bytes(binary)), { code: 'E_ADDRESS_INVALID' });
    });
  }

  it(`refuses more than ${MAX_MULTIADDR_BYTES} bytes`, () => {
    const most = bytes(`ff${'dd03'.repeat(MAX_MULTIADDR_BYTES / 2)}`).subarray(1);
    assert.equal(Multiaddr.fromBytes(most).components.length, MAX_MULTIADDR_BYTES / 2);
    assert.throws(() => Multiaddr.fromBytes(Uint8Array.of(...most, 0xdd, 0x03)), {
      code: 'E_ADDRESS_INVALID',
    });
  });

  const seed = Number(process.env['TEST_SEED'] ?? 20_262);
  it(`any bytes are refused with a code, or have one text that leads back to them (TEST_SEED=${seed})`, () => {
    const next = seededNumbers(seed);
    const starts = [
      '04',
      '06',
      '29',
      '3603',
      '3702',
      '9102',
      'a503221220',
      'bd03',
      'c00301',
      'cd03',
      'dd03',
      'de03',
      '8906',
    ];
    let accepted = 0;
    for (let run = 0; run < 20_000; run++) {
      let binary = '';
      for (let steps = next() % 4; steps >= 0; steps--) {
        const start = starts[next() % starts.length] ?? '';
        const length = { '04': 4, '06': 2, '29': 16, a503221220: 32, bd03: 37, '8906': 8 }[start];
        binary +=
          start + hex(seededBytes(next(), length ?? next() % 4)).replaceAll(/[89a-f](?=.(?:..)*$)/g, '6');
      }
      let address: Multiaddr;
      try {
        address = Multiaddr.fromBytes(bytes(binary));
      } catch (thrown) {
        assert.ok(thrown instanceof TentacleError && thrown.code === 'E_ADDRESS_INVALID', String(thrown));
        continue;
      }
      accepted++;
      assert.equal(hex(address.bytes), binary);
      assert.equal(hex(Multiaddr.parse(address.toString()).bytes), binary, address.toString());
    }
    assert.ok(accepted > 1000, `only ${accepted} accepted`);
  });
});

describe('a multiaddr', () => {
  const address = Multiaddr.parse(`/ip4/127.0.0.1/tcp/1337/p2p/${PEER}/ws`);

  it('lists its steps, value-less ones with undefined', () => {
    assert.deepEqual(
      address.components.map(({ protocol, value }) => [protocol, value]),
      [
        ['ip4', '127.0.0.1'],
        ['tcp', '1337'],
        ['p2p', PEER],
        ['ws', undefined],
      ],
    );
    assert.equal(address.get('tcp'), '1337');
    assert.equal(address.get('udp'), undefined);
    assert.ok(address.has('ws'));
    assert.ok(!address.has('wss'));
    assert.equal(Multiaddr.parse('/tls/').get('tls'), '');
  });

  it('grows and shrinks into new addresses and stays what it is', () => {
    const bare = address.without('p2p');
    assert.equal(bare.toString(), '/ip4/127.0.0.1/tcp/1337/ws');
    assert.equal(bare.with('p2p', OTHER_PEER).toString(), `/ip4/127.0.0.1/tcp/1337/ws/p2p/${OTHER_PEER}`);
    assert.equal(
      Multiaddr.parse('/ip4/1.2.3.4').with('tcp', '080').with('ws').toString(),
      '/ip4/1.2.3.4/tcp/80/ws',
    );
    assert.equal(address.toString(), `/ip4/127.0.0.1/tcp/1337/p2p/${PEER}/ws`);
    assert.ok(address.without('tls') === address);
    assert.equal(Multiaddr.parse('/ws/tcp/1/ws').without('ws').toString(), '/tcp/1');
  });

  it('refuses steps whose value does not fit with E_ADDRESS_INVALID', () => {
    assert.throws(() => address.with('tcp', '65536'), { code: 'E_ADDRESS_INVALID' });
    assert.throws(() => address.with('tcp'), { code: 'E_ADDRESS_INVALID' });
    assert.throws(() => address.with('ws', 'x'), { code: 'E_ADDRESS_INVALID' });
    assert.throws(() => address.with('dns4', 'a/tcp/1'), { code: 'E_ADDRESS_INVALID' });
    assert.throws(() => address.with('p2p', 'Qm'), { code: 'E_ADDRESS_INVALID' });
  });

  it('cannot be changed through what it gives out or was made of', () => {
    const input = bytes('047f000001061f90');
    const made = Multiaddr.fromBytes(input);
    input.fill(0);
    made.bytes.fill(0);
    assert.equal(hex(made.bytes), '047f000001061f90');
    assert.throws(() => (made.components as unknown[]).pop(), TypeError);
  });

  it('is equal to another by its steps, and is its text in templates and JSON', () => {
    assert.ok(address.equals(Multiaddr.fromBytes(address.bytes)));
    assert.ok(!address.equals(address.without('ws')));
    assert.equal(`${address.without('p2p')}`, '/ip4/127.0.0.1/tcp/1337/ws');
    assert.equal(JSON.stringify({ address: Multiaddr.parse('/memory/7') }), '{"address":"/memory/7"}');
  });
});
