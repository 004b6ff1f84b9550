import type { Codec } from '../../src/wire/index.js';

/** Names of the official error classes and our codes for them. */
const CLASSES: Readonly<Record<string, string>> = {
  E_WIRE_TOTAL_SIZE: 'TotalSizeNotMatch',
  E_WIRE_HEADER: 'HeaderIsBroken',
  E_WIRE_UNKNOWN_ITEM: 'UnknownItem',
  E_WIRE_OFFSETS: 'OffsetsNotMatch',
  E_WIRE_FIELD_COUNT: 'FieldCountNotMatch',
};

/** What a generated codec says about bytes, in the words of the official reader. */
export interface Seen {
  /** `ok`, an official class, or what else was thrown. */
  readonly verdict: string;
  readonly value: unknown;
}

export function readWith(codec: Codec<unknown>, bytes: Uint8Array, compatible: boolean): Seen {
  try {
    return { verdict: 'ok', value: codec.decode(bytes, { strict: !compatible }) };
  } catch (thrown) {
    // By name: generated modules may have loaded the runtime a second time.
    const { name, code } = thrown as { readonly name?: string; readonly code?: string };
    const verdict = name === 'WireError' && code !== undefined ? (CLASSES[code] ?? code) : String(thrown);
    return { verdict, value: undefined };
  }
}
