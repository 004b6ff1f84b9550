import assert from 'node:assert/strict';
import { TentacleError, type ErrorCode } from '../../src/errors.js';
import { DEFAULT_LIMITS } from '../../src/limits.js';
import { Session } from '../../src/session/session.js';
import { SYN, type FrameType } from '../../src/yamux/frame.js';
import { bytes, hex } from '../crypto/hex.js';
import { seededNumbers } from '../crypto/seeded.js';
import { itRandomly } from '../vectors/random-seed.js';
import { frame, ping, windowUpdate } from './frame-bytes.js';
import { YamuxEnd } from './yamux-end.js';

/** A plaintext session that answers nobody's selection; `written` and `ending` say what it did. */
class Listener {
  readonly written: Uint8Array[] = [];
  ending: ErrorCode | undefined;
  readonly session = new Session(
    { role: 'listener', limits: DEFAULT_LIMITS, secio: undefined },
    {
      write: (chunks) => this.written.push(...chunks),
      wantFlush() {},
      sign() {},
      admit: () => undefined,
      onReady() {},
      serve: () => undefined,
      chosen: () => undefined,
      onProtocolOpen() {},
      onProtocolClose() {},
      onProtocolRefused() {},
      onPong() {},
      onClosed: (error) => (this.ending = error?.code),
    },
    0,
  );

  constructor() {
    this.session.start();
  }

  receive(...chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) this.session.receive(chunk, 0, chunk.length, 0);
    this.session.flush(0);
  }
}

const PROTOCOL_ERROR = '000300000000000000000001';
const ACK_1 = '0001000200000001000c0000';

describe('yamux: a session whose remote breaks the rules', () => {
  const oneMiB = 1_048_576;
  const cases: [string, ErrorCode, Uint8Array[]][] = [
    ['a version other than 0', 'E_YAMUX_VERSION', [bytes('010000000000000000000000')]],
    ['an unknown type', 'E_YAMUX_TYPE', [bytes('000400000000000000000000')]],
    ['Data above the window', 'E_YAMUX_FRAME_TOO_LARGE', [frame(0, 0, 1, oneMiB + 1)]],
    ['a second SYN', 'E_YAMUX_DUPLICATE_STREAM', [windowUpdate(1, 0, SYN)]],
    ['a SYN of stream 0', 'E_YAMUX_STREAM_ID', [windowUpdate(0, 0, SYN)]],
    ['a window overflow', 'E_YAMUX_WINDOW', [windowUpdate(1, 0xffffffff)]],
    ['a flood of pings', 'E_YAMUX_PING_FLOOD', Array.from({ length: 101 }, (_, id) => ping(id, SYN))],
  ];
  for (const [what, code, chunks] of cases) {
    it(`says go away with code 1 to ${what} and ends with ${code}`, () => {
      const listener = new Listener();
      listener.receive(windowUpdate(1, 0, SYN), ...chunks);
      assert.equal(listener.ending, code);
      const written = hex(...listener.written);
      assert.ok(written.startsWith(ACK_1), written);
      assert.ok(written.endsWith(PROTOCOL_ERROR), written);
    });
  }

  it('reads nothing behind the violation', () => {
    const listener = new Listener();
    listener.receive(Uint8Array.from([...windowUpdate(0, 0, SYN), ...windowUpdate(1, 0, SYN)]));
    assert.equal(hex(...listener.written), PROTOCOL_ERROR);
  });
});

describe('yamux: the start of a plaintext session', () => {
  it('may be cut anywhere: a SYN and part of the next header in 20 bytes', () => {
    const listener = new Listener();
    listener.receive(bytes('0001000100000001000000010000000100000001'));
    assert.equal(hex(...listener.written), ACK_1);
    assert.equal(listener.ending, undefined);
  });
});

describe('yamux: random frames', () => {
  const TYPES: readonly FrameType[] = [0, 1, 2, 3];

  itRandomly('only ever end in an error of the catalogue, of stage yamux', (seed) => {
    const next = seededNumbers(seed);
    for (let session = 0; session < 200; session++) {
      const end = new YamuxEnd(next() % 2 === 0 ? 'dialer' : 'listener');
      end.open();
      try {
        for (let i = 0; i < 50; i++) {
          const type = TYPES[next() % 4]!;
          const length = type === 0 ? next() % 40 : next() % 5 === 0 ? next() : next() % 1000;
          const flags = next() % 3 === 0 ? next() % 16 : 0;
          end.receive(frame(type, flags, next() % 5, length, new Uint8Array(type === 0 ? length : 0)));
        }
      } catch (thrown) {
        assert.ok(thrown instanceof TentacleError && thrown.stage === 'yamux', String(thrown));
      }
    }
  });
});
