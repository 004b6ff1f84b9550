import { identify, type IdentifyHandler, type IdentifyPeer } from '../../generated/identify.handler.js';
import type { IdentifyMessage } from '../../generated/identify.js';
import { Multiaddr } from '../address/multiaddr.js';
import type { Clock, Timer } from '../env.js';
import { wrap } from '../errors.js';
import type { CloseReason } from '../handler/peer.js';
import { isShareable } from './address-filter.js';
import { OpenPeers, type Behaviour, type OnMisbehaviour, type PeerState } from './behaviour.js';

/** Listen addresses told to a peer; one that tells more does not decode (`@max` in the schema). */
export const MAX_LISTEN_ADDRESSES = 10;
/** A peer must have identified itself within this time, in ms. */
export const IDENTIFY_TIMEOUT_MS = 8_000;

/** `invalid-data`: the message or an address in it does not decode, or there are too many addresses. */
export type IdentifyMisbehaviour = 'timeout' | 'duplicate' | 'invalid-data';

/** What a peer says about itself and us. Nothing of it is proved. */
export interface Identified {
  /** Where it listens; addresses that nobody else could dial are left out. */
  readonly listenAddresses: readonly string[];
  /** Our address as the peer sees it, if it could be of use to others. */
  readonly observedAddress: string | undefined;
  /** The application's own bytes, a copy that may be kept. */
  readonly appData: Uint8Array;
}

/** Options of {@link identifyProtocol}. Callbacks must not throw. */
export interface IdentifyOptions {
  readonly clock: Clock;
  /** Where we listen, asked for each new peer: `() => node.addresses`. */
  readonly listenAddresses: () => readonly string[];
  /** What the application says about itself, at most 4 KiB. Default: nothing. */
  readonly appData?: Uint8Array;
  /** Also tell and accept loopback and private addresses. Default `false`. */
  readonly allowPrivate?: boolean;
  readonly onIdentified?: (peer: IdentifyPeer, identified: Identified) => void;
  readonly onMisbehaviour?: OnMisbehaviour<IdentifyMisbehaviour>;
}

/**
 * Both sides say once, as soon as the protocol is open, where they listen and how they see each other. A peer that
 * does not, says it twice or says something that does not decode is disconnected. Without encryption nobody has an
 * identity to speak of: there the protocol closes itself, and the session stays.
 */
export function identifyProtocol(options: IdentifyOptions): Behaviour {
  const peers = new OpenPeers<IdentifyState, IdentifyMisbehaviour>(options.onMisbehaviour);
  return {
    binding: identify.handle((peer) => new IdentifyState(peer, options, peers)),
    close: () => peers.close(),
  };
}

class IdentifyState implements IdentifyHandler, PeerState {
  readonly peer: IdentifyPeer;
  readonly #options: IdentifyOptions;
  readonly #peers: OpenPeers<IdentifyState, IdentifyMisbehaviour>;
  #timer: Timer | undefined;
  #identified = false;

  constructor(
    peer: IdentifyPeer,
    options: IdentifyOptions,
    peers: OpenPeers<IdentifyState, IdentifyMisbehaviour>,
  ) {
    this.peer = peer;
    this.#options = options;
    this.#peers = peers;
  }

  onOpen(): void {
    const { peer } = this;
    if (peer.id === '') return peer.close();
    if (!this.#peers.add(this)) return;
    const detail = `no identify message within ${IDENTIFY_TIMEOUT_MS} ms`;
    this.#timer = this.#options.clock.after(IDENTIFY_TIMEOUT_MS, () => this.#misbehaved('timeout', detail));
    peer.send.identifyMessage({
      listenAddrs: this.#listenAddresses().map(({ bytes }) => ({ bytes })),
      observedAddr: { bytes: Multiaddr.parse(peer.session.remoteAddress).without('p2p').bytes },
      identify: this.#options.appData ?? new Uint8Array(),
    });
  }

  onIdentifyMessage(peer: IdentifyPeer, message: IdentifyMessage): void {
    if (this.#identified) return this.#misbehaved('duplicate', 'it identified itself already');
    this.#identified = true;
    this.stop();
    let identified: Identified;
    try {
      identified = this.#read(message);
    } catch (thrown) {
      return this.#misbehaved('invalid-data', wrap(thrown, 'E_ADDRESS_INVALID').message);
    }
    this.#options.onIdentified?.(peer, identified);
  }

  onClose(_peer: IdentifyPeer, reason: CloseReason): void {
    this.#peers.closed(this, reason, 'invalid-data');
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #listenAddresses(): Multiaddr[] {
    const addresses = this.#options.listenAddresses().map((text) => Multiaddr.parse(text));
    return this.#shareable(addresses).slice(0, MAX_LISTEN_ADDRESSES);
  }

  /** Every address is parsed before any is left out: one that does not parse spoils the message, as in tentacle. */
  #read({ listenAddrs, observedAddr, identify: appData }: IdentifyMessage): Identified {
    const listen = listenAddrs.map(({ bytes }) => Multiaddr.fromBytes(bytes));
    const observed = this.#shareable([Multiaddr.fromBytes(observedAddr.bytes)]);
    return {
      listenAddresses: this.#shareable(listen).map(String),
      observedAddress: observed[0]?.toString(),
      appData: appData.slice(),
    };
  }

  #shareable(addresses: readonly Multiaddr[]): Multiaddr[] {
    return addresses.filter((address) => isShareable(address, this.#options.allowPrivate ?? false));
  }

  #misbehaved(kind: IdentifyMisbehaviour, detail: string): void {
    this.#peers.expel(this, kind, detail);
  }
}
