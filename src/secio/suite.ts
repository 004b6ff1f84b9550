import type { AgreementName, CipherName, DigestName } from '../crypto/types.js';

/** What one side offers, best first. Names as on the wire. */
export interface Proposals {
  readonly exchanges: readonly AgreementName[];
  readonly ciphers: readonly CipherName[];
  readonly digests: readonly DigestName[];
}

/** One choice of each: what both sides use. */
export interface Suite {
  readonly exchange: AgreementName;
  readonly cipher: CipherName;
  readonly digest: DigestName;
}

const EXCHANGES: readonly AgreementName[] = ['P-256', 'P-384', 'X25519'];
const CIPHERS: readonly CipherName[] = ['AES-128-GCM', 'AES-256-GCM', 'CHACHA20_POLY1305'];
const DIGESTS: readonly DigestName[] = ['SHA256', 'SHA512'];

/**
 * Our default order. X25519 stands first because it costs a third of P-256 here; native Rust peers list P-256
 * first, so between one of them and us either may be chosen.
 */
export const DEFAULT_PROPOSALS: Proposals = {
  exchanges: ['X25519', 'P-256', 'P-384'],
  ciphers: CIPHERS,
  digests: DIGESTS,
};

/**
 * The first name of the preferred list that the other list has too and that we know. Names are compared exactly
 * and never trimmed; a common name that we do not know is passed over (tentacle-secio `support.rs`).
 */
function choose<Name extends string>(
  preferred: string,
  other: string,
  known: readonly Name[],
): Name | undefined {
  const others = other.split(',');
  return preferred
    .split(',')
    .find((name): name is Name => others.includes(name) && (known as readonly string[]).includes(name));
}

/** The three lists of a Propose, comma-separated. */
export interface ProposedLists {
  readonly exchanges: string;
  readonly ciphers: string;
  readonly hashes: string;
}

/** Chooses the suite. `preferred` are the lists of the side whose order digest is greater. */
export function chooseSuite(preferred: ProposedLists, other: ProposedLists): Suite | undefined {
  const exchange = choose(preferred.exchanges, other.exchanges, EXCHANGES);
  const cipher = choose(preferred.ciphers, other.ciphers, CIPHERS);
  const digest = choose(preferred.hashes, other.hashes, DIGESTS);
  return exchange === undefined || cipher === undefined || digest === undefined
    ? undefined
    : { exchange, cipher, digest };
}
