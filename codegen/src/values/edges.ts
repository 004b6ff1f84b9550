/** For every declaration, values just inside of each bound of the schema and just outside of it. */
import type { Lookup, RecordType, TypeDecl } from '../ir/model.js';
import { depthEdges } from './depth.js';
import { type Edge, type EdgeContext, edgesOfShape, type ShapeEdge } from './edge-shapes.js';
import { smallestValue, typicalOfShape } from './plain.js';

export interface Edges {
  readonly edges: readonly Edge[];
  /** Names of the edges whose values would be over the budget, or cannot be made. */
  readonly skipped: readonly string[];
}

/**
 * All edges of a declaration. What stands in fields of other named types belongs to those types. Values are at most
 * about `budget` items or bytes large.
 */
export function edgesOf(decl: TypeDecl, lookup: Lookup, budget = 4096): Edges {
  const skipped: string[] = [];
  const edges: Edge[] = [];
  const at = (path: string): EdgeContext => ({
    lookup,
    budget,
    skip: (name) => skipped.push(path + name),
  });
  const add = (path: string, found: readonly ShapeEdge[], wrap: (value: unknown) => unknown): void => {
    for (const edge of found) edges.push({ ...edge, name: path + edge.name, value: wrap(edge.value) });
  };
  switch (decl.kind) {
    case 'record': {
      const base = smallestValue(decl, lookup) as Readonly<Record<string, unknown>>;
      edges.push({ name: `${decl.name} smallest`, value: base });
      edges.push(...versionEdges(decl, base, lookup));
      for (const field of decl.fields) {
        const path = `${decl.name}.${field.name}`;
        const found = edgesOfShape(field.shape, at(path)).filter(({ value }) => value !== undefined);
        const before = field.since === undefined ? {} : sinceFields(decl, field.number, lookup);
        add(path, found, (value) => ({ ...base, ...before, [field.tsName]: value }));
        if (field.presence === 'optional') continue;
        edges.push({
          name: `${path} missing`,
          value: { ...base, [field.tsName]: undefined },
          code: 'E_WIRE_VALUE',
        });
      }
      edges.push(...depthEdges(decl, lookup));
      break;
    }
    case 'union':
      for (const item of decl.items) {
        const path = `${decl.name}.${item.tag}`;
        add(path, edgesOfShape(item.shape, at(path)), (value) => ({ type: item.tag, value }));
      }
      edges.push({
        name: `${decl.name} unknown type`,
        value: { type: '?', value: {} },
        code: 'E_WIRE_VALUE',
      });
      break;
    case 'alias':
      add(decl.name, edgesOfShape(decl.shape, at(decl.name)), (value) => value);
      break;
    case 'enum':
      break;
  }
  return { edges, skipped };
}

/** `@since` fields in front of the one at `position`, set: none may be missing between others. */
function sinceFields(decl: RecordType, position: number, lookup: Lookup): Readonly<Record<string, unknown>> {
  const before = decl.fields.filter((field) => field.since !== undefined && field.number < position);
  return Object.fromEntries(before.map((field) => [field.tsName, typicalOfShape(field.shape, lookup)]));
}

/** Each number of fields that versions of a table have had, and a gap that no version had. */
function versionEdges(
  decl: RecordType,
  base: Readonly<Record<string, unknown>>,
  lookup: Lookup,
): readonly Edge[] {
  const later = decl.fields.filter((field) => field.since !== undefined);
  const set = (fields: RecordType['fields']): Record<string, unknown> => ({
    ...base,
    ...Object.fromEntries(fields.map((field) => [field.tsName, typicalOfShape(field.shape, lookup)])),
  });
  const edges: Edge[] = later.map((field, i) => ({
    name: `${decl.name} since ${field.since}, up to ${field.name}`,
    value: set(later.slice(0, i + 1)),
  }));
  const last = later.at(-1);
  const gap = later.slice(0, -1).find((field) => field.shape.kind !== 'option');
  if (last !== undefined && gap !== undefined) {
    edges.push({
      name: `${decl.name}.${gap.name} left out before ${last.name}`,
      value: set(later.filter((field) => field !== gap)),
      code: 'E_WIRE_VALUE',
    });
  }
  return edges;
}
