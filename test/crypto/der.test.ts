import assert from 'node:assert/strict';
import { compactFromDer, derFromCompact } from '../../src/crypto/der.js';
import { bytes, hex } from './hex.js';
import { seededBytes } from './seeded.js';

const R = '1149987ca991808d019cb3d99aa96c91a0244fdc75c67083dc49f49c886c2f22';
const S = '7b6499bd9d2341daf106fac15bd0fc5e80699322bba037cd4ac9648fd4c3cd06';

describe('DER of signatures', () => {
  it('writes the shortest form and reads it back, for numbers of every length', () => {
    for (let size = 1; size <= 32; size++) {
      for (let seed = 0; seed < 20; seed++) {
        const compact = new Uint8Array(64);
        compact.set(seededBytes(seed, size), 32 - size);
        compact.set(seededBytes(seed + 100, 33 - size), 31 + size);
        const der = derFromCompact(compact);
        assert.equal(hex(compactFromDer(der) ?? bytes('')), hex(compact));
      }
    }
  });

  it('puts a zero byte in front of numbers with a set top bit only', () => {
    assert.equal(hex(derFromCompact(bytes(R + S))), `3044` + `0220${R}` + `0220${S}`);
    const der = derFromCompact(bytes(`80${'00'.repeat(31)}${'00'.repeat(31)}7f`));
    assert.equal(hex(der), `3026` + `022100` + `80${'00'.repeat(31)}` + `02017f`);
  });

  for (const [what, der] of [
    ['nothing', ''],
    ['a compact signature of 64 bytes', R + S],
    ['another outer tag', `3144` + `0220${R}` + `0220${S}`],
    ['a trailing byte', `3044` + `0220${R}` + `0220${S}00`],
    ['a trailing byte that the length counts', `3045` + `0220${R}` + `0220${S}00`],
    ['an outer length in long form', `308144` + `0220${R}` + `0220${S}`],
    ['an inner length in long form', `3045` + `028120${R}` + `0220${S}`],
    ['an indefinite length', `3080` + `0220${R}` + `0220${S}0000`],
    ['a number that is not minimal', `3045` + `022100${R}` + `0220${S}`],
    ['a negative number', `3044` + `0220ff${R.slice(2)}` + `0220${S}`],
    ['an empty number', `3024` + `0200` + `0220${S}`],
    ['a number of 33 significant bytes', `3045` + `022111${R}` + `0220${S}`],
    ['another inner tag', `3044` + `0320${R}` + `0220${S}`],
    ['the second number missing', `3022` + `0220${R}`],
    ['the second number cut off', `3043` + `0220${R}` + `0220${S.slice(2)}`],
    ['three numbers', `3047` + `0220${R}` + `0220${S}` + `020101`],
    ['an empty sequence', '3000'],
  ] as const) {
    it(`does not read ${what}`, () => assert.equal(compactFromDer(bytes(der)), undefined));
  }

  it('reads zero, which no verifier accepts', () => {
    assert.equal(hex(compactFromDer(bytes('3006020100020101')) ?? bytes('')), `${'00'.repeat(63)}01`);
  });

  it('never throws, whatever a single changed byte says', () => {
    const der = bytes(`3044` + `0220${R}` + `0220${S}`);
    for (let at = 0; at < der.length; at++) {
      for (let value = 0; value < 256; value++) {
        const changed = der.slice();
        changed[at] = value;
        const compact = compactFromDer(changed);
        if (compact !== undefined)
          assert.equal(hex(derFromCompact(compact)), hex(changed), 'one form per signature');
      }
    }
  });
});
