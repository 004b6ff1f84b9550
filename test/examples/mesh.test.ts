import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { MeshReport } from '../../examples/mesh/report.js';
import { Multiaddr } from '../../src/node.js';

const MAIN = fileURLToPath(new URL('../../examples/mesh/main.ts', import.meta.url));
/** Several processes have to start, on machines with two cores and other work. */
const TIMEOUT_MS = 180_000;

interface MeshRun {
  readonly exit: number | null;
  readonly report: MeshReport;
}

/** Runs the example; `interrupt` presses Ctrl-C as soon as it shows something. */
async function runMesh(argv: readonly string[], interrupt = false): Promise<MeshRun> {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--json', ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Coverage of other processes would be merged wrongly with ours.
    env: { ...process.env, NODE_V8_COVERAGE: '' },
  });
  child.stderr.once('data', () => interrupt && child.kill('SIGINT'));
  child.stderr.resume();
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const [out, [exit]] = await Promise.all([text(child.stdout), ended]);
  assert.equal(out.split('\n').length, 2, 'one line and nothing else on standard output');
  return { exit, report: JSON.parse(out) as MeshReport };
}

function assertComplete({ nodes, matrix, formedMs }: MeshReport, count: number): void {
  assert.equal(nodes.length, count);
  assert.ok(Number.isFinite(formedMs));
  const pairs = nodes.flatMap((from) => nodes.filter((to) => to !== from).map((to) => `${from.id} ${to.id}`));
  assert.deepEqual(matrix.map(({ from, to }) => `${from} ${to}`).sort(), pairs.sort());
  for (const { from, to, rttMs, sent, received, remoteAddress } of matrix) {
    const entry = `${from} to ${to}`;
    assert.ok(rttMs !== null && rttMs > 0, entry);
    assert.ok(sent > 0 && received > 0, entry);
    assert.equal(Multiaddr.parse(remoteAddress).get('p2p'), to, entry);
  }
}

describe('the mesh example', () => {
  it('forms a full mesh from one bootstrap address, in which everyone pings and talks', async function () {
    this.timeout(TIMEOUT_MS);
    const { exit, report } = await runMesh(['--seconds', '1']);
    assertComplete(report, 5);
    assert.equal(report.killed, undefined);
    assert.equal(exit, 0);
  });

  it('heals after a node was killed: the others notice, a new one joins', async function () {
    this.timeout(TIMEOUT_MS);
    const { exit, report } = await runMesh(['--seconds', '1', '--nodes', '4', '--kill', '1']);
    assertComplete(report, 4);
    assert.equal(report.killed?.length, 1);
    assert.ok(report.nodes.every(({ id }) => !report.killed?.includes(id)));
    assert.ok(Number.isFinite(report.noticedMs) && Number.isFinite(report.rejoinedMs));
    assert.equal(exit, 0);
  });

  it('ends with exit code 1 on Ctrl-C before the mesh has formed, and prints the report all the same', async function () {
    this.timeout(TIMEOUT_MS);
    const { exit, report } = await runMesh(['--seconds', '60'], true);
    assert.equal(report.formedMs, null);
    assert.equal(exit, 1);
  });
});
