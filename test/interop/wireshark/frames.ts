/** Yamux frames and what they carry, as bytes. */
import { ProtocolInfo } from '../../../generated/select.js';

const DATA = 0;
const WINDOW_UPDATE = 1;
const SYN = 1;

function header(type: number, flags: number, stream: number, length: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes[1] = type;
  bytes.writeUInt16BE(flags, 2);
  bytes.writeUInt32BE(stream, 4);
  bytes.writeUInt32BE(length, 8);
  return bytes;
}

/** Opens a stream. */
export function open(stream: number): Uint8Array {
  return header(WINDOW_UPDATE, SYN, stream, 0);
}

/** One Data frame. */
export function data(stream: number, body: Uint8Array): Uint8Array {
  return Buffer.concat([header(DATA, 0, stream, body.length), body]);
}

/** A message behind its length. */
export function delimited(body: Uint8Array): Uint8Array {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(body.length);
  return Buffer.concat([prefix, body]);
}

/** Asks for a protocol, or says which version was chosen. */
export function select(name: string, versions: readonly string[] = ['1']): Uint8Array {
  return delimited(ProtocolInfo.encode({ name, supportVersions: [...versions] }));
}
