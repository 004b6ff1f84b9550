import assert from 'node:assert/strict';
import type { AgreementName } from '../../src/crypto/types.js';
import { ALICE, BOB, Forger, ONE_SUITE, Victim, assertFailed } from './handshake-rig.js';
import { concat, prefixed, u32 } from './raw-yamux.js';

/** A victim and a forger that have both sent their Propose, with one agreement to choose from. */
function proposed(agreement: AgreementName = 'X25519', signAtOnce = true): [Victim, Forger] {
  const proposals = { ...ONE_SUITE, exchanges: [agreement] };
  const victim = new Victim(ALICE, { proposals }, signAtOnce);
  const forger = new Forger(victim, BOB, { proposals: { exchanges: agreement } });
  forger.sendPropose();
  return [victim, forger];
}

/** The points of curve25519 whose product with any scalar is zero (RFC 7748, 6.1). */
const SMALL_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));

describe('hostile handshake: forged Exchanges', () => {
  const bodies: readonly (readonly [string, Uint8Array])[] = [
    ['an empty body', new Uint8Array()],
    ['one field', concat([u32(8), u32(8)])],
    ['random bytes', ALICE.secret],
    ['a Propose', new Victim(BOB).propose.slice(0, 50)],
  ];
  for (const [title, body] of bodies) {
    it(`${title} -> E_SECIO_EXCHANGE (1.2)`, () => {
      const [victim] = proposed();
      victim.machine.receive(prefixed(body));
      assertFailed(victim, 'E_SECIO_EXCHANGE');
    });
  }

  it('a second Exchange while we still sign ours -> E_SECIO_EXCHANGE', () => {
    const [victim, forger] = proposed('X25519', false);
    forger.sendExchange();
    assert.deepEqual(victim.failures, []);
    forger.sendExchange();
    assertFailed(victim, 'E_SECIO_EXCHANGE');
    // The signature comes too late and changes nothing.
    victim.machine.signed(ALICE.sign(victim.digests[0]!));
    assert.equal(victim.written.length, 1);
  });

  it('a second Exchange where a record is due -> E_SECIO_RECORD', () => {
    const [victim, forger] = proposed();
    forger.sendExchange().sendExchange();
    assertFailed(victim, 'E_SECIO_RECORD');
  });

  it('no ephemeral key, or one that is signed but too short or long -> E_SECIO_EPHEMERAL_KEY (1.5)', () => {
    for (const length of [0, 1, 31, 33, 256]) {
      const [victim, forger] = proposed();
      forger.sendExchange({ epubkey: new Uint8Array(length).fill(9) });
      assertFailed(victim, 'E_SECIO_EPHEMERAL_KEY');
    }
  });

  it('X25519 keys of small order -> E_SECIO_EPHEMERAL_KEY (1.5)', () => {
    for (const epubkey of SMALL_ORDER) {
      const [victim, forger] = proposed();
      forger.sendExchange({ epubkey });
      assertFailed(victim, 'E_SECIO_EPHEMERAL_KEY');
    }
  });

  for (const agreement of ['P-256', 'P-384'] as const) {
    const forms: readonly (readonly [string, (point: Uint8Array) => Uint8Array])[] = [
      ['off the curve', (point) => point.map((byte, at) => (at === point.length - 1 ? byte ^ 1 : byte))],
      [
        'compressed',
        (point) => concat([Uint8Array.of(2 + (point.at(-1)! & 1)), point.slice(1, (point.length + 1) / 2)]),
      ],
      [
        'hybrid with the wrong parity',
        (point) => concat([Uint8Array.of(6 + (~point.at(-1)! & 1)), point.slice(1)]),
      ],
      ['at infinity', () => Uint8Array.of(0)],
      ['all zero', (point) => new Uint8Array(point.length)],
      [
        'with coordinates that are no field elements',
        (point) => new Uint8Array(point.length).fill(0xff).fill(4, 0, 1),
      ],
    ];
    for (const [title, form] of forms) {
      it(`a ${agreement} point ${title} -> E_SECIO_EPHEMERAL_KEY (1.5, R17)`, () => {
        const [victim, forger] = proposed(agreement);
        forger.sendExchange({ epubkey: form(forger.epubkey) });
        assertFailed(victim, 'E_SECIO_EPHEMERAL_KEY');
        assert.equal(victim.written.length, 2, 'no record was sent under a key that does not exist');
      });
    }

    it(`a ${agreement} point in hybrid form is taken, as native tentacle takes it (1.5)`, () => {
      const [victim, forger] = proposed(agreement);
      const point = forger.epubkey;
      forger
        .sendExchange({ epubkey: concat([Uint8Array.of(6 + (point.at(-1)! & 1)), point.slice(1)]) })
        .sendNonce();
      assert.equal(victim.channel?.remotePeer, BOB.peer);
    });
  }
});

describe('hostile handshake: forged records', () => {
  it('every wrong bit of the nonce echo -> E_SECIO_NONCE (1.8, R23)', () => {
    for (let bit = 0; bit < ALICE.nonce.length * 8; bit++) {
      const [victim, forger] = proposed();
      const echo = ALICE.nonce.slice();
      echo[bit >> 3]! ^= 1 << (bit & 7);
      forger.sendExchange().sendRecord(echo);
      assertFailed(victim, 'E_SECIO_NONCE');
    }
  });

  it('the remote’s own nonce instead of ours -> E_SECIO_NONCE (1.8)', () => {
    const [victim, forger] = proposed();
    forger.sendExchange().sendRecord(BOB.nonce);
    assertFailed(victim, 'E_SECIO_NONCE');
  });

  it('records without room for a tag -> E_SECIO_RECORD (1.7)', () => {
    for (const length of [0, 1, 15]) {
      const [victim, forger] = proposed();
      forger.sendExchange();
      victim.machine.receive(prefixed(new Uint8Array(length)));
      assertFailed(victim, 'E_SECIO_RECORD');
    }
  });

  it('our own record, reflected -> E_SECIO_RECORD: each direction has its key (1.6)', () => {
    const [victim, forger] = proposed();
    forger.sendExchange();
    victim.machine.receive(victim.written[2]!);
    assertFailed(victim, 'E_SECIO_RECORD');
  });

  const behind: readonly (readonly [string, (forger: Forger) => Uint8Array])[] = [
    ['replayed', (forger) => repeat(forger.seal(Uint8Array.of(1)))],
    ['behind one that was left out', afterNext],
    ['swapped with the next', (forger) => swap(forger.seal(Uint8Array.of(1)), forger.seal(Uint8Array.of(2)))],
    ['of less than a tag', () => prefixed(new Uint8Array(15))],
    ['of no bytes', () => u32(0)],
  ];
  for (const [title, bytes] of behind) {
    it(`an application record ${title} throws E_SECIO_RECORD (1.7)`, () => {
      const [victim, forger] = proposed();
      forger.sendExchange().sendNonce();
      assert.ok(victim.channel);
      assert.throws(() => victim.machine.receive(bytes(forger)), { code: 'E_SECIO_RECORD', stage: 'secio' });
      assert.ok(victim.plain.length <= 1, 'nothing behind the broken record was delivered');
    });
  }
});

describe('hostile handshake: frames that are announced', () => {
  for (const length of [64 * 1024 + 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]) {
    it(`${length} bytes are refused at the prefix, before any body (limits.handshakeFrameBytes, 1.1, R13)`, () => {
      const victim = new Victim(ALICE);
      victim.machine.receive(u32(length));
      assertFailed(victim, 'E_SECIO_FRAME_TOO_LARGE');
    });

    it(`${length} bytes are refused where an Exchange is due`, () => {
      const [victim] = proposed();
      for (const byte of u32(length)) victim.machine.receive(Uint8Array.of(byte));
      assertFailed(victim, 'E_SECIO_FRAME_TOO_LARGE');
    });
  }

  it('a record above limits.recordBytes is refused at its prefix; one of exactly that size is not', () => {
    const [victim, forger] = proposed();
    forger.sendExchange().sendNonce();
    const largest = forger.seal(new Uint8Array(1024 * 1024 - 16));
    victim.machine.receive(largest);
    assert.equal(victim.plain[0]?.length, 1024 * 1024 - 16);
    assert.throws(() => victim.machine.receive(u32(1024 * 1024 + 1)), { code: 'E_SECIO_FRAME_TOO_LARGE' });
  });

  it('64 KiB that are announced and never come cost what has come (R13)', () => {
    const before = process.memoryUsage().arrayBuffers;
    const victims = Array.from({ length: 2_000 }, () => new Victim(ALICE));
    for (const { machine } of victims) machine.receive(concat([u32(64 * 1024), Uint8Array.of(1)]));
    const perVictim = (process.memoryUsage().arrayBuffers - before) / victims.length;
    assert.ok(perVictim < 8 * 1024, `${perVictim} bytes for each silent remote`);
    assert.ok(victims.every(({ failures }) => failures.length === 0));
  });
});

function repeat(bytes: Uint8Array): Uint8Array {
  return concat([bytes, bytes]);
}

function swap(first: Uint8Array, second: Uint8Array): Uint8Array {
  return concat([second, first]);
}

/** The next record but one: the one before it is lost. */
function afterNext(forger: Forger): Uint8Array {
  forger.seal(Uint8Array.of(1));
  return forger.seal(Uint8Array.of(2));
}
