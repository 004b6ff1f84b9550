import type { Propose } from '../../../generated/secio.js';
import { bytesLength, checkEnd, fail, putBytes, reserve, slab, takeBytes, taken } from './memory.js';
import { getU32, knownEnd } from './molecule.js';
import { putText, takeText, textLength } from './text.js';

const HEADER = 24;
const MAX_RAND = 256;
const MAX_FIELD = 1024;
const MAX_SIZE = HEADER + 20 + MAX_RAND + 4 * MAX_FIELD;

function putU32(out: Uint8Array, at: number, value: number): void {
  out[at] = value;
  out[at + 1] = value >> 8;
  out[at + 2] = value >> 16;
  out[at + 3] = value >> 24;
}

export function encodePropose(message: Propose): Uint8Array {
  const start = reserve(MAX_SIZE);
  return taken(encodeProposeInto(message, slab, start));
}

export function encodeProposeInto(message: Propose, out: Uint8Array, at: number): number {
  const { rand, pubkey } = message;
  const exchanges = textLength(message.exchanges, MAX_FIELD);
  const ciphers = textLength(message.ciphers, MAX_FIELD);
  const hashes = textLength(message.hashes, MAX_FIELD);
  const p0 = at + HEADER;
  const p1 = p0 + 4 + bytesLength(rand, MAX_RAND);
  const p2 = p1 + 4 + bytesLength(pubkey, MAX_FIELD);
  const p3 = p2 + 4 + exchanges;
  const p4 = p3 + 4 + ciphers;
  const end = checkEnd(out, p4 + 4 + hashes);
  putU32(out, at, end - at);
  putU32(out, at + 4, HEADER);
  putU32(out, at + 8, p1 - at);
  putU32(out, at + 12, p2 - at);
  putU32(out, at + 16, p3 - at);
  putU32(out, at + 20, p4 - at);
  putU32(out, p0, rand.length);
  putBytes(out, p0 + 4, rand);
  putU32(out, p1, pubkey.length);
  putBytes(out, p1 + 4, pubkey);
  putU32(out, p2, exchanges);
  putText(out, p2 + 4, message.exchanges, exchanges);
  putU32(out, p3, ciphers);
  putText(out, p3 + 4, message.ciphers, ciphers);
  putU32(out, p4, hashes);
  putText(out, p4 + 4, message.hashes, hashes);
  return end;
}

/** Where the content of a vector of bytes in `[start, end)` begins. */
function content(bytes: Uint8Array, start: number, end: number, max: number): number {
  const length = end - start - 4;
  if (length < 0 || getU32(bytes, start) !== length || length > max) fail('vector');
  return start + 4;
}

export function decodePropose(bytes: Uint8Array): Propose {
  const { length } = bytes;
  if (length < HEADER) fail('header');
  let end = length;
  if (getU32(bytes, 0) !== length || getU32(bytes, 4) !== HEADER) end = knownEnd(bytes, 0, length, 5);
  // Offsets that are out of order leave a negative length between them; the last one is checked against the end.
  const p0 = getU32(bytes, 4);
  const p1 = getU32(bytes, 8);
  const p2 = getU32(bytes, 12);
  const p3 = getU32(bytes, 16);
  const p4 = getU32(bytes, 20);
  if (p4 > end) fail('offsets');
  return {
    rand: takeBytes(bytes, content(bytes, p0, p1, MAX_RAND), p1),
    pubkey: takeBytes(bytes, content(bytes, p1, p2, MAX_FIELD), p2),
    exchanges: takeText(bytes, content(bytes, p2, p3, MAX_FIELD), p3),
    ciphers: takeText(bytes, content(bytes, p3, p4, MAX_FIELD), p4),
    hashes: takeText(bytes, content(bytes, p4, end, MAX_FIELD), end),
  };
}
