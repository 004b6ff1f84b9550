/** `versions=[...]` of a protocol: texts that peers compare byte by byte, so the list has to be in that order. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { Argument } from './scan.js';
import { parseStrings } from './values.js';

/** The version strings, lowest first. A list in another order does not mean what its author thinks, and is reported. */
export function versionsOf(arg: Argument, diagnostics: Diagnostics): readonly string[] | undefined {
  const list = parseStrings(arg.value);
  if (list === undefined || list.length === 0 || list.includes('')) {
    diagnostics.report('E_ANNOTATION_VALUE', arg.span, '`versions` takes a list such as ["1", "2"]');
    return undefined;
  }
  const at = list.findIndex((version, i) => i > 0 && compareBytes(list[i - 1]!, version) >= 0);
  if (at < 0) return list;
  const [before, version] = [list[at - 1]!, list[at]!];
  const [message, hint] =
    before === version
      ? [`version ${quoted(version)} is listed twice`, undefined]
      : [
          `version ${quoted(version)} stands behind ${quoted(before)}, but is lower: peers compare versions as text`,
          hintFor(list, before),
        ];
  diagnostics.report('E_ANNOTATION_VALUE', arg.span, message, hint);
  return undefined;
}

/** Numbers of different length are what people get wrong: with zeros in front they are in order as text, too. */
function hintFor(list: readonly string[], before: string): string {
  const digits = Math.max(...list.map(({ length }) => length));
  const padded = list.map((version) => version.padStart(digits, '0'));
  const ascending = padded.every((version, i) => i === 0 || padded[i - 1]! < version);
  if (ascending && list.every((version) => /^\d+$/.test(version))) {
    return `write ${JSON.stringify(padded)}; where peers speak ${quoted(before)} already, go on with ${quoted(`${before}.1`)}`;
  }
  return `lowest first as text: ${JSON.stringify([...new Set(list)].sort(compareBytes))}`;
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
