/**
 * A protobuf encoding as a tree of fields, which can be changed field by field and written as bytes. It checks no
 * limits and shares nothing with the generated codecs, so it can make what they must refuse, and can be compared with
 * what they write.
 */
import type { Shape } from '../ir/model.js';

/** What stands behind a tag. */
export type Payload =
  | VarintPayload
  | { readonly kind: 'fixed'; readonly bytes: Uint8Array }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** Whole fields, with their tags. */
  | { readonly kind: 'raw'; readonly bytes: Uint8Array }
  | { readonly kind: 'packed'; readonly items: readonly Payload[] }
  | { readonly kind: 'message'; readonly fields: readonly ProtoField[] }
  /** Fields up to an end tag with the same number. */
  | { readonly kind: 'group'; readonly fields: readonly ProtoField[] };

export interface VarintPayload {
  readonly kind: 'varint';
  /** 64 bits, unsigned. */
  readonly value: bigint;
  /** Bytes that it is stretched to; default as few as possible. */
  readonly length?: number;
}

export interface ProtoField {
  readonly number: number;
  readonly payload: Payload;
  /** What the schema says about the value; `undefined` for unknown fields. */
  readonly shape: Shape | undefined;
  /** How often the field may occur: items of a list, entries of a map. */
  readonly max?: number;
  /** As in the messages of wire errors. */
  readonly path: string;
  /** Written instead of the wire type that belongs to the payload. */
  readonly wireType?: number;
}

const WIRE_TYPES = { varint: 0, raw: 2, bytes: 2, packed: 2, message: 2, group: 3 } as const;
const END_GROUP = 4;

export function wireTypeOf({ payload, wireType }: ProtoField): number {
  if (wireType !== undefined) return wireType;
  if (payload.kind !== 'fixed') return WIRE_TYPES[payload.kind];
  return payload.bytes.length === 4 ? 5 : 1;
}

/** A piece of a written encoding. */
export interface Piece {
  readonly kind: 'tag' | 'length' | 'varint';
  readonly at: number;
  readonly end: number;
  readonly field: ProtoField;
}

/** The bytes of a message, and where its tags, lengths and varints are. */
export function writeProtobuf(fields: readonly ProtoField[]): {
  readonly bytes: Uint8Array;
  readonly pieces: readonly Piece[];
} {
  const writer = new ProtoWriter(fields);
  return { bytes: writer.bytes, pieces: writer.pieces };
}

class ProtoWriter {
  readonly bytes: Uint8Array;
  readonly pieces: Piece[] = [];
  /** Bytes of what stands behind a tag, without its length. */
  readonly #sizes = new Map<Payload, number>();
  #at = 0;

  constructor(fields: readonly ProtoField[]) {
    this.bytes = new Uint8Array(this.#sizeOf(fields));
    this.#write(fields);
  }

  #sizeOf(fields: readonly ProtoField[]): number {
    return fields.reduce((sum, field) => sum + this.#fieldSize(field), 0);
  }

  #fieldSize(field: ProtoField): number {
    const { payload } = field;
    const size = this.#payloadSize(payload);
    if (payload.kind === 'raw') return size;
    const tag = varintSize(tagOf(field));
    if (payload.kind === 'varint' || payload.kind === 'fixed') return tag + size;
    return tag + size + (payload.kind === 'group' ? tag : varintSize(BigInt(size)));
  }

  #payloadSize(payload: Payload): number {
    const known = this.#sizes.get(payload);
    if (known !== undefined) return known;
    let size: number;
    if (payload.kind === 'varint') size = varintSize(payload.value, payload.length);
    else if ('bytes' in payload) size = payload.bytes.length;
    else if (payload.kind === 'packed') {
      size = payload.items.reduce((sum, item) => sum + this.#payloadSize(item), 0);
    } else size = this.#sizeOf(payload.fields);
    this.#sizes.set(payload, size);
    return size;
  }

  #write(fields: readonly ProtoField[]): void {
    for (const field of fields) {
      const { payload } = field;
      if (payload.kind === 'raw') {
        this.#raw(payload.bytes);
        continue;
      }
      this.#piece('tag', field, tagOf(field));
      if (payload.kind === 'varint') this.#piece('varint', field, payload.value, payload.length);
      else if (payload.kind === 'fixed') this.#raw(payload.bytes);
      else {
        if (payload.kind !== 'group') this.#piece('length', field, BigInt(this.#sizes.get(payload)!));
        if (payload.kind === 'bytes') this.#raw(payload.bytes);
        else if (payload.kind === 'packed') for (const item of payload.items) this.#item(item);
        else this.#write(payload.fields);
        if (payload.kind === 'group') this.#piece('tag', field, BigInt(field.number * 8 + END_GROUP));
      }
    }
  }

  #item(item: Payload): void {
    if (item.kind === 'varint') this.#at = writeVarint(this.bytes, this.#at, item.value, item.length);
    else if (item.kind === 'fixed') this.#raw(item.bytes);
    else throw new Error(`${item.kind} cannot be packed`);
  }

  #piece(kind: Piece['kind'], field: ProtoField, value: bigint, length?: number): void {
    const at = this.#at;
    this.#at = writeVarint(this.bytes, at, value, length);
    this.pieces.push({ kind, at, end: this.#at, field });
  }

  #raw(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }
}

function tagOf(field: ProtoField): bigint {
  return BigInt(field.number * 8 + wireTypeOf(field));
}

/** Bytes of a varint that is stretched to at least `length`. */
function varintSize(value: bigint, length = 1): number {
  let size = 1;
  for (let rest = value >> 7n; rest > 0n; rest >>= 7n) size++;
  return Math.max(size, length);
}

function writeVarint(out: Uint8Array, start: number, value: bigint, length?: number): number {
  let rest = value;
  const last = start + varintSize(value, length) - 1;
  for (let at = start; at < last; at++, rest >>= 7n) out[at] = Number(rest & 0x7fn) | 0x80;
  out[last] = Number(rest);
  return last + 1;
}

/** A varint, stretched to `length` bytes if it is shorter. */
export function varintBytes(value: bigint, length?: number): Uint8Array {
  const bytes = new Uint8Array(varintSize(value, length));
  writeVarint(bytes, 0, value, length);
  return bytes;
}

/** The message inside of a field, if it is one. */
export function fieldsIn({ payload }: ProtoField): readonly ProtoField[] | undefined {
  return payload.kind === 'message' || payload.kind === 'group' ? payload.fields : undefined;
}

/** All fields, those of submessages too. */
export function allFields(fields: readonly ProtoField[]): readonly ProtoField[] {
  const found = [...fields];
  // The array grows while it is walked.
  for (const field of found) found.push(...(fieldsIn(field) ?? []));
  return found;
}

/** The message with other fields in the place of `target`. */
export function replaceField(
  fields: readonly ProtoField[],
  target: ProtoField,
  replacement: readonly ProtoField[],
): readonly ProtoField[] {
  return fields.flatMap((field): readonly ProtoField[] => {
    if (field === target) return replacement;
    const { payload } = field;
    if (payload.kind !== 'message' && payload.kind !== 'group') return [field];
    return [{ ...field, payload: { ...payload, fields: replaceField(payload.fields, target, replacement) } }];
  });
}
