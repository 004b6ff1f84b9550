import assert from 'node:assert/strict';

import { TentacleError } from '../../src/errors.js';
import * as wire from '../../src/wire/index.js';

const code = (expected: string) => (thrown: unknown) =>
  thrown instanceof wire.WireError && thrown.code === expected;

describe('errors of codecs', () => {
  const misfits: readonly (readonly [unknown, RegExp])[] = [
    [null, /got \[object Null\]$/],
    [undefined, /got \[object Undefined\]$/],
    [-5, /got -5$/],
    [7n, /got \[object BigInt\]$/],
    [true, /got \[object Boolean\]$/],
    ['secret', /got \[object String\]$/],
    [{}, /got \[object Object\]$/],
    [Object.create(null), /got \[object Object\]$/],
    [new Uint8Array(3), /got \[object Uint8Array\]$/],
    [[1], /got \[object Array\]$/],
    [() => 1, /got \[object Function\]$/],
    [Symbol('secret'), /got \[object Symbol\]$/],
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
  it('name the field, and when decoding the byte', () => {
    const messages: readonly (readonly [() => unknown, string])[] = [
      [() => wire.checkInt(256, 0, 255, 'T.f'), 'E_WIRE_VALUE: T.f must be an integer 0..255, got 256'],
      [() => wire.checkInt(-1, 0, 255, 'T.f[]'), 'E_WIRE_VALUE: T.f[] must be an integer 0..255, got -1'],
      [() => wire.checkBytes(new Uint8Array(5), 4, 'T.f'), 'E_WIRE_LIMIT: T.f: 5, at most 4'],
      [() => wire.checkList([1, 2], 1, 'T.f'), 'E_WIRE_LIMIT: T.f: 2, at most 1'],
      [() => wire.exact(8, 12, 8, 'T.f'), 'E_WIRE_TOTAL_SIZE: T.f at byte 8'],
      [() => wire.readMolBool(Uint8Array.of(7), 0, 'T.f'), 'E_WIRE_VALUE: T.f at byte 0'],
    ];
    for (const [run, message] of messages) assert.throws(run, { message });
  });
  it('name the items around them, and leave other errors as they are', () => {
    const inItem = (thrown: unknown) => (): never => wire.inItem(thrown, 'T.f', 3);
    let wrong: unknown;
    try {
      wire.checkBool('' as unknown as boolean, 'U.g');
    } catch (thrown) {
      wrong = thrown;
    }
    assert.throws(inItem(wrong), {
      name: 'WireError',
      code: 'E_WIRE_VALUE',
      stage: 'encode',
      message: 'E_WIRE_VALUE: U.g must be a boolean, got [object String], in T.f[3]',
    });
    const other = new RangeError('no room');
    assert.throws(inItem(other), other);
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
      () => wire.misfit('T.f', 'an item', { type: 5 }),
    ];
    for (const check of refused) assert.throws(check, code('E_WIRE_VALUE'));
  });
  it('refuse what is beyond a limit, counted in bytes and items', () => {
    const refused: readonly (() => unknown)[] = [
      () => wire.checkMap(new Map([[1, 1]]), 0, 'T.f'),
      () => wire.checkList([1], 0, 'T.f'),
      () => wire.checkBytes(new Uint8Array(2), 1, 'T.f'),
    ];
    for (const check of refused) assert.throws(check, code('E_WIRE_LIMIT'));
  });
});
