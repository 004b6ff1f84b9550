import type { DiscoveryHandler, DiscoveryPeer } from '../../generated/discovery.handler.js';
import type { GetNodes, Nodes } from '../../generated/discovery.js';
import { Multiaddr } from '../address/multiaddr.js';
import { wrap } from '../errors.js';
import type { CloseReason } from '../handler/peer.js';
import type { PeerState } from './behaviour.js';

/** Nodes asked for, and most nodes in an answer. */
export const MAX_NODES = 1000;
/** Most nodes in one announcement. */
export const MAX_ANNOUNCED = 10;
/** Addresses that a peer is remembered to know, so that it is not told twice. */
const MAX_KNOWN = 5000;
/** An honest peer announces once per flush; this many within {@link ANNOUNCE_WINDOW_MS} leave room for delays. */
const MAX_ANNOUNCEMENTS = 20;
const ANNOUNCE_WINDOW_MS = 30_000;
/** The only version of GetNodes. */
const VERSION = 0;

/**
 * `unexpected-nodes`: a second answer, or one that nobody asked for. `invalid-data`: a message or an address that
 * does not decode, more than 1000 nodes or more than 3 addresses of one.
 */
export type DiscoveryMisbehaviour =
  'duplicate-get-nodes' | 'unexpected-nodes' | 'too-many-items' | 'announce-storm' | 'invalid-data';

/** What the state of one peer asks of the whole. */
export interface DiscoveryOwner {
  now(): number;
  /** The port that we listen on, if we do. */
  listenPort(): number | undefined;
  opened(state: DiscoveryState): boolean;
  closed(state: DiscoveryState, reason: CloseReason): void;
  /** Addresses for a peer that asks. */
  sample(count: number): Multiaddr[];
  /** `true` if the address may be kept and passed on. */
  accepts(address: Multiaddr): boolean;
  /** The peer says where nodes are. */
  learned(state: DiscoveryState, addresses: readonly Multiaddr[]): void;
  misbehaved(state: DiscoveryState, kind: DiscoveryMisbehaviour, detail: string): void;
}

/** Discovery with one peer: what it may still send, and what it was told. */
export class DiscoveryState implements DiscoveryHandler, PeerState {
  readonly peer: DiscoveryPeer;
  /** Where others can dial this peer; an inbound peer has none before it says its port. */
  listenAddress: Multiaddr | undefined;
  /** When others were last told of this peer. */
  announcedAt = -Infinity;
  readonly #owner: DiscoveryOwner;
  readonly #known = new Set<string>();
  #queue: Multiaddr[] = [];
  #answered = false;
  /** A GetNodes of ours waits for its Nodes. */
  #asked = false;
  #windowStart = -Infinity;
  #announcements = 0;

  constructor(peer: DiscoveryPeer, owner: DiscoveryOwner) {
    this.peer = peer;
    this.#owner = owner;
  }

  onOpen(): void {
    const { peer } = this;
    // Without encryption there are no peer ids, and addresses without them cannot be trusted when dialled.
    if (peer.id === '') return peer.close();
    if (!this.#owner.opened(this) || peer.session.role === 'listener') return;
    this.#listensAt(Multiaddr.parse(peer.session.remoteAddress));
    this.#asked = true;
    const listenPort = this.#owner.listenPort();
    peer.send.getNodes({ version: VERSION, count: MAX_NODES, listenPort });
  }

  onGetNodes(peer: DiscoveryPeer, { count, listenPort }: GetNodes): void {
    if (this.#answered) return this.#misbehaved('duplicate-get-nodes', 'it asked already');
    this.#answered = true;
    const sample = this.#owner.sample(Math.min(count, MAX_NODES));
    const addresses = sample.filter((address) => address.get('p2p') !== peer.id && this.#tell(address));
    if (listenPort !== undefined && listenPort !== 0 && this.listenAddress === undefined) {
      const address = withPort(Multiaddr.parse(peer.session.remoteAddress), listenPort);
      if (address !== undefined) this.#listensAt(address);
    }
    peer.send.nodes({ announce: false, items: addresses.map(({ bytes }) => ({ addresses: [bytes] })) });
  }

  onNodes(_peer: DiscoveryPeer, { announce, items }: Nodes): void {
    if (announce) {
      const fault = this.#announceFault(items.length);
      if (fault !== undefined) return this.#misbehaved(fault, `an announcement of ${items.length} nodes`);
    } else {
      if (!this.#asked) return this.#misbehaved('unexpected-nodes', 'nobody asked, or it answered already');
      this.#asked = false;
    }
    let addresses: Multiaddr[];
    try {
      addresses = items.flatMap((node) => node.addresses.map((bytes) => Multiaddr.fromBytes(bytes)));
    } catch (thrown) {
      return this.#misbehaved('invalid-data', wrap(thrown, 'E_ADDRESS_INVALID').message);
    }
    for (const address of addresses) this.#tell(address);
    this.#owner.learned(this, addresses);
  }

  onClose(_peer: DiscoveryPeer, reason: CloseReason): void {
    this.#owner.closed(this, reason);
  }

  /** It has no timer of its own. */
  stop(): void {
    this.#queue = [];
  }

  /** Queues an address for the next flush. `false`: the peer knows it, or has enough waiting. */
  announce(address: Multiaddr): boolean {
    if (this.#queue.length >= MAX_ANNOUNCED || address.get('p2p') === this.peer.id) return false;
    if (!this.#tell(address)) return false;
    this.#queue.push(address);
    return true;
  }

  /** Sends what {@link announce} queued. */
  flush(): void {
    if (this.#queue.length === 0) return;
    this.peer.send.nodes({ announce: true, items: this.#queue.map(({ bytes }) => ({ addresses: [bytes] })) });
    this.#queue = [];
  }

  #listensAt(address: Multiaddr): void {
    if (!this.#owner.accepts(address)) return;
    this.listenAddress = address;
    this.#tell(address);
    this.#owner.learned(this, [address]);
  }

  /** Marks an address as known to the peer. `false` if it was. */
  #tell(address: Multiaddr): boolean {
    const text = address.toString();
    if (this.#known.has(text)) return false;
    this.#known.add(text);
    if (this.#known.size > MAX_KNOWN) {
      const [oldest] = this.#known;
      this.#known.delete(oldest!);
    }
    return true;
  }

  #announceFault(items: number): DiscoveryMisbehaviour | undefined {
    if (items > MAX_ANNOUNCED) return 'too-many-items';
    const now = this.#owner.now();
    if (now - this.#windowStart > ANNOUNCE_WINDOW_MS) {
      this.#windowStart = now;
      this.#announcements = 0;
    }
    this.#announcements += 1;
    return this.#announcements > MAX_ANNOUNCEMENTS ? 'announce-storm' : undefined;
  }

  #misbehaved(kind: DiscoveryMisbehaviour, detail: string): void {
    this.#owner.misbehaved(this, kind, detail);
  }
}

/** The address that an inbound peer connects from, with the port it says it listens on. */
function withPort(address: Multiaddr, port: number): Multiaddr | undefined {
  if (!address.has('tcp')) return undefined;
  const steps = address.components.map(({ protocol, value }) => {
    const text = protocol === 'tcp' ? String(port) : value;
    return text === undefined ? `/${protocol}` : `/${protocol}/${text}`;
  });
  return Multiaddr.parse(steps.join(''));
}
