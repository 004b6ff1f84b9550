import assert from 'node:assert/strict';
import { DATA, FIN, RST, SYN } from '../../src/yamux/frame.js';
import { withCode } from '../vectors/with-code.js';
import { data, frame, windowUpdate } from './frame-bytes.js';
import { YamuxEnd } from './yamux-end.js';

/** A dialer with its stream 1 open, its SYN out of the way. */
function dialing(): { end: YamuxEnd; stream: ReturnType<YamuxEnd['open']> } {
  const end = new YamuxEnd('dialer');
  const stream = end.open();
  end.sent();
  return { end, stream };
}

describe('yamux: half close', () => {
  it('sends FIN once, on a window update with delta 0', () => {
    const { end, stream } = dialing();
    end.session.finish(stream);
    end.session.finish(stream);
    assert.deepEqual(end.sent(), ['WindowUpdate FIN 1 0']);
    assert.equal(end.session.streamCount, 1);
  });

  it('goes on reading after its own FIN, and credits what it reads', () => {
    const { end, stream } = dialing();
    end.session.finish(stream);
    end.receive(data(1, 'late'), data(1, new Uint8Array(131_072)));
    assert.equal(end.events[0], '1 body late');
    assert.deepEqual(end.sent(), ['WindowUpdate FIN 1 0', 'WindowUpdate 1 131076']);
  });

  it('is over after its own FIN and then that of the remote', () => {
    const { end, stream } = dialing();
    end.session.finish(stream);
    end.receive(windowUpdate(1, 0, FIN));
    assert.deepEqual(end.events, ['place free', '1 fin']);
    assert.equal(stream.closed, true);
    assert.equal(end.session.streamCount, 0);
  });

  it('may still write after the FIN of the remote, with the credit that comes', () => {
    const { end, stream } = dialing();
    end.receive(windowUpdate(1, 0, FIN));
    assert.equal(stream.closed, false);
    assert.equal(stream.takeCredit(262_144), 262_144);
    end.receive(windowUpdate(1, 10));
    assert.equal(stream.takeCredit(100), 10);
    assert.deepEqual(end.events, ['1 fin', '1 credit']);
  });

  it('is over after the FIN of the remote and then its own', () => {
    const { end, stream } = dialing();
    end.receive(windowUpdate(1, 0, FIN));
    end.session.finish(stream);
    assert.deepEqual(end.sent(), ['WindowUpdate FIN 1 0']);
    assert.equal(stream.closed, true);
    assert.equal(end.session.streamCount, 0);
  });

  it('takes FIN on Data: it counts behind the body, however that is cut', () => {
    const { end } = dialing();
    const bytes = data(1, 'last', FIN);
    for (let at = 0; at < bytes.length; at++) end.receive(bytes.subarray(at, at + 1));
    assert.deepEqual(end.events, ['1 body l', '1 body a', '1 body s', '1 body t', '1 fin']);
  });

  it('takes FIN on Data without a body', () => {
    const { end } = dialing();
    end.receive(data(1, '', FIN));
    assert.deepEqual(end.events, ['1 fin']);
  });

  it('refuses data after FIN, even empty data', () => {
    const { end } = dialing();
    end.receive(windowUpdate(1, 0, FIN));
    assert.throws(() => end.receive(data(1, 'x')), withCode('E_YAMUX_FLAGS', 'data after FIN'));
    const other = dialing();
    other.end.receive(data(1, 'x', FIN));
    assert.throws(() => other.end.receive(data(1, '')), withCode('E_YAMUX_FLAGS', 'data after FIN'));
  });

  it('refuses a second FIN', () => {
    const { end } = dialing();
    end.receive(windowUpdate(1, 0, FIN));
    assert.throws(() => end.receive(windowUpdate(1, 0, FIN)), withCode('E_YAMUX_FLAGS', 'a second FIN'));
  });

  it('drops frames of a stream that both sides have finished', () => {
    const { end, stream } = dialing();
    end.session.finish(stream);
    end.receive(windowUpdate(1, 0, FIN), data(1, 'more'), windowUpdate(1, 0, FIN));
    assert.deepEqual(end.events, ['place free', '1 fin']);
  });
});

describe('yamux: reset', () => {
  it('sends RST once and forgets the stream', () => {
    const { end, stream } = dialing();
    end.session.reset(stream);
    end.session.reset(stream);
    assert.deepEqual(end.sent(), ['WindowUpdate RST 1 0']);
    assert.equal(end.session.streamCount, 0);
  });

  it('sends RST alone for a stream of the remote too, since its ACK has gone out before', () => {
    const end = new YamuxEnd('listener');
    end.receive(windowUpdate(1, 0, SYN));
    end.session.reset(end.accepted[0]!);
    assert.deepEqual(end.sent(), ['WindowUpdate ACK 1 0', 'WindowUpdate RST 1 0']);
  });

  it('sends nothing on a stream that is closed already', () => {
    const { end, stream } = dialing();
    end.receive(windowUpdate(1, 0, RST));
    end.session.reset(stream);
    end.session.finish(stream);
    assert.deepEqual(end.sent(), []);
  });

  it('by the remote ends the stream at once, on a window update and on Data, whose body is dropped', () => {
    const { end, stream } = dialing();
    end.receive(windowUpdate(1, 0, RST));
    assert.equal(stream.closed, true);
    const other = dialing();
    other.end.receive(data(1, 'gone', RST), windowUpdate(1, 0, RST));
    assert.deepEqual(other.end.events, ['place free', '1 reset']);
    assert.deepEqual(end.events, ['place free', '1 reset']);
    assert.equal(end.session.streamCount, 0);
  });

  it('in the middle of a body drops the rest of it, and its FIN', () => {
    const { end, stream } = dialing();
    const bytes = data(1, 'abcdef', FIN);
    end.receive(bytes.subarray(0, 15));
    end.session.reset(stream);
    end.receive(bytes.subarray(15), windowUpdate(2, 0, SYN));
    assert.deepEqual(end.events, ['1 body abc', 'place free', '2 opened']);
  });

  it('by the consumer of a body leaves its FIN unread', () => {
    const { end, stream } = dialing();
    stream.consumer = { ...stream.consumer!, onBody: () => end.session.reset(stream) };
    end.receive(data(1, 'x', FIN));
    assert.deepEqual(end.events, ['place free']);
  });

  it('reaches a stream without consumer without harm', () => {
    const { end, stream } = dialing();
    stream.consumer = undefined;
    end.receive(data(1, 'x'), windowUpdate(1, 5), windowUpdate(1, 0, FIN), windowUpdate(1, 0, RST));
    assert.equal(stream.closed, true);
  });

  it('follows a SYN in the same frame', () => {
    const end = new YamuxEnd('listener');
    end.receive(frame(DATA, SYN | RST, 1, 0));
    assert.deepEqual(end.events, ['1 opened', 'place free', '1 reset']);
    assert.equal(end.session.streamCount, 0);
  });
});
