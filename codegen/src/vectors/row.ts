/** One golden vector: a line of JSON that any language can read. */
import { bytesToHex, type Json } from '../values/json.js';

export interface Row {
  readonly type: string;
  /** What it shows, unique within its type. */
  readonly name: string;
  /** What `hex` is read as; without `hex`, what an encoder must refuse with `error`. */
  readonly value?: Json;
  readonly hex?: string;
  /** What `value` is written as, if that is not `hex`. */
  readonly encoded?: string;
  /** Every reader refuses `hex` with it. */
  readonly error?: string;
  /** Only a strict reader, or only a compatible one, refuses `hex` with it. */
  readonly strict?: string;
  readonly compatible?: string;
}

/** Collects the rows of a type and leaves out what would be too long. */
export class Rows {
  readonly #type: string;
  readonly #longest: number;
  readonly #rows = new Map<string, string>();
  readonly #skipped: string[] = [];

  /** `longest`: most characters of a line. */
  constructor(type: string, longest: number) {
    this.#type = type;
    this.#longest = longest;
  }

  add(name: string, row: Omit<Row, 'type' | 'name'>): void {
    if (this.#rows.has(name)) throw new Error(`two vectors of ${this.#type} are called ${name}`);
    const line = JSON.stringify({ type: this.#type, name, ...row } satisfies Row);
    if (line.length > this.#longest) this.#skipped.push(name);
    else this.#rows.set(name, line);
  }

  /** A reader refuses `bytes`. */
  refused(name: string, bytes: Uint8Array, error: string): void {
    this.add(name, { hex: hexOf(bytes), error });
  }

  skip(names: readonly string[]): void {
    this.#skipped.push(...names);
  }

  get lines(): readonly string[] {
    return [...this.#rows.values()];
  }

  /** Names of vectors that would be too long. */
  get skipped(): readonly string[] {
    return this.#skipped;
  }
}

/** Two digits for every byte. */
export function hexOf(bytes: Uint8Array): string {
  return bytesToHex(bytes).slice(2);
}
