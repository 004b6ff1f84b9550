import { smallerIsBetter } from './benches.js';
import type { Result, Row } from './json.js';

/** What every row is compared with. */
const REFERENCES = ['node-tls', 'node-net'] as const;

const HEAD = [
  'bench',
  'candidate',
  'median',
  'unit',
  'min–max',
  'cpu c/s',
  ...REFERENCES.map((name) => `× ${name}`),
];
/** Columns of words; the others hold figures. */
const LEFT = new Set([0, 1, 3]);

/** The result as a table for people, followed by the notes. */
export function report({ machine, node, date, rows }: Result): string {
  const lines = [HEAD, ...rows.map((row) => cells(row, rows))];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const table = lines.map((line) =>
    line
      .map((cell, column) =>
        LEFT.has(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
  const notes = rows.flatMap(({ bench, candidate, note }) =>
    note === undefined ? [] : [`${bench} ${candidate}: ${note}`],
  );
  const foot = [
    '× how many times as good as the reference, also where less is better; cpu: processors used by client / server',
    `${machine}, Node ${node}, ${date}`,
  ];
  return `${[...table, '', ...notes, ...foot].join('\n')}\n`;
}

function cells(row: Row, rows: readonly Row[]): string[] {
  const { bench, candidate, unit, median, min, max, cpu } = row;
  return [
    bench,
    candidate,
    median === null ? 'failed' : figure(median),
    unit,
    min === null || max === null ? '' : `${figure(min)}–${figure(max)}`,
    cpu === undefined ? '' : `${cpu.client.toFixed(2)}/${cpu.server.toFixed(2)}`,
    ...REFERENCES.map((name) =>
      ratio(
        row,
        rows.find((other) => other.bench === bench && other.candidate === name),
      ),
    ),
  ];
}

function ratio(row: Row, reference: Row | undefined): string {
  if (row === reference || row.median === null || reference === undefined || reference.median === null)
    return '';
  const better = smallerIsBetter(row.unit) ? reference.median / row.median : row.median / reference.median;
  return better.toFixed(2);
}

function figure(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 100 ? 1 : 0 });
}
