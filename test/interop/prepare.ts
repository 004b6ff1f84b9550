/**
 * Builds and installs every foreign peer, once, before the interop tests run: `npm run interop:prepare`.
 * With `TENTACLE_REQUIRE_INTEROP=1` a peer that cannot be had is an error, otherwise a remark.
 */
import { answers, build, missing, run, type PeerName } from './harness/build.js';

const PEERS: readonly PeerName[] = ['rust', 'go', 'wasm', 'molecule'];
const required = process.env['TENTACLE_REQUIRE_INTEROP'] === '1';

/** What Debian and its like supply: how to see that it is there, and its packages. */
const SYSTEM = [
  // secio's native crypto links OpenSSL, which the crates find with pkg-config.
  { probe: ['pkg-config', '--exists', 'openssl'], packages: ['pkg-config', 'libssl-dev'] },
  // The reference of protobuf.
  { probe: ['protoc', '--version'], packages: ['protobuf-compiler'] },
  // What protoc itself imports.
  { probe: ['ls', '/usr/include/google/protobuf/descriptor.proto'], packages: ['libprotobuf-dev'] },
  // Runs the generated dissectors.
  { probe: ['tshark', '--version'], packages: ['tshark'] },
] as const;

/** Installs what is missing, where there is an apt-get to do it. */
async function supplySystem(): Promise<void> {
  const lacking = SYSTEM.filter(({ probe: [program, ...args] }) => !answers(program, ...args));
  const packages = lacking.flatMap((each) => [...each.packages]);
  if (packages.length === 0) return;
  if (!answers('apt-get', '--version')) {
    console.warn(`please install ${packages.join(', ')}`);
    if (required) process.exitCode = 1;
    return;
  }
  await timed(`apt-get install ${packages.join(' ')}`, () => {
    const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
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

await supplySystem();
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
