import type { NetworkMessage } from '../../../generated/transmitter.js';
import { EMPTY } from '../../../src/wire/index.js';
import {
  allocate,
  bytesLength,
  checkEnd,
  fail,
  putBytes,
  reserve,
  slab,
  takeBytes,
  taken,
} from './memory.js';
import { getTag, getVarint, next, putVarint, skip, varintSize } from './protobuf.js';
import { putText, takeText, textLength } from './text.js';

const MAX_HEADERS = 32;
const MAX_KEY = 64;
const MAX_VALUE = 1024;
/** Key and value with their tags and lengths, and the tag and length of both. */
const MAX_ENTRY = MAX_KEY + MAX_VALUE + 8;
const MAX_URL = 120;
const MAX_CONTENT = 4_194_304;

function headersSize(headers: Map<string, Uint8Array>): number {
  if (!(headers instanceof Map) || headers.size > MAX_HEADERS) fail('headers');
  let size = 0;
  for (const [key, value] of headers) {
    const length = entrySize(textLength(key, MAX_KEY), bytesLength(value, MAX_VALUE));
    size += 1 + varintSize(length) + length;
  }
  return size;
}

/** A key is always shorter than 128 bytes. */
function entrySize(key: number, value: number): number {
  return 3 + key + varintSize(value) + value;
}

export function encodeNetworkMessage(message: NetworkMessage): Uint8Array {
  const { headers, content } = message;
  const start = reserve(MAX_URL + 8 + headers.size * MAX_ENTRY + content.length);
  if (start >= 0) return taken(encodeNetworkMessageInto(message, slab, start));
  const url = textLength(message.url, MAX_URL);
  const length = bytesLength(content, MAX_CONTENT);
  let size = headersSize(headers);
  if (url > 0) size += 2 + url;
  if (length > 0) size += 1 + varintSize(length) + length;
  const out = allocate(size);
  write(message, url, out, 0);
  return out;
}

export function encodeNetworkMessageInto(message: NetworkMessage, out: Uint8Array, at: number): number {
  const { headers, content } = message;
  if (!(headers instanceof Map) || headers.size > MAX_HEADERS) fail('headers');
  bytesLength(content, MAX_CONTENT);
  return checkEnd(out, write(message, textLength(message.url, MAX_URL), out, at));
}

function write(message: NetworkMessage, url: number, out: Uint8Array, at: number): number {
  let p = at;
  for (const [key, value] of message.headers) {
    const keyLength = textLength(key, MAX_KEY);
    const valueLength = bytesLength(value, MAX_VALUE);
    out[p] = 10;
    p = putVarint(out, p + 1, entrySize(keyLength, valueLength));
    out[p] = 10;
    out[p + 1] = keyLength;
    p = putText(out, p + 2, key, keyLength);
    out[p] = 18;
    p = putVarint(out, p + 1, valueLength);
    p = putBytes(out, p, value);
  }
  if (url > 0) {
    out[p] = 18;
    out[p + 1] = url;
    p = putText(out, p + 2, message.url, url);
  }
  const { content } = message;
  if (content.length > 0) {
    out[p] = 26;
    p = putVarint(out, p + 1, content.length);
    p = putBytes(out, p, content);
  }
  return p;
}

export function decodeNetworkMessage(bytes: Uint8Array): NetworkMessage {
  const end = bytes.length;
  const headers = new Map<string, Uint8Array>();
  let url = '';
  let content = EMPTY;
  let p = 0;
  while (p < end) {
    let tag = bytes[p]!;
    if (tag < 0x80) p++;
    else {
      tag = getTag(bytes, p, end);
      p = next;
    }
    if (tag !== 10 && tag !== 18 && tag !== 26) {
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
    if (tag === 10) readHeader(bytes, p, to, headers);
    else if (tag === 18) {
      if (length > MAX_URL) fail('url');
      url = takeText(bytes, p, to);
    } else {
      if (length > MAX_CONTENT) fail('content');
      content = takeBytes(bytes, p, to);
    }
    p = to;
  }
  return { headers, url, content };
}

function readHeader(bytes: Uint8Array, start: number, end: number, headers: Map<string, Uint8Array>): void {
  let key = '';
  let value = EMPTY;
  let p = start;
  while (p < end) {
    let tag = bytes[p]!;
    if (tag < 0x80) p++;
    else {
      tag = getTag(bytes, p, end);
      p = next;
    }
    if (tag !== 10 && tag !== 18) {
      p = skip(bytes, p, end, tag);
      continue;
    }
    let length = bytes[p]!;
    if (length < 0x80) p++;
    else {
      length = getVarint(bytes, p, end);
      p = next;
    }
    const to = p + length;
    if (to > end) fail('length');
    if (tag === 10) {
      if (length > MAX_KEY) fail('key');
      key = takeText(bytes, p, to);
    } else {
      if (length > MAX_VALUE) fail('value');
      value = takeBytes(bytes, p, to);
    }
    p = to;
  }
  if (headers.size >= MAX_HEADERS && !headers.has(key)) fail('headers');
  headers.set(key, value);
}
