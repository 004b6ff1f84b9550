// A browser's Worker over worker_threads: as much of it as the published WASM nodes use.
/* global Event, EventTarget, queueMicrotask */
import { resolveObjectURL } from 'node:buffer';
import process from 'node:process';
import { URL } from 'node:url';
import { Worker as Thread } from 'node:worker_threads';

const ENTRY = new URL('./worker-thread.mjs', import.meta.url);

/** Runs a classic worker script that is given as the URL of a Blob. */
class BrowserWorker extends EventTarget {
  onmessage = null;
  onerror = null;
  #thread;
  /** Messages posted before the thread exists: reading a Blob is asynchronous. */
  #early = [];
  #terminated = false;

  constructor(url) {
    super();
    // The caller revokes the URL as soon as the constructor returns, so it has to be resolved here.
    const blob = resolveObjectURL(String(url));
    if (blob === undefined) throw new Error(`not the URL of a Blob: ${url}`);
    void blob.text().then((code) => this.#start(code));
  }

  postMessage(message, transfer) {
    if (this.#thread === undefined) this.#early.push([message, transfer]);
    else this.#thread.postMessage(message, transfer);
  }

  terminate() {
    this.#terminated = true;
    void this.#thread?.terminate();
  }

  #start(code) {
    if (this.#terminated) return;
    // stdout of the process belongs to the events.
    const thread = new Thread(ENTRY, { workerData: code, stdout: true });
    thread.stdout.pipe(process.stderr, { end: false });
    thread.on('message', (data) => this.#tell('message', { data }));
    thread.on('error', (error) => this.#tell('error', { error, message: error.message }));
    for (const [message, transfer] of this.#early) thread.postMessage(message, transfer);
    this.#thread = thread;
  }

  #tell(type, fields) {
    const event = Object.assign(new Event(type), fields);
    this[`on${type}`]?.(event);
    this.dispatchEvent(event);
    if (type === 'error') queueMicrotask(() => process.emit('workerError', fields.error));
  }
}

/** Makes the globals that the packages read when they are imported. */
export function installBrowserGlobals() {
  globalThis.Worker = BrowserWorker;
  globalThis.navigator ??= { userAgent: 'node', storage: {} };
}
