import assert from 'node:assert/strict';
import { ACK, FIN, RST, SYN } from '../../src/yamux/frame.js';
import { withCode } from '../vectors/with-code.js';
import { data, goAway, windowUpdate } from './frame-bytes.js';
import { INITIAL_WINDOWS, YamuxEnd } from './yamux-end.js';

const MiB = 1_048_576;

describe('yamux: opening streams', () => {
  it('numbers the streams of the dialer 1, 3, 5 and those of the listener 2, 4, 6', () => {
    const [dialer, listener] = [new YamuxEnd('dialer'), new YamuxEnd('listener')];
    assert.deepEqual([dialer.open().id, dialer.open().id, dialer.open().id], [1, 3, 5]);
    assert.deepEqual([listener.open().id, listener.open().id, listener.open().id], [2, 4, 6]);
  });

  it('sends the SYN at once on a window update whose delta is what the window has beyond 256 KiB', () => {
    const plain = new YamuxEnd('dialer');
    plain.open();
    assert.deepEqual(plain.sent(), ['WindowUpdate SYN 1 0']);
    const wide = new YamuxEnd('dialer', { streamWindowBytes: MiB });
    wide.open();
    assert.deepEqual(wide.sent(), ['WindowUpdate SYN 1 786432']);
  });

  it('may send data before the SYN is acknowledged, as far as the initial window of 256 KiB reaches', () => {
    const stream = new YamuxEnd('dialer').open();
    assert.equal(stream.acknowledged, false);
    assert.equal(stream.takeCredit(300_000), 262_144);
    assert.equal(stream.takeCredit(1), 0);
  });

  it('passes over ids that are in use, because the parity of the ids of the remote is not checked', () => {
    const dialer = new YamuxEnd('dialer');
    dialer.receive(windowUpdate(1, 0, SYN), windowUpdate(3, 0, SYN), windowUpdate(7, 0, SYN));
    assert.deepEqual([dialer.open().id, dialer.open().id], [5, 9]);
  });

  it('has at most `unacknowledgedStreams` SYNs without ACK, and goes on when one is acknowledged', () => {
    const dialer = new YamuxEnd('dialer', { unacknowledgedStreams: 2 });
    dialer.open();
    dialer.open();
    assert.equal(dialer.session.mayOpen, false);
    assert.throws(() => dialer.open(), withCode('E_YAMUX_TOO_MANY_STREAMS'));
    dialer.receive(windowUpdate(3, 0, ACK));
    assert.deepEqual(dialer.events, ['place free']);
    assert.equal(dialer.session.mayOpen, true);
    assert.equal(dialer.open().id, 5);
    assert.equal(dialer.session.mayOpen, false);
  });

  it('counts a stream that ended before its ACK as acknowledged', () => {
    const dialer = new YamuxEnd('dialer', { unacknowledgedStreams: 1 });
    dialer.session.reset(dialer.open());
    assert.equal(dialer.session.mayOpen, true);
    dialer.open();
    dialer.receive(windowUpdate(3, 0, ACK | RST));
    assert.deepEqual(dialer.events, ['place free', 'place free', 'place free', '3 reset']);
    assert.equal(dialer.session.mayOpen, true);
  });

  it('opens no stream beyond `streamsPerSession`, both directions counted', () => {
    const dialer = new YamuxEnd('dialer', { streamsPerSession: 2 });
    dialer.receive(windowUpdate(2, 0, SYN));
    dialer.open();
    assert.equal(dialer.session.streamCount, 2);
    assert.throws(() => dialer.open(), withCode('E_YAMUX_TOO_MANY_STREAMS'));
  });
});

describe('yamux: accepting streams', () => {
  it('answers a SYN at once with an ACK and the window delta, before anybody reads', () => {
    const listener = new YamuxEnd('listener');
    listener.receive(windowUpdate(3, 0, SYN));
    assert.deepEqual(listener.sent(), ['WindowUpdate ACK 3 0']);
    const wide = new YamuxEnd('listener', { streamWindowBytes: MiB });
    wide.receive(windowUpdate(3, 0, SYN));
    assert.deepEqual(wide.sent(), ['WindowUpdate ACK 3 786432']);
  });

  it('lets the windows be those that both ends wanted: 1 MiB against 256 KiB', () => {
    const [dialer, listener] = [new YamuxEnd('dialer', { streamWindowBytes: MiB }), new YamuxEnd('listener')];
    const ours = dialer.open();
    listener.receive(windowUpdate(1, 786_432, SYN));
    dialer.receive(windowUpdate(1, 0, ACK));
    assert.equal(ours.takeCredit(1), 1);
    listener.receive(data(1, 'x'));
    assert.equal(ours.sendWindow, 262_143);
    assert.equal(listener.accepted[0]?.sendWindow, MiB);
    // A byte beyond the receive window is a violation, so this shows how far each one reaches.
    listener.accepted[0]?.hold(true);
    listener.receive(data(1, new Uint8Array(262_143)));
    assert.throws(() => listener.receive(data(1, 'x')), withCode('E_YAMUX_WINDOW'));
    ours.hold(true);
    dialer.receive(data(1, new Uint8Array(MiB)));
    assert.throws(() => dialer.receive(data(1, 'x')), withCode('E_YAMUX_WINDOW'));
  });

  it('accepts a SYN on Data and reads what the frame carries', () => {
    const listener = new YamuxEnd('listener');
    listener.receive(data(9, 'hello', SYN));
    assert.deepEqual(listener.sent(), ['WindowUpdate ACK 9 0']);
    assert.deepEqual(listener.events, ['9 opened', '9 body hello']);
  });

  it('counts the credit of the SYN itself', () => {
    const listener = new YamuxEnd('listener');
    listener.receive(windowUpdate(1, 1, SYN));
    assert.equal(listener.accepted[0]?.sendWindow, 262_145);
  });

  it('takes SYN, data and FIN in one frame', () => {
    const listener = new YamuxEnd('listener');
    listener.receive(data(1, 'all', SYN | FIN));
    assert.deepEqual(listener.events, ['1 opened', '1 body all', '1 fin']);
  });

  it('accepts any id that is not in use, of either parity', () => {
    const listener = new YamuxEnd('listener');
    listener.receive(windowUpdate(2, 0, SYN), windowUpdate(0xffffffff, 0, SYN));
    assert.deepEqual(listener.sent(), ['WindowUpdate ACK 2 0', 'WindowUpdate ACK 4294967295 0']);
  });

  it('refuses stream id 0', () => {
    const listener = new YamuxEnd('listener');
    assert.throws(() => listener.receive(windowUpdate(0, 0, SYN)), withCode('E_YAMUX_STREAM_ID'));
  });

  it('ends with E_YAMUX_DUPLICATE_STREAM when a SYN names a stream that is in use', () => {
    const listener = new YamuxEnd('listener');
    listener.receive(windowUpdate(3, 0, SYN));
    assert.throws(() => listener.receive(windowUpdate(3, 0, SYN)), withCode('E_YAMUX_DUPLICATE_STREAM'));
  });

  it('lets an id be used again once its stream is over', () => {
    const listener = new YamuxEnd('listener');
    listener.receive(windowUpdate(3, 0, SYN), windowUpdate(3, 0, RST), windowUpdate(3, 0, SYN));
    assert.deepEqual(listener.events, ['3 opened', 'place free', '3 reset', '3 opened']);
  });

  it('refuses a stream beyond `streamsPerSession` with ACK|RST and drops what follows on it', () => {
    const listener = new YamuxEnd('listener', { ...INITIAL_WINDOWS, streamsPerSession: 1 });
    listener.receive(
      windowUpdate(3, 0, SYN),
      windowUpdate(5, 0, SYN),
      data(5, 'lost'),
      windowUpdate(5, 0, FIN),
    );
    assert.deepEqual(listener.sent(), ['WindowUpdate ACK 3 0', 'WindowUpdate ACK|RST 5 0']);
    assert.deepEqual(listener.events, ['3 opened']);
    assert.equal(listener.session.streamCount, 1);
  });

  it('refuses a stream with RST alone after it has said go away', () => {
    const listener = new YamuxEnd('listener');
    listener.session.goAway(0, 0);
    listener.receive(windowUpdate(3, 0, SYN));
    assert.deepEqual(listener.sent(), ['GoAway 0 0', 'WindowUpdate RST 3 0']);
    assert.deepEqual(listener.events, []);
  });

  it('tolerates repeated ACKs, also on streams that the remote opened itself', () => {
    const listener = new YamuxEnd('listener');
    const ours = listener.open();
    listener.receive(windowUpdate(1, 0, SYN), windowUpdate(1, 46, ACK), windowUpdate(1, 0, ACK));
    listener.receive(windowUpdate(2, 0, ACK), windowUpdate(2, 7, ACK), data(2, 'x', ACK));
    assert.deepEqual(listener.events, ['1 opened', '1 credit', 'place free', '2 credit', '2 body x']);
    assert.equal(listener.accepted[0]?.sendWindow, 262_144 + 46);
    assert.equal(ours.sendWindow, 262_144 + 7);
  });

  it('ignores frames of streams that it does not know, bodies included', () => {
    const listener = new YamuxEnd('listener');
    listener.receive(data(9, 'who'), windowUpdate(9, 5), windowUpdate(9, 0, FIN), windowUpdate(9, 0, RST));
    listener.receive(data(9, 'end', FIN), windowUpdate(9, 0, ACK), windowUpdate(1, 0, SYN));
    assert.deepEqual(listener.events, ['1 opened']);
    assert.deepEqual(listener.sent(), ['WindowUpdate ACK 1 0']);
  });

  it('gives windows above 256 KiB until `sessionWindowBytes` are given, and again when streams have ended', () => {
    const listener = new YamuxEnd('listener', { streamWindowBytes: MiB, sessionWindowBytes: 786_432 });
    listener.receive(windowUpdate(1, 0, SYN), windowUpdate(3, 0, SYN), windowUpdate(1, 0, RST));
    listener.receive(windowUpdate(5, 0, SYN));
    assert.deepEqual(listener.sent(), [
      'WindowUpdate ACK 1 786432',
      'WindowUpdate ACK 3 0',
      'WindowUpdate ACK 5 786432',
    ]);
    // Stream 3 has the initial window and no more.
    assert.throws(() => listener.receive(data(3, new Uint8Array(262_145))), withCode('E_YAMUX_WINDOW'));
  });
});

describe('yamux: go away', () => {
  for (const code of [0, 1, 2, 99]) {
    it(`answers go away with code ${code} by a normal one and reports it: the session is over`, () => {
      const end = new YamuxEnd('listener');
      end.receive(goAway(code));
      assert.deepEqual(end.sent(), ['GoAway 0 0']);
      assert.deepEqual(end.events, [`go away ${code}`]);
      assert.equal(end.session.finished(0), true);
    });
  }

  it('answers and reports only the first', () => {
    const end = new YamuxEnd('listener');
    end.receive(goAway(0), goAway(1));
    assert.deepEqual(end.sent(), ['GoAway 0 0']);
    assert.deepEqual(end.events, ['go away 0']);
  });

  it('says it once, and is finished when the remote answers', () => {
    const end = new YamuxEnd('dialer');
    assert.equal(end.session.finished(0), false);
    end.session.goAway(1, 0);
    end.session.goAway(0, 0);
    assert.deepEqual(end.sent(), ['GoAway 0 1']);
    assert.equal(end.session.goingAway, true);
    assert.equal(end.session.finished(9_999), false);
    end.receive(goAway(0));
    assert.deepEqual(end.sent(), []);
    assert.equal(end.session.finished(0), true);
  });

  it('is finished 10 s after a go away that the remote does not answer', () => {
    const end = new YamuxEnd('dialer');
    end.session.goAway(0, 500);
    assert.equal(end.session.deadline, 10_500);
    assert.equal(end.session.finished(10_499), false);
    assert.equal(end.session.finished(10_500), true);
  });

  it('drops what arrives once stopped', () => {
    const end = new YamuxEnd('listener');
    end.session.stop();
    end.receive(windowUpdate(1, 0, SYN));
    assert.deepEqual(end.events, []);
  });
});
