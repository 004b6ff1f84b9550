import type { Scope } from './loader.js';

/** Bytes of a value of fixed size. `broken`: a type in it is missing, recursive or itself reported. */
export type Size = number | 'dynamic' | 'broken';

/** Sizes on the wire are 32 bits. */
export const MAX_SIZE = 0xffff_ffff;

/** Sizes of the types of a scope, each worked out once. */
export class Sizes {
  readonly #scope: Scope;
  readonly #known = new Map<string, Size>([['byte', 1]]);

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  of(name: string): Size {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    // Stands as long as the type is looked into: a type that contains itself comes back here.
    this.#known.set(name, 'broken');
    const size = this.#measure(name);
    this.#known.set(name, size);
    return size;
  }

  #measure(name: string): Size {
    const decl = this.#scope.get(name)?.decl;
    if (decl === undefined) return 'broken';
    if (decl.kind === 'array') {
      const item = this.of(decl.item.text);
      return isSound(item) ? item * decl.count : 'broken';
    }
    if (decl.kind !== 'struct') return 'dynamic';
    let total = 0;
    for (const field of decl.fields) {
      const size = this.of(field.type.text);
      if (!isSound(size)) return 'broken';
      total += size;
    }
    return total;
  }
}

function isSound(size: Size): size is number {
  return typeof size === 'number' && size <= MAX_SIZE;
}
