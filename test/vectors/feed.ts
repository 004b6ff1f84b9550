import { seededNumbers } from '../crypto/seeded.js';

/** A way to cut a byte stream on its way to a receiver: cuts carry no meaning anywhere in the stack. */
export interface Feed {
  readonly name: string;
  cut(bytes: Uint8Array): Uint8Array[];
}

export const inOnePiece: Feed = { name: 'in one piece', cut: (bytes) => [bytes] };

export const byteByByte: Feed = {
  name: 'byte by byte',
  cut: (bytes) => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)),
};

/** Most random chunks are short, so that headers and prefixes are often cut. */
const SHORT_BYTES = 24;
const LONG_BYTES = 400;

/** Chunks of random length; the same `seed` cuts the same bytes alike. */
export function randomChunks(seed: number): Feed {
  return {
    name: `in random chunks, seed ${seed}`,
    cut(bytes) {
      const next = seededNumbers(seed);
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < bytes.length;) {
        const length = 1 + (next() % (next() % 4 === 0 ? LONG_BYTES : SHORT_BYTES));
        chunks.push(bytes.subarray(at, at + length));
        at += length;
      }
      return chunks;
    },
  };
}
