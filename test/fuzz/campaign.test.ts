import assert from 'node:assert/strict';

import type { LoadedCodec } from '../../codegen/src/load/load-codecs.js';
import { Campaign, type Failure, reproducer } from './campaign.js';
import { decode, problemOf } from './execution.js';
import { allTargets, type Target, targetNamed } from './targets.js';
import { summarise } from './verdict.js';

/** The executions in which a mistake must show. */
const EXECUTIONS = 2_000;

describe('the fuzzer finds a decoder that', () => {
  let nodes: Target;
  let message: Target;
  before(async () => {
    const targets = await allTargets();
    nodes = targetNamed(targets, 'discovery.Nodes');
    message = targetNamed(targets, 'NetworkMessage');
  });

  /** What is found when the codec of `target` is replaced in part. */
  function found(target: Target, change: (codec: LoadedCodec) => Partial<LoadedCodec>): readonly Failure[] {
    const { name, size, encode, decode: read } = target.codec;
    const codec = { name, size, encode, decode: read, ...change(target.codec) };
    return new Campaign({ ...target, codec }, { seed: 1 }).run(EXECUTIONS).failures;
  }

  it('throws anything but a WireError of stage decode', () => {
    const failures = found(nodes, ({ decode: read }) => ({
      decode: (bytes, options) => {
        if (bytes.length % 7 === 3) throw new RangeError('offset is out of bounds');
        return read(bytes, options);
      },
    }));
    assert.ok(failures.some(({ problem }) => problem.startsWith('threw RangeError')));
  });

  it('reads strictly what it would write in another way', () => {
    const failures = found(nodes, ({ decode: read }) => ({ decode: (bytes) => read(bytes) }));
    assert.ok(failures.length > 0);
    assert.ok(failures.every(({ mode }) => mode === 'strict'));
    assert.ok(failures.some(({ problem }) => problem.startsWith('read strictly, encoded as ')));
  });

  it('makes a value that cannot be encoded, or not to the same value', () => {
    const broken = found(message, ({ decode: read }) => ({
      decode: (bytes) => ({ ...(read(bytes) as object), url: 'x'.repeat(121) }),
    }));
    assert.match(broken[0]!.problem, /^the decoded value cannot be encoded: .*E_WIRE_LIMIT/);
    let calls = 0;
    const unsteady = found(message, ({ decode: read }) => ({
      decode: (bytes) => ({ ...(read(bytes) as object), url: String(calls++) }),
    }));
    assert.match(unsteady[0]!.problem, /which is another value$/);
  });

  it('accepts what is beyond a limit, or refuses what is at one', () => {
    const failures = found(nodes, () => ({
      decode: (bytes, options) => {
        const { items, announce } = nodes.codec.decode(bytes, options) as {
          items: unknown[];
          announce: boolean;
        };
        if (items.length > 999) throw Object.assign(new Error(), { code: 'E_WIRE_LIMIT' });
        return { items, announce };
      },
    }));
    assert.ok(failures.some(({ problem }) => problem === 'value expected, got E_WIRE_LIMIT'));
  });

  it('reserves memory that a header only announces', () => {
    const kept: unknown[] = [];
    const failures = found(nodes, ({ decode: read }) => ({
      decode: (bytes, options) => {
        const announced =
          bytes.length >= 4 ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) : 0;
        kept[0] = new Array(Math.min(announced, 2 ** 19)).fill(0);
        return read(bytes, options);
      },
    }));
    assert.ok(failures.some(({ problem }) => /bytes of input made it allocate \d{7,} bytes$/.test(problem)));
  });

  it('and prints a line that runs the input again', () => {
    const failure: Failure = { type: 'discovery.Nodes', mode: 'strict', hex: '00', problem: 'threw' };
    assert.equal(reproducer(failure), 'npm run fuzz -- --type discovery.Nodes --hex 00 --strict');
    assert.equal(
      reproducer({ ...failure, mode: 'compatible', hex: '' }),
      'npm run fuzz -- --type discovery.Nodes --hex ""',
    );
  });
});

describe('a run', () => {
  it('repeats itself with the same seed', async () => {
    const target = targetNamed(await allTargets(), 'GetNodes');
    const run = (seed: number): unknown => new Campaign(target, { seed }).run(1000).tally;
    assert.deepEqual(run(3), run(3));
    assert.notDeepEqual(run(3), run(4));
  });

  it('complains about codes that never occurred, and about inputs that are noise', async () => {
    const target = targetNamed(await allTargets(), 'ping.Ping');
    const tally = { executions: 600, accepted: 59, codes: { E_WIRE_HEADER: 541 } };
    const { complaints } = summarise({ tallies: new Map([['ping.Ping', tally]]), failures: [] }, [target]);
    assert.deepEqual(complaints, [
      'E_WIRE_FIELD_COUNT never occurred',
      'E_WIRE_OFFSETS never occurred',
      'E_WIRE_TOTAL_SIZE never occurred',
      'only 59 of 600 inputs were accepted',
    ]);
  });

  it('takes a value or a wire error for an answer', async () => {
    const target = targetNamed(await allTargets(), 'ping.Ping');
    const bytes = target.codec.encode({ nonce: 7 });
    const judge = (input: Uint8Array): unknown =>
      problemOf(target, input, 'strict', decode(target, input, 'strict'), undefined);
    assert.equal(judge(bytes), undefined);
    assert.equal(judge(bytes.subarray(1)), undefined);
    assert.match(
      String(problemOf(target, bytes, 'strict', { thrown: new TypeError('x') }, undefined)),
      /threw TypeError/,
    );
  });
});
