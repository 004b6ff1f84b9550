import { compactFromDer, derFromCompact } from '../../src/crypto/der.js';
import { nodeCrypto as crypto } from '../../src/node.js';
import { BOB, Identity, assertFailed, fresh, type Forger, type Victim } from './handshake-rig.js';
import { concat } from './raw-yamux.js';

/** The order of the group of secp256k1. */
const ORDER = 0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n;

/** `n - s` instead of `s`: the other signature that is mathematically right. */
function highS(der: Uint8Array): Uint8Array {
  const compact = Buffer.from(compactFromDer(der)!);
  const s = ORDER - BigInt(`0x${compact.subarray(32).toString('hex')}`);
  compact.write(s.toString(16).padStart(64, '0'), 32, 'hex');
  return derFromCompact(compact);
}

/** The DER of `30 length 02 length r 02 length s`, with r's INTEGER changed. */
function changeR(der: Uint8Array, change: (r: Uint8Array) => Uint8Array): Uint8Array {
  const rLength = der[3]!;
  const r = change(der.slice(4, 4 + rLength));
  const s = der.slice(4 + rLength);
  return concat([Uint8Array.of(0x30, 2 + r.length + s.length, 2, r.length), r, s]);
}

function longForm(der: Uint8Array): Uint8Array {
  return concat([Uint8Array.of(0x30, 0x81, der[1]!), der.slice(2)]);
}

describe('hostile handshake: forged signatures -> E_SECIO_SIGNATURE (1.3, R17, R23)', () => {
  const forgeries: readonly (readonly [string, (forger: Forger, victim: Victim) => Uint8Array])[] = [
    ['by another key', (forger) => new Identity(300).sign(forger.digest())],
    ['over another digest', () => BOB.sign(new Uint8Array(32).fill(7))],
    [
      'over our Propose and theirs in the wrong order',
      (forger, victim) => BOB.sign(crypto.sha256(victim.propose, forger.propose, forger.epubkey)),
    ],
    ['high S', (forger) => highS(BOB.sign(forger.digest()))],
    ['a length in long form', (forger) => longForm(BOB.sign(forger.digest()))],
    [
      'an INTEGER with a superfluous zero byte',
      (forger) => changeR(BOB.sign(forger.digest()), (r) => concat([Uint8Array.of(0), r])),
    ],
    [
      'a negative INTEGER',
      (forger) => changeR(BOB.sign(forger.digest()), (r) => concat([Uint8Array.of(0xff), r])),
    ],
    ['a byte behind the end', (forger) => concat([BOB.sign(forger.digest()), Uint8Array.of(0)])],
    ['the compact form of 64 bytes', (forger) => compactFromDer(BOB.sign(forger.digest()))!],
    ['nothing at all', () => new Uint8Array()],
    ['r and s of zero', () => Uint8Array.of(0x30, 6, 2, 1, 0, 2, 1, 0)],
    ['256 bytes of 0x30', () => new Uint8Array(256).fill(0x30)],
  ];
  for (const [title, forge] of forgeries) {
    it(title, () => {
      const [victim, forger] = fresh();
      forger.sendPropose();
      forger.sendExchange({ signature: forge(forger, victim) });
      assertFailed(victim, 'E_SECIO_SIGNATURE');
    });
  }

  it('a static key that is no point', () => {
    for (const publicKey of [
      new Uint8Array(33).fill(2),
      new Uint8Array(33),
      new Uint8Array(1),
      new Uint8Array(128).fill(4),
    ]) {
      const [victim, forger] = fresh({ publicKey });
      forger.sendPropose().sendExchange();
      assertFailed(victim, 'E_SECIO_SIGNATURE');
    }
  });
});
