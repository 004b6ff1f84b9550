import { BINARIES } from './build.js';
import { Child } from './child.js';

/** What the Go peer does with a stream. */
export type GoBehaviour =
  /** Sends every chunk back; closes its half at the end. Default for streams that the remote opens. */
  | 'echo'
  /** Only reports. Default for streams that it opens. */
  | 'sink'
  /** Accepts and never reads. */
  | 'stall';

/** Configuration of a {@link goPeer}; what is absent keeps the default of hashicorp/yamux. */
export interface GoOptions {
  /** Of streams that the remote opens. `refuse`: never accepts; beyond `acceptBacklog` the library sends RST. */
  readonly behaviour?: GoBehaviour | 'refuse';
  /** Streams that may wait to be accepted; default 256. */
  readonly acceptBacklog?: number;
  /** Receive window of a stream; default and minimum 256 KiB. */
  readonly yamuxWindow?: number;
  /** Interval of pings; default 30 s. */
  readonly keepaliveMs?: number;
  /** How long a frame may wait to be written and a ping to be answered; default 10 s. */
  readonly writeTimeoutMs?: number;
  /** How long a stream may stay half closed by the peer before it sends RST; default 5 min. */
  readonly streamCloseTimeoutMs?: number;
}

/**
 * What a {@link goPeer} obeys. Addresses are `host:port`. The library has no call that resets a stream; RST
 * leaves it when a half-closed stream outlives `streamCloseTimeoutMs`, when the accept backlog is full, and for
 * streams that arrive after `go-away`.
 */
export type GoCommand =
  | { readonly command: 'listen' | 'dial'; readonly address: string }
  | { readonly command: 'open'; readonly session: number; readonly behaviour?: GoBehaviour }
  | {
      readonly command: 'send';
      readonly session: number;
      readonly stream: number;
      readonly hex?: string;
      /** Instead of `hex`: that many bytes of the test pattern. */
      readonly size?: number;
    }
  /** Half close: FIN leaves, reading goes on. */
  | { readonly command: 'close-stream'; readonly session: number; readonly stream: number }
  | { readonly command: 'ping' | 'go-away' | 'close'; readonly session: number };

interface GoStream {
  readonly session: number;
  readonly stream: number;
}

/** What a {@link goPeer} tells. */
export type GoEvents = {
  ready: { readonly versions: Readonly<Record<string, string>> };
  listening: { readonly address: string };
  'session-open': {
    readonly session: number;
    readonly type: 'inbound' | 'outbound';
    readonly address: string;
  };
  'session-close': { readonly session: number };
  'stream-open': GoStream & { readonly by: 'local' | 'remote' };
  /** One chunk as the library delivered it; `total` counts all bytes of the stream so far. */
  data: GoStream & { readonly length: number; readonly total: number; readonly hex?: string };
  /** No more bytes will come: FIN arrived (`clean`), or the stream broke. Length and digest are of all bytes. */
  'stream-end': GoStream & { readonly length: number; readonly sha256: string; readonly clean: boolean };
  /** The library took all bytes of a `send`. */
  sent: GoStream & { readonly length: number };
  pong: { readonly session: number; readonly micros: number };
  /** `reset` is there when the remote reset the stream. */
  error: {
    readonly kind: string;
    readonly text: string;
    readonly session?: number;
    readonly stream?: number;
    readonly reset?: true;
  };
};

/** A real hashicorp/yamux endpoint over plain TCP. */
export class GoPeer extends Child<GoCommand, GoEvents> {
  /** The modules that were linked in, by path. */
  versions: Readonly<Record<string, string>> = {};

  /** Listens on loopback; resolves to `host:port`. */
  async listen(): Promise<string> {
    this.command({ command: 'listen', address: '127.0.0.1:0' });
    return (await this.next('listening')).address;
  }
}

/** Starts a real hashicorp/yamux endpoint and waits until it obeys. */
export async function goPeer(options: GoOptions = {}): Promise<GoPeer> {
  const peer = new GoPeer({ name: 'go peer', file: BINARIES.go }, options);
  const { versions } = await peer.next('ready');
  return Object.assign(peer, { versions });
}
