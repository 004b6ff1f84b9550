import { Nodes } from '../../../generated/discovery.js';
import { PingMessage } from '../../../generated/ping.js';
import { Propose } from '../../../generated/secio.js';
import { NetworkMessage } from '../../../generated/transmitter.js';
import type { Codec } from '../../../src/wire/index.js';
import { subjectOf, type CodecCandidate, type Typed } from '../candidate.js';
import type { Identify, MessageName, Values } from '../values.js';

/** Compiled from `schemas/` beside this folder when the bench starts. */
const IDENTIFY: string = '../compiled/identify.js';

/** Into memory that is there and large enough for its bound; the checks are made while it is written. */
function typed<T>({ encode, decode, encodeInto }: Codec<T>): Typed<T> {
  return { encode, decode, encodeInto };
}

async function codecs(): Promise<{ readonly [Name in MessageName]: Codec<Values[Name]> }> {
  const { Identify } = (await import(IDENTIFY)) as { readonly Identify: Codec<Identify> };
  return {
    nodes: Nodes,
    ping: PingMessage,
    propose: Propose,
    net100: NetworkMessage,
    net64k: NetworkMessage,
    identify: Identify,
  };
}

export const candidate: CodecCandidate = {
  subject: async (message, value) => subjectOf(typed((await codecs())[message]), value),
};
