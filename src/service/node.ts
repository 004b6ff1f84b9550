import { Multiaddr } from '../address/multiaddr.js';
import { peerIdFromPublicKey } from '../address/peer-id.js';
import type { KeyProvider } from '../crypto/types.js';
import type { Log, LogScope } from '../env.js';
import { fail, wrap, type TentacleError } from '../errors.js';
import type { AnyPeer, Role } from '../handler/peer.js';
import type { ProtocolBinding, ProtocolDefinition } from '../handler/protocol.js';
import { DEFAULT_LIMITS, type Limits } from '../limits.js';
import { NONCE_BYTES } from '../secio/handshake.js';
import { DEFAULT_PROPOSALS, type Proposals } from '../secio/suite.js';
import type { Connection, Listener, Transport } from '../transport/connection.js';
import { dialAddresses } from './dial-addresses.js';
import { Dialer, type DialOptions } from './dialer.js';
import { Events, type NodeEvents } from './events.js';
import { LiveSession, type LiveSessionOwner } from './live-session.js';
import { keyOf, type NodeOptions, type Platform } from './options.js';
import { ProtocolRegistry } from './registry.js';
import { SessionTable } from './session-table.js';
import type { SessionHandle } from './session-handle.js';

/** What a node holds at the moment. */
export interface Usage {
  readonly sessions: number;
  /** Inbound connections that have not finished their handshake. */
  readonly pendingInbound: number;
  /** Bytes that wait for remotes, per peer id, largest first. */
  readonly queued: readonly { readonly peer: string; readonly bytes: number }[];
}

/** One participant of the network: listens, dials, and runs protocols on its sessions. Made by `createNode`. */
export class Node {
  /** Our peer id in base58; empty in plaintext. */
  readonly id: string;
  readonly limits: Limits;
  readonly #platform: Platform;
  readonly #key: KeyProvider | undefined;
  readonly #proposals: Proposals;
  readonly #registry: ProtocolRegistry;
  readonly #events: Events;
  readonly #options: NodeOptions;
  readonly #listeners = new Set<Listener>();
  readonly #dialer: Dialer;
  readonly #sessions: SessionTable;
  #nextSession = 1;
  #closing: Promise<void> | undefined;

  /** Use `createNode`, which checks `options`. Throws `E_INVALID_OPTION`, `E_KEY_INVALID`, `E_PROTOCOL_DUPLICATE`. */
  constructor(options: NodeOptions, platform: Platform) {
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#options = options;
    this.#platform = platform;
    this.#events = new Events((thrown) => this.#log('service', 'listener-threw', String(thrown)));
    this.#key = keyOf(options, platform.crypto);
    this.#proposals = { ...DEFAULT_PROPOSALS, ...options.proposals };
    this.id = this.#key === undefined ? '' : peerIdFromPublicKey(this.#key.publicKey, platform.crypto.sha256);
    this.#registry = new ProtocolRegistry(this.limits.sessionQueueMaxBytes);
    this.#sessions = new SessionTable(this.id, this.limits);
    for (const binding of options.protocols ?? []) this.#registry.add(binding);
    this.#dialer = new Dialer(platform, this.limits, {
      connected: (connection, expectedPeer) => this.#connect(connection, 'dialer', expectedPeer),
      existing: (peer) => this.#sessions.of(peer),
    });
  }

  /** Addresses that we listen on, with our peer id. */
  get addresses(): readonly string[] {
    return [...this.#listeners].map(({ address }) =>
      (this.id === '' ? address : address.with('p2p', this.id)).toString(),
    );
  }

  /** Established sessions, oldest first. */
  get sessions(): readonly SessionHandle[] {
    return [...this.#sessions.established];
  }

  /** Listens to an event; the returned function stops it. */
  on<Name extends keyof NodeEvents>(name: Name, listener: (event: NodeEvents[Name]) => void): () => void {
    return this.#events.on(name, listener);
  }

  /**
   * Serves another protocol, on sessions to come and, as far as remotes ask for it, on those that are open. Throws
   * `E_INVALID_OPTION`, `E_PROTOCOL_DUPLICATE` or `E_CLOSED`.
   */
  add(binding: ProtocolBinding): void {
    if (this.#isClosing) throw fail('E_CLOSED');
    this.#registry.add(binding);
  }

  /** Listens; resolves with the bound address, peer id included. Rejects with `E_LISTEN_FAILED` and its like. */
  async listen(address: string): Promise<string> {
    if (this.#isClosing) throw fail('E_CLOSED');
    const multiaddr = Multiaddr.parse(address);
    const transport = this.#transportFor(multiaddr);
    if (transport?.listen === undefined) throw fail('E_ADDRESS_UNSUPPORTED', `cannot listen on ${address}`);
    const listener = await transport.listen(multiaddr, (connection) => this.#accept(connection));
    // Closed while the address was bound.
    if (this.#isClosing) {
      await listener.close();
      throw fail('E_CLOSED');
    }
    this.#listeners.add(listener);
    this.#log('service', 'listening', listener.address.toString());
    return (this.id === '' ? listener.address : listener.address.with('p2p', this.id)).toString();
  }

  /**
   * Connects to a peer at one of `addresses`, tried in order. Resolves with the session when its handshake is done;
   * a session with the same peer that exists already is returned as it is, and a dial under way to the same peer is
   * joined. When both ends dial at once, one of the two sessions is closed again: `session(peer)` has the other.
   * Rejects with a {@link DialError} if no address works; an address of the list that does not parse is one of its
   * attempts. Also with `E_ADDRESS_INVALID` (no address, or none that parses), `E_ABORTED` (the signal), `E_CLOSED`.
   */
  async dial(addresses: string | readonly string[], options: DialOptions = {}): Promise<SessionHandle> {
    if (this.#isClosing) throw fail('E_CLOSED');
    try {
      return await this.#dialer.dial(dialAddresses(addresses), options);
    } catch (thrown) {
      const error = wrap(thrown, 'E_DIAL_FAILED');
      this.#log('service', 'dial-failed', undefined, error.code);
      this.#events.emit('dial:failed', { error });
      throw error;
    }
  }

  /** The session with a peer. */
  session(peer: string): SessionHandle | undefined {
    return this.#sessions.of(peer);
  }

  /** The peer with this protocol open. Throws `E_NOT_CONNECTED` or `E_PROTOCOL_NOT_OPEN`. */
  peer<Handlers, P extends AnyPeer>(id: string, definition: ProtocolDefinition<Handlers, P>): P {
    const session = this.#sessions.of(id);
    if (session === undefined) throw fail('E_NOT_CONNECTED', id, { remote: id });
    const peer = session.peerOf(definition);
    if (peer === undefined) throw fail('E_PROTOCOL_NOT_OPEN', definition.name, { remote: id });
    return peer;
  }

  /** Every peer with this protocol open. */
  peers<Handlers, P extends AnyPeer>(definition: ProtocolDefinition<Handlers, P>): P[] {
    const open: P[] = [];
    for (const session of this.#sessions.established) {
      const peer = session.peerOf(definition);
      if (peer !== undefined) open.push(peer);
    }
    return open;
  }

  /** What the node holds at the moment. */
  usage(): Usage {
    const queued = [...this.#sessions.established]
      .map((session) => ({ peer: session.peer, bytes: session.queuedBytes }))
      .filter(({ bytes }) => bytes > 0)
      .sort((a, b) => b.bytes - a.bytes);
    const { established, pendingInbound } = this.#sessions;
    return { sessions: established.size, pendingInbound, queued };
  }

  /** Stops listening, closes every session in order and resolves when all connections are gone. Never rejects. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#dialer.close();
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    // A listener may be gone only when its connections are, so nothing here waits for anything else.
    const stopped = listeners.map((listener) => listener.close().catch(() => {}));
    const pending = [...this.#sessions.pending];
    for (const session of pending) session.destroy(fail('E_CLOSED'));
    const closed = [...this.#sessions.established].map((session) => session.close());
    await Promise.all([...stopped, ...pending.map(({ ended }) => ended), ...closed]);
  }

  get #isClosing(): boolean {
    return this.#closing !== undefined;
  }

  #transportFor(address: Multiaddr): Transport | undefined {
    return this.#platform.transports.find((transport) => transport.handles(address));
  }

  #accept(connection: Connection): void {
    const full = this.#sessions.pendingInbound >= this.limits.pendingInbound;
    if (full || this.#isClosing) {
      const error = fail(full ? 'E_SESSION_LIMIT' : 'E_CLOSED');
      connection.destroy();
      this.#events.emit('inbound:failed', { remoteAddress: connection.remote.toString(), error });
      return;
    }
    this.#connect(connection, 'listener', undefined).start();
  }

  #connect(connection: Connection, role: Role, expectedPeer: string | undefined): LiveSession {
    const { crypto, clock } = this.#platform;
    const secio = this.#key && {
      crypto,
      publicKey: this.#key.publicKey,
      nonce: crypto.random(new Uint8Array(NONCE_BYTES)),
      proposals: this.#proposals,
      expectedPeer,
    };
    const id = this.#nextSession++;
    const { log: write } = this.#options;
    const log: Log | undefined = write && ((event) => write({ ...event, session: id }));
    const options = { role, limits: this.limits, secio, clock, key: this.#key, log };
    const session = new LiveSession(id, connection, options, this.#sessionOwner);
    this.#sessions.begin(session);
    this.#log('session', 'connected', session.remoteAddress, undefined, session.id);
    return session;
  }

  readonly #sessionOwner: LiveSessionOwner = {
    onClosing: (session) => this.#sessions.retire(session),
    admit: (session) => this.#admit(session),
    onReady: (session) => this.#ready(session),
    serve: (offer) => this.#registry.serve(offer),
    find: (name, version) => this.#registry.find(name, version),
    offer: (name) => this.#registry.offer(name),
    onProtocolOpen: (session, { name, version }) => {
      this.#log('protocol', 'open', `${name} ${version}`, undefined, session.id);
      this.#events.emit('protocol:open', { session, name, version });
    },
    onProtocolClose: (session, { name, version }, reason) => {
      this.#log('protocol', 'close', name, reason.code, session.id);
      this.#events.emit('protocol:close', { session, name, version, reason });
    },
    onProtocolRefused: (session, name, error) => {
      this.#log('select', 'refused', name, error.code, session.id);
      this.#events.emit('protocol:refused', { session, name, error });
    },
    onClosed: (session, error) => this.#closed(session, error),
    onUnknownMethod: (session, { name }, method) => {
      this.#log('protocol', 'unknown-method', `${name} ${method}`, undefined, session.id);
    },
    onProblem: (error) => {
      this.#log('protocol', 'problem', error.message, error.code);
      this.#events.emit('problem', { error });
    },
  };

  #admit(session: LiveSession): TentacleError | undefined {
    return this.#isClosing ? fail('E_CLOSED') : this.#sessions.establish(session);
  }

  #ready(session: LiveSession): void {
    this.#log('session', 'open', session.remoteAddress, undefined, session.id);
    this.#events.emit('session:open', { session });
    this.#dialer.opened(session);
    // The dialer opens everything it speaks; if both sides did, two streams might meet half way and both be reset.
    if (session.role === 'dialer') for (const offer of this.#registry.offers()) session.open(offer);
  }

  #closed(session: LiveSession, error: TentacleError | undefined): void {
    this.#log('session', 'close', error?.message, error?.code, session.id);
    if (this.#sessions.remove(session)) {
      this.#events.emit('session:close', { session, error });
    } else if (session.role === 'listener') {
      const { remoteAddress } = session;
      this.#events.emit('inbound:failed', { remoteAddress, error: error ?? fail('E_SESSION_CLOSED') });
    }
    this.#dialer.ended(session, error);
  }

  #log(scope: LogScope, event: string, detail?: string, code?: string, session?: number): void {
    this.#options.log?.({ scope, event, detail, code, session });
  }
}
