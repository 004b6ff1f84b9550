import { fail } from '../errors.js';
import { INITIAL_WINDOW_BYTES } from '../limits.js';
import { FIN, RST, WINDOW_UPDATE, type FrameType } from './frame.js';

/** Sends a frame without body. Part of what a yamux session asks of its owner. */
export type SendFrame = (type: FrameType, flags: number, stream: number, length: number) => void;

/** Who reads a stream. Set by the owner as soon as the stream exists. */
export interface StreamConsumer {
  /** Received bytes, in order. */
  onBody(bytes: Uint8Array, start: number, end: number): void;
  /** The remote granted credit, or acknowledged the stream. */
  onCredit(): void;
  /** The remote will send no more. */
  onRemoteFin(): void;
  /** The remote ended the stream both ways at once. */
  onReset(): void;
}

const U32_MAX = 0xffff_ffff;

/**
 * One yamux stream: its two windows and its two halves (`yamux/src/stream.rs`). A stream only counts; the bytes
 * that wait for credit belong to the owner.
 */
export class YamuxStream {
  readonly id: number;
  consumer: StreamConsumer | undefined;
  /** Bytes that we may still send. */
  sendWindow = INITIAL_WINDOW_BYTES;
  /** The remote answered our SYN, or we answered theirs. */
  acknowledged: boolean;
  localFin = false;
  remoteFin = false;
  /** Ended both ways: nothing may be sent, nothing will arrive. */
  closed = false;

  readonly #send: SendFrame;
  /** What the window is filled up to. */
  readonly #maxWindow: number;
  /** Bytes that the remote may still send. */
  #receiveWindow: number;
  /** Bytes taken in and not yet granted again. */
  #taken = 0;
  #held = false;

  constructor(id: number, outbound: boolean, maxWindow: number, send: SendFrame) {
    this.id = id;
    this.acknowledged = !outbound;
    this.#maxWindow = maxWindow;
    this.#receiveWindow = maxWindow;
    this.#send = send;
  }

  /** Window granted beyond what every stream starts with: the delta of SYN or ACK. */
  get extraWindow(): number {
    return this.#maxWindow - INITIAL_WINDOW_BYTES;
  }

  /** Takes up to `wanted` bytes of credit and returns how many were taken. */
  takeCredit(wanted: number): number {
    const taken = Math.min(wanted, this.sendWindow);
    this.sendWindow -= taken;
    return taken;
  }

  /** A WindowUpdate of the remote. */
  grantCredit(delta: number): void {
    if (this.sendWindow + delta > U32_MAX) {
      throw fail('E_YAMUX_WINDOW', `stream ${this.id}: window overflow by ${delta}`);
    }
    this.sendWindow += delta;
  }

  /** A Data header of the remote: `length` bytes are on their way. */
  announceBody(length: number): void {
    if (this.remoteFin) throw fail('E_YAMUX_FLAGS', `stream ${this.id}: data after FIN`);
    if (length > this.#receiveWindow) {
      throw fail('E_YAMUX_WINDOW', `stream ${this.id}: ${length} bytes, window ${this.#receiveWindow}`);
    }
    this.#receiveWindow -= length;
  }

  /** Bytes have reached the consumer; at half a window they are granted again. */
  take(bytes: number): void {
    this.#taken += bytes;
    if (!this.#held) this.#grant();
  }

  /** While held, a stream grants no credit: the remote can send what is left of its window and no more. */
  hold(held: boolean): void {
    this.#held = held;
    if (!held) this.#grant();
  }

  #grant(): void {
    // stream.rs::send_window_update: at half the window, and never once the remote has finished.
    if (this.#taken * 2 < this.#maxWindow || this.remoteFin || this.closed) return;
    this.#send(WINDOW_UPDATE, 0, this.id, this.#taken);
    this.#receiveWindow += this.#taken;
    this.#taken = 0;
  }

  /** Sends the frame that opens or acknowledges the stream, with the window we want. */
  announce(flags: number): void {
    this.#send(WINDOW_UPDATE, flags, this.id, this.extraWindow);
  }

  /** We will send no more. Goes out as a WindowUpdate, as tentacle sends it. */
  finish(): void {
    if (this.localFin || this.closed) return;
    this.localFin = true;
    this.#send(WINDOW_UPDATE, FIN, this.id, 0);
  }

  /** Ends the stream both ways. */
  reset(): void {
    if (this.closed) return;
    this.#send(WINDOW_UPDATE, RST, this.id, 0);
    this.closed = true;
  }
}
