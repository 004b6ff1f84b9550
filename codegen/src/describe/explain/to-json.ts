/** An explanation as JSON for programs. */
import type { Explanation } from './explain.js';
import type { Defect, Part } from './trace.js';

/** What `explain --json` prints. */
export interface ExplanationJson {
  readonly type: string;
  readonly schema: string;
  readonly bytes: number;
  readonly valid: boolean;
  readonly error: Defect | null;
  /** The error of a strict reader where a compatible one has none. */
  readonly strictError: Defect | null;
  /** Bytes that nothing was said about, behind the error. */
  readonly notRead: string;
  readonly parts: readonly PartJson[];
}

export interface PartJson extends Omit<Part, 'parts'> {
  /** Bytes of a part without parts. */
  readonly hex?: string;
  readonly parts?: readonly PartJson[];
}

export function explanationJson(explanation: Explanation): ExplanationJson {
  const { type, schema, bytes, parts, defect, strictDefect, rest } = explanation;
  const hex = (start: number, end: number): string => Buffer.from(bytes.subarray(start, end)).toString('hex');
  const part = ({ parts: inner, ...terms }: Part): PartJson => {
    if (inner.length > 0) return { ...terms, parts: inner.map(part) };
    return { ...terms, hex: hex(terms.start, terms.end) };
  };
  return {
    type,
    schema,
    bytes: bytes.length,
    valid: defect === undefined,
    error: defect ?? null,
    strictError: strictDefect ?? null,
    notRead: hex(rest, bytes.length),
    parts: parts.map(part),
  };
}
