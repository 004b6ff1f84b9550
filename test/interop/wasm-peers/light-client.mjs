// The CKB light client for browsers, as published on npm, dialing one bootnode.
//
// First line: { bootnode: multiaddr, key?: hex, logLevel? }. Events: ready, then result/error per command.
// Commands: peers, local-node, genesis, tip.
import { emit, installed, serve } from './json-lines.mjs';
import { installBrowserGlobals } from './browser-worker.mjs';
import { bootnodeConfig, DEVNET } from './devnet.mjs';

installBrowserGlobals();
// The package reads `navigator` while it is evaluated, hence not a static import.
const { LightClient, randomSecretKey } = await import('@nervosnetwork/ckb-light-client-js');

/** Shared memory of each direction: copying the genesis block (5.8 MB) must fit, the default of 50 MiB need not be. */
const SHARED_BYTES = 16 << 20;

await serve(async ({ bootnode, key, logLevel = 'info' }) => {
  const client = new LightClient(SHARED_BYTES, SHARED_BYTES);
  const network = { type: 'DevNet', spec: DEVNET, config: bootnodeConfig(bootnode) };
  // 'ws': the default dials wss.
  await client.start(network, key === undefined ? randomSecretKey() : `0x${key}`, logLevel, 'ws');
  emit({
    event: 'ready',
    versions: { 'ckb-light-client-js': installed('@nervosnetwork/ckb-light-client-js') },
  });
  return {
    peers: () => client.getPeers(),
    'local-node': () => client.localNodeInfo(),
    tip: () => client.getTipHeader(),
    genesis: () => client.invokeLightClientCommand('get_genesis_block'),
  };
});
