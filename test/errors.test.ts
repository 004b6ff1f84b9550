import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { CATALOGUE, fail } from '../src/errors.js';

const DOCUMENT = new URL('../docs/errors.md', import.meta.url);
const CLI = new URL('../src/cli/', import.meta.url);

/** Rows of the two tables: the catalogue, and what only the command line has. */
async function tables(): Promise<readonly string[][]> {
  const document = await readFile(DOCUMENT, 'utf8');
  return document
    .split('\n## Command line\n')
    .map((part) => part.split('\n').filter((line) => line.startsWith('| `E_')));
}

describe('the error catalogue', () => {
  it('is listed in docs/errors.md, line by line', async () => {
    const rows = Object.entries(CATALOGUE).map(([code, [stage, retryable, meaning]]) => {
      const again = retryable === 'depends' ? retryable : retryable ? 'yes' : 'no';
      return `| \`${code}\` | ${stage} | ${again} | ${meaning} |`;
    });
    const [listed] = await tables();
    assert.deepEqual(listed, rows);
  });

  it('is followed there by every other code of the command line', async () => {
    const files = (await readdir(CLI)).map((file) => readFile(new URL(file, CLI), 'utf8'));
    const used = (await Promise.all(files)).flatMap((source) => source.match(/(?<=')E_[A-Z_]+(?=')/g) ?? []);
    const own = new Set(used.filter((code) => !Object.hasOwn(CATALOGUE, code)));
    const [, listed] = await tables();
    assert.deepEqual(listed!.map((row) => row.split('`')[1]).sort(), [...own].sort());
  });

  it('promises nothing where it depends', () => {
    assert.equal(fail('E_DIAL_FAILED').retryable, false);
    assert.equal(fail('E_CONNECT_REFUSED').retryable, true);
  });
});
