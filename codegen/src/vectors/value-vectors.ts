/** Vectors of values: what an encoder writes and a decoder reads, and what both refuse because of a bound. */
import type { Lookup, Schema, TypeDecl } from '../ir/model.js';
import { edgesOf } from '../values/edges.js';
import { encodePlainly } from '../values/encode.js';
import { toJson } from '../values/json.js';
import { typicalValue } from '../values/plain.js';
import { hexOf, type Rows } from './row.js';

/** Bytes or items of the largest values: limits of 1 KiB are shown. */
const BUDGET = 1_100;
/** Bytes of the largest value of which variants are shown, not only itself. */
const SMALL = 300;

export function addValues(rows: Rows, format: Schema['format'], decl: TypeDecl, lookup: Lookup): void {
  const encode = (value: unknown): Uint8Array => encodePlainly(format, decl, value, lookup);
  const typical = typicalValue(decl, lookup, 2);
  rows.add('typical', { value: toJson(decl, typical, lookup), hex: hexOf(encode(typical)) });
  const { edges, skipped } = edgesOf(decl, lookup, BUDGET);
  const seen = new Set<string>();
  for (const { name, value, code } of edges) {
    // Values of other types than the schema's may have no bytes and no JSON.
    if (code === 'E_WIRE_VALUE') continue;
    const bytes = encode(value);
    const hex = hexOf(bytes);
    const small = bytes.length <= SMALL;
    if (code !== undefined) {
      rows.add(`${name}, bytes`, { hex, error: code });
      if (small && code === 'E_WIRE_LIMIT')
        rows.add(name, { value: toJson(decl, value, lookup), error: code });
    } else if (!seen.has(hex) && (small || !/ of .$/u.test(name))) {
      // The same bytes say nothing new: several edges are the smallest value.
      rows.add(name, { value: toJson(decl, value, lookup), hex });
    }
    seen.add(hex);
  }
  rows.skip(skipped);
}
