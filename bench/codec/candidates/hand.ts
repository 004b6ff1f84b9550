import { subjectOf, type CodecCandidate, type Typed } from '../candidate.js';
import { decodeIdentify, encodeIdentify, encodeIdentifyInto } from '../hand/identify.js';
import {
  decodeNetworkMessage,
  encodeNetworkMessage,
  encodeNetworkMessageInto,
} from '../hand/network-message.js';
import { decodeNodes, encodeNodes, encodeNodesInto } from '../hand/nodes.js';
import { decodePing, encodePing, encodePingInto } from '../hand/ping.js';
import { decodePropose, encodePropose, encodeProposeInto } from '../hand/propose.js';
import type { MessageName, Values } from '../values.js';

const networkMessage: Typed<Values['net100']> = {
  encode: encodeNetworkMessage,
  encodeInto: encodeNetworkMessageInto,
  decode: decodeNetworkMessage,
};

export const HAND: { readonly [Name in MessageName]: Typed<Values[Name]> } = {
  nodes: { encode: encodeNodes, encodeInto: encodeNodesInto, decode: decodeNodes },
  ping: { encode: encodePing, encodeInto: encodePingInto, decode: decodePing },
  propose: { encode: encodePropose, encodeInto: encodeProposeInto, decode: decodePropose },
  net100: networkMessage,
  net64k: networkMessage,
  identify: { encode: encodeIdentify, encodeInto: encodeIdentifyInto, decode: decodeIdentify },
};

export const candidate: CodecCandidate = {
  subject: (message, value) => Promise.resolve(subjectOf(HAND[message], value)),
};
