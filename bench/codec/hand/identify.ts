import type { Identify } from '../values.js';
import { EMPTY } from '../../../src/wire/index.js';
import { bytesLength, checkEnd, fail, putBytes, reserve, slab, takeBytes, taken } from './memory.js';
import { getTag, getVarint, next, putVarint, skip } from './protobuf.js';
import { putText, takeText, textLength } from './text.js';

const MAX_VERSION = 64;
const MAX_AGENT = 128;
const MAX_KEY = 128;
const MAX_ADDRESSES = 16;
const MAX_ADDRESS = 256;
const MAX_PROTOCOLS = 64;
const MAX_PROTOCOL = 128;

/** Tags and lengths of the fields that are not repeated, and the most they can hold. */
const MAX_REST = MAX_VERSION + MAX_AGENT + MAX_KEY + MAX_ADDRESS + 12;

export function encodeIdentify(message: Identify): Uint8Array {
  const { listenAddrs, protocols } = message;
  const bound = MAX_REST + listenAddrs.length * (MAX_ADDRESS + 3) + protocols.length * (MAX_PROTOCOL + 3);
  const start = reserve(bound);
  // What breaks no limit fits.
  if (start < 0) fail('too many');
  return taken(encodeIdentifyInto(message, slab, start));
}

export function encodeIdentifyInto(message: Identify, out: Uint8Array, at: number): number {
  const { publicKey, listenAddrs, observedAddr, protocols } = message;
  if (!Array.isArray(listenAddrs) || listenAddrs.length > MAX_ADDRESSES) fail('listenAddrs');
  if (!Array.isArray(protocols) || protocols.length > MAX_PROTOCOLS) fail('protocols');
  const version = textLength(message.protocolVersion, MAX_VERSION);
  const agent = textLength(message.agentVersion, MAX_AGENT);
  let p = at;
  if (version > 0) {
    out[p] = 10;
    p = putText(out, putVarint(out, p + 1, version), message.protocolVersion, version);
  }
  if (agent > 0) {
    out[p] = 18;
    p = putText(out, putVarint(out, p + 1, agent), message.agentVersion, agent);
  }
  if (bytesLength(publicKey, MAX_KEY) > 0) {
    out[p] = 26;
    p = putBytes(out, putVarint(out, p + 1, publicKey.length), publicKey);
  }
  for (let i = 0; i < listenAddrs.length; i++) {
    const address = listenAddrs[i]!;
    out[p] = 34;
    p = putBytes(out, putVarint(out, p + 1, bytesLength(address, MAX_ADDRESS)), address);
  }
  if (bytesLength(observedAddr, MAX_ADDRESS) > 0) {
    out[p] = 42;
    p = putBytes(out, putVarint(out, p + 1, observedAddr.length), observedAddr);
  }
  for (let i = 0; i < protocols.length; i++) {
    const protocol = protocols[i]!;
    const length = textLength(protocol, MAX_PROTOCOL);
    out[p] = 50;
    p = putText(out, putVarint(out, p + 1, length), protocol, length);
  }
  return checkEnd(out, p);
}

export function decodeIdentify(bytes: Uint8Array): Identify {
  const end = bytes.length;
  const listenAddrs: Uint8Array[] = [];
  const protocols: string[] = [];
  let protocolVersion = '';
  let agentVersion = '';
  let publicKey = EMPTY;
  let observedAddr = EMPTY;
  let p = 0;
  while (p < end) {
    let tag = bytes[p]!;
    if (tag < 0x80) p++;
    else {
      tag = getTag(bytes, p, end);
      p = next;
    }
    // All fields have wire type 2; anything else is not known here.
    if ((tag & 7) !== 2 || tag < 10 || tag > 50) {
      p = skip(bytes, p, end, tag);
      continue;
    }
    // Behind the end there is `undefined`, which is not less than anything.
    let length = bytes[p]!;
    if (length < 0x80) p++;
    else {
      length = getVarint(bytes, p, end);
      p = next;
    }
    const to = p + length;
    if (to > end) fail('length');
    switch (tag) {
      case 50:
        if (length > MAX_PROTOCOL || protocols.length >= MAX_PROTOCOLS) fail('protocols');
        protocols.push(takeText(bytes, p, to));
        break;
      case 34:
        if (length > MAX_ADDRESS || listenAddrs.length >= MAX_ADDRESSES) fail('listenAddrs');
        listenAddrs.push(takeBytes(bytes, p, to));
        break;
      case 10:
        if (length > MAX_VERSION) fail('protocolVersion');
        protocolVersion = takeText(bytes, p, to);
        break;
      case 18:
        if (length > MAX_AGENT) fail('agentVersion');
        agentVersion = takeText(bytes, p, to);
        break;
      case 26:
        if (length > MAX_KEY) fail('publicKey');
        publicKey = takeBytes(bytes, p, to);
        break;
      default:
        if (length > MAX_ADDRESS) fail('observedAddr');
        observedAddr = takeBytes(bytes, p, to);
    }
    p = to;
  }
  return { protocolVersion, agentVersion, publicKey, listenAddrs, observedAddr, protocols };
}
