import { fail, type TentacleError } from '../errors.js';
import type { Limits } from '../limits.js';
import type { LiveSession } from './live-session.js';

/** The sessions of a node: connections in their handshake, established ones, and who is at the other end. */
export class SessionTable {
  readonly #ourPeer: string;
  readonly #limits: Pick<Limits, 'sessions' | 'handshakeTimeoutMs'>;
  readonly #pending = new Set<LiveSession>();
  readonly #established = new Set<LiveSession>();
  readonly #byPeer = new Map<string, LiveSession>();

  constructor(ourPeer: string, limits: Pick<Limits, 'sessions' | 'handshakeTimeoutMs'>) {
    this.#ourPeer = ourPeer;
    this.#limits = limits;
  }

  /** Established sessions, oldest first. */
  get established(): ReadonlySet<LiveSession> {
    return this.#established;
  }

  /** Connections in their handshake, both directions. */
  get pending(): ReadonlySet<LiveSession> {
    return this.#pending;
  }

  /** Inbound connections in their handshake. */
  get pendingInbound(): number {
    let count = 0;
    for (const { role } of this.#pending) if (role === 'listener') count += 1;
    return count;
  }

  /** The established session with a peer. */
  of(peer: string): LiveSession | undefined {
    return this.#byPeer.get(peer);
  }

  /** A connection whose handshake begins. */
  begin(session: LiveSession): void {
    this.#pending.add(session);
  }

  /** The handshake of `session` is done. Establishes it, possibly in place of another, or says why not. */
  establish(session: LiveSession): TentacleError | undefined {
    const { peer } = session;
    // Nobody is anybody in plaintext: any number of sessions may have no peer id.
    const known = peer === '' ? undefined : this.#byPeer.get(peer);
    if (known !== undefined && !this.#replaces(session, known)) return fail('E_SESSION_DUPLICATE');
    if (known === undefined && this.#established.size >= this.#limits.sessions)
      return fail('E_SESSION_LIMIT');
    this.#pending.delete(session);
    this.#established.add(session);
    if (peer !== '') this.#byPeer.set(peer, session);
    // Last, because it calls listeners of users.
    known?.destroy(fail('E_SESSION_DUPLICATE'));
    return undefined;
  }

  /** `session` begins to close: its peer may be connected anew. */
  retire(session: LiveSession): void {
    if (this.#byPeer.get(session.peer) === session) this.#byPeer.delete(session.peer);
  }

  /** `session` is over; `true` if it was established. */
  remove(session: LiveSession): boolean {
    this.#pending.delete(session);
    this.retire(session);
    return this.#established.delete(session);
  }

  /**
   * Two nodes that dial each other at the same time must keep the same connection: the one that the greater peer id
   * dialled. A session that is older than a handshake may take is never replaced.
   */
  #replaces(session: LiveSession, known: LiveSession): boolean {
    if (session.role === known.role) return false;
    if (session.since - known.since > this.#limits.handshakeTimeoutMs) return false;
    const weDialled = session.role === 'dialer';
    return weDialled === this.#ourPeer > session.peer;
  }
}
