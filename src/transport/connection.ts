import type { Multiaddr } from '../address/multiaddr.js';

/** What a connection reports. All calls are synchronous; none comes before {@link Connection.start}. */
export interface ConnectionEvents {
  /** Received bytes, valid only during the call: the buffer is read into again. */
  onData(bytes: Uint8Array, start: number, end: number): void;
  /** The last call: the connection is over, with what broke it if something did. */
  onEnd(cause: unknown): void;
}

/** A reliable byte stream to one remote. */
export interface Connection {
  /** The remote as we see it, without `/p2p`. */
  readonly remote: Multiaddr;
  /** Begins to deliver. */
  start(events: ConnectionEvents): void;
  /** Sends `chunks` in one system call if it can; `taken` is called when the operating system has all of them. */
  write(chunks: Uint8Array[], bytes: number, taken: (bytes: number) => void): void;
  /** Stops and resumes delivery: back-pressure on a remote that makes us write faster than it reads. */
  pause(paused: boolean): void;
  /** Sends what was written, then ends; the remote sees an orderly end. */
  end(): void;
  /** Ends at once. */
  destroy(): void;
}

/** Why a transport could not connect or listen is a `TentacleError` of stage `connect` or `address`. */
export interface Transport {
  /** Can this transport use `address`? */
  handles(address: Multiaddr): boolean;
  /** Connects. Rejects with a typed error; aborting rejects with `E_ABORTED`. */
  dial(address: Multiaddr, signal: AbortSignal): Promise<Connection>;
  /** Listens; resolves when bound. Browsers have no listener. */
  listen?(address: Multiaddr, onConnection: (connection: Connection) => void): Promise<Listener>;
}

/** A bound listener. */
export interface Listener {
  /** The real address: port filled in. */
  readonly address: Multiaddr;
  /** Accepts no more, at once. Connections that were accepted stay; the promise may wait for them. */
  close(): Promise<void>;
}
