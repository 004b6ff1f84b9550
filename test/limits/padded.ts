import type { TypeDecl } from '../../codegen/src/ir/model.js';

/** No message of these schemas has a field of this number. */
const UNKNOWN_FIELD = 1000;

/** The same message, made `length` bytes long by something that decoders skip. */
export function padded(bytes: Uint8Array, decl: TypeDecl, length: number): Uint8Array {
  if (decl.kind === 'record' && decl.layout === 'message') return withUnknownField(bytes, length);
  // A union is its id, then the table.
  const at = decl.kind === 'union' ? 4 : 0;
  const extra = length - bytes.length - 4;
  if (extra < 0) return bytes;
  const table = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at);
  const header = table.getUint32(4, true);
  const out = new Uint8Array(length);
  out.set(bytes.subarray(0, at + header));
  out.set(bytes.subarray(at + header), at + header + 4);
  const view = new DataView(out.buffer, at);
  view.setUint32(0, length - at, true);
  for (let word = 4; word < header; word += 4) view.setUint32(word, table.getUint32(word, true) + 4, true);
  view.setUint32(header, bytes.length - at + 4, true);
  return out;
}

function withUnknownField(bytes: Uint8Array, length: number): Uint8Array {
  // A tag of two bytes, and a length in four, however small it is.
  const content = length - bytes.length - 6;
  if (content < 0) return bytes;
  const out = new Uint8Array(length);
  out.set(bytes);
  const tag = UNKNOWN_FIELD * 8 + 2;
  const header = [tag, tag >>> 7, content, content >>> 7, content >>> 14, content >>> 21];
  header.forEach((bits, i) => {
    const isLast = i === 1 || i === header.length - 1;
    out[bytes.length + i] = (bits & 0x7f) | (isLast ? 0 : 0x80);
  });
  return out;
}
