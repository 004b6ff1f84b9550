/** The composition root for Node.js: node:crypto, libsecp256k1, TCP, WebSocket. */
import { generateKey as drawKey } from './crypto/keys.js';
import { createNodeCrypto, nodeCrypto } from './crypto/node.js';
import { loadSecp256k1Native } from './crypto/secp256k1-native.js';
import type { Crypto } from './crypto/types.js';
import type { Log } from './env.js';
import { wrap } from './errors.js';
import { DEFAULT_LIMITS } from './limits.js';
import { debugLog } from './service/debug-log.js';
import { Node } from './service/node.js';
import { checkOptions, type NodeOptions, type Platform } from './service/options.js';
import { systemClock } from './service/system-clock.js';
import { MemoryNetwork } from './transport/memory.js';
import { tcpTransport } from './transport/tcp.js';
import { webSocketTransport } from './transport/websocket.js';

export * from './api.js';

/** Listeners of `/memory/<n>` in this process. */
const processMemory = new MemoryNetwork(systemClock);

/** libsecp256k1 as a native addon where a user has installed `secp256k1`, else in WebAssembly (`nodeCrypto`). */
let fastest: Promise<Crypto> | undefined;
function fastestCrypto(): Promise<Crypto> {
  return (fastest ??= loadSecp256k1Native().then((native) =>
    native === undefined ? nodeCrypto : createNodeCrypto(native),
  ));
}

/** Parts of the platform that may be replaced, for tests and for other back ends. */
export type CreateOptions = NodeOptions & Partial<Platform>;

/**
 * Makes a node and starts listening. Rejects with `E_INVALID_OPTION`, `E_KEY_INVALID`, `E_PROTOCOL_DUPLICATE`,
 * `E_ADDRESS_INVALID`, `E_ADDRESS_UNSUPPORTED` or `E_LISTEN_FAILED`; nothing is left running then.
 *
 * @example
 * const node = await createNode({ key: generateKey(), listen: ['/ip4/127.0.0.1/tcp/0'], protocols: [] });
 */
export async function createNode(options: CreateOptions): Promise<Node> {
  checkOptions(options);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const platform: Platform = {
    crypto: options.crypto ?? (await fastestCrypto()),
    clock: options.clock ?? systemClock,
    transports: options.transports ?? [
      processMemory.transport(),
      webSocketTransport({
        maxMessageBytes: limits.webSocketMessageBytes,
        maxConnections: limits.sessions + limits.pendingInbound,
      }),
      tcpTransport(),
    ],
  };
  const debug = debugLog(process.env['TENTACLE_DEBUG'], (line) => process.stderr.write(`${line}\n`));
  const node = new Node(
    debug === undefined ? options : { ...options, log: both(debug, options.log) },
    platform,
  );
  try {
    for (const address of options.listen ?? []) await node.listen(address);
  } catch (thrown) {
    await node.close();
    throw wrap(thrown, 'E_LISTEN_FAILED');
  }
  return node;
}

function both(debug: Log, log: Log | undefined): Log {
  if (log === undefined) return debug;
  return (event) => {
    debug(event);
    log(event);
  };
}

/** A fresh 32-byte secret key. */
export function generateKey(): Uint8Array {
  return drawKey(nodeCrypto.random);
}

export { createNodeCrypto, loadSecp256k1Native, nodeCrypto };
export { secp256k1FromAddon } from './crypto/secp256k1-native.js';
