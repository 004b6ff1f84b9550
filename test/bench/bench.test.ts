import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Result, Row } from '../../bench/json.js';

const MAIN = fileURLToPath(new URL('../../bench/main.ts', import.meta.url));
const CANDIDATES = ['tentacle-ts', 'node-net', 'node-tls'];

/** Runs the command line as `npm run bench` does. */
function bench(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, ['--import', 'tsx', MAIN, ...args]);
}

describe('npm run bench', () => {
  let directory: string;
  before(async () => (directory = await mkdtemp(join(tmpdir(), 'bench-'))));
  after(() => rm(directory, { recursive: true }));

  it('measures what is asked for and writes it as JSON', async function () {
    this.timeout(120_000);
    const out = join(directory, 'result.json');
    const args = ['--only', 'bulk,echo1', '--rounds', '1', '--seconds', '0.1', '--json', '--out', out];
    const { stdout } = await bench(...args);
    const result = JSON.parse(stdout) as Result;
    assert.equal(await readFile(out, 'utf8'), stdout);
    assert.equal(typeof result.machine, 'string');
    assert.equal(result.node, process.version);
    assert.equal(new Date(result.date).toISOString(), result.date);
    assert.deepEqual(
      result.rows.map(({ bench, candidate, unit }) => [bench, candidate, unit]),
      [
        ...CANDIDATES.map((candidate) => ['bulk', candidate, 'MB/s']),
        ...CANDIDATES.map((candidate) => ['echo1', candidate, 'echoes/s']),
      ],
    );
    for (const row of result.rows) assertOneSample(row);
  });

  it('names the choices when a bench is unknown', async () => {
    await assert.rejects(bench('--only', 'bulk,nonsense'), (error: Error & { stderr: string }) => {
      assert.match(error.stderr, /--only: unknown: nonsense \(there are: bulk, oneway100, /);
      return true;
    });
  });
});

function assertOneSample({ bench, candidate, median, min, max, samples, cpu, note }: Row): void {
  const name = `${bench} ${candidate}: ${note ?? ''}`;
  assert.equal(samples.length, 1, name);
  assert.ok(samples[0]! > 0, name);
  assert.deepEqual([median, min, max], [samples[0], samples[0], samples[0]], name);
  assert.deepEqual(Object.keys(cpu ?? {}), ['client', 'server'], name);
}
