import assert from 'node:assert/strict';

import type { LoadedCodec } from '../../codegen/src/load/load-codecs.js';
import { Campaign, type Failure, reproducer } from './campaign.js';
import { decode, problemOf } from './execution.js';
import { allTargets, type Target, targetNamed, type View } from './targets.js';
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

  describe('makes views and', () => {
    let shelf: Target;
    let arrival: Target;
    before(async () => {
      const targets = await allTargets();
      shelf = targetNamed(targets, 'library.ShelfView');
      arrival = targetNamed(targets, 'LibraryArrival');
    });

    /** What is found when what the decoder gives is replaced. */
    function foundWhere(target: Target, change: (read: () => unknown, bytes: Uint8Array) => unknown) {
      const { decode: read, decodeRange, isLazy } = target.view!;
      const view: View = {
        decode: (bytes, options) => change(() => read(bytes, options), bytes),
        decodeRange: (bytes, start, end, strict) =>
          change(() => decodeRange(bytes, start, end, strict), bytes.slice(start, end)),
        isLazy,
      };
      return new Campaign({ ...target, view }, { seed: 1 }).run(EXECUTIONS).failures;
    }

    it('accepts or refuses what the codec does not', () => {
      const lenient = foundWhere(shelf, (read, bytes) => {
        try {
          return read();
        } catch (thrown) {
          if (bytes.length % 5 > 0) throw thrown;
          return { books: [], toObject: () => ({ books: [] }) };
        }
      });
      assert.match(lenient[0]!.problem, /^the codec says E_WIRE_\w+, not value$/);
      const harsh = foundWhere(arrival, (read, bytes) => {
        if (bytes.length % 5 === 0) throw Object.assign(new Error(), { code: 'E_WIRE_OFFSETS' });
        return read();
      });
      assert.ok(harsh.some(({ problem }) => problem === 'value expected, got E_WIRE_OFFSETS'));
    });

    it('says of the same defect that it is elsewhere', () => {
      const failures = foundWhere(shelf, (read) => {
        try {
          return read();
        } catch (thrown) {
          const error = thrown as Error;
          error.message = error.message.replace(/at byte \d+/, 'at byte 0');
          throw error;
        }
      });
      assert.match(failures[0]!.problem, /^the codec says ".* at byte \d+.*", not ".* at byte 0/);
    });

    it('gives other values than the codec, or throws when it is read', () => {
      const patched = (get: (view: object) => object): readonly Failure[] =>
        foundWhere(shelf, (read) => get(read() as object));
      const other = patched((view) => Object.create(view, { books: { value: [] } }) as object);
      assert.ok(other.some(({ problem }) => problem === 'what it reads is not what the codec decodes'));
      const throwing = patched(
        (view) =>
          Object.create(view, {
            books: {
              get() {
                throw new RangeError('out of bounds');
              },
            },
          }) as object,
      );
      assert.match(throwing[0]!.problem, /^reading it threw RangeError/);
      const whole = patched((view) => Object.create(view, { toObject: { value: () => ({}) } }) as object);
      assert.equal(whole[0]!.problem, 'toObject gives another value than the codec');
    });

    it('makes something for each item', () => {
      const kept: unknown[] = [];
      const failures = foundWhere(shelf, (read) => {
        const view = read() as { toObject(): { books: readonly unknown[] } };
        kept[0] = Array.from(view.toObject().books, (_, i) => ({ i }));
        return view;
      });
      assert.ok(
        failures.some(({ problem }) =>
          /^a view of \d{4,} bytes made it allocate \d{4,} bytes$/.test(problem),
        ),
      );
    });
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

describe('views', () => {
  it('are fuzzed for every lazy type of both folders, and for every root that has some', async () => {
    const names = (await allTargets()).filter(({ view }) => view !== undefined).map(({ name }) => name);
    assert.deepEqual(names, [
      'books.BookView',
      'books.LoanArrival',
      'everything.EverythingView',
      'library.LibraryArrival',
      'library.BorrowView',
      'library.LentView',
      'library.CatalogueView',
      'library.ShelfView',
      'library.DeskArrival',
      'library.CartView',
      'members.MembersView',
    ]);
  });

  it('are counted beside everything else', async () => {
    const targets = await allTargets();
    const [ping, cart] = [targetNamed(targets, 'ping.Ping'), targetNamed(targets, 'CartView')];
    const tallies = new Map(
      [ping, cart].map(({ name }, i) => [name, { executions: 5 + i, accepted: i, codes: {} }]),
    );
    const { total, views } = summarise({ tallies, failures: [] }, [ping, cart]);
    assert.deepEqual([total.executions, views.executions, views.accepted], [11, 6, 1]);
  });

  it('have allowances of their own: a batch of them makes next to nothing', async () => {
    for (const target of (await allTargets()).filter(({ view }) => view?.isLazy === true)) {
      const { failures } = new Campaign(target, { seed: 2 }).run(500);
      assert.deepEqual(failures, [], target.name);
    }
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
