import type { RecordSealer } from '../secio/record.js';
import type { Priority } from '../handler/peer.js';
import type { FrameType } from '../yamux/frame.js';
import { Batch } from './batch.js';

/** A batch of this size is sealed at once instead of at the end of the turn. */
const FULL_BYTES = 64 * 1024;

/** Takes chunks for the transport; they are its own from now on. */
export type WriteChunks = (chunks: Uint8Array[], bytes: number) => void;

/** One open batch per priority, and what becomes of them: sealed records on their way to the socket. */
export class Outbox {
  /** Bytes handed to the transport and not yet taken by it. */
  unflushed = 0;
  /** Counts sealed normal batches: what carries the number of now is still in the open one. */
  epoch = 0;
  /** `undefined`: a plaintext session. */
  sealer: RecordSealer | undefined;
  readonly #high = new Batch();
  readonly #normal = new Batch();
  readonly #unflushedMax: number;
  readonly #write: WriteChunks;

  constructor(unflushedMax: number, write: WriteChunks) {
    this.#unflushedMax = unflushedMax;
    this.#write = write;
  }

  /** The socket has enough: nothing is sealed until it has taken some, unless control frames find no room. */
  get congested(): boolean {
    return this.unflushed >= this.#unflushedMax;
  }

  /** A batch is full: it leaves now, or it cannot leave. */
  get full(): boolean {
    return this.#normal.bytes >= FULL_BYTES || this.#high.bytes >= FULL_BYTES;
  }

  batch(priority: Priority): Batch {
    return priority === 'high' ? this.#high : this.#normal;
  }

  /** A frame without body. Written even when congested: such frames answer input, which is bounded. */
  frame(priority: Priority, type: FrameType, flags: number, stream: number, length: number): void {
    if (this.batch(priority).frame(type, flags, stream, length)) return;
    this.flush(true);
    this.batch(priority).frame(type, flags, stream, length);
  }

  /** Where `length` bytes of `stream` may be written into `batch(priority).buffer` now, or -1. */
  room(priority: Priority, stream: number, length: number): number {
    const at = this.batch(priority).room(stream, length);
    if (at >= 0 || this.congested) return at;
    this.flush();
    return this.batch(priority).room(stream, length);
  }

  /** Seals early when a batch is full. */
  flushIfFull(): void {
    if (this.full) this.flush();
  }

  /** Seals what is there, high before normal. */
  flush(force = false): void {
    if (this.congested && !force) return;
    this.#seal(this.#high);
    this.#seal(this.#normal);
    this.epoch += 1;
  }

  #seal(batch: Batch): void {
    if (batch.bytes === 0) return;
    const parts = batch.parts();
    // Plaintext is copied: the batch's buffer goes back to the pool while the socket still holds the bytes.
    const chunks = this.sealer?.seal(parts) ?? parts.map((part) => new Uint8Array(part));
    batch.clear();
    let bytes = 0;
    for (const chunk of chunks) bytes += chunk.length;
    this.unflushed += bytes;
    this.#write(chunks, bytes);
  }
}
