import {
  createNode,
  generateKey,
  rawProtocol,
  type LogEvent,
  type Node,
  type RawPeer,
} from '../../src/node.js';
import type { CreateOptions } from '../../src/node.js';
import { sha256 } from './harness/index.js';

const DEADLINE_MS = 20_000;

/** A message of length and digest, as the foreign peers report theirs. */
export interface Received {
  readonly protocol: string;
  readonly length: number;
  readonly sha256: string;
}

/** How our side of an interop test is set up. */
export interface OurOptions extends Omit<CreateOptions, 'protocols' | 'key'> {
  readonly protocols: readonly { readonly name: string; readonly versions?: readonly string[] }[];
  readonly maxBytes?: number;
  /** Sends every message back. */
  readonly echo?: boolean;
}

/** Our node with raw protocols, and what came of them. */
export class OurNode {
  readonly node: Node;
  readonly received: Received[] = [];
  readonly peers: RawPeer[] = [];
  readonly log: LogEvent[];
  readonly #changed = new Set<() => void>();

  private constructor(node: Node, log: LogEvent[]) {
    this.node = node;
    this.log = log;
  }

  static async start(options: OurOptions): Promise<OurNode> {
    const log: LogEvent[] = [];
    const ours: { it?: OurNode } = {};
    const protocols = options.protocols.map(({ name, versions = ['0.0.1'] }) =>
      rawProtocol({ name, versions, maxBytes: options.maxBytes ?? 1 << 20 }).handle({
        onOpen: (peer) => {
          ours.it?.peers.push(peer);
          ours.it?.notify();
        },
        onClose: () => ours.it?.notify(),
        onBytes: (peer, bytes) => {
          ours.it?.received.push({ protocol: name, length: bytes.length, sha256: sha256(bytes) });
          if (options.echo === true) peer.send.bytes(bytes);
          ours.it?.notify();
        },
      }),
    );
    const node = await createNode({
      key: generateKey(),
      ...options,
      protocols,
      log: (event) => {
        log.push(event);
        ours.it?.notify();
      },
    });
    return (ours.it = new OurNode(node, log));
  }

  /** Waits until `condition` gives something. */
  async until<T>(what: string, condition: () => T | undefined | false, deadlineMs = DEADLINE_MS): Promise<T> {
    const now = condition();
    if (now !== undefined && now !== false) return now;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#changed.delete(look);
        reject(new Error(`no ${what} within ${deadlineMs} ms; log: ${JSON.stringify(this.log.slice(-12))}`));
      }, deadlineMs);
      const look = (): void => {
        const found = condition();
        if (found === undefined || found === false) return;
        clearTimeout(timer);
        this.#changed.delete(look);
        resolve(found);
      };
      this.#changed.add(look);
    });
  }

  /** The peer with this protocol open. */
  opened(protocolCount = 1): Promise<RawPeer> {
    return this.until(
      `${protocolCount} open protocols`,
      () => this.peers.length >= protocolCount && this.peers[0],
    );
  }

  /** Whose lists secio preferred on the last session. */
  get preferred(): 'ours' | 'theirs' | undefined {
    const detail = this.log.findLast(({ event }) => event === 'established')?.detail;
    return detail === undefined ? undefined : detail.includes('ours preferred') ? 'ours' : 'theirs';
  }

  close(): Promise<void> {
    return this.node.close();
  }

  /** Something happened: whoever waits looks again. */
  notify(): void {
    for (const look of [...this.#changed]) look();
  }
}
