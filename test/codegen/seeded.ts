/** A small generator of repeatable random values (mulberry32). */
export class Seeded {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  u32(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  below(bound: number): number {
    return this.u32() % bound;
  }

  bool(): boolean {
    return (this.u32() & 1) === 1;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  /** Edges and small numbers more often than the middle. */
  integer(min: bigint, max: bigint): bigint {
    const edges = [min, max, 0n, 1n, 127n, 128n, 16_384n, 0xffff_ffffn, 0x1_0000_0000n, -1n];
    const picked =
      this.below(2) === 0
        ? edges[this.below(edges.length)]!
        : ((BigInt(this.u32()) << 32n) | BigInt(this.u32())) >> BigInt(this.below(64));
    return picked < min || picked > max
      ? min + ((picked < 0n ? -picked : picked) % (max - min + 1n))
      : picked;
  }

  text(length: number): string {
    const letters = ['a', 'Z', '/', 'é', '中', '😀', '\u0000', '\ufeff', '\ufffd'];
    return Array.from({ length }, () => letters[this.below(letters.length)]!).join('');
  }

  list<T>(length: number, make: () => T): T[] {
    return Array.from({ length }, make);
  }
}
