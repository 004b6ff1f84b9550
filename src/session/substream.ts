import { fail, wrap, type TentacleError } from '../errors.js';
import type { Channel, CloseReason, Priority, Role } from '../handler/peer.js';
import type { Framing } from '../handler/protocol.js';
import { readChoice, readOffer, writeOffer, type Offer } from '../select/negotiation.js';
import type { Codec } from '../wire/codec.js';
import { FrameAssembler } from '../wire/frame-assembler.js';
import type { StreamConsumer, YamuxStream } from '../yamux/stream.js';
import { ENCODED, MessageWriter, PREFIX_BYTES, writeU32 } from './message-writer.js';
import type { Mux, MuxStream } from './mux.js';
import { SendQueue } from './send-queue.js';

/** What a substream needs to know of its protocol. */
export interface SubstreamProtocol {
  readonly framing: Framing;
  readonly maxBytes: number;
  readonly priority: Priority;
}

/** The outcome of a selection on our side. */
export interface Served<Protocol extends SubstreamProtocol> {
  readonly protocol: Protocol;
  readonly version: string;
}

/** What a substream asks of its session. */
export interface SubstreamOwner<Protocol extends SubstreamProtocol> {
  readonly mux: Mux;
  readonly role: Role;
  readonly selectBytes: number;
  readonly viewedRecordBytes: number;
  /** Chooses for an inbound request; `undefined` refuses it. */
  serve(offer: Offer): Served<Protocol> | undefined;
  /** The protocol whose request `offered` was answered with `version`. */
  chosen(offered: Offer, version: string): Protocol | undefined;
  onOpen(substream: Substream<Protocol>): void;
  /** Called exactly once, for substreams that never opened as well. */
  onClose(substream: Substream<Protocol>, reason: CloseReason, error: TentacleError | undefined): void;
}

/** Receives one message as `bytes[start, end)`. What it throws closes the protocol. */
export type Receiver = (bytes: Uint8Array, start: number, end: number) => void;

/**
 * One protocol on one yamux stream: selection first, then messages both ways (`tentacle/src/substream.rs`). This is
 * the {@link Channel} that generated senders write to.
 */
export class Substream<Protocol extends SubstreamProtocol = SubstreamProtocol>
  implements Channel, StreamConsumer, MuxStream
{
  readonly stream: YamuxStream;
  readonly queue = new SendQueue();
  readonly scheduled: Record<Priority, boolean> = { high: false, normal: false };
  /** `send` returned `false`: {@link onDrained} is due. */
  waiting = false;
  normalEpoch = -1;
  barrierEpoch = -1;
  /** What we asked for; `undefined` on inbound substreams. */
  readonly offered: Offer | undefined;
  /** What the remote asked for; `undefined` until it has, and on outbound substreams. */
  request: Offer | undefined;
  /** The selected protocol; `undefined` until then. */
  protocol: Protocol | undefined;
  version = '';
  /** Set once: nothing is sent or delivered any more. */
  closed: CloseReason | undefined;
  /** Messages go here; set by the owner when the substream opens. */
  receiver: Receiver = () => {};
  /** Called when sends are within the budget again. */
  onDrained: () => void = () => {};

  readonly #owner: SubstreamOwner<Protocol>;
  readonly #frames: FrameAssembler;
  #held = false;
  /** Made when a protocol is selected. */
  #writer: MessageWriter | undefined;

  constructor(owner: SubstreamOwner<Protocol>, stream: YamuxStream, offered: Offer | undefined) {
    this.#owner = owner;
    this.stream = stream;
    this.offered = offered;
    this.#frames = new FrameAssembler(owner.selectBytes, 'E_SELECT_MALFORMED', (bytes, start, end) =>
      this.#select(bytes, start, end),
    );
    stream.consumer = this;
    // The request follows its SYN; an answer goes ahead of everything, also of what onOpen sends.
    if (offered !== undefined) this.#sendFrame(writeOffer(offered), 'normal');
  }

  /** Wire name of the protocol, as far as it is known yet. */
  get name(): string | undefined {
    return (this.offered ?? this.request)?.name;
  }

  get role(): Role {
    return this.#owner.role;
  }

  send<T>(codec: Codec<T>, message: T, priority: Priority = this.protocol!.priority): boolean {
    return this.closed === undefined && this.#writer!.write(codec, message, priority);
  }

  sendBytes(bytes: Uint8Array, priority: Priority = this.protocol!.priority): boolean {
    return this.closed === undefined && this.#writer!.write(ENCODED, bytes, priority);
  }

  /** A selection message. */
  #sendFrame(body: Uint8Array, priority: Priority): void {
    const frame = this.queue.room(PREFIX_BYTES + body.length);
    writeU32(frame, 0, body.length);
    frame.set(body, PREFIX_BYTES);
    this.queue.push(frame, priority);
    this.#owner.mux.queued(this, frame.length, priority);
  }

  /** Closes in order: what is queued leaves first, then FIN. Nothing more is delivered. */
  close(): void {
    this.#end({ by: 'local', code: undefined, message: 'closed' }, undefined);
  }

  /** Closes because of `error`, at once. */
  fail(error: TentacleError): void {
    if (this.closed !== undefined) return;
    this.#owner.mux.discard(this);
    this.#owner.mux.reset(this);
    this.#end({ by: 'local', code: error.code, message: error.message, error }, error);
  }

  /** The session is over. */
  abort(reason: CloseReason): void {
    this.#owner.mux.discard(this);
    this.#end(reason, undefined);
  }

  /** While held, the remote gets no more credit. */
  hold(held: boolean): void {
    this.#held = held;
    this.stream.hold(held);
    this.#owner.mux.wantFlush();
  }

  onBody(bytes: Uint8Array, start: number, end: number): void {
    if (this.closed !== undefined) return;
    try {
      if (this.protocol?.framing === 'none') return this.#pieces(bytes, start, end);
      const at = this.#frames.receive(bytes, start, end);
      // Selection has just ended on a protocol without framing: the rest belongs to it.
      if (at < end) this.#pieces(bytes, at, end);
    } catch (thrown) {
      this.fail(wrap(thrown, 'E_HANDLER_FAILED'));
    }
  }

  /** Without framing a message is what arrived together, in pieces of at most the size that the protocol allows. */
  #pieces(bytes: Uint8Array, start: number, end: number): void {
    const { maxBytes } = this.protocol!;
    for (let at = start; at < end && this.closed === undefined; at += maxBytes) {
      this.#deliver(bytes, at, Math.min(end, at + maxBytes));
    }
  }

  onCredit(): void {
    this.#owner.mux.credited(this);
  }

  onRemoteFin(): void {
    if (this.protocol === undefined) {
      return this.fail(fail('E_SELECT_MALFORMED', 'the stream ended before a protocol was selected'));
    }
    if (this.#frames.partial) return this.fail(fail('E_MESSAGE_TRUNCATED'));
    this.#end({ by: 'remote', code: undefined, message: 'closed by the remote' }, undefined);
  }

  onReset(): void {
    this.#owner.mux.discard(this);
    const error = fail('E_YAMUX_RESET');
    this.#end({ by: 'remote', code: error.code, message: error.message, error }, error);
  }

  #end(reason: CloseReason, error: TentacleError | undefined): void {
    if (this.closed !== undefined) return;
    this.closed = reason;
    this.#frames.stop();
    this.#owner.mux.finishing(this);
    this.#owner.onClose(this, reason, error);
  }

  /** One complete frame while no protocol is selected yet. */
  #select(bytes: Uint8Array, start: number, end: number): void {
    if (this.protocol !== undefined) return this.#message(bytes, start, end);
    if (this.offered === undefined) {
      const offer = readOffer(bytes, start, end);
      this.request = offer;
      const served = this.#owner.serve(offer);
      const versions = served === undefined ? [] : [served.version];
      this.#sendFrame(writeOffer({ name: offer.name, versions }), 'high');
      if (served === undefined) return this.close();
      this.#opened(served.protocol, served.version);
    } else {
      const version = readChoice(this.offered, bytes, start, end);
      const protocol = this.#owner.chosen(this.offered, version);
      if (protocol === undefined) throw fail('E_PROTOCOL_UNKNOWN', this.offered.name);
      this.#opened(protocol, version);
    }
  }

  #opened(protocol: Protocol, version: string): void {
    this.protocol = protocol;
    this.version = version;
    this.#writer = new MessageWriter(this.#owner.mux, this, protocol.framing, protocol.maxBytes);
    this.#frames.maxBytes =
      protocol.maxBytes + (protocol.framing === 'length-delimited-twice' ? PREFIX_BYTES : 0);
    this.#frames.tooLarge = 'E_MESSAGE_TOO_LARGE';
    if (protocol.framing === 'none') this.#frames.stop();
    this.#owner.onOpen(this);
  }

  #message(bytes: Uint8Array, start: number, end: number): void {
    if (this.protocol!.framing !== 'length-delimited-twice') return this.#deliver(bytes, start, end);
    // Only the first inner frame is read, what follows it is ignored (protocols/discovery).
    const inner = end - start < PREFIX_BYTES ? Infinity : readU32(bytes, start);
    const body = start + PREFIX_BYTES;
    if (inner > end - body) throw fail('E_MESSAGE_TRUNCATED', 'the inner length reaches beyond the message');
    this.#deliver(bytes, body, body + inner);
  }

  /**
   * What a handler keeps views of should not be a small part of what they keep alive. A held stream may still bring any
   * number of messages: there it is half at least.
   */
  #deliver(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (2 * length >= bytes.length || (bytes.length <= this.#owner.viewedRecordBytes && !this.#held)) {
      return this.receiver(bytes, start, end);
    }
    this.receiver(new Uint8Array(bytes.subarray(start, end)), 0, length);
  }
}

function readU32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}
