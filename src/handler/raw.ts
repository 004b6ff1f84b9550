import type { Channel, Handled, Peer, Priority } from './peer.js';
import { defineProtocol } from './define.js';
import type { Framing, Lifecycle, ProtocolOf } from './protocol.js';

/** Sends bytes on a protocol without a schema. */
export interface RawSend {
  bytes(message: Uint8Array, priority?: Priority): boolean;
}

export type RawPeer = Peer<RawSend>;

/** Handler of a protocol without a schema. */
export interface RawHandler extends Lifecycle<RawPeer> {
  /** `message` is a view that stays valid; nothing else writes to its memory. */
  onBytes(peer: RawPeer, message: Uint8Array): Handled;
}

/** Facts of a raw protocol. */
export interface RawOptions {
  readonly name: string;
  readonly versions: readonly string[];
  readonly maxBytes: number;
  /** Default `length-delimited`. */
  readonly framing?: Framing;
  /** Default `normal`. */
  readonly priority?: Priority;
}

/** A protocol without a schema: bytes in, bytes out. */
export function rawProtocol(options: RawOptions): ProtocolOf<RawHandler, RawPeer> {
  return defineProtocol<RawHandler, RawPeer>({
    framing: 'length-delimited',
    priority: 'normal',
    ...options,
    sender: (channel: Channel) => ({ bytes: (message, priority) => channel.sendBytes(message, priority) }),
    dispatch: (handler, peer, bytes, start, end) =>
      handler.onBytes(peer, new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start)),
  });
}
