import type { Node, Nodes } from '../../../generated/discovery.js';
import { EMPTY } from '../../../src/wire/index.js';
import { allocate, bytesLength, checkEnd, fail, putBytes } from './memory.js';
import { getU32, knownEnd } from './molecule.js';

const MAX_NODES = 1000;
const MAX_ADDRESSES = 3;
const MAX_ADDRESS = 256;

/** Bytes of the message; what is measured is checked when it is written. */
function sizeOf({ items }: Nodes): number {
  let size = 17 + 4 * items.length;
  for (let i = 0; i < items.length; i++) {
    const { addresses } = items[i]!;
    size += 12 + 8 * addresses.length;
    for (let k = 0; k < addresses.length; k++) size += addresses[k]!.length;
  }
  return size;
}

export function encodeNodes(message: Nodes): Uint8Array {
  const out = allocate(sizeOf(message));
  encodeNodesInto(message, out, 0);
  return out;
}

export function encodeNodesInto({ announce, items }: Nodes, out: Uint8Array, at: number): number {
  const view = new DataView(out.buffer, out.byteOffset, out.length);
  if (typeof announce !== 'boolean') fail('announce');
  const count = items.length;
  if (!Array.isArray(items) || count > MAX_NODES) fail('items');
  view.setInt32(at + 4, 12, true);
  view.setInt32(at + 8, 13, true);
  out[at + 12] = announce ? 1 : 0;
  const list = at + 13;
  let p = list + 4 + 4 * count;
  for (let i = 0; i < count; i++) {
    view.setInt32(list + 4 + 4 * i, p - list, true);
    const { addresses } = items[i]!;
    const lines = addresses.length;
    if (!Array.isArray(addresses) || lines > MAX_ADDRESSES) fail('addresses');
    const node = p;
    view.setInt32(node + 4, 8, true);
    p += 12 + 4 * lines;
    for (let k = 0; k < lines; k++) {
      const address = addresses[k]!;
      const length = bytesLength(address, MAX_ADDRESS);
      view.setInt32(node + 12 + 4 * k, p - node - 8, true);
      view.setInt32(p, length, true);
      p = putBytes(out, p + 4, address);
    }
    view.setInt32(node + 8, p - node - 8, true);
    view.setInt32(node, p - node, true);
  }
  view.setInt32(list, p - list, true);
  view.setInt32(at, p - at, true);
  return checkEnd(out, p);
}

export function decodeNodes(bytes: Uint8Array): Nodes {
  const { length } = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  if (length < 12) fail('header');
  let end = length;
  if (view.getUint32(0, true) !== length || view.getUint32(4, true) !== 12)
    end = knownEnd(bytes, 0, length, 2);
  const announce = getU32(bytes, 4);
  const list = view.getUint32(8, true);
  if (list - announce !== 1 || list > end) fail('announce');
  const flag = bytes[announce]!;
  if (flag > 1) fail('announce');
  return { announce: flag === 1, items: readItems(bytes, view, list, end) };
}

function readItems(bytes: Uint8Array, view: DataView, start: number, end: number): Node[] {
  const total = end - start;
  if (total < 4 || view.getUint32(start, true) !== total) fail('total size');
  if (total === 4) return [];
  const header = total < 8 ? 0 : view.getUint32(start + 4, true);
  if ((header & 3) !== 0 || header < 8 || header > total) fail('offsets');
  const count = (header >>> 2) - 1;
  if (count > MAX_NODES) fail('items');
  const items = new Array<Node>(count);
  let from = start + header;
  const last = count - 1;
  for (let i = 0; i < last; i++) {
    const to = start + view.getUint32(start + 8 + 4 * i, true);
    if (to < from || to > end) fail('offsets');
    items[i] = readNode(bytes, view, from, to);
    from = to;
  }
  items[last] = readNode(bytes, view, from, end);
  return items;
}

function readNode(bytes: Uint8Array, view: DataView, start: number, stop: number): Node {
  const size = stop - start;
  let end = stop;
  let list = start + 8;
  if (size < 12 || view.getUint32(start, true) !== size || view.getUint32(start + 4, true) !== 8) {
    end = knownEnd(bytes, start, stop, 1);
    list = start + getU32(bytes, start + 4);
  }
  const total = end - list;
  if (total < 4 || view.getUint32(list, true) !== total) fail('total size');
  if (total === 4) return { addresses: [] };
  const header = total < 8 ? 0 : view.getUint32(list + 4, true);
  if ((header & 3) !== 0 || header < 8 || header > total) fail('offsets');
  const count = (header >>> 2) - 1;
  if (count > MAX_ADDRESSES) fail('addresses');
  const addresses = new Array<Uint8Array>(count);
  const { buffer, byteOffset } = view;
  let from = list + header;
  for (let i = 0; i < count; i++) {
    const to = i + 1 < count ? list + view.getUint32(list + 8 + 4 * i, true) : end;
    const length = to - from - 4;
    if (length < 0 || to > end || view.getUint32(from, true) !== length) fail('address');
    if (length > MAX_ADDRESS) fail('address');
    addresses[i] = length > 0 ? new Uint8Array(buffer, byteOffset + from + 4, length) : EMPTY;
    from = to;
  }
  return { addresses };
}
