import type { Log, LogScope } from '../env.js';
import { about, fail, wrap, type ErrorCode, type TentacleError } from '../errors.js';
import type { Role } from '../handler/peer.js';
import type { Limits } from '../limits.js';
import { Handshake } from '../secio/handshake.js';
import type { HandshakeOptions, HandshakeOutput } from '../secio/handshake-io.js';
import type { Suite } from '../secio/suite.js';
import type { Offer } from '../select/negotiation.js';
import { GO_AWAY_NORMAL, GO_AWAY_PROTOCOL_ERROR } from '../yamux/frame.js';
import { Mux } from './mux.js';
import { ProtocolTable, type ProtocolOwner } from './protocol-table.js';
import type { Substream, SubstreamProtocol } from './substream.js';

/** How a session is set up. */
export interface SessionOptions {
  readonly role: Role;
  readonly limits: Limits;
  /** `undefined`: plaintext. Then nobody is authenticated. */
  readonly secio: Omit<HandshakeOptions, 'maxFrameBytes' | 'maxRecordBytes'> | undefined;
  /** Told of every step that is not a message; the session's number is filled in by the owner. */
  readonly log?: Log | undefined;
}

/** What the handshake proved. */
export interface Identity {
  readonly publicKey: Uint8Array;
  readonly peer: string;
  readonly suite: Suite;
}

/** What a session asks of the world. Calls come synchronously out of the session's own methods. */
export interface SessionOwner<Protocol extends SubstreamProtocol> extends ProtocolOwner<Protocol> {
  /** Hand `chunks` to the transport and call {@link Session.written} when it took them. */
  write(chunks: Uint8Array[], bytes: number): void;
  /** Call {@link Session.flush} at the end of this turn. */
  wantFlush(): void;
  /** Sign with the static key; answer with {@link Session.signed} or {@link Session.signFailed}. */
  sign(digest: Uint8Array): void;
  /** May this session open? An error refuses it. `identity` is `undefined` in plaintext. */
  admit(identity: Identity | undefined): TentacleError | undefined;
  /** Substreams can be opened and may arrive from now on. */
  onReady(): void;
  /** The remote answered a ping of {@link Session.ping} or of the keep-alive. */
  onPong(rttMs: number): void;
  /** The session is over; the last call. `error` is `undefined` when we closed it. Close the transport now. */
  onClosed(error: TentacleError | undefined): void;
}

// States, in the order they are passed.
const HANDSHAKE = 0;
const READY = 1;
/** We said go away and wait for the remote's. */
const CLOSING = 2;
const CLOSED = 3;

/** Ends that we decided on, whatever made us. */
const OURS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'E_SESSION_BLOCKED',
  'E_SESSION_DUPLICATE',
  'E_SESSION_IDLE',
  'E_SESSION_LIMIT',
  'E_ABORTED',
  'E_CLOSED',
]);

/**
 * One connection without its socket and its clock: secio, yamux, selection and the send scheduler. Bytes, time and
 * answers go in by methods; what the session wants comes out through its {@link SessionOwner}.
 */
export class Session<Protocol extends SubstreamProtocol = SubstreamProtocol> {
  readonly role: Role;
  identity: Identity | undefined;
  readonly #options: SessionOptions;
  readonly #owner: SessionOwner<Protocol>;
  readonly #handshake: Handshake | undefined;
  readonly #mux: Mux;
  readonly #protocols: ProtocolTable<Protocol>;
  #state = HANDSHAKE;
  /** End of the handshake, later the time by which a protocol must have been opened. */
  #deadline: number;
  #now: number;

  constructor(options: SessionOptions, owner: SessionOwner<Protocol>, now: number) {
    const { role, limits, secio } = options;
    this.role = role;
    this.#options = options;
    this.#owner = owner;
    this.#now = now;
    this.#deadline = now + limits.handshakeTimeoutMs;
    this.#mux = new Mux(role, limits, now, (chunks, bytes) => owner.write(chunks, bytes), {
      wantFlush: () => owner.wantFlush(),
      onBlocked: (error) => this.#end(error),
      onStream: (stream) => {
        // While we close, nothing new begins.
        if (this.#state === READY) this.#protocols.accept(stream, this.#now);
        else this.#mux.yamux.reset(stream);
      },
      onPlaceFree: () => this.#protocols.openOffered(this.#now),
      onPong: (rttMs) => {
        this.#log('yamux', 'pong', `${Math.round(rttMs)} ms`);
        owner.onPong(rttMs);
      },
      onGoAway: (code) => {
        // While we close, it is the answer that we wait for.
        if (this.#state === READY) this.#end(fail('E_SESSION_GO_AWAY', `go away with code ${code}`));
      },
    });
    this.#protocols = new ProtocolTable(this.#mux, role, limits, owner, (...step) => this.#log(...step));
    if (secio !== undefined) {
      this.#handshake = new Handshake(
        { ...secio, maxFrameBytes: limits.handshakeFrameBytes, maxRecordBytes: limits.recordBytes },
        (output) => this.#handshakeOutput(output),
        (plain) => this.#mux.receive(plain, 0, plain.length, this.#now),
      );
    }
  }

  /** Begins: the dialer and the listener both speak at once. */
  start(): void {
    if (this.#handshake === undefined) this.#admit(undefined);
    else this.#handshake.start();
  }

  /** Names of the protocols that are open. */
  get protocols(): readonly string[] {
    return this.#protocols.names;
  }

  /** The open protocol of this name. */
  protocol(name: string): Substream<Protocol> | undefined {
    return this.#protocols.get(name);
  }

  /** Last measured round trip, in ms. */
  get rttMs(): number | undefined {
    return this.#mux.yamux.rttMs;
  }

  get closed(): boolean {
    return this.#state === CLOSED;
  }

  /** The remote reads more slowly than it makes us write: read nothing from it for now. */
  get overwhelmed(): boolean {
    return this.#mux.overwhelmed;
  }

  /** Bytes queued for the remote and not yet on their way. */
  get queuedBytes(): number {
    return this.#mux.queuedBytes;
  }

  /** When {@link tick} must be called next. */
  get deadline(): number {
    if (this.#state === HANDSHAKE) return this.#deadline;
    return Math.min(this.#deadline, this.#mux.deadline, this.#protocols.deadline);
  }

  /**
   * Received bytes. They are only read during the call, so the buffer may be reused, except on a plaintext session:
   * there the caller hands over memory that stays.
   */
  receive(bytes: Uint8Array, start: number, end: number, now: number): void {
    if (this.#state === CLOSED) return;
    this.#now = now;
    this.#guard(() => {
      if (this.#handshake !== undefined) this.#handshake.receive(bytes, start, end);
      else this.#mux.receive(bytes, start, end, now);
    });
    this.#finishClosing();
  }

  /** The transport ended, with an error or without. */
  ended(cause: unknown): void {
    if (this.#state === CLOSED) return;
    if (this.#state === HANDSHAKE) this.#handshake?.ended(cause);
    if (this.#state === CLOSING) this.#end(undefined);
    this.#end(cause === undefined ? fail('E_CONNECTION_LOST') : wrap(cause, 'E_CONNECTION_LOST'));
  }

  /** The transport took `bytes` of what was written. */
  written(bytes: number, now: number): void {
    if (this.#state === CLOSED) return;
    this.#mux.written(bytes, now);
  }

  /** The end of a turn: everything written in it leaves. */
  flush(now: number): void {
    if (this.#state === CLOSED) return;
    this.#now = now;
    this.#mux.flush(now);
    if (this.#state === READY) this.#protocols.openOffered(now);
    if (this.#state === CLOSING && this.#mux.queuedBytes === 0 && !this.#mux.yamux.goingAway) {
      this.#mux.yamux.goAway(GO_AWAY_NORMAL, now);
      this.#mux.flush(now);
    }
    this.#finishClosing();
  }

  /** Time has passed. */
  tick(now: number): void {
    if (this.#state === CLOSED) return;
    this.#now = now;
    if (this.#state === HANDSHAKE) {
      if (now >= this.#deadline) this.#handshake?.timedOut();
      return;
    }
    this.#guard(() => {
      this.#mux.tick(now);
      this.#protocols.tick(now);
      if (now >= this.#deadline) {
        if (this.#state === CLOSING) return this.#end(undefined);
        this.#deadline = Infinity;
        if (this.#protocols.empty && this.#mux.closing === 0) throw fail('E_SESSION_IDLE');
      }
    });
    this.#finishClosing();
  }

  /** The answer to {@link SessionOwner.sign}. */
  signed(signature: Uint8Array): void {
    this.#handshake?.signed(signature);
  }

  signFailed(cause: unknown): void {
    this.#handshake?.signFailed(cause);
  }

  /** Asks for the protocol; several versions may be offered at once. Does nothing if it is open already. */
  open(offer: Offer, now: number): void {
    if (this.#state === READY) this.#protocols.offer(offer, now);
  }

  /** Measures the round trip; {@link rttMs} has it later. */
  ping(now: number): void {
    if (this.#state === READY) this.#mux.yamux.ping(now);
  }

  /**
   * Closes every protocol, lets leave what is queued, says go away, and is over when the remote has answered or its
   * time is up.
   */
  close(now: number): void {
    this.#now = now;
    if (this.#state === HANDSHAKE) return this.#end(undefined);
    if (this.#state !== READY) return;
    this.#state = CLOSING;
    this.#deadline = now + this.#options.limits.goAwayTimeoutMs;
    this.#protocols.close();
    this.#owner.wantFlush();
  }

  /** Ends the session at once; `error` says why. */
  destroy(error: TentacleError | undefined): void {
    this.#end(error);
  }

  #handshakeOutput(output: HandshakeOutput): void {
    switch (output.type) {
      case 'write':
        this.#log('secio', 'sent', `${output.bytes.length} bytes`);
        this.#mux.outbox.unflushed += output.bytes.length;
        return this.#owner.write([output.bytes], output.bytes.length);
      case 'need':
        this.#log('secio', 'propose-received');
        return this.#owner.sign(output.digest);
      case 'failed':
        return this.#end(output.error);
      case 'established': {
        const { remotePublicKey, remotePeer, suite, preferred, sealer } = output.channel;
        const chosen = `${suite.exchange} ${suite.cipher} ${suite.digest}, ${preferred} preferred`;
        this.#log('secio', 'established', `${remotePeer} ${chosen}`);
        this.#mux.outbox.sealer = sealer;
        return this.#admit({ publicKey: remotePublicKey, peer: remotePeer, suite });
      }
    }
  }

  #admit(identity: Identity | undefined): void {
    this.identity = identity;
    const refusal = this.#owner.admit(identity);
    if (refusal !== undefined) return this.#end(refusal);
    // The owner may have ended us meanwhile.
    if (this.#state !== HANDSHAKE) return;
    this.#state = READY;
    this.#deadline = this.#now + this.#options.limits.idleTimeoutMs;
    this.#owner.onReady();
  }

  /** Runs `step`; a violation of the remote ends the session, after a go away that says so. */
  #guard(step: () => void): void {
    try {
      step();
    } catch (thrown) {
      const error = wrap(thrown, 'E_HANDLER_FAILED');
      if (this.#state === CLOSED) return;
      if (error.stage === 'yamux') this.#mux.yamux.goAway(GO_AWAY_PROTOCOL_ERROR, this.#now);
      this.#end(error);
    }
  }

  #finishClosing(): void {
    if (this.#state === CLOSING && this.#mux.yamux.finished(this.#now)) {
      this.#mux.outbox.flush(true);
      this.#end(undefined);
    }
  }

  #log(scope: LogScope, event: string, detail?: string, stream?: number, error?: TentacleError): void {
    this.#options.log?.({ scope, event, detail, stream, code: error?.code });
  }

  #end(error: TentacleError | undefined): void {
    if (this.#state === CLOSED) return;
    if (error !== undefined) {
      about(error, this.identity?.peer);
      this.#log(error.stage === 'secio' ? 'secio' : 'yamux', 'failed', error.message, undefined, error);
    }
    if (this.#state !== HANDSHAKE && error?.code !== 'E_CONNECTION_LOST') {
      // A farewell, unless one was said; and the answer to the remote's may still be in the batch.
      this.#mux.yamux.goAway(GO_AWAY_NORMAL, this.#now);
      this.#mux.outbox.flush(true);
    }
    this.#state = CLOSED;
    this.#mux.yamux.stop();
    const ours = error === undefined || OURS.has(error.code);
    const by = ours ? 'local' : 'remote';
    this.#protocols.abort(
      error === undefined
        ? { by, code: undefined, message: 'the session was closed' }
        : { by, code: error.code, message: error.message, error },
    );
    this.#owner.onClosed(error);
  }
}
