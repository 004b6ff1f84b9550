import { encoded, encodedSmall, type Write } from './encode.js';

/** How a generated codec treats what it reads. */
export interface DecodeOptions {
  /**
   * Accept extra trailing fields in molecule tables, as peers with a newer schema send them (default `true`).
   * `false` reads strictly: exactly the declared fields.
   */
  readonly compatible?: boolean;
}

/** Turns bytes into values of one schema type, or into views of them. */
export interface Decoder<T> {
  /** Name of the type in its schema. */
  readonly name: string;
  /** The value in `bytes`, all of them. Throws a {@link WireError} for anything that is not one. */
  decode(bytes: Uint8Array, options?: DecodeOptions): T;
  /** As {@link decode}, on `bytes[start, end)`: no view has to be made for it. */
  decodeRange(bytes: Uint8Array, start: number, end: number, options?: DecodeOptions): T;
}

/**
 * Turns values of one schema type into bytes and back. What is encoded and what is decoded is checked against the types
 * and limits of the schema, and a {@link WireError} thrown for what breaks them; decoding never allocates for items that
 * are not there. Byte fields of a decoded value are views of the input, not copies, unless they are short.
 */
export interface Codec<T> extends Decoder<T> {
  /**
   * At least as many bytes as `value` has, found at the lengths of its lists and the limits of the schema, without
   * looking at more. `Infinity` or `NaN` if that says nothing. Never throws.
   */
  bound(value: T): number;
  /** Exact number of bytes of `value`. Costs as much as encoding it. Throws `E_WIRE_VALUE` or `E_WIRE_LIMIT`. */
  size(value: T): number;
  /**
   * Checks `value`, writes it at `at` and returns the end offset. `out` must have room there for `bound(value)` bytes, or
   * for `size(value)`; when it throws, what stands behind `at` is undefined.
   */
  encodeInto(value: T, out: Uint8Array, at: number): number;
  /**
   * `value` as bytes that nobody else writes to. Results up to 16 KiB share an `ArrayBuffer` of 64 KiB with others:
   * `slice()` what is kept for long or handed to another thread.
   */
  encode(value: T): Uint8Array;
}

/** Reads a value from `bytes[start, end)`; `compatible` as in {@link DecodeOptions}. */
export type Read<T> = (bytes: Uint8Array, start: number, end: number, compatible: boolean) => T;

/** The codec of a type whose messages have at most `bound(value)` bytes. */
export function codec<T>(
  name: string,
  bound: (value: T) => number,
  write: Write<T>,
  read: Read<T>,
): Codec<T> {
  return made(name, bound, (value) => encoded(write, value, bound(value)), write, read);
}

/** The codec of a type whose messages have at most `bound` bytes, and those are few. */
export function smallCodec<T>(name: string, bound: number, write: Write<T>, read: Read<T>): Codec<T> {
  return made(
    name,
    () => bound,
    (value) => encodedSmall(write, value, bound),
    write,
    read,
  );
}

function made<T>(
  name: string,
  bound: (value: T) => number,
  encode: (value: T) => Uint8Array,
  encodeInto: Write<T>,
  read: Read<T>,
): Codec<T> {
  const decodeRange: Codec<T>['decodeRange'] = (bytes, start, end, options) =>
    read(bytes, start, end, options?.compatible !== false);
  return {
    name,
    bound,
    size: (value) => encode(value).length,
    encodeInto,
    encode,
    decode: (bytes, options) => decodeRange(bytes, 0, bytes.length, options),
    decodeRange,
  };
}
