/** A molecule table or dynvec out of encoded fields, independent of the generated codecs: any number of them. */
export function table(...fields: readonly Uint8Array[]): Uint8Array {
  const header = 4 * (fields.length + 1);
  const total = fields.reduce((sum, field) => sum + field.length, header);
  const out = new Uint8Array(total);
  const view = new DataView(out.buffer);
  view.setUint32(0, total, true);
  let at = header;
  for (const [index, field] of fields.entries()) {
    view.setUint32(4 * (index + 1), at, true);
    out.set(field, at);
    at += field.length;
  }
  return out;
}

/** A molecule vector of bytes: little-endian count, then the bytes. Text counts as its UTF-8. */
export function vector(content: Uint8Array | string): Uint8Array {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const out = new Uint8Array(4 + bytes.length);
  new DataView(out.buffer).setUint32(0, bytes.length, true);
  out.set(bytes, 4);
  return out;
}
