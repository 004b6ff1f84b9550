/** Vectors of broken protobuf: each mistake that a tag, a length, a varint or a text can have. */
import type { Lookup, RecordType } from '../ir/model.js';
import { typicalValue } from '../values/plain.js';
import { integerPayload, protobufTree } from '../values/protobuf-build.js';
import {
  type Payload,
  type ProtoField,
  varintBytes,
  wireTypeOf,
  writeProtobuf,
} from '../values/protobuf-tree.js';
import { integerRange } from '../values/scalars.js';
import { unknownField, unknownGroups, unusedNumber } from '../values/unknown.js';
import { hexOf, type Rows } from './row.js';

const VARINT = 'E_WIRE_VARINT';
const TAG = 'E_WIRE_TAG';
const TRUNCATED = 'E_WIRE_TRUNCATED';
const UTF8 = 'E_WIRE_UTF8';
const DEPTH = 'E_WIRE_DEPTH';

/** Levels of groups and messages that a decoder follows. */
export const LEVELS = 100;

/** Cut off, overlong, a surrogate, and no letter at all. */
const NOT_UTF8 = [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80]];

/** Puts the bytes of something inner into what stands around it. */
type Around = (inner: Uint8Array) => Uint8Array;

/** Mistakes of a message itself and of what stands directly in its fields. */
export function addProtobufMistakes(rows: Rows, decl: RecordType, lookup: Lookup): void {
  addTagMistakes(rows, decl);
  const tree = protobufTree(decl, typicalValue(decl, lookup, 1), lookup);
  const seen = new Set<number>();
  for (const field of tree) {
    if (seen.has(field.number) || field.payload.kind === 'raw') continue;
    seen.add(field.number);
    addFieldMistakes(rows, field, (inner) => inner);
    if (field.shape?.kind !== 'map' || field.payload.kind !== 'message') continue;
    // The entry is no type of its own, so its two fields are looked at here.
    const entry: Around = (inner) => bytesOf([{ ...field, payload: { kind: 'bytes', bytes: inner } }]);
    for (const inner of field.payload.fields) addFieldMistakes(rows, inner, entry);
  }
  for (const { name, number, presence } of decl.fields) {
    if (presence !== 'required') continue;
    const others = tree.filter((field) => field.number !== number);
    rows.refused(`${decl.name}.${name} left out`, bytesOf(others), 'E_WIRE_REQUIRED');
  }
}

/** One length in every message of a message, however deep, that goes beyond its end. */
export function addDeepMistakes(rows: Rows, decl: RecordType, lookup: Lookup): void {
  const around = (fields: readonly ProtoField[], wrap: Around, depth: number): void => {
    const seen = new Set<number>();
    for (const field of fields) {
      if (seen.has(field.number) || field.payload.kind === 'raw') continue;
      seen.add(field.number);
      const { payload, shape } = field;
      if (depth > 0 && wireTypeOf(field) === 2) {
        rows.refused(`deep ${field.path} length +1, level ${depth}`, wrap(tooLong(field)), TRUNCATED);
      }
      if (payload.kind !== 'message' || shape?.kind === 'map') continue;
      const outer: Around = (inner) =>
        wrap(bytesOf([{ ...field, payload: { kind: 'bytes', bytes: inner } }]));
      around(payload.fields, outer, depth + 1);
    }
  };
  around(protobufTree(decl, typicalValue(decl, lookup, 6), lookup), (inner) => inner, 0);
}

function addTagMistakes(rows: Rows, decl: RecordType): void {
  const number = unusedNumber(decl, 1000);
  const add = (name: string, fields: readonly (ProtoField | Uint8Array)[], code: string): void => {
    const parts = fields.map((field) => (field instanceof Uint8Array ? field : bytesOf([field])));
    rows.refused(`${decl.name} ${name}`, concat(parts), code);
  };
  const unknown = (payload: Payload, wireType?: number): ProtoField => {
    const field = unknownField(number, payload);
    return wireType === undefined ? field : { ...field, wireType };
  };
  const nothing: Payload = { kind: 'fixed', bytes: new Uint8Array(0) };
  const four: Payload = { kind: 'fixed', bytes: new Uint8Array(4) };
  add('field number 0', [{ ...unknown({ kind: 'varint', value: 0n }), number: 0 }], TAG);
  add('field number 2^29', [{ ...unknown({ kind: 'varint', value: 0n }), number: 2 ** 29 }], TAG);
  add('wire type 6', [unknown(four, 6)], TAG);
  add('wire type 7', [unknown(four, 7)], TAG);
  add('tag cut off', [Uint8Array.of(0x80)], VARINT);
  add('tag of 11 bytes', [varintBytes(8n, 11), Uint8Array.of(0)], VARINT);
  add('end of a group without a beginning', [unknown(nothing, 4)], TAG);
  add('group with another end', [unknown(nothing, 3), { ...unknown(nothing, 4), number: number + 1 }], TAG);
  add('unknown varint cut off', [unknown(nothing, 0), Uint8Array.of(0x80)], VARINT);
  add('unknown varint of 11 bytes', [unknown({ kind: 'varint', value: 0n, length: 11 })], VARINT);
  add('unknown 64 bits cut off', [unknown(four, 1)], TRUNCATED);
  add('unknown 32 bits cut off', [unknown({ kind: 'fixed', bytes: new Uint8Array(3) }, 5)], TRUNCATED);
  add('unknown bytes cut off', [tooLong(unknown({ kind: 'bytes', bytes: Uint8Array.of(1) }))], TRUNCATED);
  add('groups too deep', [unknownGroups(number, LEVELS + 1)], DEPTH);
}

function addFieldMistakes(rows: Rows, field: ProtoField, wrap: Around): void {
  const { path, payload, shape } = field;
  const whole = bytesOf([field]);
  const add = (name: string, bytes: Uint8Array, code: string): void =>
    rows.refused(`${path} ${name}`, wrap(bytes), code);
  const other = (bytes: readonly number[]): Uint8Array =>
    bytesOf([{ ...field, payload: { kind: 'bytes', bytes: Uint8Array.from(bytes) } }]);
  if (shape?.kind === 'integer' && shape.asNumber === true) {
    const { max } = integerRange(shape);
    const beyond = integerPayload(shape, max + 1n);
    add('2^53', bytesOf([{ ...field, payload: beyond }]), 'E_WIRE_VALUE');
  }
  const tag = bytesOf([
    { ...field, payload: { kind: 'fixed', bytes: new Uint8Array(0) }, wireType: wireTypeOf(field) },
  ]);
  switch (payload.kind) {
    case 'varint':
      add('without its value', tag, VARINT);
      add('cut off', concat([tag, Uint8Array.of(0x80)]), VARINT);
      add('of 11 bytes', bytesOf([{ ...field, payload: { ...payload, length: 11 } }]), VARINT);
      return;
    case 'fixed':
      add('cut off', whole.subarray(0, -1), TRUNCATED);
      return;
    default:
      add('without its length', tag, VARINT);
      add('length +1', tooLong(field), TRUNCATED);
      add('length 2^32-1', concat([tag, varintBytes(0xffff_ffffn)]), TRUNCATED);
  }
  if (payload.kind === 'packed') {
    const item = shape?.kind === 'list' ? shape.item : undefined;
    const fixed = item?.kind === 'float' || (item?.kind === 'integer' && item.encoding === 'fixed');
    add('packed, ends within an item', other(fixed ? [1, 2, 3] : [0x80]), fixed ? TRUNCATED : VARINT);
  }
  for (const bad of shape?.kind === 'text' ? NOT_UTF8.filter(({ length }) => length <= shape.max) : []) {
    add(`UTF-8 ${hexOf(Uint8Array.from(bad))}`, other(bad), UTF8);
  }
}

/** A length-delimited field that announces a byte more than there is. */
function tooLong(field: ProtoField): Uint8Array {
  const { bytes, pieces } = writeProtobuf([field]);
  const { at, end } = pieces.find(({ kind }) => kind === 'length')!;
  return concat([bytes.subarray(0, at), varintBytes(BigInt(bytes.length - end + 1)), bytes.subarray(end)]);
}

export function bytesOf(fields: readonly ProtoField[]): Uint8Array {
  return writeProtobuf(fields).bytes;
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
