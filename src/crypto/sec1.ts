/**
 * The forms of an elliptic curve point (SEC 1, 2.3.3). The first byte names the form: 02 and 03 compressed,
 * 04 uncompressed, 06 and 07 hybrid, that is uncompressed with the parity of y repeated in the first byte.
 */

const UNCOMPRESSED = 0x04;
const HYBRID_EVEN = 0x06;
const HYBRID_ODD = 0x07;

/**
 * The uncompressed form of an uncompressed or hybrid point, or `undefined` for any other first byte and for a
 * hybrid point whose parity is wrong. Does not check that the point lies on its curve.
 */
export function toUncompressed(point: Uint8Array): Uint8Array | undefined {
  const form = point[0];
  if (form === UNCOMPRESSED) return point;
  if (form !== HYBRID_EVEN && form !== HYBRID_ODD) return undefined;
  const yIsOdd = ((point[point.length - 1] ?? 0) & 1) === 1;
  if (yIsOdd !== (form === HYBRID_ODD)) return undefined;
  const plain = point.slice();
  plain[0] = UNCOMPRESSED;
  return plain;
}
