/** Changes of protobuf encodings by something that knows tags, lengths and submessages. */
import { spliced } from './mutate-bytes.js';
import type { Random } from './prng.js';
import {
  allFields,
  type Payload,
  type ProtoField,
  replaceField,
  varintBytes,
  writeProtobuf,
} from './protobuf-tree.js';
import { unknownField, unknownGroups } from './unknown.js';

/** Fields are only repeated beyond their limit if that is not more than this. */
const FILL_UP_TO = 300;
/** Deeper than decoders go. */
const DEEP = 120;

/** One field becomes something else: all lengths around it stay right. */
export function mutateProtobufTree(fields: readonly ProtoField[], random: Random): readonly ProtoField[] {
  const all = allFields(fields);
  if (all.length === 0 || random.chance(0.15)) return [...fields, anyField(random)];
  if (random.chance(0.1)) return shuffled(fields, random);
  const target = random.pick(all);
  return replaceField(fields, target, changed(target, random));
}

/** The bytes of a message with one tag, length or varint that is another one. */
export function mutateProtobufPiece(fields: readonly ProtoField[], random: Random): Uint8Array {
  const { bytes, pieces } = writeProtobuf(fields);
  if (pieces.length === 0) return bytes;
  const { kind, at, end } = random.pick(pieces);
  return spliced(
    bytes,
    at,
    end,
    kind === 'length' ? otherLength(bytes, at, end, random) : otherVarint(random),
  );
}

function otherLength(bytes: Uint8Array, at: number, end: number, random: Random): Uint8Array {
  let old = 0n;
  for (let i = end - 1; i >= at; i--) old = (old << 7n) | BigInt(bytes[i]! & 0x7f);
  const near = [old + 1n, old > 0n ? old - 1n : 0n, old + 4n];
  const far = [0n, BigInt(bytes.length - end), 0x7fff_ffffn, 0xffff_ffffn, 2n ** 63n];
  return varintBytes(random.pick([...near, ...far]), random.chance(0.2) ? 1 + random.below(11) : 1);
}

function otherVarint(random: Random): Uint8Array {
  const values = [0n, 6n, 7n, 12n, 15n, BigInt(random.below(256)), BigInt(random.next32()), 2n ** 64n - 1n];
  return varintBytes(random.pick(values), random.chance(0.3) ? 1 + random.below(11) : 1);
}

function changed(field: ProtoField, random: Random): readonly ProtoField[] {
  const { payload } = field;
  switch (random.below(8)) {
    case 0:
      return [field, field];
    case 1:
      return [];
    case 2:
      return [{ ...field, number: random.pick([field.number + 1, random.below(20), random.below(2 ** 29)]) }];
    case 3:
      return [{ ...field, wireType: random.below(8) }];
    case 4:
      return repeated(field, random);
    case 5:
      return [nested(field, 1 + random.below(DEEP))];
    default:
      if (payload.kind === 'varint') return [{ ...field, payload: otherNumber(payload.value, random) }];
      if (payload.kind === 'bytes') return [{ ...field, payload: otherBytes(field, payload.bytes, random) }];
      if (payload.kind === 'packed') return unpacked(field, payload.items, random);
      if (payload.kind === 'message') return split(field, payload.fields, random);
      return [anyField(random), field];
  }
}

/** Often enough to break the limit of a list or map. */
function repeated(field: ProtoField, random: Random): readonly ProtoField[] {
  const length = Math.min((field.max ?? 4) + random.below(2), FILL_UP_TO);
  return Array.from({ length }, () => field);
}

/** In messages or groups of its own number. */
function nested(field: ProtoField, levels: number): ProtoField {
  let deep = field;
  const kind = levels % 2 === 0 ? 'group' : 'message';
  for (let i = 0; i < levels; i++) deep = { ...field, payload: { kind, fields: [deep] } };
  return deep;
}

function otherNumber(value: bigint, random: Random): Payload {
  return random.chance(0.5)
    ? { kind: 'varint', value, length: 2 + random.below(10) }
    : { kind: 'varint', value: random.bits(64) };
}

function otherBytes({ shape }: ProtoField, bytes: Uint8Array, random: Random): Payload {
  const max = shape?.kind === 'bytes' || shape?.kind === 'text' ? shape.max : 0;
  if (max < FILL_UP_TO && random.chance(0.4)) {
    return { kind: 'bytes', bytes: new Uint8Array(max + random.below(2)).fill(0x61) };
  }
  return { kind: 'bytes', bytes: Uint8Array.from([...bytes, ...random.bytes(1 + random.below(4))]) };
}

/** Packed and single items mixed: readers take both. */
function unpacked(field: ProtoField, items: readonly Payload[], random: Random): readonly ProtoField[] {
  const at = random.below(items.length + 1);
  return [
    { ...field, payload: { kind: 'packed', items: items.slice(0, at) } },
    ...items.slice(at).map((payload) => ({ ...field, payload })),
  ];
}

/** One message that came in two parts. */
function split(field: ProtoField, fields: readonly ProtoField[], random: Random): readonly ProtoField[] {
  const at = random.below(fields.length + 1);
  const part = (from: number, to: number): ProtoField => ({
    ...field,
    payload: { kind: 'message', fields: fields.slice(from, to) },
  });
  return [part(0, at), part(at, fields.length)];
}

function shuffled(fields: readonly ProtoField[], random: Random): readonly ProtoField[] {
  const at = random.below(fields.length);
  return [...fields.slice(at), ...fields.slice(0, at)];
}

/** A field that the schema hardly has, of any wire type. */
function anyField(random: Random): ProtoField {
  const number = random.pick([1000, 2 ** 29 - 1]);
  if (random.chance(0.25)) return unknownGroups(number, 1 + random.below(DEEP));
  return unknownField(
    number,
    random.pick<Payload>([
      { kind: 'varint', value: random.bits(64) },
      { kind: 'fixed', bytes: random.bytes(random.chance(0.5) ? 4 : 8) },
      { kind: 'bytes', bytes: random.bytes(random.below(20)) },
    ]),
  );
}
