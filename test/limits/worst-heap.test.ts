import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

import type { Measured } from './worst-heap.js';

const PROGRAM = fileURLToPath(new URL('worst-heap.ts', import.meta.url));

/**
 * What the engine allocates for itself meanwhile (compiled code, feedback of calls), in bytes for all values of a
 * message. They take 16 MiB together, or one of them takes more.
 */
const NOISE_BYTES = 256 * 1024;

function measureAll(): Promise<readonly Measured[]> {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return new Promise((resolve, reject) => {
    const args = ['--expose-gc', '--import', loader, PROGRAM];
    execFile(process.execPath, args, { maxBuffer: 2 ** 20 }, (error, stdout, stderr) => {
      if (error !== null) return reject(new Error(stderr, { cause: error }));
      resolve(
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Measured),
      );
    });
  });
}

describe('the worst-case heap that `limits` prints', () => {
  let all: readonly Measured[];
  before(async function () {
    this.timeout(240_000);
    all = await measureAll();
  });

  it('is measured for every message of every schema', () => {
    const protocols = [
      'chat',
      'discovery',
      'echo',
      'identify',
      'ping',
      'frames',
      'net_identify',
      'transmitter',
    ];
    for (const stem of [...protocols, 'secio', 'select']) {
      assert.ok(
        all.some(({ schema }) => schema.startsWith(`schemas/${stem}.`)),
        stem,
      );
    }
    assert.ok(all.length >= 40, `${all.length} messages`);
  });

  it('is never less than what decoded messages take', () => {
    const wrong = all.filter(({ printed, measured, values }) => measured > printed + NOISE_BYTES / values);
    assert.deepEqual(wrong, []);
  });

  it('is at most twice what the worst message takes that can be made', () => {
    const wrong = all.filter(
      ({ printed, measured, values }) => printed > 2 * (measured + NOISE_BYTES / values),
    );
    assert.deepEqual(wrong, []);
  });

  it('is that of messages within the size of their protocol', () => {
    assert.deepEqual(
      all.filter(({ wire, maxBytes }) => wire > maxBytes),
      [],
    );
  });
});
