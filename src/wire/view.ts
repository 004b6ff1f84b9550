/** Views of molecule values: checked as a whole, and read where they were received when somebody asks. */
import { viewBytes } from './bytes.js';
import type { Decoder, Read } from './codec.js';
import { readU32 } from './fixed.js';
import { vectorBytes } from './mol.js';
import { readText } from './text.js';
import { isUtf8 } from './utf8-check.js';

/** What only reads: a type that is sent in one form and received in another. */
export function decoder<T>(name: string, read: Read<T>): Decoder<T> {
  return {
    name,
    decode: (bytes, options) => read(bytes, 0, bytes.length, options?.strict),
    decodeRange: read,
  };
}

/** The decoder of a view: `verify` looks at everything and throws, `view` looks at nothing. */
export function viewer<T>(
  name: string,
  verify: (bytes: Uint8Array, start: number, end: number, strict?: boolean) => void,
  view: (bytes: Uint8Array, start: number, end: number) => T,
): Decoder<T> {
  return decoder(name, (bytes, start, end, strict) => {
    verify(bytes, start, end, strict);
    return view(bytes, start, end);
  });
}

/** A table in `bytes[start, end)` that was checked. Names of schemas have no `$`, so no field is called like these. */
export abstract class TableView {
  protected readonly $bytes: Uint8Array;
  protected readonly $start: number;
  protected readonly $end: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.$bytes = bytes;
    this.$start = start;
    this.$end = end;
  }

  /** The table has a field of this index: the first offset says how many there are. */
  protected $has(index: number): boolean {
    return readU32(this.$bytes, this.$start + 4) > 4 + 4 * index;
  }

  /** Where a field begins. */
  protected $from(index: number): number {
    return this.$start + readU32(this.$bytes, this.$start + 4 + 4 * index);
  }

  /** Where a field ends. */
  protected $to(index: number): number {
    return this.$has(index + 1) ? this.$from(index + 1) : this.$end;
  }

  /** An option that is not set, or a field that an older peer left out. */
  protected $isEmpty(index: number): boolean {
    return !this.$has(index) || this.$from(index) === this.$to(index);
  }
}

/** A vector that was checked. Its items are read, or views of them made, each time they are asked for. */
export class ListView<T> implements Iterable<T> {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;
  readonly #size: number;
  readonly #read: (bytes: Uint8Array, start: number, end: number) => T;
  /** Number of items. */
  readonly length: number;

  /** `size` is that of each item, 0 if they have offsets. */
  constructor(
    bytes: Uint8Array,
    start: number,
    end: number,
    size: number,
    read: (bytes: Uint8Array, start: number, end: number) => T,
  ) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#size = size;
    this.#read = read;
    this.length =
      size > 0 ? readU32(bytes, start) : end - start > 4 ? (readU32(bytes, start + 4) >>> 2) - 1 : 0;
  }

  /** The item at `index`; a negative one counts from the end. `undefined` if there is none. */
  at(index: number): T | undefined {
    const whole = Math.trunc(index);
    const i = whole < 0 ? whole + this.length : whole;
    return i >= 0 && i < this.length ? this.#item(i) : undefined;
  }

  [Symbol.iterator](): Iterator<T, undefined> {
    let i = 0;
    // Not a generator: for short items that would cost more than reading them.
    return {
      next: () =>
        i < this.length ? { done: false, value: this.#item(i++) } : { done: true, value: undefined },
    };
  }

  #item(i: number): T {
    const first = this.#start + 4;
    if (this.#size > 0) {
      const from = first + this.#size * i;
      return this.#read(this.#bytes, from, from + this.#size);
    }
    const at = first + 4 * i;
    const from = this.#start + readU32(this.#bytes, at);
    const to = i + 1 < this.length ? this.#start + readU32(this.#bytes, at + 4) : this.#end;
    return this.#read(this.#bytes, from, to);
  }
}

/** The bytes of a vector of bytes, in place. */
export function viewMolBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return viewBytes(bytes, start + 4, end);
}

/** The text of a vector of bytes that was checked. */
export function viewMolText(bytes: Uint8Array, start: number, end: number): string {
  return readText(bytes, start + 4, end, 'text');
}

/** Checks a text as its read function does, without making it. */
export function verifyMolText(
  bytes: Uint8Array,
  start: number,
  end: number,
  max: number,
  path: string,
): void {
  vectorBytes(bytes, start, end, max, path);
  // The read function knows what to say.
  if (!isUtf8(bytes, start + 4, end)) readText(bytes, start + 4, end, path);
}
