import { fail } from '../errors.js';
import type { Priority } from '../handler/peer.js';
import type { Framing } from '../handler/protocol.js';
import type { Codec } from '../wire/codec.js';
import type { Mux, MuxStream } from './mux.js';

export const PREFIX_BYTES = 4;

/** Up to this bound room is made in the open batch; what turns out not to be needed is given back at once. */
const BATCH_BYTES = 80 * 1024;

/** What a writer needs of a codec. */
type Encoder<T> = Pick<Codec<T>, 'bound' | 'encode' | 'encodeInto'>;

/** For messages that are bytes already. */
export const ENCODED: Encoder<Uint8Array> = {
  bound: (bytes) => bytes.length,
  encode: (bytes) => bytes,
  encodeInto(bytes, out, at) {
    out.set(bytes, at);
    return at + bytes.length;
  },
};

/**
 * Encodes the messages of one substream to where they leave: into the session's open batch behind their length
 * prefix, or into the substream's own queue when something waits before them or credit is missing.
 *
 * Reading a message may run code of the user (a getter), and that may send, close or throw. So nothing counts as sent
 * before it is whole, and what was free when the encoder began is looked at again when it is done.
 */
export class MessageWriter {
  readonly #mux: Mux;
  readonly #substream: MuxStream;
  readonly #maxBytes: number;
  /** Bytes of all length prefixes of a message. */
  readonly #prefix: number;

  constructor(mux: Mux, substream: MuxStream, framing: Framing, maxBytes: number) {
    this.#mux = mux;
    this.#substream = substream;
    this.#maxBytes = maxBytes;
    this.#prefix = PREFIX_BYTES * (framing === 'none' ? 0 : framing === 'length-delimited-twice' ? 2 : 1);
  }

  /** See `Channel.send`. */
  write<T>(codec: Encoder<T>, message: T, priority: Priority): boolean {
    const mux = this.#mux;
    const substream = this.#substream;
    const { queue, stream } = substream;
    const most = this.#prefix + codec.bound(message);
    if (substream.closed !== undefined) return false;
    let written: Uint8Array | undefined;
    if (most <= BATCH_BYTES && this.#free(most)) {
      const lane = mux.lane(substream, priority, true);
      const at = mux.outbox.room(lane, stream.id, most);
      if (at >= 0) {
        const batch = mux.outbox.batch(lane);
        const { buffer } = batch;
        const total = this.#encode(codec, message, buffer, at, most);
        if (substream.closed !== undefined) return false;
        if (this.#free(total) && batch.commit(stream.id, total, buffer)) {
          stream.takeCredit(total);
          return mux.committed(substream, lane, priority);
        }
        written = buffer.subarray(at, at + total);
      }
    }
    const queued = written === undefined ? this.#apart(codec, message, most) : queue.copy(written);
    if (substream.closed !== undefined) return false;
    queue.push(queued, priority);
    return mux.queued(substream, queued.length, priority);
  }

  /** Does nothing wait before a message of `total` bytes, and has the remote granted that much? */
  #free(total: number): boolean {
    const { queue, stream } = this.#substream;
    return queue.bytes === 0 && total <= stream.sendWindow;
  }

  /** Writes `message` and its prefixes into `out[at, at + most)`; returns the bytes of both. */
  #encode<T>(codec: Encoder<T>, message: T, out: Uint8Array, at: number, most: number): number {
    const start = at + this.#prefix;
    const length = codec.encodeInto(message, out, start) - start;
    if (this.#prefix + length > most) {
      throw fail('E_WIRE_VALUE', 'the message has changed while it was encoded');
    }
    this.#check(length);
    writePrefixes(out, at, this.#prefix, length);
    return this.#prefix + length;
  }

  /** The message and its prefixes in memory of the queue. */
  #apart<T>(codec: Encoder<T>, message: T, most: number): Uint8Array {
    const { queue } = this.#substream;
    if (most <= this.#prefix + this.#maxBytes) {
      const room = queue.room(most);
      const total = this.#encode(codec, message, room, 0, most);
      // What waits is counted by its length: it must not hold much more memory than that.
      return 2 * total < most ? queue.copy(room.subarray(0, total)) : room.subarray(0, total);
    }
    const body = codec.encode(message);
    this.#check(body.length);
    const room = queue.room(this.#prefix + body.length);
    writePrefixes(room, 0, this.#prefix, body.length);
    room.set(body, this.#prefix);
    return room;
  }

  #check(length: number): void {
    if (length > this.#maxBytes) {
      throw fail('E_MESSAGE_TOO_LARGE', `${length} bytes, the protocol allows ${this.#maxBytes}`);
    }
  }
}

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
