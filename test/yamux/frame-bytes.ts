import {
  ACK,
  DATA,
  FIN,
  GO_AWAY,
  HEADER_BYTES,
  PING,
  RST,
  SYN,
  WINDOW_UPDATE,
  writeHeader,
  type FrameType,
} from '../../src/yamux/frame.js';

const TYPES = ['Data', 'WindowUpdate', 'Ping', 'GoAway'] as const satisfies Record<FrameType, string>;
const FLAGS = [
  ['SYN', SYN],
  ['ACK', ACK],
  ['FIN', FIN],
  ['RST', RST],
] as const;

/** A frame in one line, for comparing: `WindowUpdate ACK|RST 5 0`. */
export function frameText(type: FrameType, flags: number, stream: number, length: number): string {
  const names = FLAGS.filter(([, bit]) => (flags & bit) !== 0).map(([name]) => name);
  return [TYPES[type], ...(names.length > 0 ? [names.join('|')] : []), stream, length].join(' ');
}

/** Header and body of one frame. */
export function frame(
  type: FrameType,
  flags: number,
  stream: number,
  length: number,
  body: Uint8Array = new Uint8Array(),
): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + body.length);
  writeHeader(bytes, 0, type, flags, stream, length);
  bytes.set(body, HEADER_BYTES);
  return bytes;
}

/** A Data frame with `body`. */
export function data(stream: number, body: Uint8Array | string, flags = 0): Uint8Array {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return frame(DATA, flags, stream, bytes.length, bytes);
}

export function windowUpdate(stream: number, delta: number, flags = 0): Uint8Array {
  return frame(WINDOW_UPDATE, flags, stream, delta);
}

export function ping(id: number, flags: number): Uint8Array {
  return frame(PING, flags, 0, id);
}

export function goAway(code: number): Uint8Array {
  return frame(GO_AWAY, 0, 0, code);
}
