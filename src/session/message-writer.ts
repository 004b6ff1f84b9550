import { fail } from '../errors.js';
import type { Framing, Priority } from '../handler/protocol.js';
import type { Codec } from '../wire/codec.js';
import type { Mux, MuxStream } from './mux.js';

export const PREFIX_BYTES = 4;

/**
 * Encodes the messages of one substream to where they leave: into the session's open batch behind their length
 * prefix, or into the substream's own queue when something waits before them or credit is missing.
 */
export class MessageWriter {
  readonly #mux: Mux;
  readonly #substream: MuxStream;
  readonly #maxBytes: number;
  /** Bytes of all length prefixes of a message. */
  readonly #prefix: number;
  /** Where the message that is being written goes; only between {@link #open} and {@link #commit}. */
  #target: Uint8Array = EMPTY;
  #at = 0;
  #lane: Priority = 'normal';

  constructor(mux: Mux, substream: MuxStream, framing: Framing, maxBytes: number) {
    this.#mux = mux;
    this.#substream = substream;
    this.#maxBytes = maxBytes;
    this.#prefix = PREFIX_BYTES * (framing === 'none' ? 0 : framing === 'length-delimited-twice' ? 2 : 1);
  }

  message<T>(codec: Codec<T>, message: T, priority: Priority): boolean {
    const length = codec.size(message);
    this.#check(length);
    if (this.#reserve(length, priority)) {
      codec.encodeInto(message, this.#target, this.#at + this.#prefix);
      return this.#commit(length, priority);
    }
    const queued = this.#queue(length, priority);
    try {
      codec.encodeInto(message, queued, this.#prefix);
    } catch (thrown) {
      this.#substream.queue.cancel(priority);
      throw thrown;
    }
    return this.#mux.queued(this.#substream, queued.length, priority);
  }

  bytes(bytes: Uint8Array, priority: Priority): boolean {
    this.#check(bytes.length);
    if (this.#reserve(bytes.length, priority)) {
      this.#target.set(bytes, this.#at + this.#prefix);
      return this.#commit(bytes.length, priority);
    }
    const queued = this.#queue(bytes.length, priority);
    queued.set(bytes, this.#prefix);
    return this.#mux.queued(this.#substream, queued.length, priority);
  }

  #check(length: number): void {
    if (length > this.#maxBytes) {
      throw fail('E_MESSAGE_TOO_LARGE', `${length} bytes, the protocol allows ${this.#maxBytes}`);
    }
  }

  /** Is there room for `length` bytes in the open batch, nothing before them, and credit? Nothing is sent yet. */
  #reserve(length: number, priority: Priority): boolean {
    const { queue, stream } = this.#substream;
    const total = this.#prefix + length;
    if (queue.bytes > 0 || total > stream.sendWindow) return false;
    this.#lane = this.#mux.lane(this.#substream, priority, true);
    this.#at = this.#mux.outbox.room(this.#lane, stream.id, total);
    if (this.#at < 0) return false;
    this.#target = this.#mux.outbox.batch(this.#lane).buffer;
    return true;
  }

  /** The `length` bytes stand behind the place of their prefix. */
  #commit(length: number, priority: Priority): boolean {
    const total = this.#prefix + length;
    writePrefixes(this.#target, this.#at, this.#prefix, length);
    this.#target = EMPTY;
    this.#substream.stream.takeCredit(total);
    return this.#mux.committed(this.#substream, total, this.#lane, priority);
  }

  /** Room in the queue, prefixes written. */
  #queue(length: number, priority: Priority): Uint8Array {
    const bytes = this.#substream.queue.add(this.#prefix + length, priority);
    writePrefixes(bytes, 0, this.#prefix, length);
    return bytes;
  }
}

const EMPTY = new Uint8Array();

/** The outer prefix counts the inner one. */
function writePrefixes(target: Uint8Array, start: number, prefix: number, length: number): void {
  for (let at = 0; at < prefix; at += PREFIX_BYTES) {
    writeU32(target, start + at, prefix + length - at - PREFIX_BYTES);
  }
}

export function writeU32(out: Uint8Array, at: number, value: number): void {
  out[at] = value >>> 24;
  out[at + 1] = value >>> 16;
  out[at + 2] = value >>> 8;
  out[at + 3] = value;
}
