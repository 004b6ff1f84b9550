import type { Priority } from '../handler/peer.js';

/** Small messages share buffers of this size; larger ones get their own. */
const SLAB_BYTES = 16 * 1024;
const SHARED_BYTES = 4 * 1024;

/** First in, first out; `Array.shift` alone would move a long queue with every message. */
class Lane {
  #items: Uint8Array[] = [];
  #head = 0;

  push(bytes: Uint8Array): void {
    this.#items.push(bytes);
  }

  get empty(): boolean {
    return this.#head === this.#items.length;
  }

  shift(): Uint8Array | undefined {
    const bytes = this.#items[this.#head];
    if (bytes === undefined) return undefined;
    this.#head += 1;
    if (this.#head > 64 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return bytes;
  }
}

/** Encoded messages of one substream that wait for credit or for the socket. */
export class SendQueue {
  /** Bytes of all waiting messages. */
  bytes = 0;
  #high = new Lane();
  #normal = new Lane();
  /** What is left of a message that has left in part: nothing may come between its pieces. */
  #started: Uint8Array | undefined;
  #startedHigh = false;
  #slab: Uint8Array | undefined;
  #slabUsed = 0;

  /** Room for a message of `length` bytes; {@link push} queues it once it is filled. */
  room(length: number): Uint8Array {
    // A message that waits alone needs no slab, and an idle stream should not keep one.
    if (length > SHARED_BYTES || this.bytes === 0) return new Uint8Array(length);
    if (this.#slab === undefined || this.#slabUsed + length > SLAB_BYTES) {
      this.#slab = new Uint8Array(SLAB_BYTES);
      this.#slabUsed = 0;
    }
    const at = this.#slabUsed;
    this.#slabUsed += length;
    return new Uint8Array(this.#slab.buffer, at, length);
  }

  /** `bytes` in memory of the queue. */
  copy(bytes: Uint8Array): Uint8Array {
    const room = this.room(bytes.length);
    room.set(bytes);
    return room;
  }

  push(bytes: Uint8Array, priority: Priority): void {
    this.#lane(priority).push(bytes);
    this.bytes += bytes.length;
  }

  /** The priority of what is to leave next. Meaningless when empty. */
  get next(): Priority {
    if (this.#started !== undefined) return this.#startedHigh ? 'high' : 'normal';
    return this.#high.empty ? 'normal' : 'high';
  }

  /** `true`: part of a message has left, the rest has not. */
  get inside(): boolean {
    return this.#started !== undefined;
  }

  /** The next piece, at most `max` bytes (at least 1); first come first served, high before normal. */
  take(max: number): Uint8Array | undefined {
    const high = this.next === 'high';
    const next = this.#started ?? (high ? this.#high : this.#normal).shift();
    if (next === undefined) return undefined;
    const piece = next.length <= max ? next : next.subarray(0, max);
    this.bytes -= piece.length;
    this.#started = piece.length === next.length ? undefined : next.subarray(piece.length);
    this.#startedHigh = high;
    if (this.bytes === 0) this.#slab = undefined;
    return piece;
  }

  clear(): void {
    this.#high = new Lane();
    this.#normal = new Lane();
    this.bytes = 0;
    this.#started = this.#slab = undefined;
  }

  #lane(priority: Priority): Lane {
    return priority === 'high' ? this.#high : this.#normal;
  }
}
