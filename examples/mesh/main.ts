/** A network on this machine in one command: `npm start -- --help`. */
import { Mesh } from './mesh.js';
import { readOptions } from './options.js';
import { openView } from './view.js';

const startedAt = performance.now();
const options = readOptions(process.argv, process.stdout.isTTY);
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());

const view = openView(options.json ? process.stderr : process.stdout);
const mesh = new Mesh({ nodes: options.nodes, timeout: options.timeout, signal: interrupted.signal }, view);

const formedMs = await mesh.form();
const healing = formedMs !== undefined && options.kill > 0 ? await mesh.killAndHeal(options.kill) : undefined;
if (formedMs !== undefined) {
  await mesh.settle();
  await mesh.run(options.seconds - (performance.now() - startedAt) / 1_000);
}
const ok = formedMs !== undefined && mesh.complete && healing?.rejoinedMs !== null;
if (!ok) view.note('the mesh is not complete');
if (options.json) process.stdout.write(`${JSON.stringify(mesh.report(formedMs, healing))}\n`);
view.close();
await mesh.close();
process.exitCode = ok ? 0 : 1;
