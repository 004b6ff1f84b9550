/** Molecule: where in a message something stands, as an expression, and how words of headers are written there. */
import type { FileContext } from './context.js';
import { quoted } from './writer.js';

/** `base + offset`, as short as it can be said. */
export function plus(base: string, offset: number): string {
  return offset === 0 ? base : `${base} + ${offset}`;
}

/** Index variable of a loop by how deep it is nested. */
export function indexName(depth: number): string {
  return ['i', 'j', 'k'][depth] ?? `i${depth}`;
}

/** `start + size * index`. */
export function times(start: string, size: number, index: string): string {
  return size === 1 ? `${start} + ${index}` : `${start} + ${size} * ${index}`;
}

/** A loop over the `count` items of the list at `path`; errors say which item they are about. */
export function emitItems(path: string, out: FileContext['out'], item: () => void): void {
  out.line('let i = 0;');
  out.block('try', () => out.block('for (; i < count; i++)', item), '} catch (thrown) {');
  out.indented(() => out.line(`inItem(thrown, ${quoted(path)}, i);`)).line('}');
}

/**
 * Where the next byte goes. As long as everything before has a fixed size that is a constant behind `at`; from the
 * first value of variable size on it is the variable `p`.
 */
export class Place {
  readonly #out: FileContext['out'];
  readonly #declare: string;
  #offset: number;
  #moving = false;

  /** `once`: the place moves a single time, after which `p` stays what it is. */
  constructor(out: FileContext['out'], offset: number, once = false) {
    this.#out = out;
    this.#declare = once ? 'const ' : 'let ';
    this.#offset = offset;
  }

  /** An expression for the place, `extra` bytes further. */
  at(extra = 0): string {
    return plus(this.#moving ? 'p' : 'at', this.#offset + extra);
  }

  /** An expression for the distance from the start of the type. */
  distance(): string {
    return this.#moving ? 'p - at' : String(this.#offset);
  }

  /** What was written has `size` bytes. */
  skip(size: number): void {
    if (this.#moving) this.#out.line(`p += ${size};`);
    else this.#offset += size;
  }

  /** What `call` writes ends where `call` says. */
  move(call: string): void {
    this.#out.line(`${this.#moving ? '' : this.#declare}p = ${call};`);
    this.#moving = true;
    this.#offset = 0;
  }

  /** From here on `p` is the place, because what follows may be left out. */
  settle(): void {
    if (!this.#moving) this.move(this.at());
  }
}
