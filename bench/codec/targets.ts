import type { Row } from '../json.js';
import { MESSAGE_NAMES, type MessageName } from './values.js';

/** Something that the generated codecs, or the yardstick, are to reach. */
export interface Target {
  readonly what: string;
  /** At least, or at most where less is better. */
  readonly least?: number;
  readonly most?: number;
  /** `undefined`: not measured this time. */
  readonly seen: (rows: readonly Row[]) => number | undefined;
  /** What the hand-written codec reaches in the same place, where it is not what is compared with. */
  readonly hand?: (rows: readonly Row[]) => number | undefined;
}

/** What came of a target. */
export interface Verdict {
  readonly what: string;
  readonly target: string;
  readonly seen: number;
  readonly met: boolean;
  readonly hand: number | undefined;
}

const BIG: readonly MessageName[] = ['nodes', 'propose', 'net100', 'net64k', 'identify'];
const PROTOBUF: readonly MessageName[] = ['net100', 'net64k', 'identify'];
const BOTH = ['encode', 'decode'] as const;

function figure(rows: readonly Row[], bench: string, candidate: string): number | undefined {
  return rows.find((row) => row.bench === bench && row.candidate === candidate)?.median ?? undefined;
}

/** How many times as fast `one` is as `other`. */
function faster(least: number, one: readonly [string, string], other: readonly [string, string]): Target {
  const [bench, candidate] = one;
  const [otherBench, otherCandidate] = other;
  const what =
    bench === otherBench
      ? `${bench}: ${candidate} ÷ ${otherCandidate}`
      : `${candidate} ${bench} ÷ ${otherCandidate} ${otherBench}`;
  const seen = (rows: readonly Row[]): number | undefined => {
    const a = figure(rows, bench, candidate);
    const b = figure(rows, otherBench, otherCandidate);
    return a === undefined || b === undefined ? undefined : a / b;
  };
  return { what, least, seen };
}

/** Into memory that is there, beside the hand-written codec with memory of its own. */
function reused(least: number, message: MessageName): Target {
  const into = `encode-into-${message}`;
  const encode = `encode-${message}`;
  const { seen: hand } = faster(least, [into, 'hand'], [encode, 'hand']);
  return { ...faster(least, [into, 'generated'], [encode, 'hand']), hand };
}

/** Beside another candidate; the hand-written codec shows what is possible there. */
function generated(least: number, bench: string, other: string): Target {
  const target = faster(least, [bench, 'generated'], [bench, other]);
  if (other === 'hand') return target;
  return { ...target, hand: faster(least, [bench, 'hand'], [bench, other]).seen };
}

function atMost(most: number, bench: string): Target {
  return { what: `${bench}: generated`, most, seen: (rows) => figure(rows, bench, 'generated') };
}

/** In tenths: an array of V8 that grew to half a million pointers takes 4.42 B for each byte of such a message. */
function retainsAtMost(most: number, bench: string): Target {
  const { what, seen } = atMost(most, bench);
  const rounded = (value: number | undefined): number | undefined => value && Math.round(value * 10) / 10;
  return { what, most, seen: (rows) => rounded(seen(rows)) };
}

/** The yardstick counts only if it is itself this much faster than what people use. */
export const YARDSTICK: readonly Target[] = [
  faster(2.2, ['encode-net100', 'hand'], ['encode-net100', 'protobufjs-static']),
  faster(600, ['encode-nodes', 'hand'], ['encode-nodes', 'lumos']),
];

export const TARGETS: readonly Target[] = [
  ...BOTH.flatMap((direction) => BIG.map((message) => generated(0.9, `${direction}-${message}`, 'hand'))),
  generated(0.6, 'encode-ping', 'hand'),
  generated(0.4, 'decode-ping', 'hand'),
  ...MESSAGE_NAMES.map((message) => reused(message === 'identify' ? 1.3 : 1.6, message)),
  ...BOTH.flatMap((direction) =>
    ['lumos', 'ccc'].map((other) => generated(100, `${direction}-nodes`, other)),
  ),
  generated(1.8, 'encode-net100', 'protobufjs-static'),
  generated(1.2, 'decode-net100', 'protobufjs-static'),
  ...BOTH.flatMap((direction) =>
    PROTOBUF.flatMap((message) =>
      ['protobuf-es', 'protons'].map((other) => generated(1, `${direction}-${message}`, other)),
    ),
  ),
  atMost(1024, 'size-ping'),
  atMost(350, 'size-type'),
  atMost(3072, 'size-runtime-molecule'),
  atMost(3072, 'size-runtime-protobuf'),
  retainsAtMost(4.4, 'heap-empty-blobs'),
  retainsAtMost(4.4, 'heap-empty-bytes'),
];

/** Verdicts on those targets whose figures are there. */
export function judge(targets: readonly Target[], rows: readonly Row[]): Verdict[] {
  return targets.flatMap(({ what, least, most, seen: measure, hand }) => {
    const seen = measure(rows);
    if (seen === undefined) return [];
    const met = least === undefined ? seen <= most! : seen >= least;
    return [
      { what, target: least === undefined ? `≤ ${most}` : `≥ ${least}`, seen, met, hand: hand?.(rows) },
    ];
  });
}
