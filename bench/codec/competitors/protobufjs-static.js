/** The static module of protobufjs-cli. It reads `Buffer`s faster than other arrays. */
import { Buffer } from 'node:buffer';
import * as hostile from '../dist/protobufjs/hostile.js';
import * as identify from '../dist/protobufjs/identify.js';
import * as transmitter from '../dist/protobufjs/transmitter.js';

const { Identify } = identify.tentacle.bench.identify;
const { NetworkMessage } = transmitter.tentacle.net.transmitter;

const asBuffer = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

const subjectOf = (type, value, plain) => ({
  value,
  encode: (message) => type.encode(message).finish(),
  decode: (bytes) => type.decode(bytes),
  input: asBuffer,
  plain,
});

const withHeaders = (value) => ({ ...value, headers: Object.fromEntries(value.headers) });
const withMap = ({ headers, url, content }) => ({ headers: new Map(Object.entries(headers)), url, content });
const fields = ({ protocolVersion, agentVersion, publicKey, listenAddrs, observedAddr, protocols }) => ({
  protocolVersion,
  agentVersion,
  publicKey,
  listenAddrs,
  observedAddr,
  protocols,
});

export const candidate = {
  async subject(message, value) {
    if (message === 'identify') return subjectOf(Identify, value, fields);
    if (message.startsWith('net')) return subjectOf(NetworkMessage, withHeaders(value), withMap);
    return undefined;
  },
};

export const decodeHostile = (bytes) => hostile.tentacle.bench.hostile.Hostile.decode(asBuffer(bytes));
