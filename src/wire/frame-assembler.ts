import { fail, type ErrorCode } from '../errors.js';

const PREFIX_BYTES = 4;
/** An incomplete frame gets room for this many times the bytes that have arrived: never for what is announced. */
const GROWTH = 4;
const LEAST_ROOM = 1024;
/** A reused buffer above this size is given back after its frame: one large record should not stay for ever. */
const KEPT_BYTES = 128 * 1024;

/** Receives one complete frame body as `bytes[start, end)`; it may keep views only of memory that is not reused. */
export type OnFrame = (bytes: Uint8Array, start: number, end: number) => void;

/**
 * Cuts a byte stream into frames of `u32` big-endian length and body: secio's handshake and records, protocol
 * selection and, by default, the messages of a protocol. A frame that lies whole within one chunk is handed on in
 * place; only one that spans chunks is copied together.
 */
export class FrameAssembler {
  /** Largest body accepted; a longer announcement is refused before anything is allocated. */
  maxBytes: number;
  readonly #onFrame: OnFrame;
  /** Code of the error for longer announcements. */
  tooLarge: ErrorCode;
  /** The owner looks at each frame only during the call, so one buffer serves all of them. */
  readonly #reuse: boolean;
  #stopped = false;
  /** Bytes of the current frame that have arrived, prefix included; 0 = between frames. */
  #have = 0;
  #length = 0;
  #body: Uint8Array | undefined;

  constructor(maxBytes: number, tooLarge: ErrorCode, onFrame: OnFrame, reuse = false) {
    this.maxBytes = maxBytes;
    this.tooLarge = tooLarge;
    this.#onFrame = onFrame;
    this.#reuse = reuse;
  }

  /** `true` in the middle of a frame: the stream must not end here. */
  get partial(): boolean {
    return this.#have > 0;
  }

  /** Drops everything that follows, also the rest of a chunk being received. */
  stop(): void {
    this.#stopped = true;
    this.#body = undefined;
    this.#have = 0;
  }

  /** Takes `bytes[at, end)` and returns how far it read: to the end, unless it was stopped. Throws {@link tooLarge}. */
  receive(bytes: Uint8Array, at: number, end: number): number {
    while (at < end && !this.#stopped) {
      if (this.#have > 0) {
        at = this.#resume(bytes, at, end);
        continue;
      }
      if (end - at >= PREFIX_BYTES) {
        const start = at + PREFIX_BYTES;
        const length = this.#check(
          ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0,
        );
        if (length <= end - start) {
          at = start + length;
          this.#onFrame(bytes, start, at);
          continue;
        }
      }
      at = this.#resume(bytes, at, end);
    }
    return at;
  }

  #check(length: number): number {
    if (length <= this.maxBytes) return length;
    throw fail(this.tooLarge, `a frame of ${length} bytes is announced, ${this.maxBytes} are allowed`);
  }

  /** Continues a frame that spans chunks; returns where the chunk goes on. */
  #resume(bytes: Uint8Array, at: number, end: number): number {
    while (this.#have < PREFIX_BYTES) {
      if (at === end) return at;
      this.#length = ((this.#length << 8) | bytes[at++]!) >>> 0;
      if (++this.#have === PREFIX_BYTES) this.#check(this.#length);
    }
    const length = this.#length;
    const filled = this.#have - PREFIX_BYTES;
    const take = Math.min(length - filled, end - at);
    const body = this.#room(filled, filled + take);
    body.set(bytes.subarray(at, at + take), filled);
    this.#have += take;
    if (filled + take === length) {
      this.#have = 0;
      this.#length = 0;
      if (!this.#reuse || body.length > KEPT_BYTES) this.#body = undefined;
      this.#onFrame(body, 0, length);
    }
    return at + take;
  }

  /** A buffer with the first `filled` bytes kept and room for at least `need`. */
  #room(filled: number, need: number): Uint8Array {
    const old = this.#body;
    if (old !== undefined && old.length >= need) return old;
    const grown = new Uint8Array(Math.max(need, Math.min(this.#length, Math.max(need * GROWTH, LEAST_ROOM))));
    if (old !== undefined && filled > 0) grown.set(old.subarray(0, filled));
    return (this.#body = grown);
  }
}
