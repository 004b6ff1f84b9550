import assert from 'node:assert/strict';

import { TentacleError } from '../../src/errors.js';
import { RateMeter } from '../../src/session/rate-meter.js';
import { RequestTable } from '../../src/session/request-table.js';

const withCode =
  (code: string) =>
  (thrown: unknown): boolean =>
    thrown instanceof TentacleError && thrown.code === code;

describe('the requests of a protocol', () => {
  it('begin their keys anew at the largest, and skip those that are in use', () => {
    const table = new RequestTable<string>([{ name: 'pong', keys: 3 }], 10);
    assert.deepEqual([table.add(0, 'a'), table.add(0, 'b'), table.add(0, 'c')], [1, 2, 3]);
    assert.throws(() => table.add(0, 'd'), withCode('E_REQUESTS_FULL'));
    assert.equal(table.settle(0, 2), 'b');
    assert.equal(table.add(0, 'e'), 2);
    assert.equal(table.settle(0, 2), 'e');
    assert.equal(table.size, 2);
  });

  it('know a late answer from one to a question that was never asked', () => {
    const table = new RequestTable<string>([{ name: 'pong', keys: 3 }], 10);
    assert.throws(() => table.settle(0, 1), withCode('E_REPLY_UNEXPECTED'));
    const key = table.add(0, 'a');
    table.abandon(0, key);
    assert.equal(table.settle(0, key), undefined);
    assert.throws(() => table.settle(0, 2), withCode('E_REPLY_UNEXPECTED'));
    assert.throws(() => table.settle(0, 0), withCode('E_REPLY_UNEXPECTED'));
    assert.throws(() => table.settle(0, Number.NaN), withCode('E_REPLY_UNEXPECTED'));
  });

  it('give no meaning to keys that cannot be, also when keys have begun anew', () => {
    const table = new RequestTable<string>([{ name: 'pong', keys: 2 }], 10);
    for (const key of [1, 2, 1]) {
      assert.equal(table.add(0, 'a'), key);
      assert.equal(table.settle(0, key), 'a');
    }
    assert.equal(table.settle(0, 2), undefined);
    for (const key of [0, 3, -1, Number.NaN]) {
      assert.throws(() => table.settle(0, key), withCode('E_REPLY_UNEXPECTED'));
    }
  });

  it('take no answer for one of another kind', () => {
    const rules = ['x', 'y'].map((name) => ({ name, keys: 2 ** 32 - 1 }));
    const table = new RequestTable<string>(rules, 10);
    assert.deepEqual([table.add(0, 'a'), table.add(1, 'b')], [1, 2]);
    assert.throws(() => table.settle(1, 1), withCode('E_REPLY_UNEXPECTED'));
    table.abandon(0, 1);
    assert.equal(table.settle(1, 1), undefined, 'nobody can tell any more');
    assert.equal(table.settle(1, 2), 'b');
  });

  it('of all kinds that count together end once', () => {
    const rules = [
      { name: 'x', keys: 9 },
      { name: 'y', keys: 9 },
      { name: 'z', keys: undefined },
    ];
    const table = new RequestTable<string>(rules, 10);
    assert.deepEqual([table.add(0, 'a'), table.add(1, 'b'), table.add(2, 'c')], [1, 2, 1]);
    assert.deepEqual([table.clear(), table.size], [['a', 'b', 'c'], 0]);
  });

  it('of one kind leave room for those that count by themselves', () => {
    const rules = [
      { name: 'x', keys: 2 },
      { name: 'y', keys: 3 },
    ];
    const table = new RequestTable<string>(rules, 10);
    assert.deepEqual([table.add(0, 'a'), table.add(0, 'b')], [1, 2]);
    assert.throws(() => table.add(0, 'c'), withCode('E_REQUESTS_FULL'));
    assert.deepEqual([table.add(1, 'a'), table.add(1, 'b'), table.add(1, 'c')], [1, 2, 3]);
    assert.equal(table.settle(1, 2), 'b');
    assert.equal(table.settle(0, 2), 'b');
  });

  it('cannot be refused where nothing can be asked', () => {
    assert.throws(() => new RequestTable<string>([], 10).settleAny(1), withCode('E_REPLY_UNEXPECTED'));
  });

  it('without keys count an abandoned place until its answer has come', () => {
    const table = new RequestTable<string>([{ name: 'height', keys: undefined }], 2);
    table.abandon(0, table.add(0, 'a'));
    table.add(0, 'b');
    assert.throws(() => table.add(0, 'c'), withCode('E_REQUESTS_FULL'));
    assert.deepEqual([table.settle(0, 0), table.settle(0, 0)], [undefined, 'b']);
    assert.throws(() => table.settle(0, 0), withCode('E_REPLY_UNEXPECTED'));
  });

  it('share one limit and end together', () => {
    const rules = [
      { name: 'x', keys: undefined },
      { name: 'y', keys: 255 },
    ];
    const table = new RequestTable<string>(rules, 2);
    table.add(0, 'a');
    table.add(1, 'b');
    assert.throws(() => table.add(1, 'c'), withCode('E_REQUESTS_FULL'));
    assert.deepEqual(table.clear(), ['a', 'b']);
    assert.equal(table.size, 0);
  });
});

describe('the rates of a protocol', () => {
  it('allow twice their count at once and refill evenly', () => {
    const meter = new RateMeter([{ name: 'say', count: 2, perMs: 1000 }], 0);
    for (let i = 0; i < 4; i++) meter.admit(0, 0);
    assert.throws(() => meter.admit(0, 499), withCode('E_MESSAGE_RATE'));
    meter.admit(0, 500);
    assert.throws(() => meter.admit(0, 501), withCode('E_MESSAGE_RATE'));
    for (let i = 0; i < 4; i++) meter.admit(0, 100_000);
    assert.throws(() => meter.admit(0, 100_000), withCode('E_MESSAGE_RATE'));
  });

  it('take nothing away when the clock steps back', () => {
    const meter = new RateMeter([{ name: 'say', count: 1, perMs: 1000 }], 1_000_000);
    meter.admit(0, 1_000_000);
    meter.admit(0, 500_000);
    assert.throws(() => meter.admit(0, 500_000), withCode('E_MESSAGE_RATE'));
    meter.admit(0, 501_000);
  });

  it('count every message by itself', () => {
    const rules = ['a', 'b'].map((name) => ({ name, count: 1, perMs: 1000 }));
    const meter = new RateMeter(rules, 0);
    meter.admit(0, 0);
    meter.admit(0, 0);
    meter.admit(1, 0);
    assert.throws(() => meter.admit(0, 0), withCode('E_MESSAGE_RATE'));
  });
});
