/** Yamux by hand: frames as a peer may send them that keeps no rule, and a reader that believes everything. */

export const DATA = 0;
export const WINDOW_UPDATE = 1;
export const PING = 2;
export const GO_AWAY = 3;

export const SYN = 1;
export const ACK = 2;
export const FIN = 4;
export const RST = 8;

/** What every stream may send at first, both ways. */
export const INITIAL_WINDOW = 256 * 1024;

const HEADER_BYTES = 12;
const PREFIX_BYTES = 4;

/** One frame as it was received. */
export interface RawFrame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly length: number;
  /** Empty unless the frame is Data. */
  readonly body: Uint8Array;
}

/** A header with whatever it is given. */
export function header(type: number, flags: number, stream: number, length: number, version = 0): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set([version, type]);
  view.setUint16(2, flags);
  view.setUint32(4, stream);
  view.setUint32(8, length);
  return bytes;
}

/** A Data frame. */
export function data(stream: number, body: Uint8Array, flags = 0): Uint8Array {
  return concat([header(DATA, flags, stream, body.length), body]);
}

/** `body` behind its `u32` big-endian length: a message of a protocol, a selection, a handshake message. */
export function prefixed(body: Uint8Array): Uint8Array {
  return concat([u32(body.length), body]);
}

export function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Cuts what arrives into frames. */
export class RawReader {
  #rest: Uint8Array = new Uint8Array();

  /** The frames that `bytes` complete. */
  feed(bytes: Uint8Array): RawFrame[] {
    const all = this.#rest.length === 0 ? bytes : concat([this.#rest, bytes]);
    const view = new DataView(all.buffer, all.byteOffset, all.length);
    const frames: RawFrame[] = [];
    let at = 0;
    while (all.length - at >= HEADER_BYTES) {
      const type = all[at + 1]!;
      const length = view.getUint32(at + 8);
      const end = at + HEADER_BYTES + (type === DATA ? length : 0);
      if (end > all.length) break;
      const body = all.slice(at + HEADER_BYTES, end);
      frames.push({ type, flags: view.getUint16(at + 2), stream: view.getUint32(at + 4), length, body });
      at = end;
    }
    this.#rest = all.slice(at);
    return frames;
  }
}

/** Collects the length-delimited messages of one stream. */
export class RawMessages {
  #parts: Uint8Array[] = [];
  #have = 0;
  /** Bytes that complete the next prefix or message. */
  #need = PREFIX_BYTES;

  /** The messages that `bytes` complete. */
  feed(bytes: Uint8Array): Uint8Array[] {
    this.#parts.push(bytes);
    this.#have += bytes.length;
    const messages: Uint8Array[] = [];
    while (this.#have >= this.#need) {
      const all = concat(this.#parts);
      const end = PREFIX_BYTES + new DataView(all.buffer).getUint32(0);
      const complete = all.length >= end;
      if (complete) messages.push(all.subarray(PREFIX_BYTES, end));
      const rest = complete ? all.subarray(end) : all;
      this.#parts = [rest];
      this.#have = rest.length;
      this.#need = complete ? PREFIX_BYTES : end;
    }
    return messages;
  }

  /** Bytes of a message that is not complete. */
  get partial(): number {
    return this.#have;
  }
}
