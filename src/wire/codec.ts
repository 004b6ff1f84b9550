import { encoded, encodedSmall, measure, type Write } from './encode.js';
import { MAX_DEPTH } from './proto.js';

/** How a generated codec treats what it reads. */
export interface DecodeOptions {
  /**
   * Molecule: tables have exactly the fields of the schema. Default `false`: a compatible reader, which accepts fields behind
   * them, as peers with a newer schema send them.
   */
  readonly strict?: boolean;
}

/** Turns bytes into values of one schema type, or into views of them. */
export interface Decoder<T> {
  /** Name of the type in its schema. */
  readonly name: string;
  /** The value in `bytes`, all of them. Throws a {@link WireError} for anything that is not one. */
  decode(bytes: Uint8Array, options?: DecodeOptions): T;
  /** As {@link decode}, on `bytes[start, end)`: no view has to be made for it. `strict` as in {@link DecodeOptions}. */
  decodeRange(bytes: Uint8Array, start: number, end: number, strict?: boolean): T;
}

/**
 * Turns values of one schema type into bytes and back. What is encoded and what is decoded is checked against the types
 * and limits of the schema, and a {@link WireError} thrown for what breaks them; decoding never allocates for items that
 * are not there. Byte fields of a decoded value are views of the input: each keeps the whole buffer of the input alive,
 * so `slice()` those that stay.
 */
export interface Codec<T> extends Decoder<T> {
  /**
   * At least as many bytes as `value` has, found at the lengths of its lists and the limits of the schema, without
   * looking at more. `Infinity` or `NaN` if that says nothing. Never throws.
   */
  bound(value: T): number;
  /**
   * Exact number of bytes of `value`. Costs as much as encoding it, unless all values have the same few bytes; then it does
   * not look at `value`. Throws `E_WIRE_VALUE`, `E_WIRE_LIMIT` or `E_WIRE_DEPTH`.
   */
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

/** Reads a value from `bytes[start, end)`; `strict` as in {@link DecodeOptions}. */
export type Read<T> = (bytes: Uint8Array, start: number, end: number, strict?: boolean) => T;

/** Reads a protobuf message from `bytes[start, end)`, which may hold messages of `depth` levels. */
export type ReadMessage<T> = (bytes: Uint8Array, start: number, end: number, depth: number) => T;

/** The codec of a type whose messages all have `size` bytes, and those are few: memory of their own costs least. */
export function fixedCodec<T>(name: string, size: number, write: Write<T>, read: Read<T>): Codec<T> {
  const bound = (): number => size;
  return {
    name,
    bound,
    size: bound,
    encodeInto: write,
    encode(value) {
      const out = new Uint8Array(size);
      write(value, out, 0);
      return out;
    },
    decode: (bytes, options) => read(bytes, 0, bytes.length, options?.strict),
    decodeRange: read,
  };
}

/** The codec of a type whose messages have at most `bound` bytes, and those are few. */
export function smallCodec<T>(name: string, bound: number, write: Write<T>, read: Read<T>): Codec<T> {
  return {
    ...fixedCodec(name, bound, write, read),
    ...encoders((value) => encodedSmall(write, value, bound)),
  };
}

/** The codec of a type whose messages have at most `bound(value)` bytes. */
export function codec<T>(
  name: string,
  bound: (value: T) => number,
  write: Write<T>,
  read: Read<T>,
): Codec<T> {
  const encode = (value: T): Uint8Array => encoded(write, value, bound(value));
  return { ...fixedCodec(name, 0, write, read), bound, ...encoders(encode) };
}

function encoders<T>(encode: Codec<T>['encode']): Pick<Codec<T>, 'size' | 'encode'> {
  return { size: (value) => encode(value).length, encode };
}

/** The codec of a protobuf message that has at most `bound(value)` bytes. */
export function messageCodec<T>(
  name: string,
  bound: (value: T) => number,
  write: Write<T>,
  read: ReadMessage<T>,
): Codec<T> {
  return {
    ...codec(name, bound, write, (bytes, start, end) => read(bytes, start, end, MAX_DEPTH)),
    size: (value) => measure(write, value),
  };
}
