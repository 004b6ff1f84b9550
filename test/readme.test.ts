import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createNode, generateKey } from '../src/node.js';

const ROOT = join(import.meta.dirname, '..');
const EXAMPLE =
  /<!-- example: executed by test\/readme\.test\.ts -->\n```ts\n([\s\S]*?)```\n<!-- end of example -->/g;
/** What each example says it prints. */
const COMMENTED_OUTPUT = /console\.log\(.*\); \/\/ (.*)$/m;
const MAX_LINES = 250;

/** The README's imports, as this checkout has them. */
function fromSource(code: string): string {
  return code
    .replaceAll("'tentacle-ts'", `'${ROOT}/src/node.ts'`)
    .replaceAll("'tentacle-ts/testing'", `'${ROOT}/src/testing.ts'`)
    .replace(/'tentacle-ts\/protocols\/(.*)'/g, `'${ROOT}/generated/$1.ts'`);
}

describe('README.md', () => {
  let readme: string;

  before(async () => (readme = await readFile(join(ROOT, 'README.md'), 'utf8')));

  it(`has at most ${MAX_LINES} lines`, () => {
    assert.ok(readme.split('\n').length <= MAX_LINES);
  });

  it('has two examples that print what they say', async function () {
    this.timeout(60_000);
    const examples = [...readme.matchAll(EXAMPLE)].map(([, code]) => code!);
    assert.equal(examples.length, 2);
    const folder = await mkdtemp(join(ROOT, '.readme-'));
    try {
      for (const [index, code] of examples.entries()) {
        const file = join(folder, `example-${index}.ts`);
        await writeFile(file, fromSource(code));
        // They end by themselves.
        const options = { cwd: ROOT, timeout: 30_000 };
        const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', file], options);
        assert.equal(stdout.trim(), COMMENTED_OUTPUT.exec(code)?.[1]);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('shows what a failed dial says', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const node = await createNode({ key: generateKey() });
    await assert.rejects(node.dial(`/ip4/127.0.0.1/tcp/${port}`), ({ message }: Error) => {
      const said = message
        .replaceAll('127.0.0.1', '10.0.0.7')
        .replaceAll(`${port}`, '4001')
        .replace(/\d+ ms/, '3 ms');
      assert.ok(readme.includes(said.replace(/^/gm, '  ')), said);
      return true;
    });
    await node.close();
  });

  it('names scripts that there are, as the other documents do, and nothing that npx must fetch', async () => {
    const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
      readonly scripts: Record<string, string>;
    };
    // The tutorial is about a project that has the packages installed.
    const others = (await readdir(join(ROOT, 'docs'))).filter((name) => /(?<!^tutorial)\.md$/.test(name));
    for (const name of ['README.md', ...others.map((other) => `docs/${other}`)]) {
      const text = await readFile(join(ROOT, name), 'utf8');
      const missing = [...text.matchAll(/npm run ([\w:-]+)/g)].filter(([, script]) => !(script! in scripts));
      assert.deepEqual(missing, [], name);
      for (const [, code] of text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)) {
        assert.doesNotMatch(code!, /npx tentacle/, name);
      }
    }
  });

  it('shows schemas/chat.mol as it is', async () => {
    const schema = await readFile(join(ROOT, 'schemas/chat.mol'), 'utf8');
    const squeeze = (text: string): string => text.replace(/\s+/g, '');
    const shown = /`schemas\/chat\.mol`\n\n```\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    assert.equal(squeeze(shown), squeeze(schema));
  });
});
