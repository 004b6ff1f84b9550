import assert from 'node:assert/strict';

import type { Limits } from '../../src/limits.js';
import type { Codec } from '../../src/wire/index.js';
import { FIN, INITIAL_WINDOW, RawMessages, WINDOW_UPDATE, concat, header } from '../hostile/raw-yamux.js';
import { SessionRig, isData, rigProtocol } from './session-rig.js';

/** A message of `length` bytes of `fill` that runs code of its user while it is measured and written. */
interface Calling {
  readonly fill: number;
  readonly length: number;
  readonly inBound?: () => void;
  readonly inWrite?: () => void;
  /** Bytes written beyond the bound, or short of it. */
  readonly off?: number;
}

const CALLING: Codec<Calling> = {
  name: 'Calling',
  bound({ length, inBound }) {
    inBound?.();
    return length;
  },
  size: () => assert.fail(),
  encodeInto({ fill, length, inWrite, off = 0 }, out, at) {
    const half = at + (length >> 1);
    out.fill(fill, at, half);
    inWrite?.();
    out.fill(fill, half, at + length + off);
    return at + length + off;
  },
  encode: () => new Uint8Array(),
  decode: () => assert.fail(),
  decodeRange: () => assert.fail(),
};

function scene(limits: Partial<Limits> = {}) {
  const rig = new SessionRig([rigProtocol('/a'), rigProtocol('/b')], limits);
  const a = rig.opened.get('/a')!;
  const b = rig.opened.get('/b')!;
  /** What the remote has received on a stream: the fill of every message, which is checked to be whole. */
  const fills = (substream: typeof a): string[] => {
    rig.turn();
    rig.take(Infinity);
    const bodies = rig.frames.filter((frame) => isData(frame) && frame.stream === substream.stream.id);
    const messages = new RawMessages().feed(concat(bodies.map(({ body }) => body)));
    return messages.map((bytes) => {
      assert.ok(bytes.every((byte) => byte === bytes[0]));
      return `${bytes[0]}x${bytes.length}`;
    });
  };
  const credit = (substream: typeof a, bytes: number): void =>
    rig.feed(header(WINDOW_UPDATE, 0, substream.stream.id, bytes));
  return { rig, a, b, fills, credit };
}

describe('a message that sends while it is sent', () => {
  for (const [where, window] of [
    ['in the open batch', INITIAL_WINDOW],
    ['in the queue', 0],
  ] as const) {
    for (const when of ['inBound', 'inWrite'] as const) {
      it(`${where}, ${when}: both arrive whole, on the same stream and on another`, () => {
        const { a, b, fills, credit, rig } = scene();
        if (window === 0) a.stream.takeCredit(INITIAL_WINDOW);
        a.send(CALLING, { fill: 1, length: 100 });
        a.send(CALLING, {
          fill: 2,
          length: 100,
          [when]: () => {
            a.send(CALLING, { fill: 3, length: 90 });
            b.send(CALLING, { fill: 4, length: 110 });
            a.send(CALLING, { fill: 5, length: 80 }, 'high');
          },
        });
        a.send(CALLING, { fill: 6, length: 10 });
        rig.turn();
        if (window === 0) credit(a, 10_000);
        assert.deepEqual(fills(a).sort(), ['1x100', '2x100', '3x90', '5x80', '6x10']);
        assert.deepEqual(fills(b), ['4x110']);
        assert.equal(rig.session.queuedBytes, 0);
      });
    }

    it(`${where}: one that sends and then throws takes back only itself`, () => {
      const { a, fills, credit, rig } = scene();
      if (window === 0) a.stream.takeCredit(INITIAL_WINDOW);
      const throwing = (): void => {
        a.send(CALLING, { fill: 2, length: 50 });
        throw new Error('half way');
      };
      assert.throws(() => a.send(CALLING, { fill: 1, length: 100, inWrite: throwing }), {
        message: 'half way',
      });
      a.send(CALLING, { fill: 3, length: 20 });
      rig.turn();
      if (window === 0) credit(a, 10_000);
      assert.deepEqual(fills(a), ['2x50', '3x20']);
      assert.equal(rig.session.queuedBytes, 0);
    });

    for (const when of ['inBound', 'inWrite'] as const) {
      it(`${where}, ${when}: one that closes its protocol is not sent, and nothing follows the FIN`, () => {
        const { a, b, fills, rig } = scene();
        if (window === 0) a.stream.takeCredit(INITIAL_WINDOW);
        assert.equal(a.send(CALLING, { fill: 1, length: 100, [when]: () => a.close() }), false);
        b.send(CALLING, { fill: 2, length: 30 });
        assert.deepEqual([fills(a), fills(b)], [[], ['2x30']]);
        assert.equal(
          rig.frames.filter(({ flags, stream }) => flags === FIN && stream === a.stream.id).length,
          1,
        );
        assert.equal(rig.session.queuedBytes, 0);
      });

      it(`${where}, ${when}: one that ends the session is not sent`, () => {
        const { a, rig } = scene();
        if (window === 0) a.stream.takeCredit(INITIAL_WINDOW);
        const ending = (): void => rig.session.destroy(undefined);
        assert.equal(a.send(CALLING, { fill: 1, length: 100, [when]: ending }), false);
        assert.deepEqual(rig.over, { error: undefined });
        assert.equal(rig.frames.filter(isData).length, 0);
      });
    }
  }

  it('never uses more credit than the remote granted', () => {
    const { a, fills, credit, rig } = scene();
    a.stream.takeCredit(a.stream.sendWindow - 150);
    const taking = (): void => void a.send(CALLING, { fill: 2, length: 96 }, 'high');
    a.send(CALLING, { fill: 1, length: 96, inWrite: taking });
    assert.deepEqual(fills(a), ['2x96']);
    credit(a, 50);
    assert.deepEqual(fills(a), ['2x96', '1x96']);
    assert.equal(a.stream.sendWindow, 0);
    assert.equal(rig.session.queuedBytes, 0);
  });

  it('gives memory back to no other session while it is written', () => {
    const { a, rig, fills } = scene();
    const other = scene();
    const flushing = (): void => {
      rig.turn();
      rig.session.flush(0);
      other.a.send(CALLING, { fill: 7, length: 200 });
    };
    a.send(CALLING, { fill: 1, length: 100 });
    a.send(CALLING, { fill: 2, length: 100, inWrite: flushing });
    assert.deepEqual(fills(a), ['1x100', '2x100']);
    assert.deepEqual(other.fills(other.a), ['7x200']);
  });

  it('many levels deep', () => {
    const { a, fills } = scene();
    const nested = (depth: number): Calling => ({
      fill: depth,
      length: 40,
      inWrite: () => void (depth < 20 && a.send(CALLING, nested(depth + 1))),
    });
    a.send(CALLING, nested(1));
    assert.deepEqual(
      fills(a),
      Array.from({ length: 20 }, (_, i) => `${20 - i}x40`),
    );
  });
});

describe('a message whose length is not its bound', () => {
  for (const [where, window] of [
    ['in the open batch', INITIAL_WINDOW],
    ['in the queue', 0],
  ] as const) {
    it(`${where}: what it does not need is given back`, () => {
      const { a, fills, credit, rig } = scene();
      if (window === 0) a.stream.takeCredit(INITIAL_WINDOW);
      a.send(CALLING, { fill: 1, length: 10, off: -3 });
      a.send(CALLING, { fill: 2, length: 10_000, off: -9_000 });
      a.send(CALLING, { fill: 3, length: 10 });
      assert.equal(rig.session.queuedBytes, window === 0 ? 7 + 1_000 + 10 + 3 * 4 : 0);
      rig.turn();
      if (window === 0) credit(a, 2_000);
      assert.deepEqual(fills(a), ['1x7', '2x1000', '3x10']);
    });

    it(`${where}: one that has grown is E_WIRE_VALUE, and nothing of it or of our memory leaves`, () => {
      const { a, fills, credit, rig } = scene();
      if (window === 0) a.stream.takeCredit(INITIAL_WINDOW);
      a.send(CALLING, { fill: 1, length: 10 });
      assert.throws(() => a.send(CALLING, { fill: 2, length: 10, off: 3 }), { code: 'E_WIRE_VALUE' });
      a.send(CALLING, { fill: 3, length: 10 });
      rig.turn();
      if (window === 0) credit(a, 1_000);
      assert.deepEqual(fills(a), ['1x10', '3x10']);
    });
  }

  it('is encoded apart where the bound says nothing, or more than the protocol allows', () => {
    for (const bound of [Number.NaN, Infinity, 1e9]) {
      const { a, fills } = scene();
      const unbounded: Codec<Calling> = {
        ...CALLING,
        bound: () => bound,
        encode: ({ fill, length }) => new Uint8Array(length).fill(fill),
      };
      a.send(unbounded, { fill: 1, length: 10 });
      a.send(CALLING, { fill: 2, length: 10 });
      assert.deepEqual(fills(a), ['1x10', '2x10']);
    }
  });
});
