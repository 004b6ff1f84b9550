import { createHash } from 'node:crypto';

/** The test pattern that all peers share: byte `i` is `(i * 31 + 7) & 0xff`. */
export function pattern(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let index = 0; index < size; index++) bytes[index] = (index * 31 + 7) & 0xff;
  return bytes;
}

/** SHA-256 in hex, as the peers report it. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
