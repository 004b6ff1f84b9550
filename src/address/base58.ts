/** base58 with the alphabet of Bitcoin: no 0, O, I and l, which are easily mistaken for one another. */
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

const DIGITS = new Map([...ALPHABET].map((character, digit) => [character, digit]));

/** Writes `bytes` as one big-endian number; leading zero bytes become leading `1`s. */
export function base58Encode(bytes: Uint8Array): string {
  const digits = convert(bytes, 256, 58);
  let text = '1'.repeat(leadingZeros(bytes));
  for (const digit of digits) text += ALPHABET[digit] ?? '';
  return text;
}

/** Reads what {@link base58Encode} writes; `undefined` if a character is not of the alphabet. */
export function base58Decode(text: string): Uint8Array | undefined {
  const digits: number[] = [];
  for (const character of text) {
    const digit = DIGITS.get(character);
    if (digit === undefined) return undefined;
    digits.push(digit);
  }
  const number = convert(digits, 58, 256);
  const zeros = leadingZeros(digits);
  const bytes = new Uint8Array(zeros + number.length);
  bytes.set(number, zeros);
  return bytes;
}

function leadingZeros(digits: ArrayLike<number>): number {
  let count = 0;
  while (count < digits.length && digits[count] === 0) count++;
  return count;
}

/**
 * Changes the base of a big-endian number by school arithmetic, without leading zeros. The cost grows with the square
 * of the length: callers bound it.
 */
function convert(digits: Iterable<number>, from: number, to: number): number[] {
  const reversed: number[] = [];
  for (const digit of digits) {
    let carry = digit;
    for (let at = 0; at < reversed.length; at++) {
      carry += (reversed[at] ?? 0) * from;
      reversed[at] = carry % to;
      carry = Math.floor(carry / to);
    }
    for (; carry > 0; carry = Math.floor(carry / to)) reversed.push(carry % to);
  }
  return reversed.reverse();
}
