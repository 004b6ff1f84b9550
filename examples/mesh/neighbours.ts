import { Multiaddr, type Node } from '../../src/node.js';

/** How often missing neighbours are dialled, in ms. */
const REDIAL_MS = 300;
/** A learned address that fails this often is given up; the bootstrap address never is. */
const MAX_FAILURES = 3;

interface Neighbour {
  readonly address: string;
  readonly permanent: boolean;
  failures: number;
  dialling: boolean;
}

/** The dial policy of this example: have a session with everyone whose address we know. */
export class Neighbours {
  readonly #node: Node;
  readonly #onGivenUp: (address: string) => void;
  readonly #wanted = new Map<string, Neighbour>();
  readonly #timer: NodeJS.Timeout;

  /** `onGivenUp` is told of an address that nobody answers at. */
  constructor(node: Node, onGivenUp: (address: string) => void) {
    this.#node = node;
    this.#onGivenUp = onGivenUp;
    this.#timer = setInterval(() => this.#dialMissing(), REDIAL_MS);
  }

  /** Wants a session with the peer at `address`, which ends with its peer id. */
  want(address: string, permanent = false): void {
    const peer = Multiaddr.parse(address).get('p2p');
    if (peer === undefined || peer === this.#node.id || this.#wanted.has(peer)) return;
    this.#wanted.set(peer, { address, permanent, failures: 0, dialling: false });
    this.#dialMissing();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#wanted.clear();
  }

  #dialMissing(): void {
    for (const [peer, neighbour] of this.#wanted) {
      if (neighbour.dialling || this.#node.session(peer) !== undefined) continue;
      neighbour.dialling = true;
      void this.#dial(peer, neighbour);
    }
  }

  async #dial(peer: string, neighbour: Neighbour): Promise<void> {
    try {
      await this.#node.dial(neighbour.address);
      neighbour.failures = 0;
    } catch {
      neighbour.failures += 1;
      if (neighbour.failures < MAX_FAILURES || neighbour.permanent) return;
      this.#wanted.delete(peer);
      this.#onGivenUp(neighbour.address);
    } finally {
      neighbour.dialling = false;
    }
  }
}
