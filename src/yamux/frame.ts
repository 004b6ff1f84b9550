/** Yamux header of 12 bytes, big-endian: version, type, flags, stream id, length (`yamux/src/frame.rs`). */
export const HEADER_BYTES = 12;
export const VERSION = 0;

// Types. Only Data carries a body, of `length` bytes.
export const DATA = 0;
/** `length` is the credit that the sender grants. */
export const WINDOW_UPDATE = 1;
/** `length` is an opaque number; SYN asks, ACK answers. */
export const PING = 2;
/** `length` is the reason. */
export const GO_AWAY = 3;

// Flags. Unknown bits are ignored.
export const SYN = 1;
export const ACK = 2;
export const FIN = 4;
export const RST = 8;

// Reasons of GoAway; any other number counts as a protocol error.
export const GO_AWAY_NORMAL = 0;
export const GO_AWAY_PROTOCOL_ERROR = 1;
export const GO_AWAY_INTERNAL_ERROR = 2;

export type FrameType = typeof DATA | typeof WINDOW_UPDATE | typeof PING | typeof GO_AWAY;

/** Writes one header at `at`. */
export function writeHeader(
  out: Uint8Array,
  at: number,
  type: FrameType,
  flags: number,
  stream: number,
  length: number,
): void {
  out[at] = VERSION;
  out[at + 1] = type;
  out[at + 2] = flags >>> 8;
  out[at + 3] = flags;
  out[at + 4] = stream >>> 24;
  out[at + 5] = stream >>> 16;
  out[at + 6] = stream >>> 8;
  out[at + 7] = stream;
  writeLength(out, at, length);
}

/** Changes the length of the header at `at`: frames of one stream are merged while a batch is open. */
export function writeLength(out: Uint8Array, at: number, length: number): void {
  out[at + 8] = length >>> 24;
  out[at + 9] = length >>> 16;
  out[at + 10] = length >>> 8;
  out[at + 11] = length;
}
