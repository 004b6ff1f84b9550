/** Hex digits to bytes. */
export function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

/** The concatenation of `parts` as hex digits. */
export function hex(...parts: readonly Uint8Array[]): string {
  return Buffer.concat(parts).toString('hex');
}
