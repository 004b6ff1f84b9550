import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import type { Multiaddr } from '../address/multiaddr.js';
import { fromSocket, socketAddress, transportOf } from '../address/reach.js';
import { fail } from '../errors.js';
import type { Connection, ConnectionEvents, Listener, Transport } from './connection.js';
import { socketError } from './tcp.js';

/** A client must have asked for the upgrade within this time, in ms. */
const UPGRADE_MS = 10_000;

/** What a listener and its connections may hold. */
export interface WebSocketLimits {
  readonly maxMessageBytes: number;
  /** Connections of one listener, those that have not asked for the upgrade yet included. */
  readonly maxConnections: number;
}

/**
 * WebSocket: `/ip4|ip6|dns4|dns6/<host>/tcp/<port>/ws`, dialled with path `/` and no subprotocol. Binary messages are
 * pieces of the byte stream; their boundaries carry no meaning.
 */
export function webSocketTransport({ maxMessageBytes, maxConnections }: WebSocketLimits): Transport {
  const options = { perMessageDeflate: false, maxPayload: maxMessageBytes, skipUTF8Validation: true };
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
        const socket = new WebSocket(`${scheme}://${authority}:${port}/`, options);
        const connection = new WebSocketConnection(address.without('p2p'), socket);
        const abort = (): void => {
          socket.terminate();
          reject(fail('E_ABORTED'));
        };
        signal.addEventListener('abort', abort, { once: true });
        socket.once('error', (cause: Error) => {
          signal.removeEventListener('abort', abort);
          reject(socketError(cause, 'E_CONNECT_FAILED', address));
        });
        socket.once('open', () => {
          signal.removeEventListener('abort', abort);
          resolve(connection);
        });
      });
    },

    listen(address, onConnection) {
      return new Promise<Listener>((resolve, reject) => {
        const { host, port } = socketAddress(address)!;
        const server = createServer({ headersTimeout: UPGRADE_MS, requestTimeout: UPGRADE_MS }, refuse);
        server.maxConnections = maxConnections;
        const upgrade = new WebSocketServer({ server, ...options });
        upgrade.on('connection', (socket, request) => {
          onConnection(new WebSocketConnection(remoteOf(request), socket));
        });
        // It repeats the errors of its server, and an error that nobody hears would end the process.
        upgrade.on('error', () => {});
        server.once('error', (cause: Error) => reject(socketError(cause, 'E_LISTEN_FAILED', address)));
        server.listen({ host, port }, () => {
          // Errors of single connections are those connections' own.
          server.on('error', () => {});
          resolve({ address: bound(server, address), close: () => closeServer(server) });
        });
      });
    },
  };
}

/** The answer to a plain HTTP request. */
function refuse(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(426, { connection: 'close', upgrade: 'websocket' }).end();
}

function remoteOf({ socket }: IncomingMessage): Multiaddr {
  return fromSocket(socket.remoteAddress ?? '0.0.0.0', socket.remotePort ?? 0).with('ws');
}

function bound(server: Server, address: Multiaddr): Multiaddr {
  const info = server.address();
  return info === null || typeof info === 'string' ? address : fromSocket(info.address, info.port).with('ws');
}

/** Stops accepting and drops who has not asked for an upgrade; connections that are open stay. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

class WebSocketConnection implements Connection {
  readonly remote: Multiaddr;
  readonly #socket: WebSocket;
  #events: ConnectionEvents | undefined;
  /** Messages before {@link start}: a peer's first one may come in the same segment as the upgrade. */
  #early: Uint8Array[] = [];
  #over = false;
  #cause: unknown;

  constructor(remote: Multiaddr, socket: WebSocket) {
    this.remote = remote;
    this.#socket = socket;
    socket.on('message', (data, isBinary) => this.#message(data, isBinary));
    socket.on('error', (cause) => (this.#cause ??= cause));
    socket.on('close', () => {
      this.#over = true;
      this.#events?.onEnd(this.#cause);
    });
  }

  start(events: ConnectionEvents): void {
    this.#events = events;
    const early = this.#early;
    this.#early = [];
    for (const bytes of early) events.onData(bytes, 0, bytes.length);
    if (this.#over) events.onEnd(this.#cause);
  }

  write(chunks: Uint8Array[], bytes: number, taken: (bytes: number) => void): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    // One message per write, never an empty one: a Rust peer would stall on it.
    const message = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes);
    this.#socket.send(message, { binary: true }, (error) => {
      if (!error) taken(bytes);
    });
  }

  pause(paused: boolean): void {
    if (paused) this.#socket.pause();
    else this.#socket.resume();
  }

  end(): void {
    this.#socket.close();
  }

  destroy(): void {
    this.#socket.terminate();
  }

  #message(data: RawData, isBinary: boolean): void {
    if (!isBinary) {
      this.#cause = fail('E_CONNECTION_LOST', 'the remote sent a text message');
      return this.#socket.terminate();
    }
    const bytes = data as Buffer;
    if (bytes.length === 0) return;
    if (this.#events === undefined) this.#early.push(bytes);
    else this.#events.onData(bytes, 0, bytes.length);
  }
}
