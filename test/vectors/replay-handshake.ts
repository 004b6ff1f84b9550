import type { AgreementName, CipherName, Crypto, DigestName } from '../../src/crypto/types.js';
import { DEFAULT_LIMITS } from '../../src/limits.js';
import { Handshake } from '../../src/secio/handshake.js';
import type { HandshakeOptions, SecureChannel } from '../../src/secio/handshake-io.js';
import type { Proposals } from '../../src/secio/suite.js';
import type { Feed } from './feed.js';
import { same, sameBytes } from './same.js';
import {
  bytesFrom,
  joined,
  muxedFrom,
  otherSide,
  type Party,
  type ProposedNames,
  type Side,
  type Transcript,
} from './transcript.js';

const PREFIX_BYTES = 4;
/** Propose, Exchange, nonce echo. */
const HANDSHAKE_FRAMES = 3;

/** The names of a recorded Propose. A recording may propose what we do not know; on the wire they are just names. */
export function proposals({ exchanges, ciphers, hashes }: ProposedNames): Proposals {
  return {
    exchanges: exchanges.split(',') as AgreementName[],
    ciphers: ciphers.split(',') as CipherName[],
    digests: hashes.split(',') as DigestName[],
  };
}

/** Names of what a recording lacks to stand in for `party` from its first byte to its last. */
export function missing(party: Party): string[] {
  const needed = ['secret', 'nonce', 'lists', 'ephemeralSecret'] as const;
  return needed.filter((name) => party[name] === undefined);
}

/** Options with everything secret and random of `party` injected. */
export function injected(
  party: Party,
  crypto: Crypto,
): Omit<HandshakeOptions, 'maxFrameBytes' | 'maxRecordBytes'> {
  const { secret, nonce, lists, ephemeralSecret } = party;
  return {
    crypto,
    publicKey: crypto.secp256k1.publicKey(secret!),
    nonce: nonce!,
    proposals: proposals(lists!),
    ...(ephemeralSecret === undefined
      ? {}
      : { ephemeral: (name: AgreementName) => crypto.agreement(name).fromSecret(ephemeralSecret) }),
  };
}

/** The first `count` length-prefixed frames of `bytes`, prefixes included. */
export function firstFrames(bytes: Uint8Array, count: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = 0;
  for (let i = 0; i < count && end + PREFIX_BYTES <= bytes.length; i++)
    end += PREFIX_BYTES + view.getUint32(end);
  return bytes.subarray(0, end);
}

/**
 * We stand in for `side` and are fed what the other one sent: we must put the recorded bytes on the wire up to and
 * including the nonce echo, agree on the recorded suite, and hand out the recorded plaintext.
 */
export function replayHandshake(transcript: Transcript, side: Side, crypto: Crypto, feed: Feed): void {
  const own = transcript.parties[side];
  const remote = transcript.parties[otherSide(side)];
  const written: Uint8Array[] = [];
  const plain: Uint8Array[] = [];
  let channel: SecureChannel | undefined;
  const handshake = new Handshake(
    {
      ...injected(own, crypto),
      maxFrameBytes: DEFAULT_LIMITS.handshakeFrameBytes,
      maxRecordBytes: DEFAULT_LIMITS.recordBytes,
      expectedPeer: remote.peer,
    },
    (output) => {
      if (output.type === 'write') written.push(output.bytes);
      if (output.type === 'established') channel = output.channel;
      if (output.type === 'failed') throw output.error;
      if (output.type === 'need') {
        if (own.signedDigest !== undefined) sameBytes('signed digest', output.digest, own.signedDigest);
        handshake.signed(crypto.secp256k1.sign(output.digest, own.secret!));
      }
    },
    (bytes) => plain.push(bytes),
  );
  handshake.start();
  for (const chunk of feed.cut(bytesFrom(transcript, otherSide(side)))) handshake.receive(chunk);

  sameBytes('handshake bytes', joined(written), firstFrames(bytesFrom(transcript, side), HANDSHAKE_FRAMES));
  if (channel === undefined) throw new Error('the handshake does not finish');
  const { exchange, cipher, hash } = transcript.negotiated!;
  same('suite', channel.suite, { exchange, cipher, digest: hash });
  sameBytes('remote public key', channel.remotePublicKey, remote.publicKey!);
  same('remote peer id', channel.remotePeer, remote.peer);
  sameBytes('plaintext', joined(plain), muxedFrom(transcript, otherSide(side)));
}
