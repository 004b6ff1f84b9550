/** A number and where the bytes behind it start. */
export interface ReadVarint {
  readonly value: number;
  readonly end: number;
}

/** Codes have 32 bits (tentacle's multiaddr, protocols): five groups of seven. */
const MAX_VARINT_BYTES = 5;

/**
 * Reads an unsigned LEB128 number at `start`; `undefined` if it is cut off, wider than 32 bits or not minimal. Only
 * one encoding per number is allowed, otherwise one address would have many.
 */
export function readVarint(bytes: Uint8Array, start: number): ReadVarint | undefined {
  let value = 0;
  for (let at = start; at < start + MAX_VARINT_BYTES; at++) {
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * (at - start));
    if (byte >= 0x80) continue;
    const minimal = byte !== 0 || at === start;
    return minimal && value < 2 ** 32 ? { value, end: at + 1 } : undefined;
  }
  return undefined;
}

/** Writes a number below 2^32 in its one encoding. */
export function writeVarint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
