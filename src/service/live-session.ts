import { about, fail, type TentacleError } from '../errors.js';
import type { AnyPeer, CloseReason, Role } from '../handler/peer.js';
import type { ProtocolDefinition } from '../handler/protocol.js';
import type { Suite } from '../secio/suite.js';
import type { Offer } from '../select/negotiation.js';
import type { Identity } from '../session/session.js';
import type { Served, Substream } from '../session/substream.js';
import type { Connection } from '../transport/connection.js';
import type { Multiaddr } from '../address/multiaddr.js';
import { Driver, type DriverOptions } from './driver.js';
import { OpenPeer, type OpenPeerOptions } from './open-peer.js';
import type { Registered } from './registry.js';
import type { SessionHandle } from './session-handle.js';
import { Waiters } from './waiters.js';

/** What a live session asks of its node. */
export interface LiveSessionOwner {
  /** We begin to close it. */
  onClosing(session: LiveSession): void;
  /** May it open? An error refuses it. */
  admit(session: LiveSession): TentacleError | undefined;
  onReady(session: LiveSession): void;
  serve(offer: Offer): Served<Registered> | undefined;
  find(name: string, version: string): Registered | undefined;
  offer(name: string): Offer | undefined;
  onProtocolOpen(session: LiveSession, peer: OpenPeer): void;
  onProtocolClose(session: LiveSession, peer: OpenPeer, reason: CloseReason): void;
  onProtocolRefused(session: LiveSession, name: string | undefined, error: TentacleError): void;
  onClosed(session: LiveSession, error: TentacleError | undefined): void;
  onProblem(error: TentacleError): void;
  onUnknownMethod(session: LiveSession, peer: OpenPeer, method: number): void;
}

/** A session with its open protocols: what a node keeps, and what users hold as {@link SessionHandle}. */
export class LiveSession implements SessionHandle {
  readonly id: number;
  readonly role: Role;
  closed: { readonly error: TentacleError | undefined } | undefined;
  /** When it was made, by the node's clock. */
  readonly since: number;
  readonly #driver: Driver;
  readonly #owner: LiveSessionOwner;
  readonly #peerOptions: OpenPeerOptions;
  readonly #peers = new Map<Substream<Registered>, OpenPeer>();
  /** Peers whose opening the node was told of. */
  readonly #announced = new Set<OpenPeer>();
  readonly #waiters = new Waiters<OpenPeer>();
  #remote: Multiaddr;

  constructor(id: number, connection: Connection, options: DriverOptions, owner: LiveSessionOwner) {
    this.id = id;
    this.role = options.role;
    this.since = options.clock.now();
    this.#owner = owner;
    this.#remote = connection.remote;
    const { clock, limits } = options;
    this.#peerOptions = {
      clock,
      limits,
      onProblem: (error) => owner.onProblem(error),
      onUnknown: (peer, method) => owner.onUnknownMethod(this, peer, method),
    };
    this.#driver = new Driver(
      connection,
      options,
      {
        admit: (identity) => this.#admit(identity),
        onReady: () => owner.onReady(this),
        serve: (offer) => owner.serve(offer),
        chosen: ({ name }, version) => owner.find(name, version),
        onProtocolOpen: (substream) => this.#protocolOpen(substream),
        onProtocolClose: (substream, reason) => this.#protocolClose(substream, reason),
        onProtocolRefused: (name, error, asked) => {
          about(error, this.peer);
          if (name !== undefined && asked === 'by us')
            this.#waiters.settle((waiter) => waiter.reject(error), name);
          owner.onProtocolRefused(this, name, error);
        },
      },
      (error) => this.#sessionClosed(error),
    );
  }

  get peer(): string {
    return this.#driver.session.identity?.peer ?? '';
  }

  get suite(): Suite | undefined {
    return this.#driver.session.identity?.suite;
  }

  get remoteAddress(): string {
    return this.#remote.toString();
  }

  get protocols(): readonly string[] {
    return this.#driver.session.protocols;
  }

  get rttMs(): number | undefined {
    return this.#driver.session.rttMs;
  }

  /** Bytes queued for the remote. */
  get queuedBytes(): number {
    return this.#driver.session.queuedBytes;
  }

  /** Resolves when the connection is gone. */
  get ended(): Promise<void> {
    return this.#driver.ended;
  }

  /** All open peers of this session. */
  peers(): OpenPeer[] {
    return [...this.#peers.values()];
  }

  /** The open peer of a protocol; `undefined` also when its name is open with another definition. */
  peerOf<Handlers, P extends AnyPeer>(definition: ProtocolDefinition<Handlers, P>): P | undefined {
    const substream = this.#driver.session.protocol(definition.name);
    const peer = substream && this.#peers.get(substream);
    return peer?.speaks(definition) === true ? typed<P>(peer) : undefined;
  }

  start(): void {
    this.#driver.start();
  }

  /** Asks the remote for a protocol. */
  open(offer: Offer): void {
    this.#driver.open(offer);
  }

  protocol<Handlers, P extends AnyPeer>(
    definition: ProtocolDefinition<Handlers, P>,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<P> {
    const { name } = definition;
    const open = this.peerOf(definition);
    if (open !== undefined) return Promise.resolve(open);
    const offer = this.#owner.offer(name);
    if (offer === undefined) return Promise.reject(fail('E_PROTOCOL_UNKNOWN', name));
    if (this.closed !== undefined) return Promise.reject(this.#over(this.closed.error));
    if (this.#driver.session.protocol(name) !== undefined) return Promise.reject(otherDefinition(name));
    const opened = this.#waiters.wait(signal, name);
    this.open(offer);
    return opened.then((peer) => {
      if (peer.speaks(definition)) return typed<P>(peer);
      throw otherDefinition(name);
    });
  }

  ping({ signal }: { readonly signal?: AbortSignal } = {}): Promise<number> {
    return this.#driver.ping(signal);
  }

  async close(): Promise<void> {
    if (this.closed === undefined) this.#owner.onClosing(this);
    this.#driver.close();
    await this.#driver.ended;
  }

  /** Ends at once: the node lost interest. */
  destroy(error: TentacleError): void {
    this.#driver.session.destroy(error);
  }

  #admit(identity: Identity | undefined): TentacleError | undefined {
    // An address as it was dialled may name the peer in another place already (p2p before ws).
    if (identity !== undefined && this.#remote.get('p2p') === undefined) {
      this.#remote = this.#remote.with('p2p', identity.peer);
    }
    return this.#owner.admit(this);
  }

  #protocolOpen(substream: Substream<Registered>): void {
    const peer = new OpenPeer(this, substream, this.#peerOptions);
    this.#peers.set(substream, peer);
    const error = peer.opened();
    // The handler may have closed it again; then nobody else hears of it.
    if (peer.closed !== undefined) {
      return this.#waiters.settle(
        (waiter) => waiter.reject(error ?? about(fail('E_PROTOCOL_CLOSED', peer.name), this.peer)),
        peer.name,
      );
    }
    this.#announced.add(peer);
    this.#owner.onProtocolOpen(this, peer);
    this.#waiters.settle((waiter) => waiter.resolve(peer), peer.name);
  }

  #protocolClose(substream: Substream<Registered>, reason: CloseReason): void {
    const peer = this.#peers.get(substream);
    if (peer === undefined) return;
    this.#peers.delete(substream);
    if (reason.error !== undefined) about(reason.error, this.peer);
    peer.ended(reason);
    if (this.#announced.delete(peer)) this.#owner.onProtocolClose(this, peer, reason);
  }

  #sessionClosed(error: TentacleError | undefined): void {
    this.closed = { error };
    this.#waiters.settle((waiter) => waiter.reject(this.#over(error)));
    this.#owner.onClosed(this, error);
  }

  #over(error: TentacleError | undefined): TentacleError {
    return error ?? about(fail('E_SESSION_CLOSED'), this.peer);
  }
}

/** The caller has compared the definition, which is where the type comes from. */
function typed<P extends AnyPeer>(peer: OpenPeer): P {
  return peer as AnyPeer as P;
}

function otherDefinition(name: string): TentacleError {
  return fail('E_PROTOCOL_NOT_OPEN', `${name} is open, in a version of another definition`);
}
