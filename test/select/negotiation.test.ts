import assert from 'node:assert/strict';
import { highestCommon, readChoice, readOffer, writeOffer } from '../../src/select/negotiation.js';
import { bytes, hex } from '../crypto/hex.js';
import { table, vector } from '../vectors/molecule-table.js';
import { withCode } from '../vectors/with-code.js';

describe('choice of a version', () => {
  const cases: [readonly string[], readonly string[], string | undefined][] = [
    [['1.0.0', '2.0.0', '3.0.0'], ['1.0.0', '1.1.1', '2.0.0'], '2.0.0'],
    [['1.0.0', '2.0.0', '3.0.0'], ['1.0.0'], '1.0.0'],
    [['1.0.0', '2.0.0', '3.0.0'], [], undefined],
    [['1.0.0', '2.0.0', '3.0.0'], ['5.0.0'], undefined],
    [['5.0.0'], ['1.0.0', '1.1.1', '2.0.0'], undefined],
    [['5.0.0'], ['1.0.0'], undefined],
    [['1.0.0'], ['5.0.0'], undefined],
    [['1.0.0', '1.1.1'], ['1.0.0', '1.1.1'], '1.1.1'],
    [['1.0.0', '2.1.1'], ['1.0.0', '1.1.1'], '1.0.0'],
    [['1.0.0', '1.1.1'], ['2.0.0', '2.1.1'], undefined],
  ];
  for (const [local, remote, chosen] of cases) {
    it(`[${local.join(', ')}] and [${remote.join(', ')}] have ${chosen ?? 'nothing'} in common`, () => {
      assert.equal(highestCommon(local, remote), chosen);
      assert.equal(highestCommon(remote, local), chosen);
    });
  }

  it('compares bytewise: 10.0.0 is below 2.0.0', () => {
    assert.equal(highestCommon(['10.0.0', '2.0.0'], ['10.0.0', '2.0.0']), '2.0.0');
  });

  it('finds the highest in lists of any order', () => {
    assert.equal(highestCommon(['3', '1', '2'], ['2', '3', '1']), '3');
  });
});

describe('protocol selection on the wire', () => {
  const REQUEST = '270000000c00000016000000060000002f7032702f31110000000800000005000000302e302e31';
  const REFUSAL = '1a0000000c00000016000000060000002f7032702f3104000000';
  const TEST =
    '320000000c0000001400000004000000746573741e0000000c0000001500000005000000312e302e3005000000312e312e31';

  const messages: [string, string, readonly string[]][] = [
    [REQUEST, '/p2p/1', ['0.0.1']],
    [REFUSAL, '/p2p/1', []],
    [TEST, 'test', ['1.0.0', '1.1.1']],
    ['140000000c000000100000000000000004000000', '', []],
  ];
  for (const [wire, name, versions] of messages) {
    it(`writes and reads "${name}" with versions [${versions.join(', ')}]`, () => {
      assert.equal(hex(writeOffer({ name, versions })), wire);
      const body = bytes(wire);
      assert.deepEqual(readOffer(body, 0, body.length), { name, versions });
    });
  }

  it('reads only the range that it is given', () => {
    const body = bytes(`ffff${REQUEST}ff`);
    assert.deepEqual(readOffer(body, 2, body.length - 1), { name: '/p2p/1', versions: ['0.0.1'] });
  });

  it('reads a message with a field that it does not know', () => {
    const body = table(vector('/p2p/1'), table(vector('0.0.1')), vector('new'));
    assert.deepEqual(readOffer(body, 0, body.length), { name: '/p2p/1', versions: ['0.0.1'] });
  });

  it('has at most 128 versions', () => {
    const body = table(vector('/p2p/1'), table(...Array.from({ length: 129 }, () => vector('1'))));
    assert.throws(() => readOffer(body, 0, body.length), withCode('E_SELECT_MALFORMED'));
  });

  const malformed: [string, string][] = [
    ['nothing', ''],
    ['a length that disagrees', `28${REQUEST.slice(2)}`],
    ['one field instead of two', '0d00000008000000' + '01000000' + '61'],
    ['a name that is not UTF-8', REFUSAL.replace('2f7032702f31', 'ff7032702f31')],
    ['a version that is not UTF-8', REQUEST.replace('302e302e31', 'c32e302e31')],
    ['bytes behind the message', `${REQUEST}00`],
  ];
  for (const [what, wire] of malformed) {
    it(`refuses ${what}`, () => {
      const body = bytes(wire);
      assert.throws(() => readOffer(body, 0, body.length), withCode('E_SELECT_MALFORMED'));
    });
  }
});

describe('reply to a protocol selection', () => {
  const offered = { name: '/p2p/1', versions: ['0.0.1', '0.0.2'] };

  function choiceOf(name: string, versions: readonly string[]): string {
    const body = writeOffer({ name, versions });
    return readChoice(offered, body, 0, body.length);
  }

  it('chooses its only version', () => assert.equal(choiceOf('/p2p/1', ['0.0.1']), '0.0.1'));

  it('chooses the last of several versions', () => {
    assert.equal(choiceOf('/p2p/1', ['0.0.1', '0.0.2']), '0.0.2');
    assert.equal(choiceOf('/p2p/1', ['0.0.2', '0.0.1']), '0.0.1');
  });

  it('without versions is a refusal that names what was asked for', () => {
    assert.throws(() => choiceOf('/p2p/1', []), withCode('E_SELECT_REFUSED', '/p2p/1 0.0.1, 0.0.2'));
  });

  it('must name the protocol that was asked for', () => {
    assert.throws(() => choiceOf('/p2p/2', ['0.0.1']), withCode('E_SELECT_MISMATCH', '/p2p/2'));
    assert.throws(() => choiceOf('/p2p/2', []), withCode('E_SELECT_MISMATCH', '/p2p/2'));
  });

  it('must choose a version that was offered', () => {
    assert.throws(() => choiceOf('/p2p/1', ['0.0.3']), withCode('E_SELECT_MISMATCH', '0.0.3'));
  });

  it('must parse', () => {
    assert.throws(() => readChoice(offered, bytes('00'), 0, 1), withCode('E_SELECT_MALFORMED'));
  });
});
