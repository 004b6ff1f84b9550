import type { PingMessage } from '../../../generated/ping.js';
import { checkEnd, fail } from './memory.js';
import { getU32, knownEnd } from './molecule.js';

/** Three tables of one field each and a union id between them: all but the id and the nonce is constant. */
const SIZE = 24;

function nonceOf(message: PingMessage): number {
  const { nonce } = message.payload.value;
  if (typeof nonce !== 'number' || nonce >>> 0 !== nonce) fail('nonce');
  return nonce;
}

function idOf(message: PingMessage): number {
  switch (message.payload.type) {
    case 'Ping':
      return 0;
    case 'Pong':
      return 1;
    default:
      fail('type');
  }
}

export function encodePing(message: PingMessage): Uint8Array {
  const nonce = nonceOf(message);
  const id = idOf(message);
  // So short an array lies in the heap of V8 and is made faster than a view. Its zeros need not be written.
  const out = new Uint8Array(SIZE);
  out[0] = SIZE;
  out[4] = 8;
  out[8] = id;
  out[12] = 12;
  out[16] = 8;
  out[20] = nonce;
  out[21] = nonce >>> 8;
  out[22] = nonce >>> 16;
  out[23] = nonce >>> 24;
  return out;
}

export function encodePingInto(message: PingMessage, out: Uint8Array, at: number): number {
  const nonce = nonceOf(message);
  const id = idOf(message);
  const end = checkEnd(out, at + SIZE);
  out[at] = SIZE;
  out[at + 1] = 0;
  out[at + 2] = 0;
  out[at + 3] = 0;
  out[at + 4] = 8;
  out[at + 5] = 0;
  out[at + 6] = 0;
  out[at + 7] = 0;
  out[at + 8] = id;
  out[at + 9] = 0;
  out[at + 10] = 0;
  out[at + 11] = 0;
  out[at + 12] = 12;
  out[at + 13] = 0;
  out[at + 14] = 0;
  out[at + 15] = 0;
  out[at + 16] = 8;
  out[at + 17] = 0;
  out[at + 18] = 0;
  out[at + 19] = 0;
  out[at + 20] = nonce;
  out[at + 21] = nonce >>> 8;
  out[at + 22] = nonce >>> 16;
  out[at + 23] = nonce >>> 24;
  return end;
}

export function decodePing(bytes: Uint8Array): PingMessage {
  if (
    bytes.length !== SIZE ||
    getU32(bytes, 0) !== SIZE ||
    getU32(bytes, 4) !== 8 ||
    getU32(bytes, 12) !== 12 ||
    getU32(bytes, 16) !== 8
  )
    return decodeLonger(bytes);
  return message(getU32(bytes, 8), getU32(bytes, 20));
}

function message(id: number, nonce: number): PingMessage {
  if (id === 0) return { payload: { type: 'Ping', value: { nonce } } };
  if (id === 1) return { payload: { type: 'Pong', value: { nonce } } };
  fail('id');
}

/** From a peer whose schema has more fields. */
function decodeLonger(bytes: Uint8Array): PingMessage {
  const end = knownEnd(bytes, 0, bytes.length, 1);
  const start = getU32(bytes, 4);
  if (end - start < 4) fail('union');
  const table = start + 4;
  const to = knownEnd(bytes, table, end, 1);
  const at = table + getU32(bytes, table + 4);
  if (to - at !== 4) fail('nonce');
  return message(getU32(bytes, start), getU32(bytes, at));
}
