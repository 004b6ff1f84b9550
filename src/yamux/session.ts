import { fail } from '../errors.js';
import { INITIAL_WINDOW_BYTES, type Limits } from '../limits.js';
import type { Role } from '../handler/peer.js';
import {
  ACK,
  DATA,
  FIN,
  GO_AWAY,
  GO_AWAY_NORMAL,
  PING,
  RST,
  SYN,
  WINDOW_UPDATE,
  type FrameType,
} from './frame.js';
import { FrameReader, type FrameSink } from './frame-reader.js';
import { Keepalive, type KeepaliveLimits } from './keepalive.js';
import { YamuxStream, type SendFrame } from './stream.js';

export type YamuxLimits = KeepaliveLimits &
  Pick<
    Limits,
    | 'streamWindowBytes'
    | 'sessionWindowBytes'
    | 'streamsPerSession'
    | 'unacknowledgedStreams'
    | 'goAwayTimeoutMs'
  >;

/** What a yamux session asks of its owner. */
export interface YamuxOwner {
  /** Sends a frame without body. */
  sendFrame: SendFrame;
  /** The remote opened a stream. The owner must set its consumer now. */
  onStream(stream: YamuxStream): void;
  /** A stream was acknowledged or ended: there may be a place for another outbound one. */
  onPlaceFree(): void;
  /** The remote answered our ping. */
  onPong(rttMs: number): void;
  /** The remote wants the session to end now; tentacle's peers mean all of it, for every code. */
  onGoAway(code: number): void;
}

const MAX_STREAM_ID = 0xffff_ffff;

/**
 * A yamux session without its bytes (`yamux/src/session.rs`): stream table, windows, pings, go away. Frames come in
 * through {@link receive}; frames without body go out through the owner. Data frames are the owner's: it takes
 * credit from a stream and writes header and body into its batch.
 */
export class YamuxSession implements FrameSink {
  readonly #limits: YamuxLimits;
  readonly #owner: YamuxOwner;
  readonly #reader: FrameReader;
  readonly #keepalive: Keepalive;
  readonly #streams = new Map<number, YamuxStream>();
  /** Stream that the body of the current Data frame belongs to; `undefined`: dropped. */
  #current: YamuxStream | undefined;
  #bodyLeft = 0;
  /** The current Data frame carried FIN: it counts once the body is through. */
  #finBehindBody = false;
  #nextId: number;
  #unacknowledged = 0;
  #extraWindow = 0;
  #now: number;
  #goAwaySentAt: number | undefined;
  #goAwayReceived = false;

  constructor(role: Role, limits: YamuxLimits, now: number, owner: YamuxOwner) {
    this.#limits = limits;
    this.#owner = owner;
    this.#now = now;
    // helper.rs: the dialer is yamux's client and uses odd ids.
    this.#nextId = role === 'dialer' ? 1 : 2;
    this.#reader = new FrameReader(limits.streamWindowBytes, this);
    this.#keepalive = new Keepalive(limits, now, owner.sendFrame, (rttMs) => owner.onPong(rttMs));
  }

  /** Live streams, both directions. */
  get streamCount(): number {
    return this.#streams.size;
  }

  /** Last round trip measured by a ping, in ms. */
  get rttMs(): number | undefined {
    return this.#keepalive.rttMs;
  }

  /** We have said go away. */
  get goingAway(): boolean {
    return this.#goAwaySentAt !== undefined;
  }

  /** Both sides have said go away, or ours was not answered in time: the connection may be closed. */
  finished(now: number): boolean {
    if (this.#goAwaySentAt === undefined) return false;
    return this.#goAwayReceived || now - this.#goAwaySentAt >= this.#limits.goAwayTimeoutMs;
  }

  /** When {@link tick} wants to be called next. */
  get deadline(): number {
    return this.#goAwaySentAt === undefined
      ? this.#keepalive.deadline
      : this.#goAwaySentAt + this.#limits.goAwayTimeoutMs;
  }

  /** `true` when {@link open} will not throw. */
  get mayOpen(): boolean {
    return (
      this.#unacknowledged < this.#limits.unacknowledgedStreams &&
      this.#streams.size < this.#limits.streamsPerSession &&
      this.#nextId <= MAX_STREAM_ID
    );
  }

  /** Opens a stream: the SYN goes out at once and data may follow without waiting for its ACK. */
  open(): YamuxStream {
    if (this.#nextId > MAX_STREAM_ID) throw fail('E_YAMUX_STREAMS_EXHAUSTED');
    if (!this.mayOpen) throw fail('E_YAMUX_TOO_MANY_STREAMS');
    // The parity of the remote's ids is not checked (session.rs), so one of ours may be taken.
    while (this.#streams.has(this.#nextId)) this.#nextId += 2;
    const stream = this.#add(this.#nextId, true);
    this.#nextId += 2;
    this.#unacknowledged += 1;
    stream.announce(SYN);
    return stream;
  }

  /** Received bytes. Throws the typed error of a violation; the session is over then. */
  receive(bytes: Uint8Array, start: number, end: number, now: number): void {
    this.#now = now;
    this.#reader.receive(bytes, start, end);
  }

  /** Time has passed. Throws `E_YAMUX_PING_TIMEOUT`. */
  tick(now: number): void {
    this.#now = now;
    if (this.#goAwaySentAt === undefined) this.#keepalive.tick(now);
  }

  /** Measures the round trip now. */
  ping(now: number): void {
    this.#keepalive.ping(now);
  }

  /** Says go away, once. */
  goAway(code: number, now: number): void {
    if (this.#goAwaySentAt !== undefined) return;
    this.#goAwaySentAt = now;
    this.#owner.sendFrame(GO_AWAY, 0, 0, code);
  }

  /** Drops what else arrives. */
  stop(): void {
    this.#reader.stop();
  }

  /** Ends a stream of ours both ways and forgets it. */
  reset(stream: YamuxStream): void {
    stream.reset();
    this.#forget(stream);
  }

  /** Closes our half. The stream is forgotten when both halves are closed. */
  finish(stream: YamuxStream): void {
    stream.finish();
    if (stream.remoteFin) {
      stream.closed = true;
      this.#forget(stream);
    }
  }

  header(type: FrameType, flags: number, id: number, length: number): void {
    if (type === DATA || type === WINDOW_UPDATE) {
      this.#streamFrame(type, flags, id, length);
    } else if (type === PING) {
      this.#keepalive.receive(flags, length, this.#now);
    } else if (!this.#goAwayReceived) {
      this.#goAwayReceived = true;
      // The answer is normal whatever the reason was, and the remote waits for it.
      this.goAway(GO_AWAY_NORMAL, this.#now);
      this.#owner.onGoAway(length);
    }
  }

  body(bytes: Uint8Array, start: number, end: number): void {
    const stream = this.#current;
    this.#bodyLeft -= end - start;
    if (stream === undefined || stream.closed) return;
    stream.take(end - start);
    stream.consumer?.onBody(bytes, start, end);
    if (this.#bodyLeft === 0 && this.#finBehindBody && !stream.closed) this.#remoteFin(stream);
  }

  #streamFrame(type: FrameType, flags: number, id: number, length: number): void {
    this.#current = undefined;
    this.#bodyLeft = type === DATA ? length : 0;
    this.#finBehindBody = (flags & FIN) !== 0 && this.#bodyLeft > 0;
    if (flags & SYN) this.#accept(id);
    const stream = this.#streams.get(id);
    // Frames of a stream that was just closed are on their way for a while: not an error.
    if (stream === undefined) return;
    if (flags & ACK) this.#acknowledge(stream);
    if (type === DATA) {
      stream.announceBody(length);
      this.#current = stream;
    } else {
      stream.grantCredit(length);
    }
    if (flags & RST) {
      stream.closed = true;
      this.#forget(stream);
      stream.consumer?.onReset();
      return;
    }
    if (type === WINDOW_UPDATE && length > 0) stream.consumer?.onCredit();
    if (flags & FIN && !this.#finBehindBody) this.#remoteFin(stream);
  }

  #remoteFin(stream: YamuxStream): void {
    if (stream.remoteFin) throw fail('E_YAMUX_FLAGS', `stream ${stream.id}: a second FIN`);
    stream.remoteFin = true;
    if (stream.localFin) {
      stream.closed = true;
      this.#forget(stream);
    }
    stream.consumer?.onRemoteFin();
  }

  /** An inbound SYN. Refused streams are answered and not entered: what follows on them is dropped. */
  #accept(id: number): void {
    if (id === 0) throw fail('E_YAMUX_STREAM_ID');
    if (this.#streams.has(id)) throw fail('E_YAMUX_DUPLICATE_STREAM', `stream ${id} is in use`);
    if (this.#goAwaySentAt !== undefined) {
      this.#owner.sendFrame(WINDOW_UPDATE, RST, id, 0);
    } else if (this.#streams.size >= this.#limits.streamsPerSession) {
      this.#owner.sendFrame(WINDOW_UPDATE, ACK | RST, id, 0);
    } else {
      const stream = this.#add(id, false);
      stream.announce(ACK);
      this.#owner.onStream(stream);
    }
  }

  #acknowledge(stream: YamuxStream): void {
    // Older Rust peers send ACK again, also on streams that they opened themselves (yamux <= 0.3.15).
    if (stream.acknowledged) return;
    stream.acknowledged = true;
    this.#unacknowledged -= 1;
    this.#owner.onPlaceFree();
  }

  #add(id: number, outbound: boolean): YamuxStream {
    const wanted = this.#limits.streamWindowBytes - INITIAL_WINDOW_BYTES;
    const extra = this.#extraWindow + wanted <= this.#limits.sessionWindowBytes ? wanted : 0;
    this.#extraWindow += extra;
    const stream = new YamuxStream(id, outbound, INITIAL_WINDOW_BYTES + extra, this.#owner.sendFrame);
    this.#streams.set(id, stream);
    return stream;
  }

  #forget(stream: YamuxStream): void {
    if (!this.#streams.delete(stream.id)) return;
    this.#extraWindow -= stream.extraWindow;
    if (!stream.acknowledged) this.#unacknowledged -= 1;
    stream.acknowledged = true;
    this.#owner.onPlaceFree();
  }
}
