import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { packAll, ROOT } from './packed.js';

const run = promisify(execFile);

const SCRIPT = `
import { createNode, generateKey } from 'tentacle-ts';
import { echo } from 'tentacle-ts/protocols/echo.handler';

const server = await createNode({
  key: generateKey(),
  listen: ['/ip4/127.0.0.1/tcp/0'],
  protocols: [echo.handle({ onRequest(peer, { payload }) { peer.send.reply({ payload }); }, onReply() {}, onChunk() {} })],
});
const reply = Promise.withResolvers?.() ?? (() => { const p = {}; p.promise = new Promise((r) => (p.resolve = r)); return p; })();
const client = await createNode({
  key: generateKey(),
  protocols: [echo.handle({ onRequest() {}, onReply(_peer, { payload }) { reply.resolve(payload); }, onChunk() {} })],
});
const session = await client.dial(server.addresses[0]);
const peer = await session.protocol(echo);
peer.send.request({ payload: new TextEncoder().encode('packed') });
console.log(new TextDecoder().decode(await reply.promise));
await client.close();
await server.close();
`;

const TYPES = `
import { createNode, generateKey, type Node } from 'tentacle-ts';
import { twoNodes } from 'tentacle-ts/testing';
import { chat } from 'tentacle-ts/protocols/chat.handler';
export const node: Promise<Node> = createNode({ key: generateKey() });
export const pair = twoNodes({ protocols: [chat.handle({ onSay() {}, onSeen() {} })] }, {});
`;

describe('the packed tarballs', function () {
  this.timeout(300_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tentacle-package-'));
    const packed = await packAll();
    await writeFile(join(folder, 'package.json'), '{ "type": "module", "private": true }');
    const packages = [...packed.tarballs.values(), 'typescript@~6.0.0', '@types/node@20'];
    await run('npm', ['install', ...packages], { cwd: folder });
    await packed.remove();
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('install into an empty folder and run two nodes there', async () => {
    await writeFile(join(folder, 'two-nodes.js'), SCRIPT);
    const { stdout } = await run('node', ['two-nodes.js'], { cwd: folder });
    assert.equal(stdout.trim(), 'packed');
  });

  it('type-check for a user with every strict option', async () => {
    await writeFile(join(folder, 'use.ts'), TYPES);
    const options = [
      '--strict',
      '--noEmit',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--noUncheckedIndexedAccess',
      '--exactOptionalPropertyTypes',
      '--verbatimModuleSyntax',
      '--types',
      'node',
    ];
    await run('npx', ['tsc', ...options, 'use.ts'], { cwd: folder });
  });

  it('bring the tentacle command', async () => {
    const { stdout } = await run('npx', ['tentacle', '--help'], { cwd: folder });
    assert.match(stdout, /keygen/);
  });

  it('pass publint and arethetypeswrong', async () => {
    // They pack again; what there is to pack was built above.
    const options = { cwd: ROOT, env: { ...process.env, npm_config_ignore_scripts: 'true' } };
    await run('npx', ['publint', '--strict'], options);
    await run('npx', ['attw', '--pack', '.', '--profile', 'esm-only'], options);
    await run('npx', ['publint', '--strict', 'codegen'], options);
    await run('npx', ['attw', '--pack', 'codegen', '--profile', 'esm-only'], options);
  });
});
