import { DATA, HEADER_BYTES, writeHeader, writeLength, type FrameType } from '../yamux/frame.js';

/** Most sessions write little in one turn, so a batch starts small and grows once. */
const SMALL_BYTES = 4 * 1024;
/** A 64 KiB message with its headers fits twice: no batch is split in the middle of a common message. */
const LARGE_BYTES = 132 * 1024;
/** Data frames are merged up to this length; no receiver's window is smaller. */
const MERGE_BYTES = 64 * 1024;

/** Buffers between turns. They hold nothing then: sealing copies out of them at once. */
const smallPool: Uint8Array[] = [];
const largePool: Uint8Array[] = [];
const SMALL_KEPT = 256;
const LARGE_KEPT = 8;

/**
 * The yamux frames that leave together in one record. Headers and small payloads are written into one pooled
 * buffer; large payloads are listed by reference and sealed in place. Consecutive data of one stream shares a header.
 */
export class Batch {
  /** Bytes of all frames so far. */
  bytes = 0;
  #buffer: Uint8Array | undefined;
  #used = 0;
  /** Start of the part of the buffer that is not in `#parts` yet. */
  #from = 0;
  #parts: Uint8Array[] = [];
  /** The stream of the last Data header, its place and the length written there; -1: nothing to merge with. */
  #stream = 0;
  #header = -1;
  #length = 0;
  /** Does what {@link room} was asked for share the last header? */
  #joins = false;
  /** The buffer that somebody writes to, between {@link room} and {@link commit}. */
  #lent: Uint8Array | undefined;

  /** A frame without body; `false` if there is no room. */
  frame(type: FrameType, flags: number, stream: number, length: number): boolean {
    if (!this.#ensure(HEADER_BYTES)) return false;
    writeHeader(this.#buffer!, this.#used, type, flags, stream, length);
    this.#used += HEADER_BYTES;
    this.bytes += HEADER_BYTES;
    this.#header = -1;
    return true;
  }

  /** The buffer that {@link room} gives offsets of. */
  get buffer(): Uint8Array {
    return this.#buffer!;
  }

  /**
   * Where up to `length` bytes of `stream` may be written into {@link buffer} now, or -1. Nothing is sent before
   * {@link commit}.
   */
  room(stream: number, length: number): number {
    this.#joins = this.#merges(stream, length);
    const lead = this.#joins ? 0 : HEADER_BYTES;
    if (!this.#ensure(lead + length)) return -1;
    this.#lent = this.#buffer;
    return this.#used + lead;
  }

  /**
   * `length` bytes, no more than {@link room} promised, are written into `buffer`. `false`: the batch has gone on with
   * something else meanwhile, and they are not part of it.
   */
  commit(stream: number, length: number, buffer: Uint8Array): boolean {
    if (this.#lent !== buffer) return false;
    this.#lent = undefined;
    this.#head(stream, length, this.#joins);
    this.#used += length;
    this.bytes += length;
    return true;
  }

  /** Lists `bytes` by reference as data of `stream`; `false` if there is no room for the header. */
  reference(stream: number, bytes: Uint8Array): boolean {
    if (!this.#ensure(HEADER_BYTES)) return false;
    this.#head(stream, bytes.length, this.#merges(stream, bytes.length));
    this.#parts.push(this.#buffer!.subarray(this.#from, this.#used), bytes);
    this.#from = this.#used;
    this.bytes += bytes.length;
    // The header may move when the buffer grows: nothing is merged behind a reference.
    this.#header = -1;
    return true;
  }

  /** Everything, in order. The batch's own memory is valid until {@link clear}. */
  parts(): Uint8Array[] {
    if (this.#used > this.#from) this.#parts.push(this.#buffer!.subarray(this.#from, this.#used));
    return this.#parts;
  }

  /** Forgets everything and gives the buffer back. */
  clear(): void {
    const buffer = this.#lent === undefined ? this.#buffer : undefined;
    if (buffer?.length === SMALL_BYTES && smallPool.length < SMALL_KEPT) smallPool.push(buffer);
    if (buffer?.length === LARGE_BYTES && largePool.length < LARGE_KEPT) largePool.push(buffer);
    this.#buffer = this.#lent = undefined;
    this.#used = this.#from = this.bytes = 0;
    this.#parts = [];
    this.#header = -1;
  }

  #merges(stream: number, length: number): boolean {
    return this.#header >= 0 && this.#stream === stream && this.#length + length <= MERGE_BYTES;
  }

  #head(stream: number, length: number, joins: boolean): void {
    if (joins) {
      this.#length += length;
      writeLength(this.#buffer!, this.#header, this.#length);
      return;
    }
    writeHeader(this.#buffer!, this.#used, DATA, 0, stream, length);
    this.#stream = stream;
    this.#header = this.#used;
    this.#length = length;
    this.#used += HEADER_BYTES;
    this.bytes += HEADER_BYTES;
  }

  #ensure(bytes: number): boolean {
    if (this.#lent !== undefined) {
      // Whoever writes there still does, or gave up: what is in the batch moves to memory of its own.
      this.#buffer = this.#lent.slice();
      this.#lent = undefined;
    }
    const buffer = this.#buffer;
    const need = this.#used + bytes;
    if (buffer !== undefined && need <= buffer.length) return true;
    if (need > LARGE_BYTES) return false;
    const size = need <= SMALL_BYTES ? SMALL_BYTES : LARGE_BYTES;
    const grown = (size === SMALL_BYTES ? smallPool : largePool).pop() ?? new Uint8Array(size);
    if (buffer !== undefined) grown.set(buffer.subarray(this.#from, this.#used), this.#from);
    this.#buffer = grown;
    return true;
  }
}
