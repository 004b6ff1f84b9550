// The Fiber node for browsers, as published on npm. It dials when it is told to.
//
// First line: { key?: hex, logLevel? }. Events: ready, then result/error per command.
// Commands: { command: 'connect', address }, { command: 'disconnect', pubkey }, peers, node-info.
import { Buffer } from 'node:buffer';
import { emit, installed, serve } from './json-lines.mjs';
import { installBrowserGlobals } from './browser-worker.mjs';
import { FIBER_CONFIG } from './fiber-config.mjs';

installBrowserGlobals();
// The package reads `navigator` while it is evaluated, hence not a static import.
const { Fiber, randomSecretKey } = await import('@nervosnetwork/fiber-js');

const SHARED_BYTES = 16 << 20;

await serve(async ({ key, logLevel = 'info' }) => {
  const fiber = new Fiber(SHARED_BYTES, SHARED_BYTES);
  const secret = key === undefined ? randomSecretKey() : Uint8Array.from(Buffer.from(key, 'hex'));
  await fiber.start(FIBER_CONFIG, secret, randomSecretKey(), undefined, logLevel);
  emit({ event: 'ready', versions: { 'fiber-js': installed('@nervosnetwork/fiber-js') } });
  return {
    connect: ({ address }) => fiber.connectPeer({ address }),
    disconnect: ({ pubkey }) => fiber.disconnectPeer({ pubkey }),
    peers: () => fiber.listPeers(),
    'node-info': () => fiber.nodeInfo(),
  };
});
