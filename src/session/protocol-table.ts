import type { LogScope } from '../env.js';
import { fail, type TentacleError } from '../errors.js';
import type { CloseReason, Role } from '../handler/peer.js';
import type { Limits } from '../limits.js';
import type { Offer } from '../select/negotiation.js';
import type { YamuxStream } from '../yamux/stream.js';
import type { Mux } from './mux.js';
import { Substream, type Served, type SubstreamOwner, type SubstreamProtocol } from './substream.js';

/** What the protocols of a session ask of its owner. */
export interface ProtocolOwner<Protocol extends SubstreamProtocol> {
  /** Our answer to an inbound selection; `undefined` refuses. */
  serve(offer: Offer): Served<Protocol> | undefined;
  /** The protocol that belongs to an offer of ours, now that `version` is chosen. */
  chosen(offered: Offer, version: string): Protocol | undefined;
  /** A protocol is open: set its receiver now. */
  onProtocolOpen(substream: Substream<Protocol>): void;
  /** A protocol that was open is closed. */
  onProtocolClose(
    substream: Substream<Protocol>,
    reason: CloseReason,
    error: TentacleError | undefined,
  ): void;
  /** A selection failed; the session stays. `asked` says who wanted the protocol. */
  onProtocolRefused(name: string | undefined, error: TentacleError, asked: 'by us' | 'by them'): void;
}

/** Reports one step of a stream or a selection. */
export type LogStep = (
  scope: LogScope,
  event: string,
  detail?: string,
  stream?: number,
  error?: TentacleError,
) => void;

/** The substreams of one session: offers that wait for a stream, selections under way, protocols that are open. */
export class ProtocolTable<Protocol extends SubstreamProtocol> {
  readonly #mux: Mux;
  readonly #role: Role;
  readonly #limits: Pick<Limits, 'selectTimeoutMs'>;
  readonly #owner: ProtocolOwner<Protocol>;
  readonly #log: LogStep;
  readonly #substreamOwner: SubstreamOwner<Protocol>;
  readonly #substreams = new Set<Substream<Protocol>>();
  readonly #open = new Map<string, Substream<Protocol>>();
  /** Selections under way, with their deadline. */
  readonly #selecting = new Map<Substream<Protocol>, number>();
  /** Offers that wait for a free stream, with their deadline. */
  #offers: { readonly offer: Offer; readonly deadline: number }[] = [];
  /** The last closed substream of a name: it is asked for again only behind its FIN. */
  readonly #leaving = new Map<string, Substream<Protocol>>();
  /** A request of ours that gave way to the remote's: its end is not news. */
  #superseded: Substream<Protocol> | undefined;
  /** The session is ending: what closes now is not news. */
  #ending = false;

  constructor(
    mux: Mux,
    role: Role,
    limits: Pick<Limits, 'selectBytes' | 'selectTimeoutMs' | 'viewedRecordBytes'>,
    owner: ProtocolOwner<Protocol>,
    log: LogStep,
  ) {
    this.#mux = mux;
    this.#role = role;
    this.#limits = limits;
    this.#owner = owner;
    this.#log = log;
    this.#substreamOwner = {
      mux,
      role,
      selectBytes: limits.selectBytes,
      viewedRecordBytes: limits.viewedRecordBytes,
      serve: (offer) => this.#serve(offer),
      chosen: (offered, version) => owner.chosen(offered, version),
      onOpen: (substream) => this.#opened(substream),
      onClose: (substream, reason, error) => this.#closed(substream, reason, error),
    };
  }

  /** Names of the protocols that are open. */
  get names(): readonly string[] {
    return [...this.#open.keys()];
  }

  /** The open protocol of this name. */
  get(name: string): Substream<Protocol> | undefined {
    return this.#open.get(name);
  }

  /** No substream is there, not even one in selection. */
  get empty(): boolean {
    return this.#substreams.size === 0;
  }

  /** When {@link tick} wants to be called next. */
  get deadline(): number {
    let earliest = Infinity;
    for (const deadline of this.#selecting.values()) if (deadline < earliest) earliest = deadline;
    for (const { deadline } of this.#offers) if (deadline < earliest) earliest = deadline;
    return earliest;
  }

  /** Asks for a protocol. Does nothing if it is open, asked for or waiting already. */
  offer(offer: Offer, now: number): void {
    const { name } = offer;
    if (this.#open.has(name) || this.#offers.some(({ offer }) => offer.name === name)) return;
    if (this.#asked(name) !== undefined) return;
    this.#offers.push({ offer, deadline: now + this.#limits.selectTimeoutMs });
    this.openOffered(now);
  }

  /** Opens streams for offers as far as the remote keeps up with acknowledging them. */
  openOffered(now: number): void {
    if (this.#offers.length === 0) return;
    for (const waiting of [...this.#offers]) {
      const { offer } = waiting;
      if (!this.#mux.yamux.mayOpen) return;
      if (this.#stillLeaving(offer.name)) continue;
      this.#offers = this.#offers.filter((each) => each !== waiting);
      const stream = this.#mux.yamux.open();
      this.#log('yamux', 'stream-opened', offer.name, stream.id);
      this.#track(new Substream(this.#substreamOwner, stream, offer), now);
    }
  }

  /** The remote opened a stream. */
  accept(stream: YamuxStream, now: number): void {
    this.#log('yamux', 'stream-accepted', undefined, stream.id);
    this.#track(new Substream(this.#substreamOwner, stream, undefined), now);
  }

  /** Ends selections whose time is up. */
  tick(now: number): void {
    for (const [substream, deadline] of this.#selecting) {
      if (now >= deadline) substream.fail(fail('E_SELECT_TIMEOUT', substream.name));
    }
    const late = this.#offers.filter(({ deadline }) => now >= deadline);
    this.#offers = this.#offers.filter(({ deadline }) => now < deadline);
    for (const { offer } of late) {
      this.#owner.onProtocolRefused(
        offer.name,
        fail('E_SELECT_TIMEOUT', `${offer.name}: no free stream`),
        'by us',
      );
    }
  }

  /** Closes all in order. */
  close(): void {
    this.#end();
    for (const substream of [...this.#substreams]) substream.close();
  }

  /** The session is over. */
  abort(reason: CloseReason): void {
    this.#end();
    for (const substream of [...this.#substreams]) substream.abort(reason);
  }

  #end(): void {
    this.#ending = true;
    this.#offers = [];
  }

  /** The selection of `name` that we began. */
  #asked(name: string): Substream<Protocol> | undefined {
    for (const substream of this.#selecting.keys()) if (substream.offered?.name === name) return substream;
    return undefined;
  }

  /** Our FIN for the last substream of `name` has not left yet: the remote would take a new one for a duplicate. */
  #stillLeaving(name: string): boolean {
    const last = this.#leaving.get(name);
    if (last === undefined) return false;
    if (!last.stream.localFin && !last.stream.closed) return true;
    this.#leaving.delete(name);
    return false;
  }

  /**
   * Answers the remote. If both sides ask for the same protocol at once, two streams would meet half way and both be
   * reset: the dialer's request wins, so the dialer refuses the other one and the listener forgets its own.
   */
  #serve(offer: Offer): Served<Protocol> | undefined {
    const ours = this.#asked(offer.name);
    if (ours !== undefined && this.#role === 'dialer') return undefined;
    const served = this.#owner.serve(offer);
    if (served !== undefined) this.#offers = this.#offers.filter((each) => each.offer.name !== offer.name);
    if (ours !== undefined && served !== undefined) {
      this.#superseded = ours;
      ours.close();
      this.#superseded = undefined;
    }
    return served;
  }

  #track(substream: Substream<Protocol>, now: number): void {
    this.#substreams.add(substream);
    this.#selecting.set(substream, now + this.#limits.selectTimeoutMs);
  }

  #opened(substream: Substream<Protocol>): void {
    const name = substream.name!;
    this.#selecting.delete(substream);
    this.#log('select', 'chosen', `${name} ${substream.version}`, substream.stream.id);
    // One protocol has one substream on a session; a second one is reset, as tentacle does it.
    if (this.#open.has(name)) {
      return substream.fail(fail('E_PROTOCOL_DUPLICATE', `${name} is open on this session already`));
    }
    this.#open.set(name, substream);
    this.#owner.onProtocolOpen(substream);
  }

  #closed(substream: Substream<Protocol>, reason: CloseReason, error: TentacleError | undefined): void {
    const { name } = substream;
    this.#log('yamux', 'stream-closed', reason.message, substream.stream.id, error);
    this.#substreams.delete(substream);
    this.#selecting.delete(substream);
    if (name !== undefined && this.#open.get(name) === substream) {
      this.#open.delete(name);
      if (!substream.stream.localFin && !substream.stream.closed) this.#leaving.set(name, substream);
      this.#owner.onProtocolClose(substream, reason, error);
    } else if (!this.#ending && substream !== this.#superseded) {
      const asked = substream.offered === undefined ? 'by them' : 'by us';
      this.#owner.onProtocolRefused(
        name,
        error ?? fail('E_SELECT_REFUSED', `${name} is not served here`),
        asked,
      );
    }
  }
}
