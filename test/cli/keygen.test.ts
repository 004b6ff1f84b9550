import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createNode, keyFromHex } from '../../src/node.js';
import { eventsOf, inFolder, runCli } from './run-cli.js';

describe('tentacle keygen', () => {
  it('writes 64 hex digits and a newline, for the owner alone, and prints the peer id only', () =>
    inFolder(async (path) => {
      const { exit, out, errors } = await runCli('keygen', '--out', path('key'));
      assert.equal(exit, 0);
      const text = await readFile(path('key'), 'utf8');
      assert.match(text, /^[0-9a-f]{64}\n$/);
      assert.equal((await stat(path('key'))).mode & 0o777, 0o600);
      assert.ok(!`${out}${errors}`.includes(text.trim()));
      const node = await createNode({ key: keyFromHex(text.trim()) });
      assert.ok(out.startsWith(node.id));
      await node.close();
    }));

  it('refuses to overwrite a file (exit code 4)', () =>
    inFolder(async (path) => {
      await writeFile(path('key'), 'precious');
      const { exit, errors } = await runCli('keygen', '--out', path('key'));
      assert.equal(exit, 4);
      assert.match(errors, /EEXIST.*not overwritten/);
      assert.equal(await readFile(path('key'), 'utf8'), 'precious');
    }));

  it('says every code once, also where a file does not exist or is a folder (exit code 4)', () =>
    inFolder(async (path) => {
      for (const [code, file] of [
        ['ENOENT', path('none')],
        ['EISDIR', path('.')],
      ]) {
        const { exit, errors } = await runCli('ping', '/ip4/127.0.0.1/tcp/1', '--key', file!);
        assert.equal(exit, 4);
        const lines = errors.split('\n').filter((line) => !line.startsWith('warning'));
        assert.match(lines[0]!, new RegExp(`^tentacle ping: ${code}: [a-z]`));
        assert.equal(lines[0]!.split(code!).length, 2, errors);
      }
    }));

  it('prints no key where no file is named (exit code 2)', async () => {
    const { exit, out, errors } = await runCli('keygen');
    assert.equal(exit, 2);
    assert.equal(out, '');
    assert.match(errors, /--out FILE is needed/);
    assert.doesNotMatch(errors, /[0-9a-f]{64}/);
  });

  it('prints one JSON line with --json', () =>
    inFolder(async (path) => {
      const { out } = await runCli('keygen', '--json', '--out', path('key'));
      const [event] = eventsOf(out);
      assert.deepEqual(Object.keys(event ?? {}), ['event', 'file', 'peer', 'publicKey']);
    }));

  it('does not quote a key file that is no key (exit code 4)', () =>
    inFolder(async (path) => {
      await writeFile(path('key'), 'almost a secret', { mode: 0o600 });
      const { exit, errors } = await runCli('ping', '/ip4/127.0.0.1/tcp/1', '--key', path('key'));
      assert.equal(exit, 4);
      assert.match(errors, /E_KEY_INVALID/);
      assert.doesNotMatch(errors, /almost/);
    }));

  it('says so when others can read a key file', () =>
    inFolder(async (path) => {
      await writeFile(path('key'), '11'.repeat(32), { mode: 0o644 });
      const { errors } = await runCli('ping', '/ip4/127.0.0.1/tcp/1', '--key', path('key'));
      assert.match(errors, /^warning: others can read/);
    }));
});
