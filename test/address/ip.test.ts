import assert from 'node:assert/strict';
import { isIPv6 } from 'node:net';
import { formatIp4, formatIp6, parseIp4, parseIp6 } from '../../src/address/ip.js';
import { bytes, hex } from '../crypto/hex.js';
import { seededNumbers } from '../crypto/seeded.js';

describe('IPv4 text', () => {
  it('is a dotted quad without leading zeros', () => {
    assert.equal(hex(parseIp4('1.20.0.255') ?? bytes('')), '011400ff');
    assert.equal(formatIp4(bytes('011400ff')), '1.20.0.255');
    for (const text of [
      '',
      '1.2.3',
      '1.2.3.4.5',
      '1.2.3.256',
      '01.2.3.4',
      '1.2.3.-4',
      '1.2.3.4 ',
      '1..2.3',
      '0x1.2.3.4',
    ]) {
      assert.equal(parseIp4(text), undefined, text);
    }
  });
});

describe('IPv6 text', () => {
  it('is written as RFC 5952 says', () => {
    for (const [binary, text] of [
      ['00000000000000000000000000000000', '::'],
      ['00000000000000000000000000000001', '::1'],
      ['20010db8000000000000000000000001', '2001:db8::1'],
      // 4.2.2: one zero group alone is not shortened.
      ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
      // 4.2.3: the longest run, the first of equals.
      ['20010000000000010000000000000001', '2001:0:0:1::1'],
      ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
      ['fe800000000000000000000000000000', 'fe80::'],
      ['00000000000000000000ffff7f000001', '::ffff:127.0.0.1'],
      ['0000000000000000000000007f000001', '::7f00:1'],
      ['abcdef01234567890abc0def01230004', 'abcd:ef01:2345:6789:abc:def:123:4'],
    ] as const) {
      assert.equal(formatIp6(bytes(binary)), text);
      assert.equal(hex(parseIp6(text) ?? bytes('')), binary);
    }
  });

  it('is read in every form of RFC 4291', () => {
    for (const [text, binary] of [
      ['2001:DB8:0:0:8:800:200C:417A', '20010db80000000000080800200c417a'],
      ['1:2:3:4:5:6:7::', '00010002000300040005000600070000'],
      ['::2:3:4:5:6:7:8', '00000002000300040005000600070008'],
      ['64:ff9b::192.0.2.33', '0064ff9b0000000000000000c0000221'],
      ['1:2:3:4:5:6:1.2.3.4', '00010002000300040005000601020304'],
    ] as const) {
      assert.equal(hex(parseIp6(text) ?? bytes('')), binary, text);
    }
  });

  it('is read exactly where Node reads it, zones aside', () => {
    const next = seededNumbers(20_263);
    const pieces = ['1', 'ab', 'ffff', '0', '12345', 'g', ':', ':', ':', '::', '1.2.3.4', '.', ''];
    let read = 0;
    for (let run = 0; run < 30_000; run++) {
      let text = '';
      for (let length = next() % 16; length >= 0; length--) text += pieces[next() % pieces.length] ?? '';
      const ours = parseIp6(text);
      assert.equal(ours !== undefined, isIPv6(text), text);
      if (ours === undefined) continue;
      read++;
      assert.equal(hex(parseIp6(formatIp6(ours)) ?? bytes('')), hex(ours), text);
    }
    assert.ok(read > 100, `only ${read} read`);
  });
});
