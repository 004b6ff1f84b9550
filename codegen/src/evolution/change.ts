/** What a change of a schema means on the wire, and how bad that is. */

/** How bad a change is, best first. `docs/evolution.md` explains each. */
export const CLASSES = ['safe', 'compatible-readers', 'needs-version', 'break', 'silent'] as const;
export type ChangeClass = (typeof CLASSES)[number];

/** Stable codes of changes; `docs/evolution.md` lists them. */
export type ChangeCode =
  | 'SCHEMA_ADDED'
  | 'TYPE_ADDED'
  | 'TYPE_REMOVED'
  | 'TYPE_RENAMED'
  | 'TYPE_KIND'
  | 'FIELD_ADDED'
  | 'FIELD_APPENDED'
  | 'FIELD_INSERTED'
  | 'FIELD_REMOVED'
  | 'FIELD_REPLACED'
  | 'FIELD_ORDER'
  | 'FIELD_RENAMED'
  | 'FIELD_TYPE'
  | 'FIELD_SINCE'
  | 'FIELD_NUMBER'
  | 'FIELD_PRESENCE'
  | 'FIELD_CARDINALITY'
  | 'FIELD_PACKED'
  | 'FIELD_ONEOF'
  | 'FIELD_DEFAULT'
  | 'NUMBER_REUSED'
  | 'EXTENSION_RANGE'
  | 'UTF8'
  | 'LIMIT_LOWERED'
  | 'LIMIT_RAISED'
  | 'ITEM_ADDED'
  | 'ITEM_REMOVED'
  | 'ITEM_REPLACED'
  | 'ITEM_RENAMED'
  | 'ITEM_ID'
  | 'ITEM_TYPE'
  | 'DEFAULT_ITEM'
  | 'ENUM_VALUE_ADDED'
  | 'ENUM_VALUE_REMOVED'
  | 'ENUM_VALUE_RENAMED'
  | 'ENUM_VALUE_NUMBER'
  | 'ENUM_OPEN'
  | 'PROTOCOL_ADDED'
  | 'PROTOCOL_REMOVED'
  | 'PROTOCOL_NAME'
  | 'PROTOCOL_VERSIONS'
  | 'PROTOCOL_FRAMING'
  | 'PROTOCOL_MAX'
  | 'PROTOCOL_PRIORITY'
  | 'PROTOCOL_ROOT'
  | 'MESSAGE_DIRECTION'
  | 'MESSAGE_REPLY'
  | 'MESSAGE_RATE'
  | 'EVIDENCE';

/** How much of what one side writes the other one accepts. */
export type Fit = 'all' | 'some' | 'none';

/** How one version reads what the other one wrote. */
export interface Reading {
  readonly strict: Fit;
  readonly compatible: Fit;
}

/** What a change does in both directions. */
export interface Effect {
  readonly oldToNew: Reading;
  readonly newToOld: Reading;
  /** Some of what is accepted means something else to the reader. */
  readonly misread: boolean;
}

/** A place in a schema of the new version; of the old one if the file is gone. */
export interface Site {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that differs between two versions of a type, before anybody asks who speaks which version. */
export interface Change {
  readonly code: ChangeCode;
  readonly message: string;
  readonly site: Site;
  readonly effect: Effect;
  /** What to know about a change that is harmless on the wire. */
  readonly note?: string | undefined;
  /** How to make it harmless, where that is more than a new version. */
  readonly advice?: string | undefined;
  /** Steps from a value of the new type to what changed: names of fields, tags of items, `*` into a list. */
  readonly path: readonly string[];
  /** The same steps in the old type, where its names are other ones. */
  readonly oldPath?: readonly string[] | undefined;
  readonly beyond?: Beyond | undefined;
}

/** What shows a changed limit: one side writes `count` items or bytes, the other one refuses them. */
export interface Beyond {
  readonly writer: 'old' | 'new';
  readonly count: number;
}

const READS_ALL: Reading = { strict: 'all', compatible: 'all' };
const READS_SOME: Reading = { strict: 'some', compatible: 'some' };
const READS_NONE: Reading = { strict: 'none', compatible: 'none' };

export const NO_EFFECT: Effect = { oldToNew: READS_ALL, newToOld: READS_ALL, misread: false };
export const MISREAD: Effect = { ...NO_EFFECT, misread: true };
export const REFUSED: Effect = { oldToNew: READS_NONE, newToOld: READS_NONE, misread: false };
export const PARTLY: Effect = { oldToNew: READS_SOME, newToOld: READS_SOME, misread: false };

/** The reader passes over something and goes on, unless it reads strictly. */
export function passedOver(by: 'old' | 'new'): Effect {
  const passing: Reading = { strict: 'some', compatible: 'all' };
  return { ...NO_EFFECT, ...(by === 'old' ? { newToOld: passing } : { oldToNew: passing }) };
}

/** An effect that is the same for strict and for compatible readers. */
export function effectOf(oldToNew: Fit, newToOld: Fit, misread = false): Effect {
  return {
    oldToNew: { strict: oldToNew, compatible: oldToNew },
    newToOld: { strict: newToOld, compatible: newToOld },
    misread,
  };
}

const FITS: readonly Fit[] = ['all', 'some', 'none'];

export function worseFit(a: Fit, b: Fit): Fit {
  return FITS[Math.max(FITS.indexOf(a), FITS.indexOf(b))]!;
}

/** What two changes together do at most. */
export function worseEffect(a: Effect, b: Effect): Effect {
  const reading = (x: Reading, y: Reading): Reading => ({
    strict: worseFit(x.strict, y.strict),
    compatible: worseFit(x.compatible, y.compatible),
  });
  return {
    oldToNew: reading(a.oldToNew, b.oldToNew),
    newToOld: reading(a.newToOld, b.newToOld),
    misread: a.misread || b.misread,
  };
}

/** How bad an effect is for two peers that have only one version in common: `refused` when messages are refused. */
export type Outcome = 'safe' | 'compatible-readers' | 'refused' | 'silent';

export const OUTCOMES: readonly Outcome[] = ['safe', 'compatible-readers', 'refused', 'silent'];

export function outcomeOf({ oldToNew, newToOld, misread }: Effect): Outcome {
  if (misread) return 'silent';
  if (oldToNew.compatible !== 'all' || newToOld.compatible !== 'all') return 'refused';
  return oldToNew.strict === 'all' && newToOld.strict === 'all' ? 'safe' : 'compatible-readers';
}

export function worseOutcome(a: Outcome, b: Outcome): Outcome {
  return OUTCOMES[Math.max(OUTCOMES.indexOf(a), OUTCOMES.indexOf(b))]!;
}
