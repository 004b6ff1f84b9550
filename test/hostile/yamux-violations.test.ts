import assert from 'node:assert/strict';
import type { ErrorCode } from '../../src/node.js';
import { rawProtocol } from '../../src/node.js';
import { HostileRig } from './raw-peer.js';
import { ACK, DATA, FIN, INITIAL_WINDOW, PING, RST, SYN, WINDOW_UPDATE, data, header } from './raw-yamux.js';

const sink = rawProtocol({ name: '/sink', versions: ['1'], maxBytes: 16 * 1024 * 1024 });
const MiB = 1024 * 1024;

interface Violation {
  readonly title: string;
  readonly code: ErrorCode;
  /** Sent on a session where stream 1 is open and selected. */
  readonly bytes: () => Uint8Array[];
}

const VIOLATIONS: readonly Violation[] = [
  {
    title: 'a header of version 1 (2.1)',
    code: 'E_YAMUX_VERSION',
    bytes: () => [header(PING, SYN, 0, 1, 1)],
  },
  {
    title: 'type 4 (2.1)',
    code: 'E_YAMUX_TYPE',
    bytes: () => [header(4, 0, 0, 0)],
  },
  {
    title: 'type 255 (2.1)',
    code: 'E_YAMUX_TYPE',
    bytes: () => [header(255, 0xffff, 0xffff_ffff, 0xffff_ffff)],
  },
  {
    title: 'a WindowUpdate that lifts the window beyond a u32 (2.4)',
    code: 'E_YAMUX_WINDOW',
    bytes: () => [header(WINDOW_UPDATE, 0, 1, 0xffff_ffff)],
  },
  {
    title: 'window overflow in steps that fit one by one (2.4)',
    code: 'E_YAMUX_WINDOW',
    bytes: () => [header(WINDOW_UPDATE, 0, 1, 0x8000_0000), header(WINDOW_UPDATE, 0, 1, 0x8000_0000)],
  },
  {
    title: 'window overflow in the SYN of a new stream (2.4)',
    code: 'E_YAMUX_WINDOW',
    bytes: () => [header(WINDOW_UPDATE, SYN, 3, 0xffff_ffff)],
  },
  {
    title: 'a Data header larger than the largest window, before its body arrives (2.1)',
    code: 'E_YAMUX_FRAME_TOO_LARGE',
    bytes: () => [header(DATA, 0, 1, MiB + 1)],
  },
  {
    title: 'an oversize Data header together with SYN (R1)',
    code: 'E_YAMUX_FRAME_TOO_LARGE',
    bytes: () => [header(DATA, SYN, 3, 0xffff_ffff)],
  },
  {
    title: 'an oversize Data header for a stream that does not exist (2.1)',
    code: 'E_YAMUX_FRAME_TOO_LARGE',
    bytes: () => [header(DATA, 0, 77, 0x7fff_ffff)],
  },
  {
    title: 'one byte more than the window that is left (2.4)',
    code: 'E_YAMUX_WINDOW',
    // Half a message, so that nothing but the window is wrong: 400,000 bytes stay below the next grant.
    bytes: () => [
      data(1, Uint8Array.of(0, 0xff, 0xff, 0xff)),
      data(1, new Uint8Array(400_000)),
      header(DATA, 0, 1, MiB),
    ],
  },
  {
    title: 'a second SYN for a stream that is open (2.3)',
    code: 'E_YAMUX_DUPLICATE_STREAM',
    bytes: () => [header(WINDOW_UPDATE, SYN, 1, 0)],
  },
  {
    title: 'SYN on stream 0',
    code: 'E_YAMUX_STREAM_ID',
    bytes: () => [header(WINDOW_UPDATE, SYN, 0, 0)],
  },
  {
    title: 'SYN on stream 0 that says ACK as well',
    code: 'E_YAMUX_STREAM_ID',
    bytes: () => [header(DATA, SYN | ACK, 0, 4)],
  },
];

describe('hostile yamux: a violation ends the session after GoAway(1)', () => {
  for (const { title, code, bytes } of VIOLATIONS) {
    it(`${title} -> ${code}`, async () => {
      const rig = await HostileRig.start({ protocols: [sink.handle({ onBytes: () => {} })] });
      const peer = await rig.dialIn();
      peer.open(1, '/sink');
      await rig.clock.settle();
      assert.equal(rig.node.sessions[0]?.protocols[0], '/sink');
      await rig.feed(peer, ...bytes());
      rig.assertViolation(peer, code);
      await rig.finish();
    });
  }

  it('finds the same violations in single bytes (2.1)', async () => {
    const rig = await HostileRig.start();
    const peer = await rig.dialIn();
    for (const byte of header(WINDOW_UPDATE, SYN, 0, 0)) await rig.feed(peer, Uint8Array.of(byte));
    rig.assertViolation(peer, 'E_YAMUX_STREAM_ID');
    await rig.finish();
  });

  const behindFin: readonly (readonly [string, Uint8Array])[] = [
    ['a second FIN', header(WINDOW_UPDATE, FIN, 1, 0)],
    ['data behind FIN', data(1, new Uint8Array(1))],
    ['empty data behind FIN', header(DATA, 0, 1, 0)],
    ['a FIN with data behind FIN', data(1, new Uint8Array(3), FIN)],
  ];
  for (const [title, bytes] of behindFin) {
    it(`${title} on a stream whose other half is open -> E_YAMUX_FLAGS (2.4)`, async () => {
      const rig = await HostileRig.start({ protocols: [sink.handle({ onBytes: () => {} })] });
      const { peer, session } = await rig.dialOut();
      await rig.accept(peer, 1, '/sink');
      // More than the remote's window: our half stays open until the rest could leave.
      rig.node.peers(sink)[0]!.send.bytes(new Uint8Array(2 * INITIAL_WINDOW));
      await rig.feed(peer, data(1, Uint8Array.of(0, 0, 0, 1, 7), FIN));
      assert.equal(session.closed, undefined);
      assert.equal(peer.bytesOf(1).length, INITIAL_WINDOW);
      await rig.feed(peer, bytes);
      rig.assertViolation(peer, 'E_YAMUX_FLAGS');
      await rig.finish();
    });
  }
});

describe('hostile yamux: what is no violation leaves the session alone', () => {
  const harmless: readonly (readonly [string, () => Uint8Array[]])[] = [
    [
      'FIN, data and credit behind RST (2.4)',
      () => [
        header(WINDOW_UPDATE, RST, 1, 0),
        header(WINDOW_UPDATE, FIN, 1, 0),
        data(1, new Uint8Array(9)),
        header(WINDOW_UPDATE, 0, 1, 0xffff_ffff),
      ],
    ],
    [
      'data and FIN behind FIN once both halves are closed (2.4)',
      () => [header(WINDOW_UPDATE, FIN, 1, 0), data(1, new Uint8Array(9)), header(WINDOW_UPDATE, FIN, 1, 0)],
    ],
    [
      'FIN, RST and data of a stream that ended before its selection (3.2)',
      () => [
        header(WINDOW_UPDATE, SYN | FIN, 5, 0),
        data(5, new Uint8Array(1)),
        header(WINDOW_UPDATE, RST, 5, 0),
      ],
    ],
    [
      'frames of streams that never were (2.3)',
      () => [
        data(99, new Uint8Array(1000)),
        header(WINDOW_UPDATE, FIN, 98, 5),
        header(WINDOW_UPDATE, ACK | RST, 97, 5),
        header(DATA, 0, 0, 0),
      ],
    ],
    ['unknown flag bits (2.1)', () => [header(WINDOW_UPDATE, 0xfff0, 1, 1), header(PING, 0xfff0, 0, 1)]],
    [
      'a second ACK, as yamux up to 0.3.15 sends it (2.4)',
      () => [header(WINDOW_UPDATE, ACK, 1, 0), header(DATA, ACK, 1, 0)],
    ],
    ['an unsolicited pong (2.3)', () => [header(PING, ACK, 0, 1), header(PING, ACK, 0, 0xffff_ffff)]],
    ['a ping with neither flag (2.3)', () => [header(PING, 0, 0, 7)]],
    ['empty Data frames (2.4)', () => [header(DATA, 0, 1, 0), header(DATA, 0, 1, 0)]],
    ['an even stream id of the dialer (2.3)', () => [header(WINDOW_UPDATE, SYN, 2, 0)]],
  ];
  for (const [title, bytes] of harmless) {
    it(title, async () => {
      const rig = await HostileRig.start({ protocols: [sink.handle({ onBytes: () => {} })] });
      const peer = await rig.dialIn();
      peer.open(1, '/sink');
      await rig.feed(peer, ...bytes());
      assert.deepEqual(rig.closes, []);
      assert.deepEqual(peer.goAways, []);
      // The session works as before.
      peer.open(21, '/sink');
      await rig.clock.settle();
      await rig.feed(peer, header(PING, SYN, 0, 1234));
      assert.ok(
        peer.frames.some(({ type, flags, length }) => type === PING && flags === ACK && length === 1234),
      );
      assert.deepEqual(peer.controlOf(21).slice(0, 1), [`${WINDOW_UPDATE}/${ACK}`]);
      await rig.finish();
    });
  }
});
