/** Changes of bytes by something that knows nothing of them. */
import type { Random } from './prng.js';

const NOTABLE = [0, 1, 0x7f, 0x80, 0xff];

/** `bytes` with one change: a bit, a byte, a piece that is gone, doubled, new or from `other`. */
export function mutateBytes(bytes: Uint8Array, random: Random, other: Uint8Array = bytes): Uint8Array {
  const at = random.below(bytes.length + 1);
  switch (random.below(bytes.length === 0 ? 1 : 7)) {
    case 0:
      return spliced(bytes, at, at, random.bytes(1 + random.below(8)));
    case 1: {
      const flipped = Uint8Array.from(bytes);
      flipped[at % bytes.length]! ^= 1 << random.below(8);
      return flipped;
    }
    case 2: {
      const changed = Uint8Array.from(bytes);
      changed[at % bytes.length] = random.pick(NOTABLE);
      return changed;
    }
    case 3:
      return bytes.slice(0, at);
    case 4:
      return spliced(bytes, at, at + 1 + random.below(8), new Uint8Array(0));
    case 5:
      return spliced(bytes, at, at, bytes.subarray(at, at + 1 + random.below(16)));
    default:
      return spliced(bytes, at, bytes.length, other.subarray(random.below(other.length + 1)));
  }
}

/** `bytes` with `piece` in the place of `[start, end)`. */
export function spliced(bytes: Uint8Array, start: number, end: number, piece: Uint8Array): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, start), ...piece, ...bytes.subarray(end)]);
}
