import { BINARIES } from './build.js';
import { Child } from './child.js';

/** What the Rust peer does with the messages of a protocol. */
export type RustBehaviour =
  /** Reports length and SHA-256 of each. Default. */
  | 'sink'
  /** Reports and sends back. */
  | 'echo'
  /** Never reads; upstream then stops reading the whole session. */
  | 'stall';

/** One protocol of a {@link rustPeer}. */
export interface RustProtocol {
  readonly name: string;
  /** Lowest first; default `['0.0.1']`. */
  readonly versions?: readonly string[];
  /** Largest message in bytes; default 8 MiB. */
  readonly maxFrame?: number;
  readonly behaviour?: RustBehaviour;
}

/** Configuration of a {@link rustPeer}. */
export interface RustOptions {
  /** 32-byte secret in hex. Absent or null: plaintext. */
  readonly key?: string | null;
  readonly protocols?: readonly RustProtocol[];
  /** Receive window of a yamux stream; default and minimum 256 KiB. */
  readonly yamuxWindow?: number;
  /** Largest secio frame; default 8 MiB. */
  readonly maxFrameLength?: number;
  /** Streams per session; default 65535. */
  readonly maxStreams?: number;
  /** Deadline of handshakes and selections; default 10 s. */
  readonly timeoutMs?: number;
  /** Interval of yamux pings; default 30 s, 0 turns them off. */
  readonly keepaliveMs?: number;
}

/** What a {@link rustPeer} obeys. Addresses are multiaddrs; ports of 0 are chosen and reported. */
export type RustCommand =
  | { readonly command: 'listen'; readonly address: string }
  | {
      readonly command: 'dial';
      readonly address: string;
      /** Opened on the new session; default all. */
      readonly protocols?: readonly string[];
    }
  | {
      readonly command: 'send';
      readonly session: number;
      readonly protocol: string;
      readonly hex?: string;
      /** Instead of `hex`: that many bytes of the test pattern. */
      readonly size?: number;
      readonly count?: number;
      readonly urgent?: boolean;
    }
  | { readonly command: 'open' | 'close-protocol'; readonly session: number; readonly protocol: string }
  | { readonly command: 'disconnect'; readonly session: number }
  /** Ends the service: `close` with farewells, `shutdown` at once. */
  | { readonly command: 'close' | 'shutdown' };

interface RustSession {
  readonly session: number;
  readonly address: string;
  /** Null on a plaintext session. */
  readonly remotePeerId: string | null;
  readonly type: 'inbound' | 'outbound';
}

interface RustChannel {
  readonly session: number;
  readonly protocol: string;
}

/** What a {@link rustPeer} tells. */
export type RustEvents = {
  ready: {
    readonly versions: Readonly<Record<string, string>>;
    readonly peerId: string | null;
    readonly publicKey: string | null;
  };
  listening: { readonly address: string };
  'listen-close': { readonly address: string };
  'session-open': RustSession;
  'session-close': RustSession;
  'protocol-open': RustChannel & { readonly version: string };
  'protocol-close': RustChannel;
  message: RustChannel & {
    readonly length: number;
    readonly sha256: string;
    /** Up to 1 KiB. */
    readonly hex?: string;
  };
  /** All copies of a `send` are in upstream's queues. */
  queued: RustChannel & { readonly count: number };
  /** `protocol` is null when the exchange itself failed. */
  'select-error': { readonly session: number; readonly protocol: string | null };
  /** `kind` is the variant of upstream's `ServiceError`, or `Command`, `config`, `ReadError` of the peer itself. */
  error: {
    readonly kind: string;
    readonly text: string;
    readonly session?: number;
    readonly address?: string;
    readonly protocol?: string;
  };
  /** The service has ended. */
  closed: object;
};

/** A real tentacle node. */
export class RustPeer extends Child<RustCommand, RustEvents> {
  /** Peer id in base58; empty on a plaintext node. */
  peerId = '';
  /** The crates that were linked in, by name. */
  versions: Readonly<Record<string, string>> = {};

  /** Listens; resolves to the multiaddr to dial, with `/p2p/` when the node has a key. */
  async listen(address: string): Promise<string> {
    this.command({ command: 'listen', address });
    const listening = await this.next('listening');
    return this.peerId === '' ? listening.address : `${listening.address}/p2p/${this.peerId}`;
  }
}

/** Starts a real tentacle node and waits until it obeys. */
export async function rustPeer(options: RustOptions = {}): Promise<RustPeer> {
  const peer = new RustPeer({ name: 'rust peer', file: BINARIES.rust }, options);
  const { peerId, versions } = await peer.next('ready');
  return Object.assign(peer, { peerId: peerId ?? '', versions });
}
