import assert from 'node:assert/strict';
import { nodeCrypto } from '../../src/crypto/node.js';
import { hex } from '../crypto/hex.js';
import { seededBytes } from '../crypto/seeded.js';
import { HandshakeUnderTest, OUR_NONCE, OUR_SECRET } from './handshake-under-test.js';
import { awaitingNonce } from './handshake-steps.js';
import { framed, ScriptedPeer } from './scripted-peer.js';

const { secp256k1 } = nodeCrypto;

describe('secio handshake: what ends it', () => {
  /** The last event after `peer`'s Propose. */
  function afterPropose(propose: Uint8Array, ours = new HandshakeUnderTest()): string | undefined {
    ours.machine.start();
    ours.receive(framed(propose));
    return ours.last;
  }

  const good = new ScriptedPeer().propose;
  const patched = (at: number, byte: number): Uint8Array => good.with(at, byte);
  const malformed: [string, Uint8Array][] = [
    ['nothing', new Uint8Array()],
    ['a total that disagrees', patched(0, good[0]! + 1)],
    ['offsets out of order', patched(8, 0xff)],
    ['a public key union of another kind', patched(44 + 4, 1)],
    ['a list that is not UTF-8', patched(good.indexOf(0x58, 90), 0xff)],
    ['a nonce of 257 bytes', new ScriptedPeer({ nonce: new Uint8Array(257) }).propose],
    ['a list of more than 1 KiB', new ScriptedPeer({ hashes: 'A'.repeat(1025) }).propose],
  ];
  for (const [what, propose] of malformed) {
    it(`a Propose with ${what}: E_SECIO_PROPOSE`, () => {
      const ours = new HandshakeUnderTest({ maxFrameBytes: 4096 });
      assert.equal(afterPropose(propose, ours), 'failed E_SECIO_PROPOSE');
    });
  }

  it('our own public key: E_SECIO_SELF, before anything is chosen', () => {
    const self = new ScriptedPeer({ secret: OUR_SECRET, exchanges: 'none' });
    assert.equal(afterPropose(self.propose), 'failed E_SECIO_SELF');
  });

  it('another peer than the dialled one: E_PEER_ID_MISMATCH', () => {
    const expectedPeer = 'QmZdNow4MrqbG8YP5eBiKPn62xBXtXDgBdJbeLe9FfA6Uh';
    const ours = new HandshakeUnderTest({ expectedPeer });
    assert.equal(afterPropose(good, ours), 'failed E_PEER_ID_MISMATCH');
  });

  for (const list of ['exchanges', 'ciphers', 'hashes']) {
    it(`no common name in ${list}: E_SECIO_NO_INTERSECTION, without an Exchange`, () => {
      const ours = new HandshakeUnderTest();
      assert.equal(
        afterPropose(new ScriptedPeer({ [list]: 'NONE' }).propose, ours),
        'failed E_SECIO_NO_INTERSECTION',
      );
      assert.equal(ours.written.length, 1);
    });
  }

  it('equal order digests: E_SECIO_EQUAL_ORDER', () => {
    const crypto = { ...nodeCrypto, sha256: () => new Uint8Array(32) };
    assert.equal(afterPropose(good, new HandshakeUnderTest({ crypto })), 'failed E_SECIO_EQUAL_ORDER');
  });

  function afterExchange(
    exchange: (peer: ScriptedPeer, propose: Uint8Array) => Uint8Array,
  ): HandshakeUnderTest {
    const ours = new HandshakeUnderTest();
    const peer = new ScriptedPeer();
    ours.machine.start();
    ours.receive(framed(peer.propose));
    ours.sign();
    ours.receive(framed(exchange(peer, ours.written[0]!)));
    return ours;
  }

  it('an Exchange that does not parse: E_SECIO_EXCHANGE', () => {
    assert.equal(afterExchange(() => new Uint8Array(3)).last, 'failed E_SECIO_EXCHANGE');
  });

  it('a second Exchange while our signature is being made: E_SECIO_EXCHANGE', () => {
    const ours = new HandshakeUnderTest();
    const peer = new ScriptedPeer();
    ours.machine.start();
    ours.receive(framed(peer.propose));
    const exchange = framed(peer.exchange(ours.written[0]!));
    ours.receive(exchange);
    ours.receive(exchange);
    assert.equal(ours.last, 'failed E_SECIO_EXCHANGE');
  });

  const n = BigInt('0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141');
  const highS = (der: Uint8Array): Uint8Array => {
    const at = 4 + der[3]! + 2;
    const s = n - BigInt(`0x${hex(der.subarray(at))}`);
    const digits = `00${s.toString(16).padStart(64, '0')}`;
    const out = Uint8Array.from([...der.subarray(0, at - 1), 33, ...Buffer.from(digits, 'hex')]);
    return out.with(1, out.length - 2);
  };
  const signatures: [string, (good: Uint8Array) => Uint8Array][] = [
    ['of something else', () => secp256k1.sign(new Uint8Array(32).fill(1), seededBytes(11, 32))],
    ['with a changed byte', (good) => good.with(20, good[20]! ^ 1)],
    ['with a high S', highS],
    ['with a byte behind it', (good) => Uint8Array.from([...good, 0])],
    ['of 64 bytes without DER', () => new Uint8Array(64).fill(1)],
    ['of no bytes', () => new Uint8Array()],
  ];
  for (const [what, signature] of signatures) {
    it(`a signature ${what}: E_SECIO_SIGNATURE, and no record is sent`, () => {
      const ours = afterExchange((peer, propose) => peer.exchange(propose, { signature }));
      assert.equal(ours.last, 'failed E_SECIO_SIGNATURE');
      assert.equal(ours.written.length, 2);
    });
  }

  for (const [what, epubkey] of [
    ['31 bytes', seededBytes(1, 31)],
    ['33 bytes', seededBytes(1, 33)],
    ['zeros', new Uint8Array(32)],
  ] as const) {
    it(`an X25519 key of ${what}, rightly signed: E_SECIO_EPHEMERAL_KEY`, () => {
      const ours = afterExchange((peer, propose) => peer.exchange(propose, { epubkey }));
      assert.equal(ours.last, 'failed E_SECIO_EPHEMERAL_KEY');
    });
  }

  it('another nonce than ours: E_SECIO_NONCE', () => {
    const { ours, peer } = awaitingNonce();
    ours.receive(peer.seal(OUR_NONCE.with(15, OUR_NONCE[15]! ^ 1)));
    assert.equal(ours.last, 'failed E_SECIO_NONCE');
  });

  it('a first record that does not open, or has no tag: E_SECIO_RECORD', () => {
    for (const record of [new Uint8Array(32), new Uint8Array(15)]) {
      const { ours } = awaitingNonce();
      ours.receive(framed(record));
      assert.equal(ours.last, 'failed E_SECIO_RECORD');
    }
  });

  it('a frame above the limit, announced: E_SECIO_FRAME_TOO_LARGE', () => {
    const ours = new HandshakeUnderTest();
    ours.machine.start();
    ours.receive(Uint8Array.of(0, 0, 4, 1));
    assert.equal(ours.last, 'failed E_SECIO_FRAME_TOO_LARGE');
  });

  it('our own signer: E_SECIO_SIGNER, with its error as the cause', () => {
    const ours = new HandshakeUnderTest();
    assert.equal(afterPropose(good, ours), 'need signature');
    ours.machine.signFailed(new Error('unplugged'));
    assert.equal(ours.last, 'failed E_SECIO_SIGNER');
  });

  it('the end of the connection: E_SECIO_EOF, and the deadline: E_SECIO_TIMEOUT', () => {
    for (const [end, event] of [
      ['ended', 'failed E_SECIO_EOF'],
      ['timedOut', 'failed E_SECIO_TIMEOUT'],
    ] as const) {
      const ours = new HandshakeUnderTest();
      ours.machine.start();
      ours.machine[end]();
      assert.equal(ours.last, event);
    }
  });

  it('only once: nothing is read, written or reported after a failure', () => {
    const ours = new HandshakeUnderTest();
    ours.machine.start();
    ours.machine.timedOut();
    const count = ours.events.length;
    ours.receive(framed(good));
    ours.machine.signed(new Uint8Array(70));
    ours.machine.signFailed(new Error('late'));
    ours.machine.ended();
    ours.machine.timedOut();
    assert.equal(ours.events.length, count);
  });

  it('in the middle of a chunk: the rest of it is dropped', () => {
    const ours = new HandshakeUnderTest();
    ours.machine.start();
    ours.receive(Uint8Array.from([...framed(new Uint8Array()), ...framed(good)]));
    assert.deepEqual(ours.events, ['write', 'failed E_SECIO_PROPOSE']);
  });
});
