/** base32 of RFC 4648 in lower case and without padding, as Tor writes onion addresses. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

const BITS_PER_DIGIT = 5;

/** Writes `bytes`, five bits a character. */
export function base32Encode(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xffff;
    held += 8;
    for (; held >= BITS_PER_DIGIT; held -= BITS_PER_DIGIT) {
      text += ALPHABET[(bits >> (held - BITS_PER_DIGIT)) & 31] ?? '';
    }
  }
  if (held > 0) text += ALPHABET[(bits << (BITS_PER_DIGIT - held)) & 31] ?? '';
  return text;
}

/** Reads lower or upper case; `undefined` for foreign characters and for bits left over that are not zero. */
export function base32Decode(text: string): Uint8Array | undefined {
  // Before lowering the case, which maps foreign letters like the Kelvin sign to ours.
  if (!/^[a-z2-7]*$/i.test(text)) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * BITS_PER_DIGIT) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const character of text.toLowerCase()) {
    bits = ((bits << BITS_PER_DIGIT) | ALPHABET.indexOf(character)) & 0xffff;
    held += BITS_PER_DIGIT;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = bits >> held;
    }
  }
  return (bits & ((1 << held) - 1)) === 0 ? bytes : undefined;
}
