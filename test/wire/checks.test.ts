import assert from 'node:assert/strict';

import { TentacleError } from '../../src/errors.js';
import * as wire from '../../src/wire/index.js';

const code = (expected: string) => (thrown: unknown) =>
  thrown instanceof wire.WireError && thrown.code === expected;

describe('errors of codecs', () => {
  const misfits: readonly (readonly [unknown, RegExp])[] = [
    [null, /got null$/],
    [undefined, /got undefined$/],
    [-5, /got -5$/],
    [7n, /got 7$/],
    [true, /got true$/],
    ['secret', /got String$/],
    [{}, /got Object$/],
    [Object.create(null), /got Object$/],
    [new Uint8Array(3), /got Uint8Array$/],
    [[1], /got Array$/],
    [() => 1, /got Function$/],
    [Symbol('secret'), /got Symbol$/],
  ];
  it('carry stage and code, and never the content of a string', () => {
    for (const [value, message] of misfits) {
      assert.throws(
        () => wire.misfit('T.f', 'a thing', value),
        (thrown: unknown) => {
          assert.ok(thrown instanceof wire.WireError && thrown instanceof TentacleError);
          assert.deepEqual(
            [thrown.code, thrown.stage, thrown.retryable, thrown.name],
            ['E_WIRE_VALUE', 'encode', false, 'WireError'],
          );
          assert.match(thrown.message, /^E_WIRE_VALUE: T\.f must be a thing, got /);
          assert.match(thrown.message, message);
          return true;
        },
      );
    }
  });
  it('name the field, for items the index, and when decoding the byte, what is there and what should be', () => {
    const messages: readonly (readonly [() => unknown, string])[] = [
      [() => wire.checkUint(256, 255, 'T.f'), 'E_WIRE_VALUE: T.f must be an integer from 0 to 255, got 256'],
      [
        () => wire.checkUint(-1, 255, 'T.f', 3),
        'E_WIRE_VALUE: T.f[3] must be an integer from 0 to 255, got -1',
      ],
      [() => wire.checkBytes(new Uint8Array(5), 4, 'T.f', 0), 'E_WIRE_LIMIT: T.f[0]: 5, expected at most 4'],
      [() => wire.checkList([1, 2], 1, 'T.f'), 'E_WIRE_LIMIT: T.f: 2, expected at most 1'],
      [() => wire.exact(8, 12, 8, 'T.f'), 'E_WIRE_TOTAL_SIZE: T.f at byte 8: 4, expected 8'],
      [() => wire.exact(8, 12, 8, 'T.f', 2), 'E_WIRE_TOTAL_SIZE: T.f[2] at byte 8: 4, expected 8'],
      [() => wire.readMolBool(Uint8Array.of(7), 0, 'T.f'), 'E_WIRE_VALUE: T.f at byte 0: 7, expected 0 or 1'],
    ];
    for (const [run, message] of messages) assert.throws(run, { message });
  });
});

describe('checks of values that are to be sent', () => {
  it('refuse what does not fit the type', () => {
    const refused: readonly (() => unknown)[] = [
      () => wire.checkInt(128, -128, 127, 'T.f'),
      () => wire.checkInt(1n as unknown as number, -128, 127, 'T.f'),
      () => wire.checkBigUint(-1n, 64, 'T.f'),
      () => wire.checkBigInt(2n ** 63n, 64, 'T.f'),
      () => wire.checkNumber('1' as unknown as number, 'T.f'),
      () => wire.checkBool(0 as unknown as boolean, 'T.f'),
      () => wire.checkByteArray(new Uint8Array(3), 4, 'T.f'),
      () => wire.checkByteArray([1] as unknown as Uint8Array, 1, 'T.f'),
      () => wire.checkBytes('' as unknown as Uint8Array, 1, 'T.f'),
      () => wire.checkTuple([1], 2, 'T.f'),
      () => wire.checkTuple('ab' as unknown as unknown[], 2, 'T.f'),
      () => wire.checkList({} as unknown as unknown[], 2, 'T.f'),
      () => wire.checkMap({} as unknown as Map<unknown, unknown>, 2, 'T.f'),
      () => wire.checkRecord(5 as unknown as object, 'T.f'),
      () => wire.checkRecord(null as unknown as object, 'T.f'),
      () => wire.unknownType({ type: 5 }, 'T.f'),
      () => wire.checkText('\udc00', 9, 'T.f'),
      () => wire.checkText(5 as unknown as string, 9, 'T.f'),
    ];
    for (const check of refused) assert.throws(check, code('E_WIRE_VALUE'));
  });
  it('refuse what is beyond a limit, counted in bytes and items', () => {
    const refused: readonly (() => unknown)[] = [
      () => wire.checkMap(new Map([[1, 1]]), 0, 'T.f'),
      () => wire.checkList([1], 0, 'T.f'),
      () => wire.checkBytes(new Uint8Array(2), 1, 'T.f'),
      () => wire.checkText('é', 1, 'T.f'),
    ];
    for (const check of refused) assert.throws(check, code('E_WIRE_LIMIT'));
    assert.equal(wire.checkText('é', 2, 'T.f'), 2);
  });
});
