import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { packAll, ROOT, type Packed } from './packed.js';
import { matches, walkThrough } from './walkthrough.js';

describe('docs/tutorial.md', function () {
  this.timeout(300_000);
  let packed: Packed;
  let folder: string;

  before(async () => {
    packed = await packAll();
    folder = await mkdtemp(join(tmpdir(), 'tentacle-tutorial-'));
  });

  after(async () => {
    await packed.remove();
    await rm(folder, { recursive: true, force: true });
  });

  it('is true, from an empty folder to a checked schema change', async () => {
    const page = await readFile(join(ROOT, 'docs/tutorial.md'), 'utf8');
    // What is not published yet is installed from its tarball.
    const rewrite = (command: string): string =>
      command.replace(/(?<=\s)tentacle-ts(?:-codegen)?(?=\s|$)/g, (name) =>
        command.includes('npm install') ? (packed.tarballs.get(name) ?? name) : name,
      );
    const steps = await walkThrough(page, folder, rewrite);
    assert.ok(steps >= 15, `only ${steps} blocks were found`);
  });

  it('is compared line by line', () => {
    assert.ok(matches('a…c\n…\nd', 'x\nabc\ny\nd\n'));
    assert.ok(!matches('a\nb', 'b\na'));
    assert.ok(!matches('a.c', 'abc'));
  });
});
