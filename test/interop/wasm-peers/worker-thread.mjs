// Entry of every worker thread: first the globals of a dedicated worker that Node does not have, then the classic
// script it was made for.
/* global Event */
import { parentPort, workerData } from 'node:worker_threads';
import { runInThisContext } from 'node:vm';
import 'fake-indexeddb/auto';
import { WebSocket } from 'ws';

globalThis.self = globalThis;
globalThis.onmessage = null;
globalThis.onerror = null;
globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);

// Browsers offer permessage-deflate; a tentacle listener does not know it, and encrypted bytes do not shrink.
globalThis.WebSocket = class extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols, { perMessageDeflate: false });
  }
};

runInThisContext(workerData, { filename: 'worker-script.js' });

// Listening releases what is queued in the port: not before the script has set its handler.
parentPort.on('message', (data) => globalThis.onmessage?.(Object.assign(new Event('message'), { data })));
