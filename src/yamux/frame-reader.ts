import { fail } from '../errors.js';
import { DATA, GO_AWAY, HEADER_BYTES, VERSION, type FrameType } from './frame.js';

/** Receives frames as they arrive. Bodies come in pieces: nobody waits for a whole frame. */
export interface FrameSink {
  /** A header. For Data, `length` body bytes follow through {@link body}. */
  header(type: FrameType, flags: number, stream: number, length: number): void;
  /** The next piece of the current Data frame's body, `bytes[start, end)`. */
  body(bytes: Uint8Array, start: number, end: number): void;
}

/** Cuts a byte stream into yamux frames. Holds at most one incomplete header, never a body. */
export class FrameReader {
  readonly #sink: FrameSink;
  /** Largest body of a Data frame: the remote may never send more than the window it was given. */
  readonly #maxBody: number;
  readonly #header = new Uint8Array(HEADER_BYTES);
  #have = 0;
  #bodyLeft = 0;
  #stopped = false;

  constructor(maxBody: number, sink: FrameSink) {
    this.#maxBody = maxBody;
    this.#sink = sink;
  }

  /** Drops everything that follows, also the rest of a chunk being received. */
  stop(): void {
    this.#stopped = true;
  }

  /** Takes `bytes[at, end)`. Throws `E_YAMUX_VERSION`, `E_YAMUX_TYPE`, `E_YAMUX_FRAME_TOO_LARGE`, and what the sink throws. */
  receive(bytes: Uint8Array, at: number, end: number): void {
    while (at < end && !this.#stopped) {
      if (this.#bodyLeft > 0) {
        const stop = Math.min(end, at + this.#bodyLeft);
        this.#bodyLeft -= stop - at;
        this.#sink.body(bytes, at, stop);
        at = stop;
      } else if (this.#have === 0 && end - at >= HEADER_BYTES) {
        this.#parse(bytes, at);
        at += HEADER_BYTES;
      } else {
        this.#header[this.#have++] = bytes[at++]!;
        if (this.#have === HEADER_BYTES) {
          this.#have = 0;
          this.#parse(this.#header, 0);
        }
      }
    }
  }

  #parse(bytes: Uint8Array, at: number): void {
    const version = bytes[at]!;
    const type = bytes[at + 1]!;
    if (version !== VERSION) throw fail('E_YAMUX_VERSION', `yamux.version=${version}`);
    if (type > GO_AWAY) throw fail('E_YAMUX_TYPE', `yamux.type=${type}`);
    const flags = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    const stream =
      ((bytes[at + 4]! << 24) | (bytes[at + 5]! << 16) | (bytes[at + 6]! << 8) | bytes[at + 7]!) >>> 0;
    const length =
      ((bytes[at + 8]! << 24) | (bytes[at + 9]! << 16) | (bytes[at + 10]! << 8) | bytes[at + 11]!) >>> 0;
    if (type === DATA) {
      // The header alone decides, before any of the body has arrived (frame.rs).
      if (length > this.#maxBody) throw fail('E_YAMUX_FRAME_TOO_LARGE', `yamux.length=${length}`);
      this.#bodyLeft = length;
    }
    this.#sink.header(type as FrameType, flags, stream, length);
  }
}
