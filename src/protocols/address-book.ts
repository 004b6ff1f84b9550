import type { Multiaddr } from '../address/multiaddr.js';
import type { PeerId } from '../address/peer-id.js';
import type { Random } from '../env.js';

/** Peers kept. */
export const MAX_PEERS = 4096;
/** Addresses kept of one peer; Nodes carries no more either. */
export const MAX_ADDRESSES_PER_PEER = 3;
/** Peers known from the word of one peer alone. */
export const MAX_PEERS_PER_SOURCE = 1024;

interface Entry {
  addresses: Multiaddr[];
  /** Who told us; the peer itself counts most. */
  source: PeerId;
}

/**
 * Addresses of peers that we may dial, bounded in every direction: whoever stuffs the book pushes out first what it
 * put in itself.
 */
export class AddressBook {
  readonly #entries = new Map<PeerId, Entry>();
  /** What each source put in, oldest first. */
  readonly #bySource = new Map<PeerId, Set<PeerId>>();

  get size(): number {
    return this.#entries.size;
  }

  /** Notes an address that ends with its peer id. `true` if it is new. */
  add(address: Multiaddr, source: PeerId): boolean {
    const peer = address.get('p2p');
    if (peer === undefined) return false;
    const entry = this.#entries.get(peer);
    if (entry === undefined) {
      this.#makeRoom(source);
      this.#entries.set(peer, { addresses: [address], source });
      this.#credit(source, peer);
      return true;
    }
    const { addresses } = entry;
    if (addresses.some((known) => known.equals(address))) return false;
    if (source === peer) {
      entry.addresses = [address, ...addresses].slice(0, MAX_ADDRESSES_PER_PEER);
      return true;
    }
    if (addresses.length === MAX_ADDRESSES_PER_PEER) return false;
    addresses.push(address);
    return true;
  }

  /** Forgets an address that could not be reached. */
  remove(address: Multiaddr): void {
    const peer = address.get('p2p') ?? '';
    const entry = this.#entries.get(peer);
    if (entry === undefined) return;
    entry.addresses = entry.addresses.filter((known) => !known.equals(address));
    if (entry.addresses.length === 0) this.#drop(peer, entry.source);
  }

  /** Up to `count` addresses of different peers, drawn at random. */
  sample(count: number, random: Random): Multiaddr[] {
    const all = [...this.#entries.values()];
    return draw(all, count, random).flatMap(({ addresses }) => addresses.slice(0, 1));
  }

  #makeRoom(source: PeerId): void {
    if ((this.#bySource.get(source)?.size ?? 0) >= MAX_PEERS_PER_SOURCE) return this.#dropOldestOf(source);
    if (this.#entries.size < MAX_PEERS) return;
    let most = source;
    for (const [each, peers] of this.#bySource) {
      if (peers.size > (this.#bySource.get(most)?.size ?? 0)) most = each;
    }
    this.#dropOldestOf(most);
  }

  #dropOldestOf(source: PeerId): void {
    for (const peer of this.#bySource.get(source) ?? []) return this.#drop(peer, source);
  }

  #drop(peer: PeerId, source: PeerId): void {
    this.#entries.delete(peer);
    const peers = this.#bySource.get(source);
    peers?.delete(peer);
    if (peers?.size === 0) this.#bySource.delete(source);
  }

  #credit(source: PeerId, peer: PeerId): void {
    const peers = this.#bySource.get(source) ?? new Set();
    this.#bySource.set(source, peers.add(peer));
  }
}

/** Up to `count` different items, each choice equally likely (Fisher and Yates, stopped early). Reorders `items`. */
export function draw<T>(items: T[], count: number, random: Random): T[] {
  const taken = Math.min(count, items.length);
  const numbers = new Uint32Array(taken);
  random(new Uint8Array(numbers.buffer));
  for (const [at, number] of numbers.entries()) {
    const other = at + (number % (items.length - at));
    [items[at], items[other]] = [items[other]!, items[at]!];
  }
  return items.slice(0, taken);
}
