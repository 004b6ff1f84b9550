import assert from 'node:assert/strict';
import { ACK, SYN } from '../../src/yamux/frame.js';
import { withCode } from '../vectors/with-code.js';
import { ping } from './frame-bytes.js';
import { YamuxEnd } from './yamux-end.js';

describe('yamux: keep-alive', () => {
  it('sends the first ping after one whole interval of 30 s, with id 1', () => {
    const end = new YamuxEnd('dialer');
    assert.equal(end.session.deadline, 30_000);
    end.tick(29_999);
    assert.deepEqual(end.sent(), []);
    end.tick(30_000);
    assert.deepEqual(end.sent(), ['Ping SYN 0 1']);
  });

  it('measures the round trip and pings again 30 s after the answer, with the next id', () => {
    const end = new YamuxEnd('dialer');
    assert.equal(end.session.rttMs, undefined);
    end.tick(30_000);
    end.tick(30_020);
    end.receive(ping(1, ACK));
    assert.deepEqual(end.events, ['pong 20']);
    assert.equal(end.session.rttMs, 20);
    assert.equal(end.session.deadline, 60_020);
    end.tick(60_020);
    assert.deepEqual(end.sent(), ['Ping SYN 0 1', 'Ping SYN 0 2']);
  });

  it('ends with E_YAMUX_PING_TIMEOUT when a ping is not answered within 30 s', () => {
    const end = new YamuxEnd('dialer');
    end.tick(30_000);
    assert.equal(end.session.deadline, 60_000);
    end.tick(59_999);
    assert.throws(() => end.tick(60_000), withCode('E_YAMUX_PING_TIMEOUT'));
  });

  it('lets no other frame and no wrong id pass for an answer', () => {
    const end = new YamuxEnd('dialer');
    end.receive(ping(1, ACK));
    end.tick(30_000);
    end.receive(ping(2, ACK), ping(0, ACK), ping(1, 0));
    assert.deepEqual(end.events, []);
    assert.throws(() => end.tick(60_000), withCode('E_YAMUX_PING_TIMEOUT'));
  });

  it('pings on demand, with one ping under way at a time', () => {
    const end = new YamuxEnd('dialer');
    end.session.ping(100);
    end.session.ping(101);
    assert.deepEqual(end.sent(), ['Ping SYN 0 1']);
    assert.equal(end.session.deadline, 30_100);
    end.tick(105);
    end.receive(ping(1, ACK));
    assert.equal(end.session.rttMs, 5);
  });

  it('sends no ping after it has said go away', () => {
    const end = new YamuxEnd('dialer');
    end.session.goAway(0, 0);
    end.sent();
    end.tick(90_000);
    assert.deepEqual(end.sent(), []);
  });
});

describe('yamux: pings of the remote', () => {
  it('are answered with the same id', () => {
    const end = new YamuxEnd('listener');
    end.receive(ping(1, SYN), ping(0xffffffff, SYN));
    assert.deepEqual(end.sent(), ['Ping ACK 0 1', 'Ping ACK 0 4294967295']);
  });

  it('are questions when both flags are set, and nothing at all without flags', () => {
    const end = new YamuxEnd('listener');
    end.receive(ping(5, SYN | ACK), ping(6, 0));
    assert.deepEqual(end.sent(), ['Ping ACK 0 5']);
  });

  it('are answered while a stream is held', () => {
    const end = new YamuxEnd('dialer');
    end.open().hold(true);
    end.sent();
    end.receive(ping(1, SYN));
    assert.deepEqual(end.sent(), ['Ping ACK 0 1']);
  });

  it('are a flood when there are more than `pingsPerWindow` within `pingWindowMs`', () => {
    const end = new YamuxEnd('listener', { pingsPerWindow: 3, pingWindowMs: 1_000 });
    end.receive(ping(1, SYN), ping(2, SYN), ping(3, SYN));
    end.tick(999);
    assert.throws(() => end.receive(ping(4, SYN)), withCode('E_YAMUX_PING_FLOOD'));
  });

  it('are counted anew in the next window', () => {
    const end = new YamuxEnd('listener', { pingsPerWindow: 3, pingWindowMs: 1_000 });
    for (const now of [0, 1_000, 2_000]) {
      end.tick(now);
      end.receive(ping(1, SYN), ping(2, SYN), ping(3, SYN));
    }
    assert.equal(end.sent().length, 9);
  });
});
