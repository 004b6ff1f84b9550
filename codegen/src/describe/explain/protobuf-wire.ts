/** Varints, tags, lengths and unknown fields, with the checks of decoders in their order. */
import { countOf, grouped, isAre, WIRE_TYPES } from '../terms.js';
import type { Trace } from './trace.js';
import { integerIn, showBytes } from './values.js';

/** A varint is at most this long. */
const VARINT_BYTES = 10;
/** Bytes of a varint of 32 bits. */
const SHORT_BYTES = 5;

/** Something that was read, and where the next thing begins. */
export interface Read<T> {
  readonly value: T;
  readonly next: number;
}

export interface Tag {
  readonly number: number;
  /** 0 to 5. */
  readonly wireType: number;
}

export class ProtobufWire {
  readonly #trace: Trace;

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** A varint as its low 64 bits. */
  varint(start: number, end: number): Read<bigint> {
    let value = 0n;
    for (let i = 0; i < VARINT_BYTES; i++) {
      const at = start + i;
      if (at >= end) this.#noVarint(start, end, 'cut off');
      const byte = this.#trace.bytes[at]!;
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) return { value: BigInt.asUintN(64, value), next: at + 1 };
    }
    this.#noVarint(start, start + VARINT_BYTES, 'longer than ten bytes');
  }

  /** A varint of 32 bits, as tags and lengths are: one that is longer than it could have to be is refused. */
  #short(start: number, end: number): Read<bigint> {
    const read = this.varint(start, end);
    if (read.next - start > SHORT_BYTES) this.#noVarint(start, read.next, 'longer than five bytes');
    return read;
  }

  /** A tag that was not described yet. */
  tag(start: number, end: number): Read<Tag> {
    const { value, next } = this.#short(start, end);
    const low = Number(value & 0xffff_ffffn);
    const tag: Tag = { number: low >>> 3, wireType: low & 7 };
    if (value > 0xffff_ffffn || tag.number === 0 || tag.wireType > 5) {
      this.#trace.leaf(
        { label: 'tag', value: `field ${value >> 3n}, wire type ${tag.wireType}` },
        start,
        next,
      );
      const detail = `field ${tag.number}, wire type ${tag.wireType}`;
      this.#trace.stop('E_WIRE_TAG', start, 'tag', detail);
    }
    return { value: tag, next };
  }

  describeTag({ number, wireType }: Tag, start: number, end: number): void {
    this.#trace.leaf(
      { label: 'tag', value: `field ${grouped(number)}, ${WIRE_TYPES[wireType]}` },
      start,
      end,
    );
  }

  /** Where the payload of a length-delimited field begins and ends. */
  length(start: number, end: number, path: string): readonly [number, number] {
    const { value, next } = this.#short(start, end);
    const length = Number(value);
    this.#trace.leaf({ label: 'length', value: grouped(length) }, start, next);
    if (length > end - next) {
      const there = end - next;
      const detail = `${countOf(length, 'byte')} announced, ${grouped(there)} ${isAre(there)} there`;
      this.#trace.stop('E_WIRE_TRUNCATED', start, path, detail);
    }
    return [next, next + length];
  }

  /** The end of a value of fixed width. */
  fixedEnd(start: number, end: number, size: number, path: string): number {
    if (end - start < size) {
      if (end > start)
        this.#trace.leaf(
          { label: 'cut off', value: showBytes(this.#trace.bytes.subarray(start, end)) },
          start,
          end,
        );
      this.#trace.stop('E_WIRE_TRUNCATED', start, path, `${size} bytes expected`);
    }
    return start + size;
  }

  /** One level of messages less. */
  deeper(depth: number, at: number, path: string): number {
    if (depth <= 0) this.#trace.stop('E_WIRE_DEPTH', at, path, 'messages are nested too deep');
    return depth - 1;
  }

  /** Describes a field that the schema does not know, from behind its tag; returns its end. */
  unknown({ number, wireType }: Tag, start: number, end: number, depth: number): number {
    const bytes = this.#trace.bytes;
    switch (wireType) {
      case 0: {
        const { value, next } = this.varint(start, end);
        this.#trace.leaf({ label: 'value', value: String(value) }, start, next);
        return next;
      }
      case 1:
      case 5: {
        const next = this.fixedEnd(start, end, wireType === 1 ? 8 : 4, 'unknown field');
        this.#trace.leaf(
          { label: 'value', value: String(integerIn(bytes.subarray(start, next), false)) },
          start,
          next,
        );
        return next;
      }
      case 2: {
        const [from, to] = this.length(start, end, 'unknown field');
        this.#trace.leaf({ label: 'bytes', value: showBytes(bytes.subarray(from, to)) }, from, to);
        return to;
      }
      case 3:
        return this.#group(number, start, end, this.deeper(depth, start, 'unknown group'));
      default:
        this.#trace.stop('E_WIRE_TAG', start, 'unknown field', 'the end of a group that was not begun');
    }
  }

  #group(group: number, start: number, end: number, depth: number): number {
    for (let at = start; ;) {
      const { value: tag, next } = this.tag(at, end);
      if (tag.wireType === 4) {
        this.describeTag(tag, at, next);
        if (tag.number === group) return next;
        this.#trace.stop('E_WIRE_TAG', next, 'unknown group', `group ${group} ends as ${tag.number}`);
      }
      const from = at;
      this.#trace.growing({ label: `unknown field ${tag.number}` }, from, end, () => {
        this.describeTag(tag, from, next);
        return (at = this.unknown(tag, next, end, depth));
      });
    }
  }

  #noVarint(start: number, end: number, detail: string): never {
    if (end > start) this.#trace.leaf({ label: 'varint', value: detail }, start, end);
    this.#trace.stop('E_WIRE_VARINT', start, 'varint', detail);
  }
}
