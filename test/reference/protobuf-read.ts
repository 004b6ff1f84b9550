/** Reads protobuf as plainly as it can be done: field by field, looking the schema up for each. */
import type {
  Field,
  IntegerShape,
  ListShape,
  Lookup,
  MapShape,
  RecordType,
  Shape,
} from '../../codegen/src/ir/model.js';
import {
  type Bytes,
  type Cursor,
  readDelimited,
  readFixed,
  readTag,
  readVarint,
  ReferenceFault,
  skip,
  type Tag,
  varint,
} from './protobuf-bytes.js';
import { enumOf, isRejected, isWide, recordOf, wireTypeOf } from './protobuf-shapes.js';

type Values = Record<string, unknown>;

/** A field that is being read: where it may be kept if it turns out to be unknown. */
interface Reading {
  readonly decl: RecordType;
  readonly message: Values;
  readonly cursor: Cursor;
  readonly from: number;
  readonly depth: number;
}

export class ReferenceReader {
  readonly #lookup: Lookup;

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  message(decl: RecordType, bytes: Bytes, depth: number, earlier: Values | undefined): Values {
    if (depth < 0) throw new ReferenceFault('E_WIRE_DEPTH', decl.name);
    const message = earlier ?? this.#empty(decl);
    const cursor: Cursor = { bytes, at: 0 };
    while (cursor.at < bytes.length) {
      const reading = { decl, message, cursor, from: cursor.at, depth };
      const tag = readTag(cursor);
      if (this.#known(reading, tag)) continue;
      skip(tag, cursor, depth);
      keepField(reading);
    }
    return message;
  }

  /** Required fields are looked for when everything is there. */
  complete(decl: RecordType, message: Values): void {
    for (const field of decl.fields) {
      const value = message[field.tsName];
      if (field.presence === 'required' && value === undefined) {
        throw new ReferenceFault('E_WIRE_REQUIRED', field.name);
      }
      for (const [shape, inner] of parts(field, value)) {
        const record = recordOf(shape, this.#lookup);
        if (record !== undefined) this.complete(record, inner as Values);
      }
    }
  }

  #empty(decl: RecordType): Values {
    const message: Values = {};
    for (const { tsName, presence, shape } of decl.fields) {
      message[tsName] = presence === 'implicit' ? this.#zero(shape) : undefined;
    }
    if (decl.keepUnknown === true) message['$unknown'] = undefined;
    return message;
  }

  #zero(shape: Shape): unknown {
    switch (shape.kind) {
      case 'integer':
        return isWide(shape) ? 0n : 0;
      case 'float':
        return 0;
      case 'bool':
        return false;
      case 'text':
        return '';
      case 'bytes':
        return new Uint8Array(0);
      case 'list':
        return [];
      case 'map':
        return new Map();
      default:
        return enumOf(shape, this.#lookup)?.values[0]!.number;
    }
  }

  /** Reads the field behind `tag`; `false` if the schema does not know it, or not with this wire type. */
  #known(reading: Reading, tag: Tag): boolean {
    for (const field of reading.decl.fields) {
      const { shape, number, tsName } = field;
      if (shape.kind === 'oneof') {
        const member = shape.members.find((each) => each.number === tag.number);
        if (member === undefined) continue;
        const held = reading.message[tsName] as { type: string; value: unknown } | undefined;
        const earlier = held?.type === member.tag ? held.value : undefined;
        return this.#single(reading, tag, member.shape, earlier, (value) => {
          reading.message[tsName] = { type: member.tag, value };
        });
      }
      if (number !== tag.number) continue;
      if (shape.kind === 'list') return this.#list(reading, tag, field, shape);
      if (shape.kind === 'map') return this.#map(reading, tag, field, shape);
      return this.#single(reading, tag, shape, reading.message[tsName], (value) => {
        reading.message[tsName] = value;
      });
    }
    return false;
  }

  #single(
    reading: Reading,
    tag: Tag,
    shape: Shape,
    earlier: unknown,
    store: (value: unknown) => void,
  ): boolean {
    if (tag.wireType !== wireTypeOf(shape, this.#lookup)) return false;
    const value = this.#value(shape, reading.cursor, reading.depth, earlier);
    if (isRejected(shape, value, this.#lookup)) keepField(reading);
    else store(value);
    return true;
  }

  #list(reading: Reading, tag: Tag, field: Field, { item, max }: ListShape): boolean {
    const list = reading.message[field.tsName] as unknown[];
    const limited = (): void => {
      if (list.length >= max) throw new ReferenceFault('E_WIRE_LIMIT', field.name);
    };
    const one = (cursor: Cursor, rejected: (from: number) => void): void => {
      const from = cursor.at;
      // That the bytes are there comes before the limit, and the limit before everything else.
      const wireType = wireTypeOf(item, this.#lookup);
      if (wireType !== 0) skip({ number: field.number, wireType }, { ...cursor }, reading.depth);
      if (enumOf(item, this.#lookup)?.open !== false) limited();
      const value = this.#value(item, cursor, reading.depth, undefined);
      if (isRejected(item, value, this.#lookup)) rejected(from);
      else {
        limited();
        list.push(value);
      }
    };
    if (tag.wireType === wireTypeOf(item, this.#lookup)) {
      one(reading.cursor, () => keepField(reading));
      return true;
    }
    if (tag.wireType !== 2) return false;
    const packed: Cursor = { bytes: readDelimited(reading.cursor), at: 0 };
    while (packed.at < packed.bytes.length) {
      one(packed, (from) => {
        keep(reading, [...varint(BigInt(field.number) << 3n), ...packed.bytes.slice(from, packed.at)]);
      });
    }
    return true;
  }

  #map(reading: Reading, tag: Tag, field: Field, shape: MapShape): boolean {
    if (tag.wireType !== 2) return false;
    const bytes = readDelimited(reading.cursor);
    const depth = reading.depth - 1;
    if (depth < 0) throw new ReferenceFault('E_WIRE_DEPTH', field.name);
    let key = this.#zero(shape.key);
    let value = this.#zero(shape.value);
    const cursor: Cursor = { bytes, at: 0 };
    while (cursor.at < bytes.length) {
      const { number, wireType } = readTag(cursor);
      if (number === 1 && wireType === wireTypeOf(shape.key, this.#lookup)) {
        key = this.#value(shape.key, cursor, depth, undefined);
      } else if (number === 2 && wireType === wireTypeOf(shape.value, this.#lookup)) {
        value = this.#value(shape.value, cursor, depth, value);
      } else skip({ number, wireType }, cursor, depth);
    }
    if (isRejected(shape.value, value, this.#lookup)) {
      keepField(reading);
      return true;
    }
    const map = reading.message[field.tsName] as Map<unknown, unknown>;
    if (!map.has(key) && map.size >= shape.max) throw new ReferenceFault('E_WIRE_LIMIT', field.name);
    const record = recordOf(shape.value, this.#lookup);
    map.set(key, record !== undefined && value === undefined ? this.#empty(record) : value);
    return true;
  }

  #value(shape: Shape, cursor: Cursor, depth: number, earlier: unknown): unknown {
    switch (shape.kind) {
      case 'integer': {
        const raw = shape.encoding === 'fixed' ? readFixed(cursor, shape.bits / 8) : readVarint(cursor);
        return integerOf(shape, raw);
      }
      case 'float': {
        const view = new DataView(new ArrayBuffer(8));
        view.setBigUint64(0, readFixed(cursor, shape.bits / 8), true);
        return shape.bits === 32 ? view.getFloat32(0, true) : view.getFloat64(0, true);
      }
      case 'bool':
        return readVarint(cursor) !== 0n;
      case 'text':
      case 'bytes': {
        const bytes = Uint8Array.from(readDelimited(cursor));
        if (bytes.length > shape.max) throw new ReferenceFault('E_WIRE_LIMIT', shape.kind);
        return shape.kind === 'bytes' ? bytes : textOf(bytes);
      }
      default: {
        const record = recordOf(shape, this.#lookup);
        if (record === undefined) return Number(BigInt.asIntN(32, readVarint(cursor)));
        const most = shape.kind === 'named' ? shape.depth : undefined;
        const levels = most === undefined ? depth : Math.min(depth, most);
        return this.message(record, readDelimited(cursor), levels - 1, earlier as Values | undefined);
      }
    }
  }
}

/** The values inside a field, with their shapes. */
function parts({ shape }: Field, value: unknown): readonly (readonly [Shape, unknown])[] {
  if (value === undefined) return [];
  switch (shape.kind) {
    case 'list':
      return (value as readonly unknown[]).map((item) => [shape.item, item] as const);
    case 'map':
      return [...(value as ReadonlyMap<unknown, unknown>).values()].map(
        (item) => [shape.value, item] as const,
      );
    case 'oneof': {
      const { type, value: item } = value as { readonly type: string; readonly value: unknown };
      return [[shape.members.find((each) => each.tag === type)!.shape, item]];
    }
    default:
      return [[shape, value]];
  }
}

function keepField(reading: Reading): void {
  keep(reading, reading.cursor.bytes.slice(reading.from, reading.cursor.at));
}

function keep({ decl, message }: Reading, bytes: Bytes): void {
  if (decl.keepUnknown !== true) return;
  const before = (message['$unknown'] as Uint8Array | undefined) ?? [];
  message['$unknown'] = Uint8Array.from([...before, ...bytes]);
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ReferenceFault('E_WIRE_UTF8', 'not UTF-8');
  }
}

function integerOf(shape: IntegerShape, raw: bigint): number | bigint {
  const { bits, signed, encoding } = shape;
  const low = BigInt.asUintN(bits, raw);
  let value = signed ? BigInt.asIntN(bits, low) : low;
  if (encoding === 'zigzag') value = low % 2n === 0n ? low / 2n : -(low / 2n) - 1n;
  if (isWide(shape)) return value;
  if (!Number.isSafeInteger(Number(value))) throw new ReferenceFault('E_WIRE_VALUE', String(value));
  return Number(value);
}
