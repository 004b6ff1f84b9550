/**
 * Builds and installs every foreign peer, once, before the interop tests run: `npm run interop:prepare`.
 * With `TENTACLE_REQUIRE_INTEROP=1` a peer that cannot be had is an error, otherwise a remark.
 */
import { answers, build, missing, run, type PeerName } from './harness/build.js';

const PEERS: readonly PeerName[] = ['rust', 'go', 'wasm', 'molecule'];
const required = process.env['TENTACLE_REQUIRE_INTEROP'] === '1';

/** secio's native crypto links OpenSSL, which the crates find with pkg-config. */
async function supplyOpenssl(): Promise<void> {
  if (answers('pkg-config', '--exists', 'openssl') || !answers('apt-get', '--version')) return;
  const packages = ['install', '-y', '--no-install-recommends', 'pkg-config', 'libssl-dev'];
  await timed('apt-get install pkg-config libssl-dev', () => {
    const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
    for (const args of [['update'], packages]) {
      const [program = 'apt-get', ...rest] = [...asRoot, 'apt-get', ...args];
      run(program, rest, process.cwd(), { DEBIAN_FRONTEND: 'noninteractive' });
    }
  });
}

async function timed(what: string, act: () => unknown): Promise<void> {
  const start = performance.now();
  process.stdout.write(`${what} ... `);
  const outcome = await act();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${outcome === false ? 'up to date' : 'done'} in ${seconds} s`);
}

await supplyOpenssl();
for (const peer of PEERS) {
  // The WASM peers are "missing" until this very script has installed them.
  const reason = peer === 'wasm' ? undefined : missing(peer);
  if (reason === undefined) {
    await timed(`${peer} peer`, () => build(peer));
  } else {
    console.warn(`${peer} peer: ${reason}`);
    if (required) process.exitCode = 1;
  }
}
