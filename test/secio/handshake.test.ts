import assert from 'node:assert/strict';
import { nodeCrypto } from '../../src/crypto/node.js';
import { peerIdFromPublicKey } from '../../src/address/peer-id.js';
import { hex } from '../crypto/hex.js';
import { seededBytes } from '../crypto/seeded.js';
import { vector } from '../vectors/molecule-table.js';
import { withCode } from '../vectors/with-code.js';
import { HandshakeUnderTest, OUR_NONCE } from './handshake-under-test.js';
import { awaitingNonce, established } from './handshake-steps.js';
import { framed, ScriptedPeer } from './scripted-peer.js';

const { secp256k1 } = nodeCrypto;

/** The uncompressed form of `peer`'s key, or with `hybrid` the one that also names the parity of y. */
function longKey(secret: Uint8Array, hybrid: boolean): Uint8Array {
  const compressed = secp256k1.publicKey(secret);
  const p = 2n ** 256n - 2n ** 32n - 977n;
  const x = BigInt(`0x${hex(compressed.subarray(1))}`);
  // p = 3 mod 4: the square root is a power.
  let [root, base, exponent] = [1n, (x ** 3n + 7n) % p, (p + 1n) / 4n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) root = (root * base) % p;
    base = (base * base) % p;
  }
  const odd = compressed[0] === 3;
  const y = ((root & 1n) === 1n) === odd ? root : p - root;
  const digits = x.toString(16).padStart(64, '0') + y.toString(16).padStart(64, '0');
  return Uint8Array.from([hybrid ? (odd ? 7 : 6) : 4, ...Buffer.from(digits, 'hex')]);
}

describe('secio handshake: the order of things', () => {
  it('sends Propose at the start without having received anything', () => {
    const ours = new HandshakeUnderTest();
    assert.deepEqual(ours.events, []);
    ours.machine.start();
    assert.deepEqual(ours.events, ['write']);
  });

  it('asks for a signature, sends Exchange, echoes the nonce, is established, hands out plaintext', () => {
    const { ours, peer } = established();
    ours.receive(peer.seal(Buffer.from('hello world')));
    assert.deepEqual(ours.events, [
      ...['write', 'need signature', 'write', 'write', 'established', 'plain hello world'],
    ]);
    assert.equal(ours.channel?.remotePeer, peerIdFromPublicKey(peer.publicKey, nodeCrypto.sha256));
  });

  it('waits for a late signature: the remote Exchange may arrive before it', () => {
    const ours = new HandshakeUnderTest();
    const peer = new ScriptedPeer();
    ours.machine.start();
    ours.receive(framed(peer.propose));
    ours.receive(framed(peer.exchange(ours.written[0]!)));
    assert.deepEqual(ours.events, ['write', 'need signature']);
    ours.sign();
    assert.deepEqual(ours.events, ['write', 'need signature', 'write', 'write']);
    peer.takeExchange(ours.written[1]!);
    ours.receive(peer.seal(OUR_NONCE));
    assert.equal(ours.last, 'established');
  });

  it('takes no signature that it did not ask for, and none twice', () => {
    const { ours } = awaitingNonce();
    const count = ours.events.length;
    ours.sign();
    assert.equal(ours.events.length, count);
    const fresh = new HandshakeUnderTest();
    fresh.machine.signed(new Uint8Array(70));
    fresh.machine.start();
    fresh.machine.signed(new Uint8Array(70));
    assert.deepEqual(fresh.events, ['write']);
    fresh.receive(framed(new ScriptedPeer().propose));
    fresh.sign();
    fresh.sign();
    assert.deepEqual(fresh.events, ['write', 'need signature', 'write']);
  });

  it('reads its own nonce from records cut anywhere, and plaintext right behind it', () => {
    const { ours, peer } = awaitingNonce();
    ours.receive(peer.seal(OUR_NONCE.subarray(0, 1)));
    ours.receive(peer.seal(OUR_NONCE.subarray(1, 15)));
    assert.equal(ours.last, 'write');
    ours.receive(peer.seal(Buffer.concat([OUR_NONCE.subarray(15), Buffer.from('tail')])));
    assert.deepEqual(ours.events.slice(-2), ['established', 'plain tail']);
  });

  it('makes an ephemeral key of its own unless one is injected: another with every handshake', () => {
    const exchanges = [1, 2].map(() => hex(awaitingNonce().ours.written[1]!));
    assert.notEqual(exchanges[0], exchanges[1]);
  });
});

describe('secio handshake: what a remote may do', () => {
  for (const length of [1, 15, 17, 256]) {
    it(`send a nonce of ${length} bytes, which is echoed whole`, () => {
      const { ours } = established({ nonce: seededBytes(length, length) });
      assert.equal(ours.written[2]?.length, 4 + length + 16);
    });
  }

  it('send an empty nonce, which is echoed by nothing at all', () => {
    const { ours } = established({ nonce: new Uint8Array() });
    assert.equal(ours.written.length, 2);
  });

  it('send fields that we do not know: they are ignored, and signed over as they came', () => {
    const { ours } = established({ moreFields: [vector('new'), vector('newer')] });
    assert.equal(ours.last, 'established');
  });

  for (const hybrid of [false, true]) {
    it(`use ${hybrid ? 'a hybrid' : 'an uncompressed'} key of 65 bytes: another peer id, the same proof`, () => {
      const secret = seededBytes(11, 32);
      const publicKey = longKey(secret, hybrid);
      const { ours } = established({ secret, publicKey });
      assert.equal(ours.channel?.remotePeer, peerIdFromPublicKey(publicKey, nodeCrypto.sha256));
    });
  }

  it('fill a frame up to the limit, and after the handshake a larger one', () => {
    const ours = new HandshakeUnderTest({ maxFrameBytes: new ScriptedPeer().propose.length });
    ours.machine.start();
    ours.receive(framed(new ScriptedPeer().propose));
    assert.equal(ours.last, 'need signature');
    const { ours: later, peer } = established();
    later.receive(peer.seal(new Uint8Array(2048 - 16).fill(0x61)));
    assert.equal(later.last, `plain ${'a'.repeat(2032)}`);
  });
});

describe('secio after the handshake', () => {
  it('is not touched by the deadline, and leaves the end of the connection to its owner', () => {
    const { ours } = established();
    ours.machine.timedOut();
    ours.machine.ended();
    assert.equal(ours.last, 'established');
  });

  it('throws E_SECIO_RECORD at a record that does not open', () => {
    const { ours, peer } = established();
    const record = peer.seal(Buffer.from('x'));
    assert.throws(() => ours.receive(record.with(4, record[4]! ^ 1)), withCode('E_SECIO_RECORD'));
  });

  it('throws E_SECIO_RECORD at a record that is repeated', () => {
    const { ours, peer } = established();
    const record = peer.seal(Buffer.from('x'));
    ours.receive(record);
    assert.throws(() => ours.receive(record), withCode('E_SECIO_RECORD'));
  });

  it('throws E_SECIO_FRAME_TOO_LARGE at a record above its limit, tag included', () => {
    const { ours } = established();
    assert.throws(() => ours.receive(Uint8Array.of(0, 0, 8, 1)), withCode('E_SECIO_FRAME_TOO_LARGE'));
  });

  it('lets errors of the reader of the plaintext through', () => {
    const { ours, peer } = established();
    ours.events.push = () => {
      throw new RangeError('reader');
    };
    assert.throws(() => ours.receive(peer.seal(Buffer.from('x'))), RangeError);
  });
});
