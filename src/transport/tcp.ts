import { connect, createServer, Socket, type Server } from 'node:net';
import type { Multiaddr } from '../address/multiaddr.js';
import { fromSocket, socketAddress, transportOf } from '../address/reach.js';
import { fail, type ErrorCode, type TentacleError } from '../errors.js';
import type { Connection, ConnectionEvents, Listener, Transport } from './connection.js';

/** Reads of all sockets land here one after another and are parsed in place: 64 KiB is one full record. */
const READ_BYTES = 128 * 1024;
let readBuffer: Uint8Array | undefined;
/** While one connection is parsing the buffer, no other may read into it (Node reads only from its event loop). */
function sharedBuffer(): Uint8Array {
  return (readBuffer ??= new Uint8Array(READ_BYTES));
}

const BACKLOG = 1024;

/** Plain TCP: `/ip4|ip6|dns4|dns6/<host>/tcp/<port>`. */
export function tcpTransport(): Transport {
  return {
    handles: (address) => transportOf(address) === 'tcp' && socketAddress(address) !== undefined,
    dial: dialTcp,
    listen: listenTcp,
  };
}

function dialTcp(address: Multiaddr, signal: AbortSignal): Promise<Connection> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(fail('E_ABORTED'));
    const { host, port } = socketAddress(address)!;
    const connection = new TcpConnection(address.without('p2p'));
    const socket = connect({ host, port, noDelay: true, onread: connection.onread });
    const abort = (): void => {
      socket.destroy();
      reject(fail('E_ABORTED'));
    };
    signal.addEventListener('abort', abort, { once: true });
    const failed = (cause: Error): void => {
      signal.removeEventListener('abort', abort);
      reject(socketError(cause, 'E_CONNECT_FAILED', address));
    };
    socket.once('error', failed);
    socket.once('connect', () => {
      signal.removeEventListener('abort', abort);
      socket.off('error', failed);
      connection.attach(socket);
      resolve(connection);
    });
  });
}

function listenTcp(address: Multiaddr, onConnection: (connection: Connection) => void): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const { host, port } = socketAddress(address)!;
    const server = createServer({ noDelay: true, pauseOnConnect: true }, (accepted) => {
      const remote = fromSocket(accepted.remoteAddress ?? '0.0.0.0', accepted.remotePort ?? 0);
      const connection = new TcpConnection(remote);
      const socket = adopt(accepted, connection);
      connection.attach(socket);
      onConnection(connection);
    });
    server.once('error', (cause) => reject(socketError(cause, 'E_LISTEN_FAILED', address)));
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.on('error', () => {});
      resolve({ address: bound(server, address), close: () => closeServer(server) });
    });
  });
}

/**
 * Node offers `onread`, reading into a buffer of ours, only to sockets it makes itself. An accepted socket is made
 * again around its handle; where Node hides the handle, its data events do.
 */
function adopt(accepted: Socket, connection: TcpConnection): Socket {
  const withHandle = accepted as Socket & { _handle?: { reading?: boolean } | null };
  const handle = withHandle._handle;
  if (handle === undefined || handle === null) {
    accepted.on('data', (chunk: Uint8Array) => connection.onread.callback(chunk.length, chunk));
    return accepted;
  }
  withHandle._handle = null;
  accepted.destroy();
  const options = { handle, onread: connection.onread, readable: true, writable: true };
  const socket = new Socket(options);
  socket.setNoDelay(true);
  return socket;
}

function bound(server: Server, address: Multiaddr): Multiaddr {
  const info = server.address();
  if (info === null || typeof info === 'string') return address;
  return fromSocket(info.address, info.port);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

/** A socket error as one of ours. */
export function socketError(cause: Error, otherwise: ErrorCode, address: Multiaddr): TentacleError {
  const { code } = cause as NodeJS.ErrnoException;
  const known: ErrorCode =
    code === 'ECONNREFUSED'
      ? 'E_CONNECT_REFUSED'
      : code === 'ENOTFOUND' || code === 'EAI_AGAIN'
        ? 'E_DNS'
        : code === 'ETIMEDOUT'
          ? 'E_CONNECT_TIMEOUT'
          : otherwise;
  return fail(known, `${address}: ${cause.message}`, { remote: address.toString(), cause });
}

/** Chunks from this size on are given back by hand; below, the collector is cheaper. */
const RELEASE_BYTES = 16 * 1024;

/** An `ArrayBuffer` of Node 22 and later. */
interface Transferable {
  transfer?(newLength: number): void;
}

/**
 * Gives the memory of sent chunks back to the allocator while it is still in the caches; left to the collector, it
 * costs more than the encryption. Chunks are ours alone, but a small one may be part of a pool.
 */
function release(chunks: readonly Uint8Array[]): void {
  for (const { buffer, length } of chunks) {
    if (length >= RELEASE_BYTES && length === buffer.byteLength) (buffer as Transferable).transfer?.(0);
  }
}

class TcpConnection implements Connection {
  readonly remote: Multiaddr;
  /** For Node's `onread` option. */
  readonly onread: { buffer: () => Uint8Array; callback: (bytes: number, buffer: Uint8Array) => boolean };
  #socket: Socket | undefined;
  #events: ConnectionEvents | undefined;
  #paused = true;
  #cause: unknown;

  constructor(remote: Multiaddr) {
    this.remote = remote;
    this.onread = {
      buffer: sharedBuffer,
      callback: (bytes, buffer) => {
        this.#events?.onData(buffer, 0, bytes);
        return !this.#paused;
      },
    };
  }

  attach(socket: Socket): void {
    this.#socket = socket;
    socket.pause();
    socket.on('error', (cause) => (this.#cause = cause));
    socket.on('close', () => this.#events?.onEnd(this.#cause));
  }

  start(events: ConnectionEvents): void {
    this.#events = events;
    this.pause(false);
  }

  write(chunks: Uint8Array[], bytes: number, taken: (bytes: number) => void): void {
    const socket = this.#socket;
    if (socket === undefined || socket.destroyed || socket.writableEnded) return;
    const last = chunks.length - 1;
    if (last > 0) socket.cork();
    for (let i = 0; i < last; i++) socket.write(chunks[i]!);
    socket.write(chunks[last]!, (error) => {
      release(chunks);
      if (!error) taken(bytes);
    });
    if (last > 0) socket.uncork();
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    if (paused) this.#socket?.pause();
    else this.#socket?.resume();
  }

  end(): void {
    this.#socket?.end();
  }

  destroy(): void {
    this.#socket?.destroy();
  }
}
