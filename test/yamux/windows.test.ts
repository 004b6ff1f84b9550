import assert from 'node:assert/strict';
import { FIN, SYN } from '../../src/yamux/frame.js';
import { YamuxStream } from '../../src/yamux/stream.js';
import { seededNumbers } from '../crypto/seeded.js';
import { itRandomly } from '../vectors/random-seed.js';
import { withCode } from '../vectors/with-code.js';
import { data, frameText, windowUpdate } from './frame-bytes.js';
import { YamuxEnd } from './yamux-end.js';

const WINDOW = 262_144;

/** A listener with stream 1 open and its ACK out of the way. */
function listening(): YamuxEnd {
  const end = new YamuxEnd('listener');
  end.receive(windowUpdate(1, 0, SYN));
  end.sent();
  return end;
}

describe('yamux: send window', () => {
  it('shrinks by what is taken and never below zero', () => {
    const stream = new YamuxEnd('dialer').open();
    assert.equal(stream.takeCredit(262_143), 262_143);
    assert.equal(stream.takeCredit(10), 1);
    assert.equal(stream.takeCredit(10), 0);
    assert.equal(stream.sendWindow, 0);
  });

  it('grows by every window update, and the consumer learns of it', () => {
    const end = new YamuxEnd('dialer');
    const stream = end.open();
    stream.takeCredit(WINDOW);
    end.receive(windowUpdate(1, 46), windowUpdate(1, 1), windowUpdate(1, 0));
    assert.equal(stream.sendWindow, 47);
    assert.deepEqual(end.events, ['1 credit', '1 credit']);
  });

  it('may reach 2^32 - 1 and overflows beyond', () => {
    const end = new YamuxEnd('dialer');
    const stream = end.open();
    end.receive(windowUpdate(1, 0xffffffff - WINDOW));
    assert.equal(stream.sendWindow, 0xffffffff);
    assert.throws(() => end.receive(windowUpdate(1, 1)), withCode('E_YAMUX_WINDOW', 'overflow'));
  });
});

describe('yamux: receive window', () => {
  it('takes frames as far as it reaches, and one byte more is a violation', () => {
    const end = listening();
    end.accepted[0]?.hold(true);
    end.receive(data(1, new Uint8Array(WINDOW - 1)), data(1, 'x'));
    assert.throws(() => end.receive(data(1, 'y')), withCode('E_YAMUX_WINDOW', 'stream 1: 1 bytes, window 0'));
  });

  it('refuses data that is larger than it on the header: 4 bytes, window 2', () => {
    const stream = new YamuxStream(1, false, 2, () => {});
    assert.throws(() => stream.announceBody(4), withCode('E_YAMUX_WINDOW', '4 bytes, window 2'));
  });

  it('grants again at half a window exactly, all that was taken at once', () => {
    const end = listening();
    end.receive(data(1, new Uint8Array(131_071)));
    assert.deepEqual(end.sent(), []);
    end.receive(data(1, 'x'));
    assert.deepEqual(end.sent(), ['WindowUpdate 1 131072']);
    end.receive(data(1, new Uint8Array(200_000)));
    assert.deepEqual(end.sent(), ['WindowUpdate 1 200000']);
  });

  it('grants by the bytes that have arrived, in the middle of a frame too', () => {
    const end = listening();
    const frame = data(1, new Uint8Array(200_000));
    end.receive(frame.subarray(0, 12 + 131_071));
    assert.deepEqual(end.sent(), []);
    end.receive(frame.subarray(12 + 131_071, 12 + 131_072));
    assert.deepEqual(end.sent(), ['WindowUpdate 1 131072']);
  });

  it('grants half of a wide window at half of the wide window', () => {
    const end = new YamuxEnd('listener', { streamWindowBytes: 1_048_576 });
    end.receive(windowUpdate(1, 0, SYN), data(1, new Uint8Array(524_287)));
    assert.deepEqual(end.sent(), ['WindowUpdate ACK 1 786432']);
    end.receive(data(1, 'x'));
    assert.deepEqual(end.sent(), ['WindowUpdate 1 524288']);
  });

  it('grants nothing while held, and everything due when released', () => {
    const end = listening();
    end.accepted[0]?.hold(true);
    end.receive(data(1, new Uint8Array(200_000)));
    assert.deepEqual(end.sent(), []);
    end.accepted[0]?.hold(false);
    assert.deepEqual(end.sent(), ['WindowUpdate 1 200000']);
    end.accepted[0]?.hold(true);
    end.receive(data(1, 'little'));
    end.accepted[0]?.hold(false);
    assert.deepEqual(end.sent(), []);
  });

  it('is not filled up again once the remote has finished', () => {
    const end = listening();
    const stream = end.accepted[0];
    stream?.hold(true);
    end.receive(data(1, new Uint8Array(200_000), FIN));
    stream?.hold(false);
    assert.deepEqual(end.sent(), []);
  });

  it('is not filled up again once the stream is closed', () => {
    const end = listening();
    const stream = end.accepted[0]!;
    stream.hold(true);
    end.receive(data(1, new Uint8Array(200_000)));
    end.session.reset(stream);
    stream.hold(false);
    assert.deepEqual(end.sent(), ['WindowUpdate RST 1 0']);
  });

  it('drops empty data and hands on the rest in order: 1234, nothing, 5678', () => {
    const end = listening();
    end.receive(data(1, '1234'), data(1, ''), data(1, '5678'), data(1, ''), data(1, '1234'));
    assert.deepEqual(end.events, ['1 opened', '1 body 1234', '1 body 5678', '1 body 1234']);
  });

  it('keeps a writer going that never reads: 2 MiB through a window of 1 MiB', () => {
    const receiver = new YamuxEnd('listener', { streamWindowBytes: 1_048_576 });
    receiver.receive(windowUpdate(1, 0, SYN));
    let [window, left] = [1_048_576, 2_097_152];
    while (left > 0) {
      const length = Math.min(window, left, 65_536);
      receiver.receive(data(1, new Uint8Array(length)));
      left -= length;
      window -= length;
      for (const sent of receiver.sent()) window += Number(/^WindowUpdate 1 (\d+)$/.exec(sent)?.[1] ?? 0);
      assert.ok(window > 0, `${left} bytes are left and no credit`);
    }
  });

  itRandomly('loses no credit over 4 MiB in frames of random size', (seed) => {
    const next = seededNumbers(seed);
    const credit: number[] = [];
    const stream = new YamuxStream(1, false, WINDOW, (type, flags, id, length) => {
      assert.equal(frameText(type, flags, id, length), `WindowUpdate 1 ${length}`);
      credit.push(length);
    });
    let [granted, sent] = [WINDOW, 0];
    while (sent < 4 * 1_048_576) {
      const length = Math.min(granted - sent, next() % 100_000);
      stream.announceBody(length);
      stream.take(length);
      sent += length;
      granted = WINDOW + credit.reduce((sum, each) => sum + each, 0);
      // Less than half a window may be waiting to be granted.
      assert.ok(granted - sent > WINDOW / 2, `${granted - sent} bytes of credit after ${sent}`);
      assert.ok(granted - sent <= WINDOW, `${granted - sent} bytes of credit after ${sent}`);
    }
  });
});
