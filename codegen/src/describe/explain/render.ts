/** An explanation as lines for people: offset, bytes, and what they are, indented as deep as they are nested. */
import { countOf, spacedHex } from '../terms.js';
import type { Explanation } from './explain.js';
import type { Defect, Part } from './trace.js';

const BYTES_PER_LINE = 8;
/** Longer values are cut: what they hold is not for reading. */
const LINES_PER_PART = 4;
const OFFSET_WIDTH = 6;
const HEX_WIDTH = BYTES_PER_LINE * 3 - 1;

const RED = '\u001b[31m';
const GREEN = '\u001b[32m';
const CYAN = '\u001b[36m';
const DIM = '\u001b[2m';
const RESET = '\u001b[0m';

/** The tree, the defect where it is, what was not read, and the verdict in the last line. */
export function renderExplanation(explanation: Explanation, colours = false): string {
  const { bytes, defect, rest } = explanation;
  const lines = new Lines(bytes, colours);
  for (const part of explanation.parts) lines.part(part, 0);
  if (defect !== undefined) {
    lines.row(defect.at, '^^', lines.paint(RED, `${defect.code}  ${defect.path}: ${defect.detail}`), 0);
    if (rest < bytes.length)
      lines.bytes(rest, bytes.length, `not read: ${countOf(bytes.length - rest, 'byte')}`, 0);
  }
  return `${lines.toString()}\n${verdict(explanation, lines)}\n`;
}

/** The tree alone, for documents. */
export function renderParts({ parts, bytes }: Explanation): string {
  const lines = new Lines(bytes, false);
  for (const part of parts) lines.part(part, 0);
  return lines.toString();
}

function verdict({ bytes, defect, strictDefect }: Explanation, lines: Lines): string {
  const size = countOf(bytes.length, 'byte');
  if (defect !== undefined) return lines.paint(RED, `broken: ${place(defect)}`);
  if (strictDefect === undefined) return lines.paint(GREEN, `valid: ${size}`);
  return lines.paint(GREEN, `valid: ${size}; a strict reader stops with ${place(strictDefect)}`);
}

function place({ code, at, path }: Defect): string {
  return `${code} at byte ${at}, in ${path}`;
}

/** What stands behind the bytes of a part. */
function words({ label, type, value, note }: Part): string {
  const typed = type === undefined ? label : `${label}: ${type}`;
  const valued = value === undefined ? typed : `${typed} = ${value}`;
  return note === undefined ? valued : `${valued}  (${note})`;
}

class Lines {
  readonly #bytes: Uint8Array;
  readonly #colours: boolean;
  readonly #lines: string[] = [];

  constructor(bytes: Uint8Array, colours: boolean) {
    this.#bytes = bytes;
    this.#colours = colours;
  }

  part(part: Part, depth: number): void {
    const { start, end, parts, value } = part;
    if (parts.length === 0 && value !== undefined) {
      this.bytes(start, end, words(part), depth);
      return;
    }
    this.row(start, '', words(part), depth);
    for (const inner of parts) this.part(inner, depth + 1);
  }

  bytes(start: number, end: number, text: string, depth: number): void {
    const last = Math.min(end, start + LINES_PER_PART * BYTES_PER_LINE);
    this.row(
      start,
      spacedHex(this.#bytes.subarray(start, Math.min(last, start + BYTES_PER_LINE))),
      text,
      depth,
    );
    for (let at = start + BYTES_PER_LINE; at < last; at += BYTES_PER_LINE) {
      this.row(undefined, spacedHex(this.#bytes.subarray(at, Math.min(last, at + BYTES_PER_LINE))), '', 0);
    }
    if (last < end) this.row(undefined, `… ${countOf(end - last, 'byte')} more`, '', 0);
  }

  row(offset: number | undefined, hex: string, text: string, depth: number): void {
    const number = (offset === undefined ? '' : String(offset)).padStart(OFFSET_WIDTH);
    const words = `${'  '.repeat(depth)}${text}`;
    const column = this.paint(CYAN, hex.padEnd(HEX_WIDTH));
    this.#lines.push(`${this.paint(DIM, number)}  ${column}  ${words}`.trimEnd());
  }

  paint(style: string, text: string): string {
    return this.#colours && text.trim() !== '' ? style + text + RESET : text;
  }

  toString(): string {
    return this.#lines.join('\n');
  }
}
