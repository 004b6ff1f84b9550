import { fail } from '../errors.js';
import { ProtocolInfo } from '../../generated/select.js';

/** A name with the versions offered, or with the one chosen. */
export interface Offer {
  readonly name: string;
  readonly versions: readonly string[];
}

/**
 * The highest version that both sides have, compared bytewise as tentacle does ("10.0.0" < "2.0.0").
 * On ascending lists this is `protocol_select/mod.rs::select_version`; the order of the lists does not matter here.
 */
export function highestCommon(local: readonly string[], remote: readonly string[]): string | undefined {
  let best: string | undefined;
  for (const version of local) {
    if ((best === undefined || version > best) && remote.includes(version)) best = version;
  }
  return best;
}

/** The request of the side that opened the substream; also the reply, with one version or none. */
export function writeOffer({ name, versions }: Offer): Uint8Array {
  return ProtocolInfo.encode({ name, supportVersions: [...versions] });
}

/** A request or a reply in `bytes[start, end)`. Throws `E_SELECT_MALFORMED`. */
export function readOffer(bytes: Uint8Array, start: number, end: number): Offer {
  try {
    const { name, supportVersions } = ProtocolInfo.decodeRange(bytes, start, end);
    return { name, versions: supportVersions };
  } catch (cause) {
    throw fail('E_SELECT_MALFORMED', undefined, { cause });
  }
}

/**
 * The version that a reply chose: the last one of its list (`client_select`). Throws `E_SELECT_REFUSED` when it is
 * empty and `E_SELECT_MISMATCH` when the reply names something that we did not offer.
 */
export function readChoice(offered: Offer, bytes: Uint8Array, start: number, end: number): string {
  const reply = readOffer(bytes, start, end);
  if (reply.name !== offered.name) {
    throw fail('E_SELECT_MISMATCH', `asked for ${offered.name}, answered ${reply.name}`);
  }
  const version = reply.versions.at(-1);
  if (version === undefined) {
    throw fail('E_SELECT_REFUSED', `${offered.name} ${offered.versions.join(', ')} is not served there`);
  }
  if (!offered.versions.includes(version)) {
    throw fail('E_SELECT_MISMATCH', `${offered.name}: version ${version} was not offered`);
  }
  return version;
}
