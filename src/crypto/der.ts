/**
 * ECDSA signatures in DER (X.690): `30 length 02 length r 02 length s`. Written by hand because peers judge by the
 * strict form and libraries differ in what they let pass: one accepted variant more would make signatures malleable.
 */

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const SCALAR_BYTES = 32;
/** Two INTEGERs of 33 bytes (a scalar behind a zero byte) with two header bytes each. */
const MAX_BODY_BYTES = 2 * (2 + SCALAR_BYTES + 1);

/** Encodes a compact signature (r and s of 32 bytes each, big-endian). */
export function derFromCompact(compact: Uint8Array): Uint8Array {
  const r = minimal(compact.subarray(0, SCALAR_BYTES));
  const s = minimal(compact.subarray(SCALAR_BYTES, 2 * SCALAR_BYTES));
  const rBytes = r.length + signByte(r);
  const sBytes = s.length + signByte(s);
  const der = new Uint8Array(6 + rBytes + sBytes);
  der.set([SEQUENCE, 4 + rBytes + sBytes, INTEGER, rBytes]);
  der.set(r, 4 + signByte(r));
  der.set([INTEGER, sBytes], 4 + rBytes);
  der.set(s, 6 + rBytes + signByte(s));
  return der;
}

/** The number without leading zero bytes; zero itself keeps one. */
function minimal(number: Uint8Array): Uint8Array {
  let start = 0;
  while (start < number.length - 1 && number[start] === 0) start++;
  return number.subarray(start);
}

/** 1 if a zero byte must stand in front: a set top bit would make the INTEGER negative. */
function signByte(number: Uint8Array): 0 | 1 {
  return (number[0] ?? 0) >= 0x80 ? 1 : 0;
}

/**
 * Decodes a signature to its compact form, or answers `undefined`. Strict (tentacle's secio, signature format):
 * lengths in short form, minimal and non-negative INTEGERs of at most 256 bits, nothing behind the end.
 */
export function compactFromDer(der: Uint8Array): Uint8Array | undefined {
  const body = der.length - 2;
  // The short form of lengths ends at 127, far above the longest signature.
  if (der[0] !== SEQUENCE || der[1] !== body || body > MAX_BODY_BYTES) return undefined;
  const compact = new Uint8Array(2 * SCALAR_BYTES);
  const sAt = readInteger(der, 2, compact.subarray(0, SCALAR_BYTES));
  if (sAt === undefined) return undefined;
  const end = readInteger(der, sAt, compact.subarray(SCALAR_BYTES));
  return end === der.length ? compact : undefined;
}

/** Reads the INTEGER at `at` into the end of `out`; answers where it ends, or `undefined`. */
function readInteger(der: Uint8Array, at: number, out: Uint8Array): number | undefined {
  const length = der[at + 1];
  if (der[at] !== INTEGER || length === undefined || length === 0) return undefined;
  let start = at + 2;
  const end = start + length;
  const first = der[start];
  if (first === undefined || end > der.length || first >= 0x80) return undefined;
  if (first === 0 && length > 1) {
    // A leading zero byte is right only where it keeps the number from being negative.
    if ((der[start + 1] ?? 0) < 0x80) return undefined;
    start++;
  }
  if (end - start > out.length) return undefined;
  out.set(der.subarray(start, end), out.length - (end - start));
  return end;
}
