import assert from 'node:assert/strict';
import { peerIdFromPublicKey } from '../../src/address/peer-id.js';
import type { Crypto } from '../../src/crypto/types.js';
import { Handshake } from '../../src/secio/handshake.js';
import type { SecureChannel } from '../../src/secio/handshake-io.js';
import { stretch, stretchKeys } from '../../src/secio/stretch.js';
import { CRYPTOS } from '../vectors/cryptos.js';
import { bytes, hex } from '../crypto/hex.js';
import { KNOWN_HANDSHAKES, type KnownHandshake, type KnownSide } from './known-handshakes.js';

/** One side with the known secrets; what it wants written is kept in order. */
class Side {
  readonly written: string[] = [];
  readonly plain: string[] = [];
  digest = '';
  channel: SecureChannel | undefined;
  readonly handshake: Handshake;

  get established(): boolean {
    return this.channel !== undefined;
  }

  constructor(known: KnownHandshake, own: KnownSide, remote: KnownSide, crypto: Crypto) {
    this.handshake = new Handshake(
      {
        crypto,
        publicKey: bytes(own.publicKey),
        nonce: bytes(own.nonce),
        proposals: known.proposals,
        maxFrameBytes: 1024,
        maxRecordBytes: 1024,
        expectedPeer: remote.peer,
        ephemeral: (name) => crypto.agreement(name).fromSecret(bytes(own.ephemeralSecret)),
      },
      (output) => {
        if (output.type === 'write') this.written.push(hex(output.bytes));
        if (output.type === 'need') this.digest = hex(output.digest);
        if (output.type === 'established') this.channel = output.channel;
        if (output.type === 'failed') throw output.error;
      },
      (plain) => this.plain.push(Buffer.from(plain).toString()),
    );
  }
}

/** With the `u32` big-endian length in front. */
function framed(body: string): string {
  return (body.length / 2).toString(16).padStart(8, '0') + body;
}

for (const crypto of CRYPTOS) {
  for (const known of KNOWN_HANDSHAKES) {
    const sides = [
      ['A', known.a, known.b, true],
      ['B', known.b, known.a, false],
    ] as const;

    describe(`known handshake, ${known.name}, back end ${crypto.name}`, () => {
      it('derives keys, peer ids and the order of the two sides', () => {
        for (const { secret, publicKey, peer } of [known.a, known.b]) {
          assert.equal(hex(crypto.secp256k1.publicKey(bytes(secret))), publicKey);
          assert.equal(peerIdFromPublicKey(bytes(publicKey), crypto.sha256), peer);
        }
        assert.equal(hex(crypto.sha256(bytes(known.b.publicKey), bytes(known.a.nonce))), known.order[0]);
        assert.equal(hex(crypto.sha256(bytes(known.a.publicKey), bytes(known.b.nonce))), known.order[1]);
      });

      it('agrees on the shared secret and stretches it to the two cipher keys', () => {
        for (const [, own, remote] of sides) {
          const ephemeral = crypto.agreement(known.suite.exchange).fromSecret(bytes(own.ephemeralSecret));
          assert.equal(hex(ephemeral.publicKey), own.ephemeralPublic);
          assert.equal(hex(ephemeral.agree(bytes(remote.ephemeralPublic)) ?? bytes('')), known.shared);
        }
        const shared = bytes(known.shared);
        const stretched = stretch(crypto, known.suite.digest, shared, known.stretched.length / 2);
        assert.equal(hex(stretched), known.stretched);
        const { keyBytes } = crypto.aead(known.suite.cipher);
        const { first, second } = stretchKeys(crypto, known.suite.digest, shared, keyBytes);
        assert.deepEqual([hex(first), hex(second)], [known.a.key, known.b.key]);
      });

      for (const [name, own, remote, greater] of sides) {
        it(`${name} writes Propose, Exchange and nonce echo as known, step by step`, () => {
          const { handshake, written } = new Side(known, own, remote, crypto);
          handshake.start();
          assert.deepEqual(written.splice(0), [framed(own.propose)]);
          handshake.receive(bytes(framed(remote.propose)));
          assert.deepEqual(written.splice(0), []);
          handshake.signed(crypto.secp256k1.sign(bytes(own.digest), bytes(own.secret)));
          assert.deepEqual(written.splice(0), [framed(own.exchange)]);
          handshake.receive(bytes(framed(remote.exchange)));
          assert.deepEqual(written.splice(0), [own.firstRecord]);
        });

        it(`${name} asks for a signature of the known digest and makes the known one`, () => {
          const side = new Side(known, own, remote, crypto);
          side.handshake.start();
          side.handshake.receive(bytes(framed(remote.propose)));
          assert.equal(side.digest, own.digest);
          assert.equal(hex(crypto.secp256k1.sign(bytes(own.digest), bytes(own.secret))), own.signature);
        });

        it(`${name} is established by the nonce echo and then ${greater ? 'seals' : 'opens'} hello world`, () => {
          const side = new Side(known, own, remote, crypto);
          side.handshake.start();
          side.handshake.receive(bytes(framed(remote.propose)));
          side.handshake.signed(bytes(own.signature));
          side.handshake.receive(bytes(framed(remote.exchange)));
          assert.equal(side.established, false);
          side.handshake.receive(bytes(remote.firstRecord));
          assert.ok(side.channel);
          assert.deepEqual(side.channel.suite, known.suite);
          assert.equal(side.channel.remotePeer, remote.peer);
          assert.equal(hex(side.channel.remotePublicKey), remote.publicKey);
          // It stays with the session, the handshake's messages do not.
          assert.equal(side.channel.remotePublicKey.buffer.byteLength, 33);
          if (greater) {
            assert.equal(hex(...side.channel.sealer.seal([Buffer.from('hello world')])), known.helloRecord);
          } else {
            side.handshake.receive(bytes(known.helloRecord));
            assert.deepEqual(side.plain, ['hello world']);
          }
        });
      }

      it('carries an echo of hello world both ways', () => {
        const a = new Side(known, known.a, known.b, crypto);
        const b = new Side(known, known.b, known.a, crypto);
        for (const side of [a, b]) side.handshake.start();
        for (let round = 0; round < 3; round++) {
          const [toB, toA] = [a.written.splice(0), b.written.splice(0)];
          for (const chunk of toB) b.handshake.receive(bytes(chunk));
          for (const chunk of toA) a.handshake.receive(bytes(chunk));
          if (round > 0) continue;
          a.handshake.signed(bytes(known.a.signature));
          b.handshake.signed(bytes(known.b.signature));
        }
        assert.ok(a.channel && b.channel);
        for (const chunk of a.channel.sealer.seal([Buffer.from('hello world')])) b.handshake.receive(chunk);
        for (const chunk of b.channel.sealer.seal([Buffer.from(b.plain[0]!)])) a.handshake.receive(chunk);
        assert.deepEqual([a.plain, b.plain], [['hello world'], ['hello world']]);
      });
    });
  }
}
