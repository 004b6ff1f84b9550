const SHOWN_BYTES = 12;

function shown(bytes: Uint8Array, at: number): string {
  const digits = Buffer.from(bytes.subarray(at, at + SHOWN_BYTES)).toString('hex');
  return digits === '' ? 'the end' : digits;
}

/** Throws an error that says where `actual` leaves `expected`. */
export function sameBytes(what: string, actual: Uint8Array, expected: Uint8Array): void {
  const length = Math.max(actual.length, expected.length);
  for (let at = 0; at < length; at++) {
    if (actual[at] === expected[at]) continue;
    throw new Error(
      `${what}: differs at byte ${at} of ${expected.length}: expected ${shown(expected, at)}, got ${shown(actual, at)}`,
    );
  }
}

/** Throws an error unless both values have the same JSON. */
export function same(what: string, actual: unknown, expected: unknown): void {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (got !== wanted) throw new Error(`${what}: expected ${wanted ?? 'nothing'}, got ${got ?? 'nothing'}`);
}

/** As {@link same}, item by item: the error names the first one that differs. */
export function sameItems(what: string, actual: readonly unknown[], expected: readonly unknown[]): void {
  for (let i = 0; i < Math.max(actual.length, expected.length); i++) {
    same(`${what}, number ${i + 1} of ${expected.length}`, actual[i], expected[i]);
  }
}
