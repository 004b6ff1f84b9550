import { readFileSync } from 'node:fs';

/** What the official reader says about some bytes: `ok` or one of its classes, strict and compatible. */
export interface VerdictRow {
  readonly type: string;
  readonly strict: string;
  readonly compat: string;
  readonly hex: string;
}

const FOLDER = new URL('../vectors/molecule/', import.meta.url);

function own(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
}

/** Short names in the file of this project. */
const NAMES: Readonly<Record<string, string>> = {
  ok: 'ok',
  size: 'TotalSizeNotMatch',
  header: 'HeaderIsBroken',
  offsets: 'OffsetsNotMatch',
  fields: 'FieldCountNotMatch',
  item: 'UnknownItem',
};

/** The official encodings, which every reader accepts. */
export function ownEncodings(set: 'defaults' | 'values'): readonly VerdictRow[] {
  const encodings = own('encodings.json') as Record<typeof set, [string, string][]>;
  return encodings[set].map(([type, hex]) => ({ type, hex, strict: 'ok', compat: 'ok' }));
}

/** The verdicts that are kept beside them. */
export function ownVerdicts(): readonly VerdictRow[] {
  const types = own('verdicts.json') as Record<string, [string, string, string][]>;
  return Object.entries(types).flatMap(([type, rows]) =>
    rows.map(([hex, strict, compat]) => ({ type, hex, strict: NAMES[strict]!, compat: NAMES[compat]! })),
  );
}

/** One JSON object per line; empty lines are skipped. Throws for a line that is no such row. */
export function parseVerdicts(text: string): readonly VerdictRow[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    const row = parse(line);
    if (row === undefined) throw new Error(`line ${i + 1} is not {"type","strict","compat","hex"}`);
    return [row];
  });
}

function parse(line: string): VerdictRow | undefined {
  let row: Partial<Record<keyof VerdictRow, unknown>> | null;
  try {
    row = JSON.parse(line) as typeof row;
  } catch {
    return undefined;
  }
  const { type, strict, compat, hex } = row ?? {};
  if (typeof type !== 'string' || typeof strict !== 'string' || typeof compat !== 'string') return undefined;
  if (typeof hex !== 'string' || !/^(?:0x)?(?:[0-9a-f]{2})*$/i.test(hex)) return undefined;
  return { type, strict, compat, hex: hex.replace(/^0x/, '') };
}
