import assert from 'node:assert/strict';
import { Propose } from '../../generated/secio.js';
import { peerIdFromPublicKey } from '../../src/address/peer-id.js';
import { nodeCrypto as crypto } from '../../src/node.js';
import { ALICE, BOB, Forger, Identity, ONE_SUITE, Victim, assertFailed, fresh } from './handshake-rig.js';
import { concat, prefixed, u32 } from './raw-yamux.js';

describe('hostile handshake: an honest forger, to show that the others fail for their forgery', () => {
  it('establishes with the true peer id', () => {
    const [victim, forger] = fresh();
    forger.sendPropose().sendExchange().sendNonce().sendRecord(Uint8Array.of(1, 2));
    assert.deepEqual(victim.failures, []);
    assert.equal(victim.channel?.remotePeer, BOB.peer);
    assert.deepEqual(concat(victim.plain), Uint8Array.of(1, 2));
  });

  it('may send the nonce in pieces and application bytes behind it in the same record (1.8)', () => {
    const [victim, forger] = fresh();
    forger.sendPropose().sendExchange();
    for (const byte of ALICE.nonce.subarray(0, 15)) forger.sendRecord(Uint8Array.of(byte));
    assert.equal(victim.established, false);
    forger.sendRecord(concat([ALICE.nonce.slice(15), Uint8Array.of(7, 8, 9)]));
    assert.equal(victim.channel?.remotePeer, BOB.peer);
    assert.deepEqual(concat(victim.plain), Uint8Array.of(7, 8, 9));
  });

  it('may have an empty nonce, which is echoed by no record at all (1.8)', () => {
    const [victim, forger] = fresh({ nonce: new Uint8Array() });
    forger.sendPropose().sendExchange().sendNonce();
    assert.equal(victim.channel?.remotePeer, BOB.peer);
    assert.equal(victim.written.length, 2, 'Propose and Exchange, no record');
  });

  it('may have an uncompressed static key: its peer id is another (1.10)', () => {
    const uncompressed = uncompressedKey(BOB);
    const [victim, forger] = fresh({ publicKey: uncompressed });
    forger.sendPropose().sendExchange().sendNonce();
    assert.equal(victim.channel?.remotePeer, peerIdFromPublicKey(uncompressed, crypto.sha256));
    assert.notEqual(victim.channel.remotePeer, BOB.peer);
  });
});

describe('hostile handshake: forged Proposes', () => {
  const bodies: readonly (readonly [string, (honest: Uint8Array) => Uint8Array])[] = [
    ['an empty body', () => new Uint8Array()],
    ['a table of four fields', () => concat([le(20), le(20), le(20), le(20), le(20)])],
    ['a total size of one byte more', (honest) => concat([le(honest.length + 1), honest.slice(4)])],
    ['a byte behind the table', (honest) => concat([honest, Uint8Array.of(0)])],
    [
      'a first offset beyond the end',
      (honest) => concat([honest.slice(0, 4), le(0xffff_fff0), honest.slice(8)]),
    ],
    ['random bytes', () => new Identity(9).secret],
    [
      'a list that is not UTF-8',
      () =>
        propose({ exchanges: 'X25519\u00ff' }, (bytes) => bytes.map((byte) => (byte === 0xc3 ? 0xff : byte))),
    ],
    ['a nonce longer than its limit', () => rawPropose(257)],
  ];
  for (const [title, body] of bodies) {
    it(`${title} -> E_SECIO_PROPOSE (1.2)`, () => {
      const [victim, forger] = fresh();
      victim.machine.receive(prefixed(body(forger.propose)));
      assertFailed(victim, 'E_SECIO_PROPOSE');
      assert.equal(victim.written.length, 1, 'nothing but our Propose was sent');
    });
  }

  it('a public key of another type -> E_SECIO_PROPOSE (1.2)', () => {
    const [victim] = fresh();
    const pubkey = concat([le(1), le(33), BOB.publicKey]);
    victim.machine.receive(prefixed(Propose.encode({ ...honestPropose(), pubkey })));
    assertFailed(victim, 'E_SECIO_PROPOSE');
  });

  for (const list of ['exchanges', 'ciphers', 'hashes'] as const) {
    for (const names of [
      '',
      'ROT13',
      ' X25519',
      'x25519,aes-128-gcm,sha256',
      'X25519 ,AES-128-GCM ,SHA256 ',
      ',,,',
    ]) {
      it(`no common name in ${list} (${JSON.stringify(names)}) -> E_SECIO_NO_INTERSECTION (1.4)`, () => {
        const [victim] = fresh();
        victim.machine.receive(prefixed(propose({ [list]: names })));
        assertFailed(victim, 'E_SECIO_NO_INTERSECTION');
      });
    }
  }

  it('a common name that nobody knows is passed over -> E_SECIO_NO_INTERSECTION (1.4)', () => {
    const unknown = { ...ONE_SUITE, exchanges: ['NTRU' as 'X25519'] };
    const [victim] = fresh(undefined, { proposals: unknown });
    victim.machine.receive(prefixed(propose({ exchanges: 'NTRU,X25519' })));
    assertFailed(victim, 'E_SECIO_NO_INTERSECTION');
  });

  it('our own public key -> E_SECIO_SELF, before any Exchange (1.4)', () => {
    const [victim, forger] = fresh({ publicKey: ALICE.publicKey });
    forger.sendPropose();
    assertFailed(victim, 'E_SECIO_SELF');
    assert.deepEqual(victim.digests, [], 'nothing was signed');
  });

  it('our own Propose, reflected -> E_SECIO_SELF', () => {
    const [victim] = fresh();
    victim.machine.receive(victim.written[0]!);
    assertFailed(victim, 'E_SECIO_SELF');
  });

  it('a key and a nonce made to give our own order digest -> E_SECIO_EQUAL_ORDER (1.4)', () => {
    // key || nonce is cut at another place: the digests of both sides cover the same bytes.
    const publicKey = concat([ALICE.publicKey, Uint8Array.of(5)]);
    const [victim, forger] = fresh({ publicKey, nonce: concat([Uint8Array.of(5), ALICE.nonce]) });
    forger.sendPropose();
    assertFailed(victim, 'E_SECIO_EQUAL_ORDER');
  });

  it('another peer id than the address names -> E_PEER_ID_MISMATCH, before we sign anything', () => {
    const [victim, forger] = fresh(undefined, { expectedPeer: new Identity(300).peer });
    forger.sendPropose();
    assertFailed(victim, 'E_PEER_ID_MISMATCH');
    assert.equal(victim.failures[0]!.remote, BOB.peer);
    assert.deepEqual(victim.digests, []);
  });

  it('the peer id that was expected, claimed without its key -> E_SECIO_SIGNATURE (R23)', () => {
    const mallory = new Identity(300);
    const victim = new Victim(ALICE, { expectedPeer: BOB.peer });
    new Forger(victim, mallory, { publicKey: BOB.publicKey }).sendPropose().sendExchange();
    assertFailed(victim, 'E_SECIO_SIGNATURE');
  });
});

function le(value: number): Uint8Array {
  return u32(value).reverse();
}

function honestPropose(): Propose {
  return Propose.decode(new Forger(new Victim(ALICE), BOB).propose);
}

function propose(change: Partial<Propose>, corrupt = (bytes: Uint8Array): Uint8Array => bytes): Uint8Array {
  return corrupt(Propose.encode({ ...honestPropose(), ...change }));
}

/** A Propose whose nonce has `length` bytes: our own encoder would refuse to write it. */
function rawPropose(length: number): Uint8Array {
  const { pubkey, exchanges, ciphers, hashes } = honestPropose();
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  const fields = [new Uint8Array(length), pubkey, text(exchanges), text(ciphers), text(hashes)].map((field) =>
    concat([le(field.length), field]),
  );
  let offset = 4 * (1 + fields.length);
  const offsets = fields.map((field) => le((offset += field.length) - field.length));
  return concat([le(offset), ...offsets, ...fields]);
}

function uncompressedKey({ publicKey }: Identity): Uint8Array {
  const p = 2n ** 256n - 2n ** 32n - 977n;
  const x = BigInt(`0x${Buffer.from(publicKey.subarray(1)).toString('hex')}`);
  const pow = (base: bigint, exponent: bigint): bigint => {
    let result = 1n;
    for (let b = base, e = exponent; e > 0n; e >>= 1n, b = (b * b) % p) if (e & 1n) result = (result * b) % p;
    return result;
  };
  const root = pow((x * x * x + 7n) % p, (p + 1n) / 4n);
  const y = (root & 1n) === BigInt(publicKey[0]! & 1) ? root : p - root;
  return Uint8Array.from(
    Buffer.from(`04${x.toString(16).padStart(64, '0')}${y.toString(16).padStart(64, '0')}`, 'hex'),
  );
}
