// Runs first in every worker thread: the globals of a dedicated worker that Node does not have.
/* global Event */
import { parentPort } from 'node:worker_threads';
import 'fake-indexeddb/auto';
import { WebSocket } from 'ws';

globalThis.self = globalThis;
globalThis.onerror = null;
globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);

// Listening to the port releases what is queued in it, so it must not start before the script has a handler.
let handler = null;
Object.defineProperty(globalThis, 'onmessage', {
  get: () => handler,
  set(value) {
    if (handler === null) {
      parentPort.on('message', (data) => handler(Object.assign(new Event('message'), { data })));
    }
    handler = value;
  },
});

// Browsers offer permessage-deflate; a tentacle listener does not know it, and encrypted bytes do not shrink.
globalThis.WebSocket = class extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols, { perMessageDeflate: false });
  }
};
