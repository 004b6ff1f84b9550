import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { CATALOGUE } from '../src/errors.js';

const DOCUMENT = new URL('../docs/errors.md', import.meta.url);

describe('the error catalogue', () => {
  it('is listed in docs/errors.md, line by line', async () => {
    const document = await readFile(DOCUMENT, 'utf8');
    const rows = Object.entries(CATALOGUE).map(
      ([code, [stage, retryable, meaning]]) =>
        `| \`${code}\` | ${stage} | ${retryable ? 'yes' : 'no'} | ${meaning} |`,
    );
    const listed = document.split('\n').filter((line) => line.startsWith('| `E_'));
    assert.deepEqual(listed, rows);
  });
});
