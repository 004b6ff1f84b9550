import assert from 'node:assert/strict';

import { Say } from '../../generated/chat.js';
import { DiscoveryMessage, GetNodes, Node, Nodes } from '../../generated/discovery.js';
import { IdentifyMessage } from '../../generated/identify.js';
import { AddressInfo, Identity } from '../../generated/net_identify.js';
import { PingMessage } from '../../generated/ping.js';
import { ProtocolInfo } from '../../generated/select.js';
import { NetworkMessage } from '../../generated/transmitter.js';
import { type Codec, WireError } from '../../src/wire/index.js';
import { codecOf, loadGenerated } from './load-generated.js';
import { Seeded } from './seeded.js';

const SEED = Number(process.env['SEED'] ?? 20_240_117);
const of = (length: number): Uint8Array => new Uint8Array(length).fill(7);

/** Fails with `code`, and the message says where. */
function refuses(run: () => unknown, code: string, where: RegExp | string): void {
  assert.throws(run, (thrown: unknown) => {
    assert.ok(thrown instanceof WireError, String(thrown));
    assert.equal(thrown.code, code, thrown.message);
    assert.match(
      thrown.message,
      typeof where === 'string' ? new RegExp(where.replace(/[.[\]]/g, '\\$&')) : where,
    );
    return true;
  });
}

/** `inside` round-trips, `outside` is refused both ways; `raw` encodes it without the limit. */
function limited<T>(codec: Codec<T>, inside: T, outside: T, where: string, raw?: Uint8Array): void {
  assert.deepEqual(codec.decode(codec.encode(inside)), inside);
  refuses(() => codec.encode(outside), 'E_WIRE_LIMIT', where);
  if (raw !== undefined) refuses(() => codec.decode(raw), 'E_WIRE_LIMIT', where);
}

/** A molecule table of these fields. */
function table(...fields: readonly Uint8Array[]): Uint8Array {
  const header = 4 + 4 * fields.length;
  const total = fields.reduce((sum, field) => sum + field.length, header);
  const out = Buffer.alloc(total);
  out.writeUInt32LE(total, 0);
  let at = header;
  fields.forEach((field, i) => {
    out.writeUInt32LE(at, 4 + 4 * i);
    out.set(field, at);
    at += field.length;
  });
  return Uint8Array.from(out);
}

function fixvec(bytes: Uint8Array): Uint8Array {
  const out = Buffer.alloc(4 + bytes.length);
  out.writeUInt32LE(bytes.length, 0);
  out.set(bytes, 4);
  return Uint8Array.from(out);
}

describe('limits of the schema hold on both ways, one inside and one outside', () => {
  it('@maxlen with @utf8 counts bytes, not letters', () => {
    limited(
      Say,
      { text: 'é'.repeat(500) },
      { text: `${'é'.repeat(500)}a` },
      'Say.text',
      table(fixvec(of(1001))),
    );
  });
  it('@max and @maxlen of a molecule vector', () => {
    const address = fixvec(of(8));
    limited(
      Node,
      { addresses: [of(1), of(2), of(3)] },
      { addresses: [of(1), of(2), of(3), of(4)] },
      'Node.addresses',
      table(table(address, address, address, address)),
    );
    limited(
      Node,
      { addresses: [of(256)] },
      { addresses: [of(257)] },
      'Node.addresses[0]',
      table(table(fixvec(of(257)))),
    );
    const node = { addresses: [] };
    const nodes = (length: number): Nodes => ({ announce: false, items: Array.from({ length }, () => node) });
    limited(Nodes, nodes(1000), nodes(1001), 'Nodes.items');
    const address10 = { bytes: of(8) };
    const identify = (count: number): IdentifyMessage => ({
      listenAddrs: Array.from({ length: count }, () => address10),
      observedAddr: address10,
      identify: of(3),
    });
    limited(IdentifyMessage, identify(10), identify(11), 'IdentifyMessage.listen_addrs');
  });
  it('@max, @maxlen and @maxkey of protobuf', () => {
    limited(
      AddressInfo,
      { listenAddrs: Array.from({ length: 10 }, () => of(8)), observedAddr: of(256) },
      { listenAddrs: Array.from({ length: 11 }, () => of(8)), observedAddr: of(1) },
      'AddressInfo.listen_addrs',
      Buffer.from('0a0107'.repeat(11), 'hex'),
    );
    limited(
      Identity,
      { chainId: 'c'.repeat(128), addrInfo: undefined },
      { chainId: 'c'.repeat(129), addrInfo: undefined },
      'Identity.chain_id',
      Buffer.concat([Buffer.from('0a8101', 'hex'), Buffer.alloc(129, 'c')]),
    );
    const message = (headers: readonly (readonly [string, Uint8Array])[]): NetworkMessage => ({
      headers: new Map(headers),
      url: '',
      content: of(70),
    });
    const many = (count: number): readonly (readonly [string, Uint8Array])[] =>
      Array.from({ length: count }, (_, i) => [`k${i}`, of(1)]);
    limited(
      NetworkMessage,
      message(many(32)),
      message(many(33)),
      'NetworkMessage.headers',
      Buffer.concat(
        many(33).map(([key]) => Buffer.from([10, key.length + 2, 10, key.length, ...Buffer.from(key)])),
      ),
    );
    limited(
      NetworkMessage,
      message([['k'.repeat(64), of(1024)]]),
      message([['k'.repeat(65), of(1)]]),
      'NetworkMessage.headers.key',
    );
    limited(NetworkMessage, message([]), message([['k', of(1025)]]), 'NetworkMessage.headers.value');
  });
  it('a hostile count costs nothing: it is refused before anything is made', () => {
    refuses(
      () => Node.decode(table(Uint8Array.from([0, 0, 0, 0x80]))),
      'E_WIRE_TOTAL_SIZE',
      'Node.addresses',
    );
    refuses(
      () => ProtocolInfo.decode(table(Uint8Array.from([0, 0, 0, 0x80]), of(4))),
      'E_WIRE_TOTAL_SIZE',
      'ProtocolInfo.name',
    );
  });
});

describe('values that do not fit are refused with their path', () => {
  const wrong = <T>(codec: Codec<T>, value: unknown, where: string): void =>
    refuses(() => codec.encode(value as T), 'E_WIRE_VALUE', where);
  it('numbers out of range, other types, unknown items, lone surrogates', () => {
    const ping = (nonce: unknown): unknown => ({ payload: { type: 'Ping', value: { nonce } } });
    for (const nonce of [-1, 2 ** 32, 1.5, NaN, '1', 1n, undefined, null])
      wrong(PingMessage, ping(nonce), 'Ping.nonce');
    wrong(PingMessage, undefined, 'PingPayload must be an item');
    wrong(PingMessage, { payload: { type: 'Pang', value: {} } }, 'PingPayload must be an item');
    wrong(Say, { text: 'a\ud800' }, 'Say.text');
    wrong(Say, { text: of(3) }, 'Say.text');
    wrong(Node, { addresses: [of(1), '0x00'] }, 'Node.addresses[1]');
    wrong(Node, { addresses: new Set() }, 'Node.addresses');
    wrong(GetNodes, { version: 0, count: 0, requiredFlags: 5 }, 'GetNodes.required_flags');
    wrong(Nodes, { announce: 1, items: [] }, 'Nodes.announce');
    wrong(NetworkMessage, { headers: {}, url: '', content: of(1) }, 'NetworkMessage.headers');
    wrong(NetworkMessage, { headers: new Map(), url: 5, content: of(1) }, 'NetworkMessage.url');
  });
});

describe('what is no record', () => {
  it('is refused, even if it has what the first field is called', async () => {
    const generated = await loadGenerated([
      {
        path: 'a.mol',
        text: 'array Uint32 [byte; 4]; struct Len { length: Uint32, } table Named { name: Len, }',
      },
      { path: 'b.proto', text: 'syntax = "proto3"; message Sized { uint32 length = 1; uint32 more = 2; }' },
    ]);
    try {
      for (const [stem, type] of [
        ['a', 'Len'],
        ['a', 'Named'],
        ['b', 'Sized'],
      ] as const) {
        const codec = codecOf(generated.codecs(stem), type);
        for (const value of ['abc', () => 1, [1], null, undefined, 5]) {
          if (Array.isArray(value) && type !== 'Named') continue;
          assert.throws(() => codec.encode(value), { code: 'E_WIRE_VALUE' }, `${type} ${String(value)}`);
        }
      }
    } finally {
      await generated.remove();
    }
  });
});

describe('every header word of a message is checked', () => {
  const random = new Seeded(SEED);
  const message: DiscoveryMessage = {
    payload: {
      type: 'Nodes',
      value: {
        announce: true,
        items: random.list(4, () => ({ addresses: random.list(3, () => random.bytes(8)) })),
      },
    },
  };
  const good = DiscoveryMessage.encode(message);
  const KNOWN = /^E_WIRE_(TOTAL_SIZE|HEADER|OFFSETS|FIELD_COUNT|UNKNOWN_ITEM|LIMIT|VALUE)$/;

  it(`a changed word gives an error of the catalogue or the same bytes again (SEED=${SEED})`, () => {
    let refused = 0;
    for (let at = 0; at + 4 <= good.length; at++) {
      for (const word of [
        0,
        1,
        3,
        4,
        5,
        8,
        0x7fff_ffff,
        0x8000_0000,
        0xffff_fffc,
        0xffff_ffff,
        random.u32(),
      ]) {
        const bad = Uint8Array.from(good);
        new DataView(bad.buffer).setUint32(at, word, true);
        let value: DiscoveryMessage;
        try {
          value = DiscoveryMessage.decode(bad, { strict: true });
        } catch (thrown) {
          assert.ok(thrown instanceof WireError && KNOWN.test(thrown.code), String(thrown));
          refused++;
          continue;
        }
        assert.deepEqual(DiscoveryMessage.encode(value), bad);
      }
    }
    assert.ok(refused > 1000);
  });
  it('each word of the root has its code', () => {
    const broken =
      (at: number, word: number): (() => unknown) =>
      () => {
        const bad = Uint8Array.from(good);
        new DataView(bad.buffer).setUint32(at, word, true);
        return DiscoveryMessage.decode(bad);
      };
    refuses(broken(0, good.length + 1), 'E_WIRE_TOTAL_SIZE', 'DiscoveryMessage at byte 0');
    refuses(broken(4, 4), 'E_WIRE_OFFSETS', 'DiscoveryMessage at byte 4');
    refuses(broken(4, 6), 'E_WIRE_OFFSETS', 'DiscoveryMessage');
    refuses(broken(4, 4 * good.length), 'E_WIRE_HEADER', 'DiscoveryMessage');
    refuses(broken(8, 2), 'E_WIRE_UNKNOWN_ITEM', 'DiscoveryPayload at byte 8');
    refuses(broken(16, 8), 'E_WIRE_FIELD_COUNT', 'Nodes at byte 12');
    refuses(broken(24, 0x102), 'E_WIRE_VALUE', 'Nodes.announce');
    refuses(() => DiscoveryMessage.decode(good.slice(0, 3)), 'E_WIRE_HEADER', 'DiscoveryMessage');
  });
  it('bytes that are not UTF-8 are refused', () => {
    refuses(() => Say.decode(table(fixvec(Uint8Array.from([0xc3, 0x28])))), 'E_WIRE_UTF8', 'Say.text');
    refuses(() => Identity.decode(Buffer.from('0a02c328', 'hex')), 'E_WIRE_UTF8', 'Identity.chain_id');
  });
});

describe('@since and compatible reading', () => {
  const base = { version: 0, count: 1, listenPort: 80 };
  it('accepts each declared number of fields, also strictly', () => {
    const old = GetNodes.encode(base);
    const flagged = GetNodes.encode({ ...base, requiredFlags: 2n ** 63n });
    assert.equal(flagged.length - old.length, 12);
    assert.equal(GetNodes.decode(old, { strict: true }).requiredFlags, undefined);
    assert.equal(GetNodes.decode(flagged, { strict: true }).requiredFlags, 2n ** 63n);
  });
  it('refuses fewer fields always, and more fields when strict', () => {
    const u32 = Uint8Array.of(1, 0, 0, 0);
    const flags = new Uint8Array(8);
    const two = table(u32, u32);
    const five = table(u32, u32, EMPTY, flags, of(9));
    refuses(() => GetNodes.decode(two), 'E_WIRE_FIELD_COUNT', 'GetNodes');
    refuses(() => GetNodes.decode(five, { strict: true }), 'E_WIRE_FIELD_COUNT', 'GetNodes');
    assert.deepEqual(GetNodes.decode(five), {
      version: 1,
      count: 1,
      listenPort: undefined,
      requiredFlags: 0n,
    });
  });
});

describe('byte fields of decoded messages', () => {
  it('are views of the message, however short', () => {
    for (const length of [1, 64, 65, 256]) {
      const bytes = Node.encode({ addresses: [of(length)] });
      const [address] = Node.decode(bytes).addresses;
      assert.equal(address!.buffer, bytes.buffer);
      assert.equal(Object.getPrototypeOf(address), Uint8Array.prototype);
    }
  });
  it('are refused like any other bytes that are not there when somebody took the buffer away', () => {
    const bytes = Node.encode({ addresses: [of(5)] }).slice();
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    refuses(() => Node.decode(bytes), 'E_WIRE_HEADER', 'Node');
  });
  it('are plain Uint8Arrays when a Buffer is decoded', () => {
    const [short, long] = Node.decode(Buffer.from(Node.encode({ addresses: [of(5), of(100)] }))).addresses;
    for (const address of [short, long]) assert.equal(Object.getPrototypeOf(address), Uint8Array.prototype);
  });
});

const EMPTY = new Uint8Array(0);
