import type { Crypto } from '../../src/crypto/types.js';
import { DEFAULT_LIMITS } from '../../src/limits.js';
import { Session } from '../../src/session/session.js';
import { GO_AWAY } from '../../src/yamux/frame.js';
import type { Feed } from './feed.js';
import { RecordedOwner, withoutFlag } from './recorded-owner.js';
import { injected } from './replay-handshake.js';
import { same, sameBytes, sameItems } from './same.js';
import { bytesFrom, otherSide, roleOf, type Side, type Transcript } from './transcript.js';

/** The recorded instant at which everything happens. */
const NOW = 0;

/**
 * A whole session stands in for `side` and is fed the recorded wire: it opens the recorded protocols and delivers the
 * recorded messages. What it writes itself may be ordered otherwise than recorded and is not compared here.
 */
export function replaySession(transcript: Transcript, side: Side, crypto: Crypto, feed: Feed): void {
  const from = otherSide(side);
  const owner = new RecordedOwner(transcript, side, crypto);
  const secio =
    transcript.negotiated === undefined
      ? undefined
      : { ...injected(transcript.parties[side], crypto), expectedPeer: transcript.parties[from].peer };
  const session = new Session({ role: roleOf(transcript, side), limits: DEFAULT_LIMITS, secio }, owner, NOW);
  owner.start(session);
  for (const chunk of feed.cut(bytesFrom(transcript, from))) owner.receive(chunk, NOW);

  if (!owner.ready) throw new Error(`the session does not open: ${owner.ending}`);
  const { protocols } = transcript;
  const chosen = protocols.filter((protocol) => protocol.chosen !== undefined);
  same(
    'opened protocols',
    owner.opened.toSorted(),
    chosen.map(({ name, chosen: version }) => `${name} ${version}`).toSorted(),
  );
  const refused = protocols.filter(
    (protocol) => protocol.chosen === undefined && protocol.reply !== undefined,
  );
  same(
    'refused protocols',
    owner.refused.toSorted(),
    refused.map(({ name }) => `${name} E_SELECT_REFUSED`).toSorted(),
  );
  same('broken protocols', owner.broken, []);
  receivedAsRecorded(transcript, from, owner);
  const goAway = transcript.frames.some((frame) => frame.from === from && frame.type === GO_AWAY);
  same('ending', owner.ending, goAway ? 'E_SESSION_GO_AWAY' : 'open');
}

function receivedAsRecorded(transcript: Transcript, from: Side, { received }: RecordedOwner): void {
  const messages = transcript.messages.filter((message) => message.from === from);
  sameItems(
    'protocol of a message',
    received.map(({ protocol }) => protocol),
    messages.map(({ protocol }) => protocol),
  );
  for (const [index, message] of messages.entries()) {
    sameBytes(`message ${index}`, withoutFlag(received[index]!.bytes, message), message.bytes);
  }
}
