/** How a generated codec treats what it reads. */
export interface DecodeOptions {
  /**
   * Accept extra trailing fields in molecule tables, as peers with a newer schema send them (default `true`).
   * `false` reads strictly: exactly the declared fields.
   */
  readonly compatible?: boolean;
}

/**
 * Turns values of one schema type into bytes and back. `size`, `encode` and `decode` check types and limits of the
 * schema and throw a {@link WireError} when they are broken; decoding never allocates for items that are not there.
 * Byte fields of a decoded value are views of the input, not copies, unless they are short.
 */
export interface Codec<T> {
  /** Name of the type in its schema. */
  readonly name: string;
  /** Exact number of bytes that `encodeInto` will write. Throws `E_WIRE_VALUE` or `E_WIRE_LIMIT`. */
  size(value: T): number;
  /**
   * Writes `value` at `at` and returns the end offset. `size(value)` comes first: it checks the value, and tells how
   * much room `out` must have there.
   */
  encodeInto(value: T, out: Uint8Array, at: number): number;
  /** `value` as bytes that nobody else writes to. Short results share an `ArrayBuffer` with others. */
  encode(value: T): Uint8Array;
  /** The value in `bytes`, all of them. */
  decode(bytes: Uint8Array, options?: DecodeOptions): T;
  /** As {@link decode}, on `bytes[start, end)`: no view has to be made for it. */
  decodeRange(bytes: Uint8Array, start: number, end: number, options?: DecodeOptions): T;
}
