import { smallerIsBetter } from '../benches.js';
import type { Result, Row } from '../json.js';
import type { Verdict } from './targets.js';

/** The result as a table for people: bench by bench, each figure beside the hand-written codec. */
export function report({ machine, node, date, rows }: Result): string {
  const head = ['bench', 'candidate', 'median', 'unit', 'each', 'min–max', '× hand'];
  const lines = table([head, ...rows.map((row) => cells(row, rows))], new Set([0, 1, 3]));
  const notes = rows.flatMap(({ bench, candidate, note }) =>
    note === undefined ? [] : [`${bench} ${candidate}: ${note}`],
  );
  return [...lines, '', ...notes, `${machine}, Node ${node}, ${date}`, ''].join('\n');
}

function cells(row: Row, rows: readonly Row[]): string[] {
  const { bench, candidate, unit, median, min, max } = row;
  const hand = rows.find((other) => other.bench === bench && other.candidate === 'hand');
  return [
    bench,
    candidate,
    median === null ? 'failed' : figure(median),
    unit,
    median === null || unit !== 'ops/cpu-s' ? '' : duration(1e9 / median),
    min === null || max === null || min === max ? '' : `${figure(min)}–${figure(max)}`,
    hand === undefined || hand === row ? '' : ratio(row, hand),
  ];
}

function ratio(row: Row, hand: Row): string {
  if (row.median === null || hand.median === null) return '';
  return figure(smallerIsBetter(row.unit) ? hand.median / row.median : row.median / hand.median);
}

function duration(ns: number): string {
  if (ns < 1000) return `${figure(ns)} ns`;
  return ns < 1e6 ? `${figure(ns / 1000)} µs` : `${figure(ns / 1e6)} ms`;
}

/** Three digits, more of what is large. */
function figure(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 4;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

/** Verdicts as a table. */
export function reportVerdicts(title: string, verdicts: readonly Verdict[]): string {
  if (verdicts.length === 0) return '';
  const rows = verdicts.map(({ what, target, seen, met, hand }) => [
    what,
    target,
    figure(seen),
    met ? 'yes' : 'NO',
    hand === undefined ? '' : `hand itself: ${figure(hand)}`,
  ]);
  return [...table([[title, 'target', 'seen', 'met', ''], ...rows], new Set([0, 3, 4])), ''].join('\n');
}

/** Columns as wide as their widest cell; those in `left` hold words, the others figures. */
export function table(lines: readonly (readonly string[])[], left: ReadonlySet<number>): string[] {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) =>
    line
      .map((cell, column) =>
        left.has(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
}
