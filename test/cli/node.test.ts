import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { EXIT } from '../../src/cli/exit-codes.js';
import { eventsOf, runCli } from './run-cli.js';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

describe('tentacle node', () => {
  it('reports its peers as JSON lines, passes lines on as chat, and ends in order on Ctrl-C', async function () {
    this.timeout(60_000);
    const argv = ['node', '--listen', '/ip4/127.0.0.1/tcp/0', '--allow-private', '--json'];
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...argv], {
      stdio: ['pipe', 'pipe', 'inherit'],
      // Coverage of another process would be merged wrongly with ours.
      env: { ...process.env, NODE_V8_COVERAGE: '' },
    });
    const seen: Record<string, unknown>[] = [];
    const waiting = new Map<string, (event: Record<string, unknown>) => void>();
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [event] = eventsOf(line);
      if (event === undefined) return;
      seen.push(event);
      waiting.get(String(event['event']))?.(event);
    });
    const next = (name: string): Promise<Record<string, unknown>> => {
      const known = seen.find(({ event }) => event === name);
      return known ? Promise.resolve(known) : new Promise((resolve) => waiting.set(name, resolve));
    };
    const { address } = await next('listening');
    const ended = once(child, 'exit');
    child.stdin.write('hello\n');
    const joining = runCli(
      'node',
      '--bootstrap',
      String(address),
      '--seconds',
      '1',
      '--allow-private',
      '--json',
    );
    const { peer } = await next('connected');
    await next('rtt');
    assert.equal((await next('disconnected'))['peer'], peer);
    const joined = await joining;
    assert.equal(joined.exit, EXIT.ok);
    const names = eventsOf(joined.out).map(({ event }) => event);
    assert.ok(
      names.includes('connected') && names.includes('identified') && names.includes('rtt'),
      names.join(),
    );
    const said = eventsOf(joined.out).find(({ event }) => event === 'said');
    assert.equal(said?.['text'], 'hello');
    child.kill('SIGINT');
    assert.deepEqual(await ended, [EXIT.ok, null]);
  });

  it('ends with exit code 1 if no bootstrap node ever answered', async () => {
    const { exit, out } = await runCli(
      'node',
      '--bootstrap',
      '/ip4/127.0.0.1/tcp/1',
      '--seconds',
      '1',
      '--json',
    );
    assert.equal(exit, EXIT.failed);
    assert.equal(eventsOf(out)[0]?.['code'], 'E_CONNECT_REFUSED');
  });

  it('ends with exit code 4 if it cannot listen', async () => {
    const { exit, errors } = await runCli('node', '--listen', '/ip4/203.0.113.1/tcp/1', '--seconds', '1');
    assert.equal(exit, EXIT.local);
    assert.match(errors, /E_LISTEN_FAILED/);
  });
});
