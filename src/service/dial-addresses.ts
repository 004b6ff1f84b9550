import { Multiaddr } from '../address/multiaddr.js';
import { fail, wrap, type TentacleError } from '../errors.js';

/** One address of a dial: its text, canonical where it parses, and what it means or what is wrong with it. */
export interface DialAddress {
  readonly text: string;
  readonly parsed: Multiaddr | TentacleError;
}

/**
 * What a caller wants to be dialled. One address that does not parse must not spoil the others: it is an attempt that
 * fails. Throws `E_ADDRESS_INVALID` if there is no address, or none that parses.
 */
export function dialAddresses(given: string | readonly string[]): readonly DialAddress[] {
  const texts: readonly string[] = typeof given === 'string' ? [given] : given;
  // Whoever takes the first address of a node that does not listen gives us `undefined`.
  if (!Array.isArray(texts) || texts.length === 0) {
    throw fail('E_ADDRESS_INVALID', 'no address: one or a list of them is needed. Does the node listen?');
  }
  const addresses = texts.map(read);
  const wrong = addresses.map(({ parsed }) => parsed).filter((parsed) => parsed instanceof Error);
  if (wrong.length === addresses.length) throw wrong[0]!;
  return addresses;
}

function read(text: string): DialAddress {
  try {
    const parsed = Multiaddr.parse(text);
    return { text: parsed.toString(), parsed };
  } catch (thrown) {
    return { text: String(text), parsed: wrap(thrown, 'E_ADDRESS_INVALID') };
  }
}
