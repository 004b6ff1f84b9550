/** Letters of two bytes in UTF-8 and in memory. */
const LETTERS = 0x6ff;
const FIRST_LETTER = 0x100;

/** A map key of the kind of `key`, about as long, and another one for every `index`. */
export function uniqueKey(key: unknown, index: number): unknown {
  switch (typeof key) {
    case 'string': {
      if (key === '' && index === 0) return key;
      const high = Math.floor(index / LETTERS);
      const mark = String.fromCharCode(FIRST_LETTER + (index % LETTERS), FIRST_LETTER + 1 + high);
      return high === 0 ? mark[0]! + key.slice(1) : mark + key.slice(3);
    }
    case 'bigint':
      return key - BigInt(index);
    case 'number':
      return key - index;
    default:
      return index > 0;
  }
}
