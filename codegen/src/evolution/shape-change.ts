import {
  type Beyond,
  type ChangeCode,
  type Effect,
  type Fit,
  NO_EFFECT,
  type Reading,
  worseEffect,
} from './change.js';

/** One difference between two shapes in the same place. */
export interface ShapeChange {
  readonly code: ChangeCode;
  /** Steps from the compared shapes to what changed: `*` into a list, `key` and `value` into a map. */
  readonly path: readonly string[];
  /** What changed, without the name of the place. */
  readonly text: string;
  readonly effect: Effect;
  readonly note?: string | undefined;
  readonly advice?: string | undefined;
  readonly beyond?: Beyond | undefined;
}

/** The changes of what is `step` further inside. */
export function inside(step: string, changes: readonly ShapeChange[]): readonly ShapeChange[] {
  return changes.map((change) => ({ ...change, path: [step, ...change.path] }));
}

/** The changes of what may also be absent: then nothing is refused always. */
export function inOptional(changes: readonly ShapeChange[]): readonly ShapeChange[] {
  return changes.map((change) => ({
    ...change,
    effect: {
      ...change.effect,
      oldToNew: atMostSome(change.effect.oldToNew),
      newToOld: atMostSome(change.effect.newToOld),
    },
  }));
}

function atMostSome({ strict, compatible }: Reading): Reading {
  const soften = (fit: Fit): Fit => (fit === 'none' ? 'some' : fit);
  return { strict: soften(strict), compatible: soften(compatible) };
}

/** What all of the changes do together. */
export function effectOfAll(changes: readonly { readonly effect: Effect }[]): Effect {
  return changes.reduce((sum, { effect }) => worseEffect(sum, effect), NO_EFFECT);
}
