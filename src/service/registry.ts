import { fail, quote, textOf, type TentacleError } from '../errors.js';
import type { Priority } from '../handler/peer.js';
import type { Framing, ProtocolBinding, ProtocolFacts } from '../handler/protocol.js';
import { highestCommon, writeOffer, type Offer } from '../select/negotiation.js';
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
   * Throws `E_PROTOCOL_DUPLICATE` when a version of the name is taken, and `E_INVALID_OPTION` when its facts are none
   * or its messages may be larger than a session's send queue.
   */
  add(binding: ProtocolBinding): void {
    const { name, versions, framing, maxBytes, priority } = factsOf(binding);
    if (maxBytes > this.#maxBytes) {
      throw invalid(`${name}: messages of ${maxBytes} bytes need limits.sessionQueueMaxBytes above that`);
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

const FRAMINGS: readonly Framing[] = ['length-delimited', 'length-delimited-twice', 'none'];
const PRIORITIES: readonly Priority[] = ['high', 'normal'];

/** The facts of a binding, which a program without types may have got wrong. Throws `E_INVALID_OPTION`. */
function factsOf(binding: ProtocolBinding): ProtocolFacts {
  const facts = binding?.definition;
  if (!facts || typeof binding.handlerFor !== 'function') {
    const needed = 'chat.handle({ ... }), or the binding of pingProtocol(...) and its like';
    throw invalid(`a protocol is added with its handler: ${needed}`);
  }
  const { name, versions, framing, maxBytes, priority } = facts;
  if (name === '' || !Array.isArray(versions) || versions.length === 0 || versions.includes('')) {
    throw invalid('a protocol needs a name and a list of versions, none of them empty');
  }
  try {
    writeOffer({ name, versions });
  } catch (cause) {
    const why = `name and versions do not fit into a selection: ${textOf(cause)}`;
    throw invalid(`protocol ${quote(String(name))}: ${why}`, cause);
  }
  if (!(Number.isSafeInteger(maxBytes) && maxBytes > 0)) {
    throw invalid(`${name}: maxBytes: a whole number of bytes from 1 on is needed`);
  }
  if (!FRAMINGS.includes(framing)) throw invalid(`${name}: framing: one of ${FRAMINGS.join(', ')} is needed`);
  if (!PRIORITIES.includes(priority))
    throw invalid(`${name}: priority: ${PRIORITIES.join(' or ')} is needed`);
  return facts;
}

function invalid(text: string, cause?: unknown): TentacleError {
  return fail('E_INVALID_OPTION', text, { cause });
}
