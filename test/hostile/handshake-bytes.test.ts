import assert from 'node:assert/strict';
import { ALICE, BOB, honestTranscript, Victim, type Identity } from './handshake-rig.js';
import { concat } from './raw-yamux.js';

const APPLICATION = Uint8Array.from({ length: 40 }, (_, at) => at);
/** Which errors a flipped bit of each received message may lead to, frame length included. */
const STEPS: readonly (readonly [string, ReadonlySet<string>])[] = [
  [
    'Propose',
    new Set([
      'E_SECIO_PROPOSE',
      'E_SECIO_FRAME_TOO_LARGE',
      'E_SECIO_NO_INTERSECTION',
      'E_SECIO_SIGNATURE',
      'E_SECIO_EOF',
    ]),
  ],
  ['Exchange', new Set(['E_SECIO_EXCHANGE', 'E_SECIO_FRAME_TOO_LARGE', 'E_SECIO_SIGNATURE', 'E_SECIO_EOF'])],
  ['the nonce record', new Set(['E_SECIO_RECORD', 'E_SECIO_FRAME_TOO_LARGE', 'E_SECIO_EOF'])],
];

/** Every suite of the two sides is the same, so the roles differ in whose order digest is greater. */
const ROLES: readonly (readonly [string, Identity, Identity])[] = [
  ['the side with the greater order digest', BOB, ALICE],
  ['the side with the lesser order digest', ALICE, BOB],
];

describe('hostile handshake: every byte that is received', () => {
  for (const [role, identity, remote] of ROLES) {
    const transcript = honestTranscript(identity, remote, APPLICATION);
    const handshake = concat(transcript.slice(0, 3));

    it(`${role}: is what its title says, and the transcript establishes`, () => {
      const victim = new Victim(identity);
      victim.machine.receive(concat(transcript));
      assert.deepEqual(victim.failures, []);
      assert.equal(victim.channel?.remotePeer, remote.peer);
      assert.deepEqual(concat(victim.plain), APPLICATION);
      const greater = role.includes('greater');
      assert.equal(victim.channel.preferred, greater ? 'ours' : 'theirs');
    });

    it(`${role}: one byte at a time establishes the same (1.1, R25)`, () => {
      const victim = new Victim(identity);
      for (const byte of concat(transcript)) victim.machine.receive(Uint8Array.of(byte));
      assert.equal(victim.channel?.remotePeer, remote.peer);
      assert.deepEqual(concat(victim.plain), APPLICATION);
    });

    it(`${role}: cut off at every length, then the end -> E_SECIO_EOF (R18)`, () => {
      for (let length = 0; length < handshake.length; length++) {
        const victim = new Victim(identity);
        victim.machine.receive(handshake.slice(0, length));
        victim.machine.ended();
        assert.equal(victim.code, 'E_SECIO_EOF', `cut off after ${length} bytes`);
        // Nothing that comes later wakes it up again.
        victim.machine.receive(handshake.slice(length));
        victim.machine.timedOut();
        victim.machine.ended();
        assert.equal(victim.code, 'E_SECIO_EOF');
        assert.equal(victim.channel, undefined);
      }
    });

    STEPS.forEach(([step, codes], index) => {
      it(`${role}: every flipped bit of ${step} ends in a typed error and never in a session`, () => {
        const seen = new Set<string>();
        const before = transcript.slice(0, index).reduce((sum, { length }) => sum + length, 0);
        for (let bit = 0; bit < transcript[index]!.length * 8; bit++) {
          const label = `bit ${bit % 8} of byte ${bit >> 3} of ${step}`;
          const flipped = handshake.slice();
          flipped[before + (bit >> 3)]! ^= 1 << (bit & 7);
          const victim = new Victim(identity);
          victim.machine.receive(flipped);
          victim.machine.ended();
          assert.equal(victim.channel, undefined, label);
          const { code = 'none' } = victim;
          assert.ok(codes.has(code), `${label}: ${code}`);
          assert.equal(victim.failures[0]!.stage, 'secio', label);
          seen.add(code);
        }
        assert.deepEqual([...seen].sort(), [...codes].sort(), 'the errors that were met');
      });
    });

    it(`${role}: every flipped byte of a record behind the handshake throws E_SECIO_RECORD and delivers nothing`, () => {
      const record = transcript[3]!;
      for (let at = 4; at < record.length; at++) {
        const victim = new Victim(identity);
        victim.machine.receive(handshake);
        const flipped = record.slice();
        flipped[at]! ^= 1 << (at & 7);
        assert.throws(() => victim.machine.receive(flipped), { code: 'E_SECIO_RECORD', stage: 'secio' });
        assert.deepEqual(victim.plain, []);
      }
    });
  }
});
