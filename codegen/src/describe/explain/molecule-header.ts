/** The header words of molecule values, with the checks of decoders in their order. */
import { countOf, grouped, isAre } from '../terms.js';
import type { Trace } from './trace.js';

/** Size of one header word: a total size, an offset, an item count or a union id. */
export const WORD = 4;

/** A value's place and names. */
export interface Use {
  readonly start: number;
  readonly end: number;
  /** As decoders name it in errors: `Node.addresses[]`. */
  readonly path: string;
  /** As the tree names it: `addresses`, `[0]`. */
  readonly label: string;
}

/** Describes header words and stops at the first that is wrong. */
export class MoleculeHeader {
  readonly #trace: Trace;

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  totalSize(use: Use): void {
    if (use.end - use.start < WORD) this.noHeader(use);
    const total = this.#trace.u32(use.start);
    this.#trace.leaf({ label: 'total size', value: grouped(total) }, use.start, use.start + WORD);
    if (total !== use.end - use.start) this.wrongSize(use, total);
  }

  /** The number of items or fields, which the first offset tells: it is also the length of the header. */
  firstOffset(use: Use, name: string): number {
    const first = this.#offset(use, 0, name);
    if ((first & 3) !== 0 || first < 2 * WORD) this.badOffset(use, use.start + WORD, first);
    const length = use.end - use.start;
    if (first > length) {
      const detail = `a header of ${countOf(first, 'byte')}, ${grouped(length)} ${isAre(length)} there`;
      this.#trace.stop('E_WIRE_HEADER', use.start, use.path, detail);
    }
    return (first >>> 2) - 1;
  }

  moreOffsets(use: Use, count: number, name: (index: number) => string): void {
    let previous = this.#trace.u32(use.start + WORD);
    for (let i = 1; i < count; i++) {
      const offset = this.#offset(use, i, name(i));
      if (previous > offset) this.badOffset(use, use.start + i * WORD, previous);
      previous = offset;
    }
    if (previous > use.end - use.start) this.badOffset(use, use.start + count * WORD, previous);
  }

  #offset(use: Use, index: number, name: string): number {
    const at = use.start + WORD + index * WORD;
    const offset = this.#trace.u32(at);
    const value = `${grouped(offset)}, byte ${grouped(use.start + offset)}`;
    this.#trace.leaf({ label: `offset of ${name}`, value }, at, at + WORD);
    return offset;
  }

  /** Where an item begins and ends, by offsets that were checked. */
  item(use: Use, index: number, count: number): readonly [number, number] {
    const offset = (i: number): number => use.start + this.#trace.u32(use.start + WORD + i * WORD);
    return [offset(index), index + 1 < count ? offset(index + 1) : use.end];
  }

  count(label: string, itemSize: number, max: number, use: Use): number {
    const length = use.end - use.start;
    if (length < WORD) this.noHeader(use);
    const count = this.#trace.u32(use.start);
    this.#trace.leaf({ label, value: grouped(count) }, use.start, use.start + WORD);
    if (length !== WORD + count * itemSize) this.wrongSize(use, WORD + count * itemSize);
    if (count > max) this.tooMany(use, count, max);
    return count;
  }

  noHeader({ start, end, path }: Use): never {
    const length = end - start;
    const detail = `${countOf(length, 'byte')} ${isAre(length)} too few for a header`;
    this.#trace.stop('E_WIRE_HEADER', start, path, detail);
  }

  wrongSize({ start, end, path }: Use, expected: number): never {
    const length = end - start;
    const detail = `expected ${countOf(expected, 'byte')}, ${grouped(length)} ${isAre(length)} there`;
    this.#trace.stop('E_WIRE_TOTAL_SIZE', start, path, detail);
  }

  badOffset({ path }: Use, at: number, offset: number): never {
    this.#trace.stop(
      'E_WIRE_OFFSETS',
      at,
      path,
      `the offset ${grouped(offset)} is out of order or out of range`,
    );
  }

  fieldCount({ start, path }: Use, count: number): never {
    const detail = `${countOf(count, 'field')} ${isAre(count)} not as many as the schema has`;
    this.#trace.stop('E_WIRE_FIELD_COUNT', start, path, detail);
  }

  tooMany({ start, path }: Use, count: number, max: number): never {
    this.#trace.stop(
      'E_WIRE_LIMIT',
      start,
      path,
      `${grouped(count)} where at most ${grouped(max)} ${isAre(max)} allowed`,
    );
  }
}
