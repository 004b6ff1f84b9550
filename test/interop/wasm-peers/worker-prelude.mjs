// Runs first in every worker thread: the globals of a dedicated worker that Node does not have.
/* global Event */
import { parentPort } from 'node:worker_threads';
import 'fake-indexeddb/auto';
import { WebSocket } from 'ws';

globalThis.self = globalThis;
globalThis.onmessage = null;
globalThis.onerror = null;
globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);
parentPort.on('message', (data) => globalThis.onmessage?.(Object.assign(new Event('message'), { data })));

// Browsers offer permessage-deflate; a tentacle listener does not know it, and encrypted bytes do not shrink.
globalThis.WebSocket = class extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols, { perMessageDeflate: false });
  }
};
