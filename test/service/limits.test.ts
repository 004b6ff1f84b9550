import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createNode, DEFAULT_LIMITS, generateKey, type Limits } from '../../src/node.js';
import { INITIAL_WINDOW_BYTES, invalidLimits } from '../../src/limits.js';

/** Where each limit is crossed: a test whose title names it, or that says in its title what happens at it. */
const CROSSED: Record<keyof Limits, readonly [file: string, title: RegExp]> = {
  handshakeFrameBytes: ['hostile/handshake-exchange.test.ts', /limits\.handshakeFrameBytes/],
  recordBytes: ['hostile/handshake-exchange.test.ts', /limits\.recordBytes/],
  viewedRecordBytes: ['session/substream.test.ts', /limits\.viewedRecordBytes/],
  handshakeTimeoutMs: ['hostile/handshake-silence.test.ts', /limits\.handshakeTimeoutMs/],
  streamWindowBytes: ['service/windows.test.ts', /limits\.streamWindowBytes/],
  sessionWindowBytes: ['service/windows.test.ts', /limits\.sessionWindowBytes/],
  streamsPerSession: ['hostile/yamux-floods.test.ts', /limits\.streamsPerSession/],
  unacknowledgedStreams: ['hostile/select-replies.test.ts', /limits\.unacknowledgedStreams/],
  pingsPerWindow: ['hostile/yamux-floods.test.ts', /limits\.pingsPerWindow/],
  pingWindowMs: ['hostile/yamux-floods.test.ts', /limits\.pingWindowMs/],
  keepaliveMs: ['hostile/yamux-floods.test.ts', /limits\.keepaliveMs/],
  pingTimeoutMs: ['hostile/yamux-floods.test.ts', /limits\.pingTimeoutMs/],
  goAwayTimeoutMs: ['hostile/yamux-floods.test.ts', /limits\.goAwayTimeoutMs/],
  selectTimeoutMs: ['hostile/select.test.ts', /limits\.selectTimeoutMs/],
  selectBytes: ['hostile/select.test.ts', /limits\.selectBytes/],
  idleTimeoutMs: ['hostile/select.test.ts', /limits\.idleTimeoutMs/],
  unflushedBytes: ['session/backpressure.test.ts', /limits\.unflushedBytes/],
  streamQueueBytes: ['session/backpressure.test.ts', /limits\.streamQueueBytes/],
  sessionQueueBytes: ['session/backpressure.test.ts', /limits\.sessionQueueBytes/],
  sessionQueueMaxBytes: ['session/backpressure.test.ts', /limits\.sessionQueueMaxBytes/],
  pendingRequests: ['service/requests.test.ts', /limits\.pendingRequests/],
  pendingHandlers: ['hostile/messages.test.ts', /limits\.pendingHandlers/],
  sessions: ['service/dial.test.ts', /limits\.sessions/],
  pendingInbound: ['hostile/tcp.test.ts', /limits\.pendingInbound/],
  webSocketMessageBytes: ['hostile/websocket.test.ts', /limits\.webSocketMessageBytes/],
  connectTimeoutMs: ['service/dial.test.ts', /limits\.connectTimeoutMs/],
};

const TESTS = new URL('..', import.meta.url);

describe('service: every limit', () => {
  it('is crossed by a test that names it', () => {
    assert.deepEqual(Object.keys(CROSSED).sort(), Object.keys(DEFAULT_LIMITS).sort());
    for (const [limit, [file, title]] of Object.entries(CROSSED)) {
      const source = readFileSync(new URL(file, TESTS), 'utf8');
      const titles = source.split('\n').filter((line) => /^\s*(it|describe)\(|^\s*[`'[]/.test(line));
      assert.ok(
        titles.some((line) => title.test(line)),
        `${limit} has no test in ${file}`,
      );
    }
  });

  it('is named by no test that does not exist', () => {
    const files = ['hostile', 'session', 'service'].flatMap((folder) =>
      readdirSync(new URL(folder, TESTS)).map((file) => `${folder}/${file}`),
    );
    for (const [file] of Object.values(CROSSED)) assert.ok(files.includes(file), file);
  });

  it('has a least value, and takes integers only -> E_INVALID_OPTION', async () => {
    for (const name of Object.keys(DEFAULT_LIMITS) as (keyof Limits)[]) {
      const least = name === 'sessionWindowBytes' ? -1 : 0;
      for (const value of [
        least,
        -1,
        1.5,
        NaN,
        Infinity,
        2 ** 53,
        '1' as unknown as number,
        null as unknown as number,
      ]) {
        await assert.rejects(
          createNode({ key: generateKey(), limits: { [name]: value } }),
          { code: 'E_INVALID_OPTION', message: new RegExp(name) },
          `${name}: ${String(value)}`,
        );
      }
      assert.deepEqual(invalidLimits({ [name]: DEFAULT_LIMITS[name] }), []);
    }
    assert.deepEqual(invalidLimits({ streamWindowBytes: INITIAL_WINDOW_BYTES - 1, selectBytes: 63 }), [
      'streamWindowBytes',
      'selectBytes',
    ]);
  });

  it('must exist -> E_INVALID_OPTION', async () => {
    for (const name of ['nonsense', 'Sessions', '0']) {
      const limits = { [name]: 5 } as unknown as Partial<Limits>;
      await assert.rejects(createNode({ key: generateKey(), limits }), { code: 'E_INVALID_OPTION' });
    }
  });

  it('needs a key unless the node is plaintext -> E_INVALID_OPTION or E_KEY_INVALID', async () => {
    await assert.rejects(createNode({}), { code: 'E_INVALID_OPTION' });
    await assert.rejects(createNode({ key: new Uint8Array(32) }), { code: 'E_KEY_INVALID' });
    await assert.rejects(createNode({ key: new Uint8Array(31).fill(1) }), { code: 'E_KEY_INVALID' });
  });
});
