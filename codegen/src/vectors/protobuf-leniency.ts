/** Vectors of protobuf that no encoder here writes and every decoder reads: unknown fields, other orders, parts. */
import type { Field, Lookup, RecordType, Shape } from '../ir/model.js';
import { toJson } from '../values/json.js';
import { smallestOfShape, smallestValue, typicalOfShape, typicalValue } from '../values/plain.js';
import { payloadOf, protobufTree } from '../values/protobuf-build.js';
import type { Payload, ProtoField } from '../values/protobuf-tree.js';
import { UNKNOWN, unknownField, unknownGroups, unusedNumber } from '../values/unknown.js';
import { bytesOf, LEVELS } from './protobuf-mistakes.js';
import { hexOf, type Rows } from './row.js';

/** Fields by their name in TypeScript. */
type Values = Readonly<Record<string, unknown>>;

export function addProtobufLeniency(rows: Rows, decl: RecordType, lookup: Lookup): void {
  const typical = typicalValue(decl, lookup, 1) as Values;
  const base = smallestValue(decl, lookup) as Values;
  const tree = (value: Values): readonly ProtoField[] => protobufTree(decl, value, lookup);
  const add = (name: string, value: Values, fields: readonly ProtoField[]): void => {
    const hex = hexOf(bytesOf(fields));
    const encoded = hexOf(bytesOf(tree(value)));
    const json = toJson(decl, value, lookup);
    rows.add(name, hex === encoded ? { value: json, hex } : { value: json, hex, encoded });
  };
  for (const [what, field] of unknownFields(decl)) {
    const kept = decl.keepUnknown === true ? { ...base, [UNKNOWN]: bytesOf([field]) } : base;
    add(`${decl.name} unknown ${what}`, kept, [field, ...tree(base)]);
  }
  // Items of a list stay in order, so whole fields change places.
  const numbers = [...new Set(tree(typical).map(({ number }) => number))].reverse();
  add(
    `${decl.name} fields from the last to the first`,
    typical,
    numbers.flatMap((number) => tree(typical).filter((field) => field.number === number)),
  );
  for (const field of decl.fields) {
    const path = `${decl.name}.${field.name}`;
    const without = tree(base).filter(({ number }) => number !== field.number);
    const one = (name: string, value: unknown, fields: readonly ProtoField[]): void =>
      add(`${path} ${name}`, { ...base, [field.tsName]: value }, [...without, ...fields]);
    addField(field, one, lookup);
    if (field.presence !== 'implicit' || field.shape.kind === 'list' || field.shape.kind === 'map') continue;
    const zero = smallestOfShape(field.shape, lookup);
    one('written though it is the default', zero, [single(field, field.shape, zero, lookup)]);
  }
}

/** Adds a vector with one field set to `value` by `fields`. */
type AddOne = (name: string, value: unknown, fields: readonly ProtoField[]) => void;

function addField(field: Field, add: AddOne, lookup: Lookup): void {
  const { shape } = field;
  switch (shape.kind) {
    case 'list': {
      const value = typicalOfShape(shape, lookup) as readonly unknown[];
      const items = value.map((item) => payloadOf(shape.item, item, lookup));
      const singles = items.map((payload): ProtoField => fieldOf(field.number, payload));
      const [first] = items;
      if (first === undefined || (first.kind !== 'varint' && first.kind !== 'fixed')) return;
      add('not packed', value, singles);
      add('packed', value, [fieldOf(field.number, { kind: 'packed', items })]);
      if (items.length < 2) return;
      add('partly packed', value, [
        singles[0]!,
        fieldOf(field.number, { kind: 'packed', items: items.slice(1) }),
      ]);
      return;
    }
    case 'map':
      addEntries(field, shape, add, lookup);
      return;
    case 'oneof': {
      const members = shape.members.map(({ tag, number, shape: member }) => {
        const value = typicalOfShape(member, lookup, 0);
        return { type: tag, value, written: fieldOf(number, payloadOf(member, value, lookup)) };
      });
      const [first, second] = [members[0]!, members.at(-1)!];
      if (members.length < 2) return;
      add('the last member wins', { type: first.type, value: first.value }, [second.written, first.written]);
      return;
    }
    default:
      addSingle(field, shape, add, lookup);
  }
}

function addSingle(field: Field, shape: Shape, add: AddOne, lookup: Lookup): void {
  const value = typicalOfShape(shape, lookup, 2);
  const written = single(field, shape, value, lookup);
  const { payload } = written;
  if (payload.kind === 'message') {
    const { fields } = payload;
    const part = (from: number, to?: number): ProtoField =>
      fieldOf(field.number, { kind: 'message', fields: fields.slice(from, to) });
    // Cut between two numbers: what is repeated stays together.
    const cut = fields.findIndex(({ number }) => number !== fields[0]?.number);
    if (cut > 0) add('in two parts', value, [part(0, cut), part(cut)]);
    return;
  }
  add('twice, the last wins', value, [single(field, shape, smallestOfShape(shape, lookup), lookup), written]);
  if (payload.kind !== 'varint') return;
  add('varint of 10 bytes', value, [fieldOf(field.number, { ...payload, length: 10 })]);
  const integer = shape.kind === 'integer' ? shape : undefined;
  if (integer?.bits === 32) {
    add('the low 32 bits of 64', value, [
      fieldOf(field.number, { ...payload, value: payload.value | (1n << 40n) }),
    ]);
  }
  if (shape.kind === 'bool')
    add('any number but 0', true, [fieldOf(field.number, { kind: 'varint', value: 1n << 63n })]);
}

function addEntries(field: Field, shape: Shape & { kind: 'map' }, add: AddOne, lookup: Lookup): void {
  if (shape.max === 0) return;
  const zero = [smallestOfShape(shape.key, lookup), smallestOfShape(shape.value, lookup)] as const;
  const full = [typicalOfShape(shape.key, lookup), typicalOfShape(shape.value, lookup)] as const;
  const key = fieldOf(1, payloadOf(shape.key, full[0], lookup));
  const value = fieldOf(2, payloadOf(shape.value, full[1], lookup));
  const entry = (...fields: readonly ProtoField[]): ProtoField =>
    fieldOf(field.number, { kind: 'message', fields });
  add('entry with the value first', new Map([full]), [entry(value, key)]);
  add('entry without a key', new Map([[zero[0], full[1]]]), [entry(value)]);
  add('entry without a value', new Map([[full[0], zero[1]]]), [entry(key)]);
  add('entry without both', new Map([zero]), [entry()]);
  const other = fieldOf(2, payloadOf(shape.value, zero[1], lookup));
  add('the last entry of a key wins', new Map([full]), [entry(key, other), entry(key, value)]);
}

function single(field: Field, shape: Shape, value: unknown, lookup: Lookup): ProtoField {
  return fieldOf(field.number, payloadOf(shape, value, lookup));
}

function fieldOf(number: number, payload: Payload): ProtoField {
  return { number, payload, shape: undefined, path: '' };
}

function unknownFields(decl: RecordType): readonly (readonly [string, ProtoField])[] {
  const number = unusedNumber(decl, 1000);
  const highest = unusedNumber(decl, 2 ** 29 - 1, -1);
  return [
    ['varint', unknownField(number, { kind: 'varint', value: 2n ** 64n - 1n })],
    ['64 bits', unknownField(number, { kind: 'fixed', bytes: new Uint8Array(8).fill(9) })],
    ['bytes', unknownField(number, { kind: 'bytes', bytes: Uint8Array.of(9, 9) })],
    ['32 bits', unknownField(number, { kind: 'fixed', bytes: new Uint8Array(4).fill(9) })],
    ['group', unknownGroups(number, 2)],
    ['groups as deep as allowed', unknownGroups(number, LEVELS)],
    ['field with a high number', unknownField(highest, { kind: 'varint', value: 1n })],
  ];
}
