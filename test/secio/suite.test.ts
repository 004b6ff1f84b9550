import assert from 'node:assert/strict';
import { chooseSuite, DEFAULT_PROPOSALS, type ProposedLists } from '../../src/secio/suite.js';

const ALL: ProposedLists = {
  exchanges: 'P-256,P-384,X25519',
  ciphers: 'AES-128-GCM,AES-256-GCM,CHACHA20_POLY1305',
  hashes: 'SHA256,SHA512',
};

describe('secio suite', () => {
  it('takes the first name of the preferred lists that the others have: two native peers', () => {
    assert.deepEqual(chooseSuite(ALL, ALL), { exchange: 'P-256', cipher: 'AES-128-GCM', digest: 'SHA256' });
  });

  it('follows the order of the preferred side, not of the other', () => {
    const reversed: ProposedLists = {
      exchanges: 'X25519,P-384,P-256',
      ciphers: 'CHACHA20_POLY1305,AES-256-GCM,AES-128-GCM',
      hashes: 'SHA512,SHA256',
    };
    const last = { exchange: 'X25519', cipher: 'CHACHA20_POLY1305', digest: 'SHA512' };
    assert.deepEqual(chooseSuite(reversed, ALL), last);
    assert.deepEqual(chooseSuite(ALL, reversed), chooseSuite(ALL, ALL));
  });

  it('reaches every one of the 18 suites by one name per list', () => {
    for (const exchanges of ALL.exchanges.split(',')) {
      for (const ciphers of ALL.ciphers.split(',')) {
        for (const hashes of ALL.hashes.split(',')) {
          const one = { exchanges, ciphers, hashes };
          const suite = { exchange: exchanges, cipher: ciphers, digest: hashes };
          assert.deepEqual(chooseSuite(one, ALL), suite);
          assert.deepEqual(chooseSuite(ALL, one), suite);
        }
      }
    }
  });

  it('passes over a common name that it does not know', () => {
    const ours = { ...ALL, ciphers: 'AES-192-GCM,AES-256-GCM' };
    assert.equal(chooseSuite(ours, { ...ALL, ciphers: 'AES-192-GCM,AES-256-GCM' })?.cipher, 'AES-256-GCM');
  });

  for (const list of ['exchanges', 'ciphers', 'hashes'] as const) {
    it(`is none when the ${list} have nothing in common`, () => {
      assert.equal(chooseSuite(ALL, { ...ALL, [list]: 'NONE' }), undefined);
      assert.equal(chooseSuite({ ...ALL, [list]: '' }, ALL), undefined);
    });

    it(`compares ${list} exactly: no trimming, no other case`, () => {
      const first = ALL[list].split(',')[0]!;
      assert.equal(chooseSuite(ALL, { ...ALL, [list]: ` ${first}` }), undefined);
      assert.equal(chooseSuite(ALL, { ...ALL, [list]: first.toLowerCase() }), undefined);
    });
  }

  it('is X25519 between two of us', () => {
    const { exchanges, ciphers, digests } = DEFAULT_PROPOSALS;
    const ours = { exchanges: exchanges.join(','), ciphers: ciphers.join(','), hashes: digests.join(',') };
    assert.equal(chooseSuite(ours, ours)?.exchange, 'X25519');
    // A native peer puts P-256 first: the greater side decides.
    assert.equal(chooseSuite(ALL, ours)?.exchange, 'P-256');
  });
});
