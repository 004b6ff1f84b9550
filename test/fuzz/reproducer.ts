import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

import type { Failure } from './campaign.js';

/** Longer inputs stand in a file. */
const LINE_DIGITS = 4096;
const FOLDER = '.cache/fuzz';

/** The line that runs the input of a failure again. */
export function reproducer({ type, mode, hex }: Failure): string {
  const input = hex.length <= LINE_DIGITS ? hex || '""' : `@${saved(hex)}`;
  return `npm run fuzz -- --type ${type} --hex ${input}${mode === 'strict' ? ' --strict' : ''}`;
}

function saved(hex: string): string {
  const name = createHash('sha256').update(hex).digest('hex').slice(0, 16);
  const path = `${FOLDER}/${name}.hex`;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path, hex);
  return path;
}

/** The bytes that `--hex` names: digits, or `@` and a file with them. */
export function inputOf(text: string): Uint8Array {
  const digits = text.startsWith('@') ? readFileSync(text.slice(1), 'utf8').trim() : text;
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}
