import { discovery, type DiscoveryPeer } from '../../generated/discovery.handler.js';
import { Multiaddr } from '../address/multiaddr.js';
import { socketAddress } from '../address/reach.js';
import type { Clock, Random, Timer } from '../env.js';
import type { CloseReason } from '../handler/peer.js';
import { AddressBook, draw } from './address-book.js';
import { isShareable } from './address-filter.js';
import { OpenPeers, type Behaviour, type OnMisbehaviour } from './behaviour.js';
import { DiscoveryState, type DiscoveryMisbehaviour, type DiscoveryOwner } from './discovery-state.js';

export type { DiscoveryMisbehaviour } from './discovery-state.js';

/** Announcements wait until the next flush, in ms. */
export const ANNOUNCE_FLUSH_MS = 3_000;
/** The address of a peer is announced again after this time, in ms. */
export const ANNOUNCE_AGAIN_MS = 24 * 60 * 60 * 1_000;
/** Peers that are told of an address at once. */
export const ANNOUNCE_FAN_OUT = 3;

/** Options of {@link discoveryProtocol}. Callbacks must not throw. */
export interface DiscoveryOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Where we listen, with our peer id: `() => node.addresses`. */
  readonly listenAddresses: () => readonly string[];
  /** Also accept and pass on loopback and private addresses. Default `false`. */
  readonly allowPrivate?: boolean;
  /** Addresses that were not known before, each with its peer id. Whether to dial them is for the caller to say. */
  readonly onAddresses?: (addresses: readonly string[], from: DiscoveryPeer) => void;
  readonly onMisbehaviour?: OnMisbehaviour<DiscoveryMisbehaviour>;
}

/** {@link discoveryProtocol} with its address book. */
export interface Discovery extends Behaviour {
  /** Peers whose address is known. */
  readonly known: number;
  /** Forgets an address that could not be reached, so that it is not passed on. */
  forget(address: string): void;
}

/**
 * Learns addresses from the peers we dial, tells those who dial us, and announces new ones in between. A peer that
 * breaks the rules of the protocol is disconnected.
 *
 * @example
 * const found = discoveryProtocol({
 *   clock, random,
 *   listenAddresses: () => node.addresses,
 *   onAddresses: (addresses) => addresses.forEach((address) => void node.dial(address).catch(() => {})),
 * });
 */
export function discoveryProtocol(options: DiscoveryOptions): Discovery {
  const service = new DiscoveryService(options);
  return {
    binding: discovery.handle((peer) => new DiscoveryState(peer, service)),
    get known() {
      return service.book.size;
    },
    forget: (address) => service.book.remove(Multiaddr.parse(address)),
    close: () => service.close(),
  };
}

/** All peers together: the address book and the flush of announcements. */
class DiscoveryService implements DiscoveryOwner {
  readonly book = new AddressBook();
  readonly #options: DiscoveryOptions;
  readonly #peers: OpenPeers<DiscoveryState, DiscoveryMisbehaviour>;
  /** Runs while there is a peer. */
  #timer: Timer | undefined;

  constructor(options: DiscoveryOptions) {
    this.#options = options;
    this.#peers = new OpenPeers(options.onMisbehaviour);
  }

  close(): void {
    this.#peers.close();
    this.#stopTimer();
  }

  now(): number {
    return this.#options.clock.now();
  }

  listenPort(): number | undefined {
    const [first] = this.#options.listenAddresses();
    return first === undefined ? undefined : socketAddress(Multiaddr.parse(first))?.port;
  }

  opened(state: DiscoveryState): boolean {
    if (!this.#peers.add(state)) return false;
    if (this.#timer === undefined) this.#startTimer();
    return true;
  }

  closed(state: DiscoveryState, reason: CloseReason): void {
    this.#peers.closed(state, reason, 'invalid-data');
    if (this.#peers.size === 0) this.#stopTimer();
  }

  sample(count: number): Multiaddr[] {
    return this.book.sample(count, this.#options.random);
  }

  accepts(address: Multiaddr): boolean {
    return isShareable(address, this.#options.allowPrivate ?? false) && address.has('p2p');
  }

  learned({ peer }: DiscoveryState, addresses: readonly Multiaddr[]): void {
    const ours = this.#options.listenAddresses().map((text) => Multiaddr.parse(text).get('p2p'));
    const fresh = addresses.filter(
      (address) =>
        this.accepts(address) && !ours.includes(address.get('p2p')) && this.book.add(address, peer.id),
    );
    // The address of a peer that we are connected to is nothing to dial.
    const toDial = fresh.filter((address) => address.get('p2p') !== peer.id);
    if (toDial.length > 0) this.#options.onAddresses?.(toDial.map(String), peer);
  }

  misbehaved(state: DiscoveryState, kind: DiscoveryMisbehaviour, detail: string): void {
    this.#peers.expel(state, kind, detail);
    if (this.#peers.size === 0) this.#stopTimer();
  }

  #startTimer(): void {
    this.#timer = this.#options.clock.after(ANNOUNCE_FLUSH_MS, () => {
      this.#startTimer();
      this.#announce();
    });
  }

  #stopTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Tells a few peers of each peer that has not been announced for a day, then sends all that waits. */
  #announce(): void {
    const now = this.now();
    for (const state of this.#peers) {
      const { listenAddress } = state;
      if (listenAddress === undefined || now - state.announcedAt < ANNOUNCE_AGAIN_MS) continue;
      state.announcedAt = now;
      let told = 0;
      for (const other of draw([...this.#peers], this.#peers.size, this.#options.random)) {
        if (other.announce(listenAddress)) told += 1;
        if (told === ANNOUNCE_FAN_OUT) break;
      }
    }
    for (const state of this.#peers) state.flush();
  }
}
