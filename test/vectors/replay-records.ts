import type { AgreementName, CipherName, Crypto, DigestName } from '../../src/crypto/types.js';
import { RecordNonce, RecordOpener, RecordSealer } from '../../src/secio/record.js';
import { stretch, stretchKeys } from '../../src/secio/stretch.js';
import { sameBytes } from './same.js';
import { joined, otherSide, type Side, type Transcript } from './transcript.js';

const PREFIX_BYTES = 4;

/** The recorded ephemeral secrets lead to the recorded shared secret, and that to the recorded cipher keys. */
export function replayKeys(transcript: Transcript, side: Side, crypto: Crypto): void {
  const { exchange, cipher, hash, greater } = transcript.negotiated!;
  const { shared, stretched, sealing } = transcript.keys!;
  const ephemeral = crypto
    .agreement(exchange as AgreementName)
    .fromSecret(transcript.parties[side].ephemeralSecret!);
  sameBytes('ephemeral public key', ephemeral.publicKey, transcript.parties[side].ephemeralPublic!);
  const secret = ephemeral.agree(transcript.parties[otherSide(side)].ephemeralPublic!);
  if (secret === undefined) throw new Error('the ephemeral keys do not agree');
  sameBytes('shared secret', secret, shared);
  const digest = hash as DigestName;
  sameBytes('stretched bytes', stretch(crypto, digest, secret, stretched.length), stretched);
  const { keyBytes } = crypto.aead(cipher as CipherName);
  const { first, second } = stretchKeys(crypto, digest, secret, keyBytes);
  sameBytes('key of the greater side', first, sealing[greater]);
  sameBytes('key of the lesser side', second, sealing[otherSide(greater)]);
}

/** The plaintexts of `side`, sealed in order, give its ciphertexts. */
export function replaySealing(transcript: Transcript, side: Side, crypto: Crypto): void {
  const aead = crypto.aead(transcript.negotiated!.cipher as CipherName);
  const sealer = new RecordSealer(aead.sealer(transcript.keys!.sealing[side]));
  const counter = new RecordNonce();
  for (const [index, record] of recordsFrom(transcript, side)) {
    sameBytes(`nonce of record ${index}`, counter.advance(), record.nonce);
    const sealed = joined(sealer.seal([record.plain]));
    const prefix = new Uint8Array(PREFIX_BYTES);
    new DataView(prefix.buffer).setUint32(0, record.sealed.length);
    sameBytes(`record ${index}`, sealed, joined([prefix, record.sealed]));
  }
}

/** The ciphertexts of `side`, opened in order, give its plaintexts. */
export function replayOpening(transcript: Transcript, side: Side, crypto: Crypto): void {
  const aead = crypto.aead(transcript.negotiated!.cipher as CipherName);
  const opener = new RecordOpener(aead.opener(transcript.keys!.sealing[side]));
  for (const [index, { sealed, plain }] of recordsFrom(transcript, side)) {
    sameBytes(`plaintext of record ${index}`, opener.open(sealed, 0, sealed.length), plain);
  }
}

function recordsFrom(
  { records }: Transcript,
  side: Side,
): IterableIterator<[number, Transcript['records'][number]]> {
  return records.filter(({ from }) => from === side).entries();
}
