import { fail } from '../errors.js';
import type { Priority } from '../handler/peer.js';
import type { Framing, ProtocolBinding } from '../handler/protocol.js';
import { highestCommon, type Offer } from '../select/negotiation.js';
import type { Served, SubstreamProtocol } from '../session/substream.js';

/** A protocol that a node serves: one binding, with the facts that a substream needs. */
export interface Registered extends SubstreamProtocol {
  readonly framing: Framing;
  readonly maxBytes: number;
  readonly priority: Priority;
  readonly binding: ProtocolBinding;
}

/** The protocols of a node, by wire name and version. Several bindings may share a name with different versions. */
export class ProtocolRegistry {
  readonly #maxBytes: number;
  readonly #byName = new Map<string, Map<string, Registered>>();

  /** `maxBytes`: what a session may queue, and so the largest message that can ever be sent. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Throws `E_PROTOCOL_DUPLICATE` when a version of the name is taken, and `E_INVALID_OPTION` when its messages may be
   * larger than a session's send queue.
   */
  add(binding: ProtocolBinding): void {
    const { name, versions, framing, maxBytes, priority } = binding.definition;
    if (maxBytes > this.#maxBytes) {
      throw fail(
        'E_INVALID_OPTION',
        `${name}: messages of ${maxBytes} bytes need limits.sessionQueueMaxBytes above that`,
      );
    }
    const byVersion = this.#byName.get(name) ?? new Map<string, Registered>();
    const taken = versions.find((version) => byVersion.has(version));
    if (taken !== undefined) throw fail('E_PROTOCOL_DUPLICATE', `${name} ${taken} is registered already`);
    const registered: Registered = { framing, maxBytes, priority, binding };
    for (const version of versions) byVersion.set(version, registered);
    this.#byName.set(name, byVersion);
  }

  /** What we ask for on a fresh session: every name with all its versions, ascending. */
  offers(): Offer[] {
    return [...this.#byName.keys()].map((name) => this.offer(name)!);
  }

  /** The offer of one name. */
  offer(name: string): Offer | undefined {
    const byVersion = this.#byName.get(name);
    return byVersion && { name, versions: [...byVersion.keys()].sort() };
  }

  /** Our answer to the offer of a remote. */
  serve({ name, versions }: Offer): Served<Registered> | undefined {
    const byVersion = this.#byName.get(name);
    if (byVersion === undefined) return undefined;
    const version = highestCommon([...byVersion.keys()], versions);
    return version === undefined ? undefined : { protocol: byVersion.get(version)!, version };
  }

  find(name: string, version: string): Registered | undefined {
    return this.#byName.get(name)?.get(version);
  }
}
