import assert from 'node:assert/strict';

import { Say } from '../../generated/chat.js';
import { DiscoveryMessage, Node, Nodes } from '../../generated/discovery.js';
import { codecOf, loadGenerated } from './load-generated.js';
import { Seeded } from './seeded.js';

const SEED = Number(process.env['SEED'] ?? 20_240_117);
const of = (length: number): Uint8Array => new Uint8Array(length).fill(7);

describe('the bound of a message', () => {
  const random = new Seeded(SEED);
  const nodes = (count: number): Nodes => ({
    announce: true,
    items: random.list(count, () => ({
      addresses: random.list(random.below(4), () => random.bytes(random.below(257))),
    })),
  });
  it(`is never less than its size, whatever the lengths in it (SEED=${SEED})`, () => {
    for (const count of [0, 1, 3, 40, 1000]) {
      const value = nodes(count);
      assert.ok(Nodes.bound(value) >= Nodes.size(value));
      const message: DiscoveryMessage = { payload: { type: 'Nodes', value } };
      assert.equal(DiscoveryMessage.size(message), Nodes.size(value) + 12);
      assert.ok(DiscoveryMessage.bound(message) >= DiscoveryMessage.size(message));
    }
    const full = { addresses: [of(256), of(256), of(256)] };
    assert.equal(Node.bound(full), Node.size(full));
    const chat = { text: 'é'.repeat(500) };
    assert.equal(Say.bound(chat), Say.size(chat));
  });
  it('grows with the lists of a message and not with the limits of its schema', () => {
    const few = Nodes.bound({ announce: true, items: [{ addresses: [] }] });
    assert.ok(few < 1024 && Nodes.bound(nodes(1000)) > 100_000, `${few}`);
  });
  it('says nothing of what is no message, and throws nothing', () => {
    for (const bad of [undefined, null, 5, {}, { items: 7 }, { payload: { type: 'Nodes' } }]) {
      assert.ok(!(DiscoveryMessage.bound(bad as unknown as DiscoveryMessage) > 100));
      assert.ok(Number.isNaN(Nodes.bound(bad as unknown as Nodes)));
      assert.throws(() => Nodes.encode(bad as unknown as Nodes), { code: 'E_WIRE_VALUE' });
    }
  });
});

describe('large messages', () => {
  const big = (items: number, bytes: number): Nodes => ({
    announce: false,
    items: Array.from({ length: items }, (_, i) => ({
      addresses: [of(bytes).fill(i), of(bytes), of(bytes)],
    })),
  });
  it('have memory of their own, as long as they are; small ones share some', () => {
    for (const [items, bytes] of [
      [200, 20],
      [1000, 20],
      [1000, 256],
    ] as const) {
      const value = big(items, bytes);
      const first = Nodes.encode(value);
      const second = Nodes.encode(value);
      assert.ok(first.length > 16_384 && first.buffer !== second.buffer);
      assert.ok(first.buffer.byteLength < 2 * first.length, `${first.buffer.byteLength}`);
      assert.deepEqual(Nodes.decode(first), value);
      assert.deepEqual(second, first);
      const out = new Uint8Array(first.length + 10).fill(0xee);
      assert.equal(Nodes.encodeInto(value, out, 5), first.length + 5);
      assert.deepEqual(out.subarray(5, -5), first);
      assert.deepEqual([...out.subarray(0, 5), ...out.subarray(-5)], Array<number>(10).fill(0xee));
    }
    const [a, b] = [Nodes.encode(big(1, 20)), Nodes.encode(big(1, 20))];
    assert.equal(a.buffer, b.buffer);
    a.fill(0xff);
    assert.deepEqual(Nodes.decode(b), big(1, 20));
  });
  it('may encode others while their getters are read', () => {
    const inner = big(400, 30);
    const encoded: Uint8Array[] = [];
    const items = big(400, 20).items;
    const value: Nodes = {
      announce: true,
      get items() {
        encoded.push(Nodes.encode(inner));
        return items;
      },
    };
    assert.deepEqual(Nodes.decode(Nodes.encode(value)), { announce: true, items });
    for (const bytes of encoded) assert.deepEqual(Nodes.decode(bytes), inner);
    assert.ok(encoded.length > 0);
  });
  it('are whole, wherever the memory they are drafted in ends', async () => {
    const schema = `
vector Bytes <byte>;
vector Texts <Bytes>;
table T {
    /// @max 100000 @maxlen 1000
    raws: Texts,
    /// @max 100000 @maxlen 1000 @utf8
    texts: Texts,
}`;
    const generated = await loadGenerated([{ path: 'texts.mol', text: schema }]);
    try {
      const codec = codecOf(generated.codecs('texts'), 'T');
      // A draft of more than 1 MiB is not kept: each of these begins in less room than it needs, and the last text,
      // or the last bytes, are where it ends.
      const many = Array.from({ length: 4000 }, () => 'é'.repeat(127));
      const raw = Array.from({ length: 4000 }, () => of(254));
      const left = 1_048_576 - codec.size({ texts: many, raws: [] }) - 8;
      for (let beyond = -5; beyond < 30; beyond++) {
        for (const value of [
          { texts: [...many, 'x'.repeat(left + beyond)], raws: [] },
          { texts: [...many, 'é'.repeat((left + beyond) >> 1)], raws: [] },
          { texts: [], raws: [...raw, of(left + beyond)] },
        ]) {
          const bytes = codec.encode(value);
          assert.ok(Math.abs(bytes.length - 1_048_576) < 40);
          assert.deepEqual(codec.encode(codec.decode(bytes, { strict: true })), bytes);
          const last = value.texts.at(-1) ?? value.raws.at(-1)!;
          const decoded = codec.decode(bytes) as typeof value;
          assert.deepEqual(decoded.texts.at(-1) ?? decoded.raws.at(-1), last);
        }
      }
    } finally {
      await generated.remove();
    }
  }).timeout(20_000);
});
