import { fail, type TentacleError } from '../errors.js';
import type { Priority, Role } from '../handler/peer.js';
import type { Limits } from '../limits.js';
import { FIN, GO_AWAY, PING, RST, SYN, type FrameType } from '../yamux/frame.js';
import { YamuxSession, type YamuxLimits, type YamuxOwner } from '../yamux/session.js';
import type { YamuxStream } from '../yamux/stream.js';
import { Outbox, type WriteChunks } from './outbox.js';
import type { SendQueue } from './send-queue.js';

/** At most this much of one stream goes into a batch before the next stream has its turn. */
const QUANTUM_BYTES = 64 * 1024;
/** A turn may be longer by this: the headers of a 64 KiB message should not cut it in two. */
const QUANTUM_SLACK_BYTES = 4 * 1024;
/** Pieces up to this size are copied into the batch; larger ones are sealed where they are. */
const COPY_BYTES = 8 * 1024;

export type MuxLimits = YamuxLimits &
  Pick<Limits, 'unflushedBytes' | 'streamQueueBytes' | 'sessionQueueBytes' | 'sessionQueueMaxBytes'>;

/** A stream with messages that wait, as the scheduler sees it. */
export interface MuxStream {
  readonly stream: YamuxStream;
  readonly queue: SendQueue;
  /** The ready lists it stands in. */
  readonly scheduled: Record<Priority, boolean>;
  waiting: boolean;
  /** {@link Outbox.epoch} in which anything went into the normal batch. */
  normalEpoch: number;
  /** {@link Outbox.epoch} in which something went into the normal batch that nothing may overtake. */
  barrierEpoch: number;
  readonly closed: unknown;
  onDrained: () => void;
}

/** A closed stream on its way out: when it is given up, and how much waited when that was decided. */
interface Leaving {
  readonly deadline: number;
  readonly bytes: number;
}

/** What the multiplexer asks of its session. */
export interface MuxOwner extends Omit<YamuxOwner, 'sendFrame'> {
  /** There is something to flush at the end of this turn. */
  wantFlush(): void;
  /** The session cannot go on. */
  onBlocked(error: TentacleError): void;
}

/**
 * Streams over one connection and the scheduler of what leaves on it: high priority first, then the protocols in
 * turn by bytes, each as far as its credit reaches and all as far as the socket takes it.
 */
export class Mux {
  readonly yamux: YamuxSession;
  readonly outbox: Outbox;
  readonly #limits: MuxLimits;
  readonly #owner: MuxOwner;
  readonly #ready: Record<Priority, MuxStream[]> = { high: [], normal: [] };
  /** Streams whose `send` returned `false`. */
  readonly #waiting = new Set<MuxStream>();
  /** Closed streams whose last bytes or whose remote half are still out. */
  readonly #closing = new Map<MuxStream, Leaving>();
  /** Where FIN and RST of the stream that is being ended go. */
  #endLane: Priority = 'high';
  /** Bytes in all send queues. */
  #queued = 0;
  #now: number;

  constructor(role: Role, limits: MuxLimits, now: number, write: WriteChunks, owner: MuxOwner) {
    this.#limits = limits;
    this.#owner = owner;
    this.#now = now;
    this.outbox = new Outbox(limits.unflushedBytes, write);
    this.yamux = new YamuxSession(role, limits, now, {
      sendFrame: (type: FrameType, flags, stream, length) => {
        this.outbox.frame(this.#controlLane(type, flags), type, flags, stream, length);
        owner.wantFlush();
      },
      onStream: (stream) => owner.onStream(stream),
      onPlaceFree: () => owner.onPlaceFree(),
      onPong: (rttMs) => owner.onPong(rttMs),
      onGoAway: (code) => owner.onGoAway(code),
    });
  }

  /** Bytes that wait in send queues. */
  get queuedBytes(): number {
    return this.#queued;
  }

  /** The remote makes us write faster than it reads: stop reading from it. */
  get overwhelmed(): boolean {
    return this.outbox.congested && this.outbox.unflushed >= 2 * this.#limits.unflushedBytes;
  }

  wantFlush(): void {
    this.#owner.wantFlush();
  }

  /** A message was written straight into the open batch. `false`: the socket has enough, and so has the batch. */
  committed(stream: MuxStream, lane: Priority, priority: Priority): boolean {
    this.#mark(stream, lane, priority === 'normal');
    this.#owner.wantFlush();
    this.outbox.flushIfFull();
    // What is full and was not flushed cannot leave. Going on would only copy through the queue.
    return !this.outbox.full || this.#overBudget(stream);
  }

  /** A message of `bytes` was put into `stream.queue`. `false`: over the budget. */
  queued(stream: MuxStream, bytes: number, priority: Priority): boolean {
    this.#queued += bytes;
    this.#schedule(stream, priority);
    this.#owner.wantFlush();
    const { streamQueueBytes, sessionQueueBytes, sessionQueueMaxBytes } = this.#limits;
    if (this.#queued > sessionQueueMaxBytes) {
      this.#owner.onBlocked(fail('E_SESSION_BLOCKED', `${this.#queued} bytes wait for the remote`));
      return false;
    }
    if (stream.queue.bytes <= streamQueueBytes && this.#queued <= sessionQueueBytes) return true;
    return this.#overBudget(stream);
  }

  #overBudget(stream: MuxStream): false {
    stream.waiting = true;
    this.#waiting.add(stream);
    return false;
  }

  /**
   * The batch that data of `stream` may go into. The high batch overtakes the normal one: a whole message may overtake
   * whole messages of its stream, but nothing may overtake a piece and a piece may overtake nothing.
   */
  lane(stream: MuxStream, priority: Priority, whole: boolean): Priority {
    const behind = whole ? stream.barrierEpoch : stream.normalEpoch;
    return behind === this.outbox.epoch ? 'normal' : priority;
  }

  /**
   * Something of `stream` went into the batch of `lane`. Only a whole message of normal priority may be overtaken: not a
   * piece, and not a high message that had to stay behind one.
   */
  #mark(stream: MuxStream, lane: Priority, mayBeOvertaken: boolean): void {
    if (lane !== 'normal') return;
    stream.normalEpoch = this.outbox.epoch;
    if (!mayBeOvertaken) stream.barrierEpoch = this.outbox.epoch;
  }

  /** The remote granted credit. */
  credited(stream: MuxStream): void {
    if (stream.queue.bytes === 0) return;
    this.#schedule(stream, stream.queue.next);
    this.#owner.wantFlush();
  }

  /** Throws away what waits in the queue of `stream`. */
  discard(stream: MuxStream): void {
    this.#queued -= stream.queue.bytes;
    stream.queue.clear();
  }

  /** The socket took `bytes`. */
  written(bytes: number, now: number): void {
    this.outbox.unflushed -= bytes;
    if (!this.outbox.congested) this.flush(now);
  }

  /** Moves what may leave into batches and seals them. */
  flush(now: number): void {
    this.#now = now;
    this.#pump('high');
    this.#pump('normal');
    this.outbox.flush();
    this.#settleClosing();
    this.#notifyDrained();
  }

  /** `stream` is closed for its user: FIN follows its last queued byte, and the remote gets a while to answer. */
  finishing(stream: MuxStream): void {
    this.#waiting.delete(stream);
    if (stream.stream.closed) return this.#drop(stream);
    this.#closing.set(stream, { deadline: Infinity, bytes: Infinity });
    this.#owner.wantFlush();
    if (stream.queue.bytes === 0) this.#finish(stream);
  }

  /** Ends `stream` both ways; its queue is empty already. */
  reset(stream: MuxStream): void {
    this.#ending(stream, () => this.yamux.reset(stream.stream));
    this.#drop(stream);
  }

  /** Closed streams with bytes or a remote half that are still out. */
  get closing(): number {
    return this.#closing.size;
  }

  /** When {@link tick} wants to be called next. */
  get deadline(): number {
    let earliest = this.yamux.deadline;
    for (const { deadline } of this.#closing.values()) earliest = Math.min(earliest, deadline);
    return earliest;
  }

  tick(now: number): void {
    this.#now = now;
    this.yamux.tick(now);
    for (const [stream, { deadline }] of this.#closing) {
      if (now >= deadline) {
        this.discard(stream);
        this.reset(stream);
      }
    }
  }

  receive(bytes: Uint8Array, start: number, end: number, now: number): void {
    this.#now = now;
    this.yamux.receive(bytes, start, end, now);
  }

  #finish(stream: MuxStream): void {
    this.#ending(stream, () => this.yamux.finish(stream.stream));
  }

  /** What ends a stream must not overtake its data, and must not wait behind a stream that is opened after it. */
  #ending(stream: MuxStream, end: () => void): void {
    this.#endLane = stream.normalEpoch === this.outbox.epoch ? 'normal' : 'high';
    end();
    this.#endLane = 'high';
  }

  /**
   * A go away leaves behind all data. A SYN leaves behind the end of earlier streams: the remote would refuse the same
   * protocol a second time. All else goes ahead.
   */
  #controlLane(type: FrameType, flags: number): Priority {
    if (type === GO_AWAY || flags & SYN) return type === PING ? 'high' : 'normal';
    return flags & (FIN | RST) ? this.#endLane : 'high';
  }

  #drop(stream: MuxStream): void {
    this.#closing.delete(stream);
    this.#waiting.delete(stream);
  }

  #schedule(stream: MuxStream, priority: Priority): void {
    if (stream.scheduled[priority]) return;
    stream.scheduled[priority] = true;
    this.#ready[priority].push(stream);
  }

  #pump(priority: Priority): void {
    const ready = this.#ready[priority];
    while (ready.length > 0 && !this.outbox.congested) {
      const stream = ready.shift()!;
      stream.scheduled[priority] = false;
      if (stream.stream.closed) continue;
      this.#fill(stream, priority);
      if (stream.queue.bytes > 0 && stream.stream.sendWindow > 0) this.#schedule(stream, stream.queue.next);
      else if (stream.queue.bytes === 0 && stream.closed !== undefined) this.#finish(stream);
    }
  }

  /** Up to a quantum of one stream's queue into the batch; in the turn of high, only what is high. */
  #fill(stream: MuxStream, priority: Priority): void {
    const { queue } = stream;
    let quantum = QUANTUM_BYTES;
    while (quantum > 0 && stream.stream.sendWindow > 0 && queue.bytes > 0) {
      if (priority === 'high' && queue.next !== 'high') return;
      const { inside, next } = queue;
      const piece = queue.take(Math.min(quantum + QUANTUM_SLACK_BYTES, stream.stream.sendWindow))!;
      const whole = !inside && !queue.inside;
      const lane = this.lane(stream, priority, whole);
      stream.stream.takeCredit(piece.length);
      this.#queued -= piece.length;
      quantum -= piece.length;
      this.#put(stream.stream.id, piece, lane);
      this.#mark(stream, lane, whole && next === 'normal');
      this.outbox.flushIfFull();
    }
  }

  #put(id: number, piece: Uint8Array, priority: Priority): void {
    const batch = this.outbox.batch(priority);
    const at = piece.length <= COPY_BYTES ? this.outbox.room(priority, id, piece.length) : -1;
    if (at >= 0) {
      const { buffer } = batch;
      buffer.set(piece, at);
      batch.commit(id, piece.length, buffer);
    } else if (!batch.reference(id, piece)) {
      this.outbox.flush(true);
      batch.reference(id, piece);
    }
  }

  #settleClosing(): void {
    for (const [stream, leaving] of this.#closing) {
      if (stream.stream.closed) this.#drop(stream);
      // As long as bytes leave, the remote is reading: it has its whole time from the last of them.
      else if (stream.queue.bytes < leaving.bytes) {
        const deadline = this.#now + this.#limits.goAwayTimeoutMs;
        this.#closing.set(stream, { deadline, bytes: stream.queue.bytes });
      }
    }
  }

  #notifyDrained(): void {
    if (this.#waiting.size === 0 || this.outbox.full) return;
    const { sessionQueueBytes, streamQueueBytes } = this.#limits;
    const relaxed = this.#queued * 2 <= sessionQueueBytes;
    for (const stream of this.#waiting) {
      // A stream with an empty queue must not wait for others, whose remote may never grant them credit.
      const { bytes } = stream.queue;
      if (bytes > 0 && (!relaxed || bytes * 2 > streamQueueBytes)) continue;
      this.#waiting.delete(stream);
      stream.waiting = false;
      stream.onDrained();
    }
  }
}
