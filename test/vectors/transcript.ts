import type { Role } from '../../src/handler/peer.js';
import type { FrameType } from '../../src/yamux/frame.js';

/** The two ends of a recording: `local` is the program that recorded, `remote` the foreign implementation. */
export type Side = 'local' | 'remote';

export const SIDES: readonly Side[] = ['local', 'remote'];

export function otherSide(side: Side): Side {
  return side === 'local' ? 'remote' : 'local';
}

/** What is known of one side. Recordings that ended early lack some of it. */
export interface Party {
  readonly secret: Uint8Array | undefined;
  readonly publicKey: Uint8Array | undefined;
  readonly peer: string | undefined;
  readonly nonce: Uint8Array | undefined;
  /** The three lists of its Propose, as on the wire. */
  readonly lists: ProposedNames | undefined;
  readonly ephemeralSecret: Uint8Array | undefined;
  readonly ephemeralPublic: Uint8Array | undefined;
  /** SHA-256 that its Exchange signs. */
  readonly signedDigest: Uint8Array | undefined;
}

/** Comma-separated names, best first. */
export interface ProposedNames {
  readonly exchanges: string;
  readonly ciphers: string;
  readonly hashes: string;
}

/** The outcome of the negotiation; a name is `undefined` where nothing was in common. */
export interface Negotiated {
  readonly exchange: string | undefined;
  readonly cipher: string | undefined;
  readonly hash: string | undefined;
  /** The side whose lists were preferred. */
  readonly greater: Side;
}

/** Key material of an encrypted session. */
export interface Keys {
  readonly shared: Uint8Array;
  readonly stretched: Uint8Array;
  /** The cipher key by the side that seals with it. */
  readonly sealing: Readonly<Record<Side, Uint8Array>>;
}

/** Bytes as one write or one WebSocket message carried them; the cut has no meaning. */
export interface Piece {
  readonly from: Side;
  readonly bytes: Uint8Array;
}

/** One encrypted record. */
export interface RecordedRecord {
  readonly from: Side;
  readonly nonce: Uint8Array;
  readonly sealed: Uint8Array;
  readonly plain: Uint8Array;
}

/** One yamux frame. */
export interface RecordedFrame {
  readonly from: Side;
  readonly type: FrameType;
  readonly flags: number;
  readonly stream: number;
  readonly length: number;
  readonly body: Uint8Array;
}

/** One protocol selection. */
export interface RecordedProtocol {
  readonly openedBy: Side;
  readonly stream: number;
  readonly name: string;
  readonly offered: readonly string[];
  /** The version that was chosen; `undefined`: refused. */
  readonly chosen: string | undefined;
  readonly request: Uint8Array;
  /** `undefined`: the recording ended before the reply. */
  readonly reply: Uint8Array | undefined;
}

/** One application message, without its length prefix. */
export interface RecordedMessage {
  readonly from: Side;
  readonly protocol: string;
  /** Protocols that compress put this byte before the message: 0 = as it is, 0x80 = snappy. */
  readonly compressFlag: number | undefined;
  readonly bytes: Uint8Array;
}

/** One recorded connection, as far as it got. */
export interface Transcript {
  /** The side that dialled: yamux's client. */
  readonly dialer: Side;
  readonly parties: Readonly<Record<Side, Party>>;
  /** `undefined`: plaintext, or the remote's Propose never came. */
  readonly negotiated: Negotiated | undefined;
  readonly keys: Keys | undefined;
  readonly wire: readonly Piece[];
  readonly records: readonly RecordedRecord[];
  readonly frames: readonly RecordedFrame[];
  readonly protocols: readonly RecordedProtocol[];
  readonly messages: readonly RecordedMessage[];
  /** Names of the faults that the recording side was told to commit. */
  readonly tampering: readonly string[];
}

/** The first frame of a handshake, with everything it was made of. */
export interface FirstFrame {
  /** Length prefix and Propose. */
  readonly bytes: Uint8Array;
  readonly secret: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly peer: string;
  readonly nonce: Uint8Array;
  readonly lists: ProposedNames;
}

/** Everything that `side` put on the wire. */
export function bytesFrom(transcript: Transcript, side: Side): Uint8Array {
  return joined(transcript.wire.filter(({ from }) => from === side).map(({ bytes }) => bytes));
}

/** The yamux stream of `side`: what its records hold behind the nonce echo, or all of a plaintext wire. */
export function muxedFrom(transcript: Transcript, side: Side): Uint8Array {
  if (transcript.negotiated === undefined) return bytesFrom(transcript, side);
  const plain = joined(transcript.records.filter(({ from }) => from === side).map(({ plain }) => plain));
  return plain.subarray(transcript.parties[otherSide(side)].nonce!.length);
}

export function roleOf(transcript: Transcript, side: Side): Role {
  return transcript.dialer === side ? 'dialer' : 'listener';
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
