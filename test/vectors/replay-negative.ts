import type { Crypto } from '../../src/crypto/types.js';
import type { ErrorCode } from '../../src/errors.js';
import { Propose } from '../../generated/secio.js';
import { DEFAULT_LIMITS } from '../../src/limits.js';
import { Handshake } from '../../src/secio/handshake.js';
import { DEFAULT_PROPOSALS } from '../../src/secio/suite.js';
import { Session } from '../../src/session/session.js';
import type { Feed } from './feed.js';
import { RecordedOwner } from './recorded-owner.js';
import { firstFrames, injected, missing } from './replay-handshake.js';
import { same, sameBytes } from './same.js';
import { bytesFrom, joined, roleOf, type Transcript } from './transcript.js';

const PREFIX_BYTES = 4;

const CODES: Readonly<Record<string, ErrorCode>> = {
  badNonce: 'E_SECIO_NONCE',
  badSignature: 'E_SECIO_SIGNATURE',
  silentAfterPropose: 'E_SECIO_TIMEOUT',
};

/** With which error a handshake must end that the recording side spoilt; `undefined`: the recording does not say. */
export function expectedCode({ negotiated, tampering }: Transcript): ErrorCode | undefined {
  const [fault] = tampering;
  if (fault !== undefined) return CODES[fault];
  if (negotiated === undefined) return undefined;
  const { exchange, cipher, hash } = negotiated;
  const common = exchange !== undefined && cipher !== undefined && hash !== undefined;
  return common ? undefined : 'E_SECIO_NO_INTERSECTION';
}

/**
 * We stand in for the remote, which must refuse, and get what it got. Where nothing more comes, only the deadline
 * ends the handshake, and not a millisecond earlier.
 */
export function replayRefusal(transcript: Transcript, code: ErrorCode, crypto: Crypto, feed: Feed): void {
  const remote = transcript.parties.remote;
  const { handshakeTimeoutMs } = DEFAULT_LIMITS;
  const owner = new RecordedOwner(transcript, 'remote', crypto);
  const session = new Session(
    { role: roleOf(transcript, 'remote'), limits: DEFAULT_LIMITS, secio: injected(remote, crypto) },
    owner,
    0,
  );
  owner.start(session);
  for (const chunk of feed.cut(bytesFrom(transcript, 'local'))) owner.receive(chunk, 1);
  if (code === 'E_SECIO_TIMEOUT') {
    session.tick(handshakeTimeoutMs - 1);
    same('ending before the deadline', owner.ending, 'open');
    same('deadline', session.deadline, handshakeTimeoutMs);
    session.tick(handshakeTimeoutMs);
  }
  same('ending', owner.ending, code);
  same('opened', owner.ready, false);
  // Without its ephemeral secret only the remote's Propose can be repeated.
  const recorded = bytesFrom(transcript, 'remote');
  const repeatable = remote.ephemeralSecret === undefined ? 1 : Infinity;
  sameBytes(
    'bytes written until then',
    firstFrames(joined(owner.written), repeatable),
    firstFrames(recorded, repeatable),
  );
}

/** What of a refusal cannot be compared. */
export function incomparable({ parties, wire }: Transcript): string | undefined {
  const frames = wire.filter(({ from }) => from === 'remote').length;
  return frames > 1 && missing(parties.remote).includes('ephemeralSecret')
    ? 'the ephemeral secret of the remote is not recorded'
    : undefined;
}

/**
 * In a recording without any bytes both sides waited for the other to speak. Ours never waits: its Propose is written
 * by `start` alone.
 */
export function replayFirstWord({ parties }: Transcript, crypto: Crypto): void {
  const publicKey = crypto.secp256k1.publicKey(parties.local.secret!);
  const nonce = parties.local.nonce ?? new Uint8Array(16);
  const written: Uint8Array[] = [];
  const handshake = new Handshake(
    { crypto, publicKey, nonce, proposals: DEFAULT_PROPOSALS, maxFrameBytes: 1024, maxRecordBytes: 1024 },
    (output) => {
      if (output.type === 'write') written.push(output.bytes);
    },
    () => {},
  );
  handshake.start();
  const bytes = joined(written);
  sameBytes('one whole frame', firstFrames(bytes, 1), bytes);
  sameBytes('nonce of the Propose', Propose.decode(bytes.subarray(PREFIX_BYTES)).rand, nonce);
}
