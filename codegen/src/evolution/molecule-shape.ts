/** What differs between two uses of molecule types in the same place. */
import { fixedSize } from '../emit/context.js';
import type { Shape, TypeDecl } from '../ir/model.js';
import { type Effect, effectOf, MISREAD, NO_EFFECT, outcomeOf, REFUSED } from './change.js';
import { limitChanges } from './limit.js';
import { overlap } from './overlap.js';
import { sameName, type Scope } from './scope.js';
import { inOptional, inside, type ShapeChange } from './shape-change.js';
import { typeTerm } from '../describe/terms.js';

export function moleculeShapeChanges(old: Shape, new_: Shape, scope: Scope): readonly ShapeChange[] {
  if (sameName(old, new_, scope) || sameScalar(old, new_)) return [];
  if (old.kind === 'option' && new_.kind === 'option') {
    return inOptional(moleculeShapeChanges(old.item, new_.item, scope));
  }
  if (old.kind === 'option' || new_.kind === 'option') return optionChanges(old, new_, scope);
  if (old.kind === 'list' && new_.kind === 'list' && sameVector(old.item, new_.item, scope)) {
    const items = inOptional(moleculeShapeChanges(old.item, new_.item, scope));
    return [...limitChanges(old.max, new_.max, 'item'), ...inside('*', items)];
  }
  if (isByteVector(old) && isByteVector(new_)) {
    return [...limitChanges(old.max, new_.max, 'byte'), ...utf8Changes(old, new_)];
  }
  if (old.kind === 'array' && new_.kind === 'array' && old.count === new_.count) {
    return inside('*', moleculeShapeChanges(old.item, new_.item, scope));
  }
  return [typeChange(old, new_, scope)];
}

type ByteVector = Extract<Shape, { kind: 'bytes' | 'text' }>;

function isByteVector(shape: Shape): shape is ByteVector {
  return shape.kind === 'bytes' || shape.kind === 'text';
}

/** Vectors of these items have the same header: none with offsets, or the same size of each item. */
function sameVector(old: Shape, new_: Shape, scope: Scope): boolean {
  return fixedSize(old, scope.old) === fixedSize(new_, scope.new);
}

function utf8Changes(old: ByteVector, new_: ByteVector): readonly ShapeChange[] {
  if (old.kind === new_.kind) return [];
  const added = new_.kind === 'text';
  return [
    {
      code: 'UTF8',
      path: [],
      text: `@utf8 was ${added ? 'added' : 'removed'}`,
      // Only what is no UTF-8 is refused, and what is means the same.
      effect: added ? effectOf('some', 'all') : effectOf('all', 'some'),
      advice: `send nothing but UTF-8 while peers of the ${added ? 'new' : 'old'} version are there`,
    },
  ];
}

function optionChanges(old: Shape, new_: Shape, scope: Scope): readonly ShapeChange[] {
  const added = new_.kind === 'option';
  const inner =
    old.kind === 'option'
      ? moleculeShapeChanges(old.item, new_, scope)
      : moleculeShapeChanges(old, new_.kind === 'option' ? new_.item : new_, scope);
  if (inner.some(({ code }) => code === 'FIELD_TYPE')) return [typeChange(old, new_, scope)];
  const own: ShapeChange = {
    code: 'FIELD_TYPE',
    path: [],
    text: becomes(old, new_),
    // What is absent has no bytes, and is refused where something must be.
    effect: added ? effectOf('all', 'some') : effectOf('some', 'all'),
    advice: `always send a value while peers of the ${added ? 'old' : 'new'} version are there`,
  };
  return [own, ...inner];
}

function sameScalar(old: Shape, new_: Shape): boolean {
  if (old.kind === 'integer' && new_.kind === 'integer') {
    return old.bits === new_.bits && old.signed === new_.signed;
  }
  if (old.kind === 'byteArray' && new_.kind === 'byteArray') return old.length === new_.length;
  return old.kind === 'bool' && new_.kind === 'bool';
}

/** Another type in the place of a type. */
function typeChange(old: Shape, new_: Shape, scope: Scope): ShapeChange {
  const change = (effect: Effect, note?: string): ShapeChange => {
    return { code: 'FIELD_TYPE', path: [], text: becomes(old, new_), effect, note };
  };
  const types = bothNamed(old, new_, scope);
  if (types !== undefined && sameLayout(...types)) {
    const effect = scope.between(...types);
    return change(effect, outcomeOf(effect) === 'safe' ? 'both types have the same bytes' : undefined);
  }
  const size = fixedSize(old, scope.old);
  const same = size === fixedSize(new_, scope.new) ? sameBytes(old, new_) : undefined;
  if (same !== undefined) return change(same, 'the bytes are the same, TypeScript sees another type');
  if (size !== undefined && size === fixedSize(new_, scope.new)) return change(MISREAD);
  const { old: before, new: after } = scope.pairing;
  const a = { version: before, lookup: scope.old, shape: old };
  const b = { version: after, lookup: scope.new, shape: new_ };
  const common = overlap(a, b);
  return change(common === 'none' ? REFUSED : effectOf('some', 'some', common === 'some'));
}

function bothNamed(old: Shape, new_: Shape, scope: Scope): readonly [TypeDecl, TypeDecl] | undefined {
  if (old.kind !== 'named' || new_.kind !== 'named') return undefined;
  return [scope.old(old.name), scope.new(new_.name)];
}

function sameLayout(old: TypeDecl, new_: TypeDecl): boolean {
  if (old.kind === 'record' && new_.kind === 'record') return old.layout === new_.layout;
  return old.kind === 'union' && new_.kind === 'union';
}

/** What happens between numbers and plain bytes of one size, where one shows what the other one does. */
function sameBytes(old: Shape, new_: Shape): Effect | undefined {
  if (old.kind === 'list' && isByte(old.item) && new_.kind === 'bytes') return NO_EFFECT;
  if (new_.kind === 'list' && isByte(new_.item) && old.kind === 'bytes') return NO_EFFECT;
  if ((isPlain(old) && isNumber(new_)) || (isPlain(new_) && isNumber(old))) return NO_EFFECT;
  if (isPlain(old) && isPlain(new_)) return NO_EFFECT;
  const unsigned = (shape: Shape): boolean => isPlain(shape) || (isNumber(shape) && !shape.signed);
  if (old.kind === 'bool' && unsigned(new_)) return effectOf('all', 'some');
  if (new_.kind === 'bool' && unsigned(old)) return effectOf('some', 'all');
  return undefined;
}

/** Bytes that say nothing about what they mean. */
function isPlain(shape: Shape): boolean {
  if (shape.kind === 'byteArray' || isByte(shape)) return true;
  return shape.kind === 'array' && isByte(shape.item);
}

function isByte(shape: Shape): boolean {
  return isNumber(shape) && shape.bits === 8 && !shape.signed;
}

function isNumber(shape: Shape): shape is Extract<Shape, { kind: 'integer' }> {
  return shape.kind === 'integer';
}

function becomes(old: Shape, new_: Shape): string {
  return `${typeTerm(old, 'molecule')} became ${typeTerm(new_, 'molecule')}`;
}
