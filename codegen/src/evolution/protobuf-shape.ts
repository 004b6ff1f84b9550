/**
 * What differs between two types of the same protobuf field number. Readers skip what has another wire type, so almost
 * nothing is refused: most changes are read as something else, or as nothing.
 */
import type { EnumType, Shape, TypeDecl } from '../ir/model.js';
import { integerRange, type Range } from '../values/scalars.js';
import { type Effect, effectOf, MISREAD, NO_EFFECT, outcomeOf } from './change.js';
import { asWritten } from './extended-program.js';
import { limitChanges } from './limit.js';
import { sameName, type Scope } from './scope.js';
import { effectOfAll, inside, type ShapeChange } from './shape-change.js';
import { typeTerm } from '../describe/terms.js';

export function protobufShapeChanges(old: Shape, new_: Shape, scope: Scope): readonly ShapeChange[] {
  if (old.kind === 'list' && new_.kind === 'list') {
    const packed: ShapeChange = {
      code: 'FIELD_PACKED',
      path: [],
      text: `${new_.packed ? 'packed' : 'not packed'} now`,
      effect: NO_EFFECT,
      note: 'readers take both forms',
    };
    return [
      ...(old.packed === new_.packed ? [] : [packed]),
      ...limitChanges(old.max, new_.max, 'item'),
      ...inside('*', protobufShapeChanges(old.item, new_.item, scope)),
    ];
  }
  if (old.kind === 'map' && new_.kind === 'map') {
    return [
      ...limitChanges(old.max, new_.max, 'entry'),
      ...inside('key', protobufShapeChanges(old.key, new_.key, scope)),
      ...inside('value', protobufShapeChanges(old.value, new_.value, scope)),
    ];
  }
  if (old.kind === 'list' || new_.kind === 'list' || old.kind === 'map' || new_.kind === 'map') {
    return [cardinalityChange(old, new_, scope)];
  }
  if (old.kind === 'named' && new_.kind === 'named' && sameName(old, new_, scope)) {
    return limitChanges(old.depth ?? 100, new_.depth ?? 100, 'level of messages');
  }
  if (isLimited(old) && isLimited(new_)) {
    return [
      ...limitChanges(old.max, new_.max, 'byte'),
      ...(old.kind === new_.kind ? [] : [bytesChange(old)]),
    ];
  }
  if (isSameScalar(old, new_)) return numberChanges(old, new_);
  return [typeChange(old, new_, scope)];
}

type Limited = Extract<Shape, { kind: 'bytes' | 'text' }>;

function isLimited(shape: Shape): shape is Limited {
  return shape.kind === 'bytes' || shape.kind === 'text';
}

/** `string` to `bytes`, or back: only what is no UTF-8 is refused. */
function bytesChange(old: Limited): ShapeChange {
  const toBytes = old.kind === 'text';
  return {
    code: 'FIELD_TYPE',
    path: [],
    text: toBytes ? 'string became bytes' : 'bytes became string',
    effect: toBytes ? effectOf('all', 'some') : effectOf('some', 'all'),
    advice: `send nothing but UTF-8 while peers of the ${toBytes ? 'old' : 'new'} version are there`,
  };
}

function isSameScalar(old: Shape, new_: Shape): boolean {
  if (old.kind === 'integer' && new_.kind === 'integer') {
    return old.bits === new_.bits && old.signed === new_.signed && old.encoding === new_.encoding;
  }
  if (old.kind === 'float' && new_.kind === 'float') return old.bits === new_.bits;
  return old.kind === 'bool' && new_.kind === 'bool';
}

/** `@number`: the same bytes, but only half of the numbers. */
function numberChanges(old: Shape, new_: Shape): readonly ShapeChange[] {
  const isNumber = (shape: Shape): boolean => shape.kind === 'integer' && shape.asNumber === true;
  if (isNumber(old) === isNumber(new_)) return [];
  const added = isNumber(new_);
  return [
    {
      code: 'FIELD_TYPE',
      path: [],
      text: `@number was ${added ? 'added' : 'removed'}`,
      effect: added ? effectOf('some', 'all') : effectOf('all', 'some'),
      advice: `send nothing beyond 2^53 - 1 while peers of the ${added ? 'new' : 'old'} version are there`,
    },
  ];
}

function term(shape: Shape): string {
  return typeTerm(asWritten(shape), 'protobuf');
}

function typeChange(old: Shape, new_: Shape, scope: Scope): ShapeChange {
  const { effect, note } = typeEffect(old, new_, scope);
  const text = `${term(old)} became ${term(new_)}`;
  return { code: 'FIELD_TYPE', path: [], text: note === undefined ? text : `${text}: ${note}`, effect };
}

interface Judged {
  readonly effect: Effect;
  readonly note?: string;
}

function typeEffect(old: Shape, new_: Shape, scope: Scope): Judged {
  const before = old.kind === 'named' ? scope.old(old.name) : undefined;
  const after = new_.kind === 'named' ? scope.new(new_.name) : undefined;
  if (before !== undefined && after !== undefined && before.kind === after.kind) {
    const effect = scope.between(before, after);
    return outcomeOf(effect) === 'safe' ? { effect, note: 'both say the same' } : { effect };
  }
  const a = wireForm(old, scope.old);
  const b = wireForm(new_, scope.new);
  if (a !== b) {
    if (a.startsWith('length') && b.startsWith('length')) {
      return { effect: effectOf('some', 'some', true), note: 'the bytes are those of the other type' };
    }
    const why =
      wireType(a) === wireType(b) ? 'the bits mean another number' : 'readers skip it, and see nothing';
    return { effect: MISREAD, note: why };
  }
  if (a !== 'varint') return { effect: MISREAD, note: 'the bits mean another number' };
  if (
    includes(rangeOf(old, scope.old), rangeOf(new_, scope.new)) &&
    includes(rangeOf(new_, scope.new), rangeOf(old, scope.old))
  ) {
    return { effect: NO_EFFECT };
  }
  return { effect: MISREAD, note: 'what does not fit into the smaller one is read as another value' };
}

function messageOf(shape: Shape, lookup: Scope['old']): TypeDecl | undefined {
  const decl = shape.kind === 'named' ? lookup(shape.name) : undefined;
  return decl?.kind === 'record' ? decl : undefined;
}

function enumOf(shape: Shape, lookup: Scope['old']): EnumType | undefined {
  const decl = shape.kind === 'named' ? lookup(shape.name) : undefined;
  return decl?.kind === 'enum' ? decl : undefined;
}

type WireForm =
  'varint' | 'zigzag' | 'fixed32' | 'float32' | 'fixed64' | 'float64' | 'length' | 'length message';

function wireForm(shape: Shape, lookup: Scope['old']): WireForm {
  switch (shape.kind) {
    case 'integer':
      if (shape.encoding !== 'fixed') return shape.encoding;
      return shape.bits === 32 ? 'fixed32' : 'fixed64';
    case 'float':
      return shape.bits === 32 ? 'float32' : 'float64';
    case 'bool':
      return 'varint';
    default:
      if (messageOf(shape, lookup) !== undefined) return 'length message';
      return shape.kind === 'named' ? 'varint' : 'length';
  }
}

/** May the bytes of one field be read as those of the other, where both have the same number? */
export function sameWireTypes(old: Shape, new_: Shape, scope: Scope): boolean {
  const types = (shape: Shape, lookup: Scope['old']): readonly string[] => {
    if (shape.kind === 'map') return ['length'];
    // Readers of numbers take them packed and one by one.
    if (shape.kind === 'list') return [...types(shape.item, lookup), 'length'];
    return [wireType(wireForm(shape, lookup))];
  };
  const after = types(new_, scope.new);
  return types(old, scope.old).some((type) => after.includes(type));
}

function wireType(form: WireForm): string {
  return form.replace('zigzag', 'varint').replace('float', 'fixed').replace(' message', '');
}

/** Numbers that a varint field can hold. */
function rangeOf(shape: Shape, lookup: Scope['old']): Range {
  if (shape.kind === 'integer') return integerRange(shape);
  if (shape.kind === 'bool') return { min: 0n, max: 1n };
  const declared = enumOf(shape, lookup);
  const numbers = declared?.open === false ? declared.values.map(({ number }) => BigInt(number)) : [];
  if (numbers.length === 0) return { min: -(2n ** 31n), max: 2n ** 31n - 1n };
  // A closed enum has holes; what falls into them is not read at all.
  return numbers.reduce(({ min, max }, n) => ({ min: n < min ? n : min, max: n > max ? n : max }), {
    min: numbers[0]!,
    max: numbers[0]!,
  });
}

function includes(a: Range, b: Range): boolean {
  return a.min <= b.min && a.max >= b.max;
}

/** One became many, or a map a list. */
function cardinalityChange(old: Shape, new_: Shape, scope: Scope): ShapeChange {
  const text = `${term(old)} became ${term(new_)}`;
  const change = (why: string): ShapeChange => {
    return { code: 'FIELD_CARDINALITY', path: [], text: `${text}: ${why}`, effect: MISREAD };
  };
  const map = old.kind === 'map' ? old : new_.kind === 'map' ? new_ : undefined;
  const list = old.kind === 'list' ? old : new_.kind === 'list' ? new_ : undefined;
  if (map !== undefined && list !== undefined) {
    const entry = messageOf(list.item, list === old ? scope.old : scope.new);
    if (entry?.kind === 'record' && isEntryOf(entry, map)) {
      return change('the bytes are the same, but a map keeps one of the entries with equal keys');
    }
  }
  if (map !== undefined || list === undefined) return change('readers see entries in what is none');
  const single = list === old ? new_ : old;
  const inner =
    list === old
      ? protobufShapeChanges(list.item, single, scope)
      : protobufShapeChanges(single, list.item, scope);
  if (!isSafe(inner)) return change('the items have another type too');
  if (list.packed) return change('readers of one skip what is packed, and see nothing');
  return change('readers of one see the last of many');
}

function isSafe(changes: readonly ShapeChange[]): boolean {
  return outcomeOf(effectOfAll(changes)) === 'safe';
}

/** A message with the key as field 1 and the value as field 2: what map entries are on the wire. */
function isEntryOf(
  decl: Extract<TypeDecl, { kind: 'record' }>,
  { key, value }: Extract<Shape, { kind: 'map' }>,
): boolean {
  const [first, second, third] = decl.fields;
  return (
    third === undefined &&
    first?.number === 1 &&
    second?.number === 2 &&
    first.shape.kind === key.kind &&
    second.shape.kind === value.kind
  );
}
