import { Multiaddr } from '../address/multiaddr.js';
import type { Node } from '../node.js';

/** Sessions that a node dials on its own beside its bootstrap nodes. */
const MAX_OUTBOUND = 8;
/** Bootstrap nodes without a session are dialled this often, in ms. */
const BOOTSTRAP_MS = 5_000;

/** The dial policy of `tentacle node`: stay connected to the bootstrap nodes, and to a few others. */
export class Connector {
  readonly #node: Node;
  readonly #bootstrap: readonly string[];
  readonly #onUnreachable: (address: string) => void;
  readonly #dialling = new Set<string>();
  /** Bootstrap addresses without a peer id, by the id that answered there. */
  readonly #answered = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  /** `onUnreachable` is told of discovered addresses that nobody answers at. */
  constructor(node: Node, bootstrap: readonly string[], onUnreachable: (address: string) => void) {
    this.#node = node;
    this.#bootstrap = bootstrap;
    this.#onUnreachable = onUnreachable;
  }

  /** A bootstrap node has answered at least once, or there are none. */
  get joined(): boolean {
    return this.#bootstrap.length === 0 || this.#answered.size > 0;
  }

  start(): void {
    this.#dialBootstrap();
    this.#timer = setInterval(() => this.#dialBootstrap(), BOOTSTRAP_MS);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** A discovered address: dialled while there are few sessions of ours. */
  consider(address: string): void {
    const outbound = this.#node.sessions.filter(({ role }) => role === 'dialer').length;
    if (outbound + this.#dialling.size >= MAX_OUTBOUND) return;
    const peer = Multiaddr.parse(address).get('p2p');
    if (peer === undefined || this.#node.session(peer) !== undefined) return;
    void this.#dial(address).then((reached) => reached === undefined && this.#onUnreachable(address));
  }

  #dialBootstrap(): void {
    for (const address of this.#bootstrap) {
      const peer = this.#answered.get(address) ?? Multiaddr.parse(address).get('p2p');
      if (peer !== undefined && this.#node.session(peer) !== undefined) continue;
      void this.#dial(address).then(
        (reached) => reached !== undefined && this.#answered.set(address, reached),
      );
    }
  }

  /** The peer that answered; failures are reported by the node's `dial:failed` event. */
  async #dial(address: string): Promise<string | undefined> {
    if (this.#dialling.has(address)) return undefined;
    this.#dialling.add(address);
    try {
      return (await this.#node.dial(address)).peer;
    } catch {
      return undefined;
    } finally {
      this.#dialling.delete(address);
    }
  }
}
