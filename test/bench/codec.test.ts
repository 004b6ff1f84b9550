import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { canonical } from '../../bench/codec/canonical.js';
import { HAND } from '../../bench/codec/candidates/hand.js';
import { judge, TARGETS, YARDSTICK } from '../../bench/codec/targets.js';
import { makeValues, MESSAGE_NAMES, MESSAGES } from '../../bench/codec/values.js';
import type { Result, Row } from '../../bench/json.js';
import { Nodes } from '../../generated/discovery.js';
import { PingMessage } from '../../generated/ping.js';
import { Propose } from '../../generated/secio.js';
import { NetworkMessage } from '../../generated/transmitter.js';
import { WireError } from '../../src/wire/index.js';

const MAIN = fileURLToPath(new URL('../../bench/codec/main.ts', import.meta.url));

/** Runs the command line as `npm run bench:codec` does. */
function bench(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, ['--import', 'tsx', MAIN, ...args]);
}

function row(bench: string, candidate: string, median: number): Row {
  return { bench, candidate, unit: 'ops/cpu-s', median, min: median, max: median, samples: [median] };
}

describe('npm run bench:codec', function () {
  this.timeout(120_000);
  let directory: string;
  before(async () => (directory = await mkdtemp(join(tmpdir(), 'bench-codec-'))));
  after(() => rm(directory, { recursive: true }));

  it('measures what is asked for and writes it as JSON', async () => {
    const out = join(directory, 'result.json');
    const args = ['--only', 'encode-ping,size,heap', '--candidates', 'generated,hand'];
    const { stdout } = await bench(...args, '--quick', '--rounds', '1', '--json', '--out', out);
    const result = JSON.parse(stdout) as Result;
    assert.equal(await readFile(out, 'utf8'), stdout);
    assert.equal(typeof result.machine, 'string');
    assert.equal(result.node, process.version);
    assert.equal(new Date(result.date).toISOString(), result.date);
    assert.deepEqual(
      result.rows.map(({ bench, candidate, unit }) => [bench, candidate, unit]),
      [
        ['encode-ping', 'generated', 'ops/cpu-s'],
        ['encode-ping', 'hand', 'ops/cpu-s'],
        ['size-ping', 'generated', 'B'],
        ['size-ping', 'hand', 'B'],
        ['size-net', 'generated', 'B'],
        ['size-net', 'hand', 'B'],
        ['size-type', 'generated', 'B'],
        ['size-runtime-molecule', 'generated', 'B'],
        ['size-runtime-protobuf', 'generated', 'B'],
        ['size-runtime-both', 'generated', 'B'],
        ['size-runtime-all', 'generated', 'B'],
        ['heap-empty-blobs', 'generated', 'B/B'],
        ['heap-short-words', 'generated', 'B/B'],
        ['heap-empty-bytes', 'generated', 'B/B'],
        ['heap-empty-nodes', 'generated', 'B/B'],
      ],
    );
    for (const { bench, median, min, max, samples, note } of result.rows) {
      assert.equal(samples.length, 1, `${bench}: ${note}`);
      assert.ok(samples[0]! > 0, bench);
      assert.deepEqual([median, min, max], [samples[0], samples[0], samples[0]]);
    }
    // Sizes and heap are the same on every machine: what they are to be is no matter of luck.
    const exact = result.rows.filter(({ unit }) => unit === 'B' || unit === 'B/B');
    const verdicts = judge(TARGETS, exact);
    assert.deepEqual(
      verdicts.filter(({ met }) => !met),
      [],
    );
    assert.equal(verdicts.length, 6);
  });

  it('finds that generated and hand-written codecs agree on all messages', async () => {
    const { stdout } = await bench('--check', '--candidates', 'generated,hand');
    const names = ['generated', 'hand'];
    const expected = MESSAGE_NAMES.flatMap((message) => names.map((name) => `${message} ${name}: ok`));
    assert.deepEqual(stdout.trim().split('\n'), expected);
  });

  it('names the choices when a bench is unknown', async () => {
    await assert.rejects(bench('--only', 'encode-nonsense'), (error: Error & { stderr: string }) => {
      assert.match(error.stderr, /--only: unknown: encode-nonsense \(there are: encode-nodes, /);
      return true;
    });
  });
});

describe('the yardstick of the codec bench', () => {
  const values = makeValues();
  const codecs = { nodes: Nodes, ping: PingMessage, propose: Propose, net100: NetworkMessage } as const;
  const names = Object.keys(codecs) as (keyof typeof codecs)[];

  for (const name of names) {
    const hand = HAND[name] as { decode(bytes: Uint8Array): unknown };
    const generated = codecs[name] as { decode(bytes: Uint8Array): unknown };

    it(`reads and refuses the same bytes as the generated codec of ${name}`, () => {
      const wire = (codecs[name] as { encode(value: unknown): Uint8Array }).encode(values[name]);
      assert.equal(wire.length, MESSAGES[name].bytes);
      let refused = 0;
      // The beginning, where all headers of small messages are; every cut there and every bit.
      const length = Math.min(wire.length, 128);
      const mutants = [...Array(length).keys()].flatMap((at) => [
        wire.slice(0, at),
        ...[0, 1, 2, 3, 4, 5, 6, 7].map((bit) => flipped(wire, at, bit)),
      ]);
      // Some mutants of large messages are enough.
      for (const mutant of wire.length > 1000 ? mutants.slice(0, 60) : mutants) {
        const seen = outcome(hand.decode, mutant);
        assert.equal(seen, outcome(generated.decode, mutant), Buffer.from(mutant).toString('hex'));
        if (seen === 'refused') refused++;
      }
      assert.ok(refused > 40, `${refused}`);
    });
  }

  it('hands out views of the record as the generated codec does', () => {
    const bytes = NetworkMessage.encode(values.net100);
    for (const { decode } of [HAND.net100, NetworkMessage]) {
      const { headers, content } = decode(bytes);
      assert.equal(headers.get('trace_id')!.buffer, bytes.buffer);
      assert.equal(content.buffer, bytes.buffer);
    }
  });

  it('refuses to encode what does not fit the schema', () => {
    const { ping, propose, net100, nodes, identify } = values;
    const wrong: (() => unknown)[] = [
      () => HAND.ping.encode({ payload: { ...ping.payload, value: { nonce: -1 } } }),
      () => HAND.propose.encode({ ...propose, ciphers: '\ud800' }),
      () => HAND.propose.encode({ ...propose, rand: new Uint8Array(257) }),
      () => HAND.net100.encode({ ...net100, url: 'x'.repeat(121) }),
      () => HAND.nodes.encode({ ...nodes, items: [...nodes.items, nodes.items[0]!] }),
      () => HAND.identify.encode({ ...identify, protocols: new Array<string>(65).fill('x') }),
      () => HAND.identify.encodeInto(identify, new Uint8Array(610), 0),
    ];
    for (const encode of wrong) assert.throws(encode, /^(Hand)?Error|RangeError/, encode.toString());
  });
});

describe('verdicts of the codec bench', () => {
  it('compare medians with their targets and leave out what was not measured', () => {
    const rows = [
      row('encode-nodes', 'generated', 89),
      row('encode-nodes', 'hand', 100),
      row('encode-into-nodes', 'generated', 170),
      row('encode-into-nodes', 'hand', 200),
      row('size-ping', 'generated', 1025),
      row('heap-empty-blobs', 'generated', 4.44),
    ];
    assert.deepEqual(judge(TARGETS, rows), [
      { what: 'encode-nodes: generated ÷ hand', target: '≥ 0.9', seen: 0.89, met: false, hand: undefined },
      {
        what: 'generated encode-into-nodes ÷ hand encode-nodes',
        target: '≥ 1.6',
        seen: 1.7,
        met: true,
        hand: 2,
      },
      { what: 'size-ping: generated', target: '≤ 1024', seen: 1025, met: false, hand: undefined },
      { what: 'heap-empty-blobs: generated', target: '≤ 4.4', seen: 4.4, met: true, hand: undefined },
    ]);
    assert.deepEqual(judge(YARDSTICK, rows), []);
  });
});

function flipped(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[at]! ^= 1 << bit;
  return copy;
}

/** What a decoder makes of `bytes`, as text. Only its own kinds of error count as a refusal. */
function outcome(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): string {
  try {
    return canonical(decode(bytes));
  } catch (thrown) {
    if (thrown instanceof WireError || (thrown instanceof Error && thrown.constructor.name === 'HandError'))
      return 'refused';
    throw thrown;
  }
}
