import type { Multiaddr } from '../address/multiaddr.js';
import { socketAddress, transportOf } from '../address/reach.js';
import { fail } from '../errors.js';
import type { Connection, ConnectionEvents, Transport } from './connection.js';

/** How often the socket is asked whether it took what was written: browsers have no event for it. */
const POLL_MS = 4;
/** Browsers cannot stop a WebSocket from receiving: beyond this much, a paused connection is given up. */
const MAX_HELD_BYTES = 16 * 1024 * 1024;

/** The browser's own WebSocket: dials only. */
export function browserWebSocketTransport(): Transport {
  return {
    handles: (address) => {
      const transport = transportOf(address);
      return (transport === 'ws' || transport === 'wss') && socketAddress(address) !== undefined;
    },
    dial(address, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(fail('E_ABORTED'));
        const { host, port } = socketAddress(address)!;
        const scheme = transportOf(address) === 'wss' ? 'wss' : 'ws';
        const authority = host.includes(':') ? `[${host}]` : host;
        const socket = new WebSocket(`${scheme}://${authority}:${port}/`);
        socket.binaryType = 'arraybuffer';
        const connection = new BrowserConnection(address.without('p2p'), socket);
        const abort = (): void => {
          socket.close();
          reject(fail('E_ABORTED'));
        };
        signal.addEventListener('abort', abort, { once: true });
        socket.addEventListener('error', () => {
          signal.removeEventListener('abort', abort);
          reject(fail('E_CONNECT_FAILED', `${address}: the browser does not say why`));
        });
        socket.addEventListener('open', () => {
          signal.removeEventListener('abort', abort);
          resolve(connection);
        });
      });
    },
  };
}

class BrowserConnection implements Connection {
  readonly remote: Multiaddr;
  readonly #socket: WebSocket;
  #events: ConnectionEvents | undefined;
  /** Arrived before {@link start} or while paused. */
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #paused = true;
  #over = false;
  #cause: unknown;

  constructor(remote: Multiaddr, socket: WebSocket) {
    this.remote = remote;
    this.#socket = socket;
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.#message(data));
    socket.addEventListener('close', () => {
      this.pause(false);
      this.#finish();
    });
  }

  start(events: ConnectionEvents): void {
    this.#events = events;
    this.pause(false);
    if (this.#over) events.onEnd(this.#cause);
  }

  write(chunks: Uint8Array[], bytes: number, taken: (bytes: number) => void): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const message = new Uint8Array(bytes);
    let at = 0;
    for (const chunk of chunks) {
      message.set(chunk, at);
      at += chunk.length;
    }
    this.#socket.send(message);
    const poll = (): void => {
      if (this.#over) return;
      if (this.#socket.bufferedAmount === 0) taken(bytes);
      else setTimeout(poll, POLL_MS);
    };
    // Never during the call: the session is in the middle of a flush.
    queueMicrotask(poll);
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    while (!this.#paused && this.#held.length > 0) {
      const bytes = this.#held.shift()!;
      this.#heldBytes -= bytes.length;
      this.#events?.onData(bytes, 0, bytes.length);
    }
  }

  end(): void {
    this.#socket.close();
  }

  destroy(): void {
    this.#socket.close();
    // A browser waits for the remote's answer; the session does not.
    this.#finish();
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#events?.onEnd(this.#cause);
  }

  #message(data: unknown): void {
    if (!(data instanceof ArrayBuffer)) {
      this.#cause = fail('E_CONNECTION_LOST', 'the remote sent a text message');
      return this.#socket.close();
    }
    const bytes = new Uint8Array(data);
    if (bytes.length === 0) return;
    if (!this.#paused && this.#events !== undefined) return this.#events.onData(bytes, 0, bytes.length);
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes <= MAX_HELD_BYTES) return;
    this.#cause = fail('E_CONNECTION_LOST', 'the remote sends faster than it reads');
    this.#held = [];
    this.destroy();
  }
}
