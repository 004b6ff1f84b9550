import assert from 'node:assert/strict';
import { FrameAssembler } from '../../src/wire/frame-assembler.js';
import { bytes, hex } from '../crypto/hex.js';
import { seededBytes } from '../crypto/seeded.js';
import { randomChunks } from '../vectors/feed.js';
import { itRandomly } from '../vectors/random-seed.js';
import { withCode } from '../vectors/with-code.js';

const TOO_LARGE = 'E_MESSAGE_TOO_LARGE';

/** An assembler that keeps copies of the bodies that it found. */
function assembling(maxBytes = 100, reuse = false): { assembler: FrameAssembler; bodies: string[] } {
  const bodies: string[] = [];
  const assembler = new FrameAssembler(
    maxBytes,
    TOO_LARGE,
    (chunk, start, end) => bodies.push(hex(chunk.subarray(start, end))),
    reuse,
  );
  return { assembler, bodies };
}

function framed(body: Uint8Array): Uint8Array {
  const frame = new Uint8Array(4 + body.length);
  new DataView(frame.buffer).setUint32(0, body.length);
  frame.set(body, 4);
  return frame;
}

function receive(assembler: FrameAssembler, chunk: Uint8Array): number {
  return assembler.receive(chunk, 0, chunk.length);
}

describe('frame assembler', () => {
  const three = bytes('00000003aabbcc' + '00000000' + '00000001dd');

  for (const reuse of [false, true]) {
    const how = reuse ? 'one buffer for all frames' : 'a buffer for each frame';

    it(`finds frames in one chunk, empty ones too (${how})`, () => {
      const { assembler, bodies } = assembling(100, reuse);
      assert.equal(receive(assembler, three), three.length);
      assert.deepEqual(bodies, ['aabbcc', '', 'dd']);
      assert.equal(assembler.partial, false);
    });

    it(`finds the same frames wherever the stream is cut in two (${how})`, () => {
      for (let cut = 0; cut <= three.length; cut++) {
        const { assembler, bodies } = assembling(100, reuse);
        receive(assembler, three.subarray(0, cut));
        receive(assembler, three.subarray(cut));
        assert.deepEqual(bodies, ['aabbcc', '', 'dd'], `cut at ${cut}`);
      }
    });

    it(`finds the same frames byte by byte (${how})`, () => {
      const { assembler, bodies } = assembling(100, reuse);
      for (let at = 0; at < three.length; at++) assert.equal(assembler.receive(three, at, at + 1), at + 1);
      assert.deepEqual(bodies, ['aabbcc', '', 'dd']);
    });

    itRandomly(`finds long and short frames in random chunks (${how})`, (seed) => {
      const expected = [5_000, 0, 1, 20_000, 17].map((length) => seededBytes(seed ^ length, length));
      const { assembler, bodies } = assembling(20_000, reuse);
      const stream = Uint8Array.from(Buffer.concat(expected.map(framed)));
      for (const chunk of randomChunks(seed).cut(stream)) receive(assembler, chunk);
      assert.deepEqual(
        bodies,
        expected.map((body) => hex(body)),
      );
    });
  }

  it('says that it is in the middle of a frame from the first byte of the prefix to the last of the body', () => {
    const { assembler } = assembling();
    const partial = Array.from(bytes('00000002aabb'), (byte) => {
      receive(assembler, Uint8Array.of(byte));
      return assembler.partial;
    });
    assert.deepEqual(partial, [true, true, true, true, true, false]);
  });

  it('hands on a frame that lies whole in a chunk in place, without a copy', () => {
    const chunk = bytes('00000002aabb');
    let seen: Uint8Array | undefined;
    const assembler = new FrameAssembler(100, TOO_LARGE, (body) => (seen = body));
    receive(assembler, chunk);
    assert.equal(seen, chunk);
  });

  it('gives every frame that spans chunks memory of its own, unless told to reuse it', () => {
    for (const reuse of [false, true]) {
      const buffers = new Set<Uint8Array>();
      const assembler = new FrameAssembler(100, TOO_LARGE, (body) => buffers.add(body), reuse);
      for (let i = 0; i < 3; i++) {
        receive(assembler, bytes('00000002aa'));
        receive(assembler, bytes('bb'));
      }
      assert.equal(buffers.size, reuse ? 1 : 3);
    }
  });

  it('accepts a body of exactly `maxBytes` and refuses one byte more on the prefix alone', () => {
    const { assembler, bodies } = assembling(3);
    receive(assembler, bytes('00000003aabbcc'));
    assert.deepEqual(bodies, ['aabbcc']);
    assert.throws(
      () => receive(assembler, bytes('00000004')),
      withCode(TOO_LARGE, '4 bytes is announced, 3 are'),
    );
  });

  it('refuses an announcement that is cut into single bytes', () => {
    const { assembler } = assembling(3);
    receive(assembler, bytes('ffffff'));
    assert.throws(
      () => receive(assembler, bytes('ff')),
      withCode(TOO_LARGE, '4294967295 bytes is announced'),
    );
  });

  it('takes another limit and another code for the frames that follow', () => {
    const { assembler, bodies } = assembling(1);
    assembler.maxBytes = 2;
    assembler.tooLarge = 'E_SELECT_MALFORMED';
    receive(assembler, bytes('00000002aabb'));
    assert.deepEqual(bodies, ['aabb']);
    assert.throws(() => receive(assembler, bytes('00000003')), withCode('E_SELECT_MALFORMED'));
  });

  it('allocates for what has arrived and not for what is announced', () => {
    const before = process.memoryUsage().arrayBuffers;
    const assemblers = Array.from({ length: 64 }, () => assembling(8 * 1024 * 1024).assembler);
    for (const assembler of assemblers) receive(assembler, bytes('0080000000'));
    const allocated = process.memoryUsage().arrayBuffers - before;
    assert.ok(allocated < 1024 * 1024, `${allocated} bytes for 64 announcements of 8 MiB`);
  });

  it('stops inside a chunk when the owner says so and reports how far it read', () => {
    const bodies: string[] = [];
    const assembler: FrameAssembler = new FrameAssembler(100, TOO_LARGE, (chunk, start, end) => {
      bodies.push(hex(chunk.subarray(start, end)));
      assembler.stop();
    });
    assert.equal(receive(assembler, bytes('00000001aa00000001bb')), 5);
    assert.equal(receive(assembler, bytes('00000001cc')), 0);
    assert.deepEqual(bodies, ['aa']);
  });

  it('stops behind a frame that spanned chunks, too', () => {
    const assembler: FrameAssembler = new FrameAssembler(100, TOO_LARGE, () => assembler.stop());
    receive(assembler, bytes('00000001'));
    assert.equal(receive(assembler, bytes('aabb')), 1);
    assert.equal(assembler.partial, false);
  });

  it('forgets a frame in its middle when stopped', () => {
    const { assembler, bodies } = assembling();
    receive(assembler, bytes('00000002aa'));
    assembler.stop();
    receive(assembler, bytes('bb'));
    assert.equal(assembler.partial, false);
    assert.deepEqual(bodies, []);
  });
});
