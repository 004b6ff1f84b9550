import { TentacleError } from '../../src/errors.js';
import { readChoice, readOffer, writeOffer, type Offer } from '../../src/select/negotiation.js';
import { same, sameBytes } from './same.js';
import type { RecordedProtocol, Transcript } from './transcript.js';

/** Every recorded request and reply reads as recorded and is written as the same bytes again. */
export function replaySelect(transcript: Transcript): void {
  for (const protocol of transcript.protocols) {
    const { name, offered, chosen, request, reply } = protocol;
    rewritten(`request for ${name}`, request, { name, versions: offered });
    if (reply === undefined) continue;
    rewritten(`reply for ${name}`, reply, { name, versions: chosen === undefined ? [] : [chosen] });
    same(`choice for ${name}`, choice(protocol, reply), chosen ?? 'E_SELECT_REFUSED');
  }
}

function rewritten(what: string, bytes: Uint8Array, offer: Offer): void {
  same(what, readOffer(bytes, 0, bytes.length), offer);
  sameBytes(`${what} written again`, writeOffer(offer), bytes);
}

/** The version that the asking side reads from the reply, or the code of the refusal. */
function choice({ name, offered }: RecordedProtocol, reply: Uint8Array): string {
  try {
    return readChoice({ name, versions: offered }, reply, 0, reply.length);
  } catch (thrown) {
    if (thrown instanceof TentacleError) return thrown.code;
    throw thrown;
  }
}
