import { nodeCrypto } from '../../src/crypto/node.js';
import { CRYPTOS } from './cryptos.js';
import { byteByByte, inOnePiece, randomChunks, type Feed } from './feed.js';
import { replayFirstFrame, replayFirstWrite } from './replay-first-frame.js';
import { missing, replayHandshake } from './replay-handshake.js';
import { expectedCode, incomparable, replayFirstWord, replayRefusal } from './replay-negative.js';
import { replayKeys, replayOpening, replaySealing } from './replay-records.js';
import { replaySelect } from './replay-select.js';
import { replaySession } from './replay-session.js';
import { replayYamux } from './replay-yamux.js';
import { SIDES, type FirstFrame, type Side, type Transcript } from './transcript.js';
import type { Recording } from './transcript-file.js';

/** One thing that a recording must show. */
export interface Check {
  readonly title: string;
  /** Why it cannot be checked with this recording. */
  readonly skipped?: string;
  /** Throws an error that says what differs. */
  run(): void;
}

/** Every check of one recording; `seed` decides the random chunks. */
export function checksOf(recording: Recording, seed: number): Check[] {
  const feeds = [inOnePiece, byteByByte, randomChunks(seed)];
  if (recording.type === 'first-frame') return firstFrameChecks(recording.frame, feeds);
  const { transcript } = recording;
  if (transcript.wire.length === 0) return firstWordChecks(transcript);
  if (transcript.frames.length === 0)
    return [...recordChecks(transcript), ...refusalChecks(transcript, feeds)];
  return [
    ...(transcript.negotiated === undefined ? [] : handshakeChecks(transcript, feeds)),
    ...recordChecks(transcript),
    ...SIDES.flatMap((side) =>
      feeds.map((feed) => ({
        title: `yamux frames of ${side}, ${feed.name}`,
        run: () => replayYamux(transcript, side, feed),
      })),
    ),
    { title: 'protocol selections', run: () => replaySelect(transcript) },
    ...sessionChecks(transcript, feeds),
  ];
}

function handshakeChecks(transcript: Transcript, feeds: readonly Feed[]): Check[] {
  return SIDES.flatMap((side) =>
    CRYPTOS.flatMap((crypto) =>
      // Whatever depends on how bytes are cut lies above the back end: one cut is enough for the second.
      (crypto === nodeCrypto ? feeds : [inOnePiece]).map((feed) => ({
        title: `handshake as ${side}, ${feed.name}, ${crypto.name}`,
        ...needed(transcript, side),
        run: () => replayHandshake(transcript, side, crypto, feed),
      })),
    ),
  );
}

function recordChecks(transcript: Transcript): Check[] {
  if (transcript.keys === undefined) return [];
  return SIDES.flatMap((side) =>
    CRYPTOS.flatMap((crypto) => [
      {
        title: `keys as ${side}, ${crypto.name}`,
        ...needed(transcript, side),
        run: () => replayKeys(transcript, side, crypto),
      },
      {
        title: `records of ${side} sealed, ${crypto.name}`,
        run: () => replaySealing(transcript, side, crypto),
      },
      {
        title: `records of ${side} opened, ${crypto.name}`,
        run: () => replayOpening(transcript, side, crypto),
      },
    ]),
  );
}

function sessionChecks(transcript: Transcript, feeds: readonly Feed[]): Check[] {
  const secrets = transcript.negotiated !== undefined;
  return SIDES.flatMap((side) =>
    feeds.map((feed) => ({
      title: `session as ${side}, ${feed.name}, ${secrets ? nodeCrypto.name : 'plaintext'}`,
      ...(secrets ? needed(transcript, side) : {}),
      run: () => replaySession(transcript, side, nodeCrypto, feed),
    })),
  );
}

function refusalChecks(transcript: Transcript, feeds: readonly Feed[]): Check[] {
  const code = expectedCode(transcript);
  if (code === undefined) {
    return [{ title: 'refusal', skipped: 'the recording does not say how it must end', run() {} }];
  }
  const rest = incomparable(transcript);
  return [
    ...CRYPTOS.flatMap((crypto) =>
      feeds.map((feed) => ({
        title: `refused as remote with ${code}, ${feed.name}, ${crypto.name}`,
        run: () => replayRefusal(transcript, code, crypto, feed),
      })),
    ),
    ...(rest === undefined
      ? []
      : [{ title: 'frames of remote behind its Propose', skipped: rest, run() {} }]),
  ];
}

function firstWordChecks(transcript: Transcript): Check[] {
  return CRYPTOS.map((crypto) => ({
    title: `Propose before anything was received, ${crypto.name}`,
    run: () => replayFirstWord(transcript, crypto),
  }));
}

function firstFrameChecks(frame: FirstFrame, feeds: readonly Feed[]): Check[] {
  return CRYPTOS.flatMap((crypto) => [
    ...feeds.map((feed) => ({
      title: `first frame read and written again, ${feed.name}, ${crypto.name}`,
      run: () => replayFirstFrame(frame, crypto, feed),
    })),
    { title: `first write of a handshake, ${crypto.name}`, run: () => replayFirstWrite(frame, crypto) },
  ]);
}

/** To stand in for a side, all of its secrets must be recorded. */
function needed(transcript: Transcript, side: Side): Pick<Check, 'skipped'> {
  const names = missing(transcript.parties[side]);
  return names.length === 0 ? {} : { skipped: `${side}'s ${names.join(', ')} not recorded` };
}
