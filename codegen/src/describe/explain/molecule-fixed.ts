/** Molecule values of fixed size: nothing in them tells how long they are. */
import { fixedSize } from '../../emit/context.js';
import type { Lookup, RecordType, Shape, TypeDecl } from '../../ir/model.js';
import { limitTerms, schemaName, typeTerm } from '../terms.js';
import { MoleculeHeader, type Use } from './molecule-header.js';
import type { Described, Trace } from './trace.js';
import { integerIn, showBytes } from './values.js';

export class MoleculeFixed {
  readonly #trace: Trace;
  readonly #header: MoleculeHeader;
  readonly #lookup: Lookup;

  constructor(trace: Trace, lookup: Lookup) {
    this.#trace = trace;
    this.#header = new MoleculeHeader(trace);
    this.#lookup = lookup;
  }

  /** A value in bytes that must be as many as it has. */
  exact(shape: Shape, use: Use): void {
    const size = fixedSize(shape, this.#lookup)!;
    const actual = use.end - use.start;
    if (actual !== size) {
      this.#leaf(shape, use, showBytes(this.#trace.bytes.subarray(use.start, use.end)));
      this.#header.wrongSize(use, size);
    }
    this.value(shape, use);
  }

  /** A value of fixed size whose bytes are known to be there. */
  value(shape: Shape, use: Use): void {
    const bytes = this.#trace.bytes.subarray(use.start, use.end);
    switch (shape.kind) {
      case 'integer':
        this.#leaf(shape, use, String(integerIn(bytes, shape.signed)));
        return;
      case 'bool':
        this.#leaf(shape, use, ['false', 'true'][bytes[0]!] ?? String(bytes[0]));
        if (bytes[0]! > 1) {
          this.#trace.stop('E_WIRE_VALUE', use.start, use.path, `a Bool is 0 or 1, not ${bytes[0]}`);
        }
        return;
      case 'byteArray':
        this.#leaf(shape, use, showBytes(bytes));
        return;
      case 'array': {
        const size = bytes.length / shape.count;
        const items = Array.from({ length: shape.count }, (_, i) => ({
          name: `[${i}]`,
          size,
          shape: shape.item,
        }));
        this.#trace.group(termsOf(shape, use.label), use.start, use.end, () =>
          this.#row(items, use, `${use.path}[]`),
        );
        return;
      }
      case 'named': {
        const decl = this.#lookup(shape.name) as RecordType;
        const described = { label: use.label, type: kindTerm('struct', decl, use.label) };
        const fields = decl.fields.map(({ name, shape: inner }) => {
          return { name, size: fixedSize(inner, this.#lookup)!, shape: inner, path: `${decl.name}.${name}` };
        });
        this.#trace.group(described, use.start, use.end, () => this.#row(fields, use));
        return;
      }
      default:
        throw new Error(`a ${shape.kind} has no fixed size`);
    }
  }

  /** Values of fixed size that stand back to back. */
  #row(
    items: readonly {
      readonly name: string;
      readonly size: number;
      readonly shape: Shape;
      readonly path?: string;
    }[],
    use: Use,
    path = use.path,
  ): void {
    let { start } = use;
    for (const item of items) {
      const end = start + item.size;
      this.value(item.shape, { start, end, path: item.path ?? path, label: item.name });
      start = end;
    }
  }

  #leaf(shape: Shape, use: Use, value: string): void {
    this.#trace.leaf({ ...termsOf(shape, use.label), value }, use.start, use.end);
  }
}

/** The type and the limits of a shape. */
export function termsOf(shape: Shape, label: string): Described {
  const limits = limitTerms(shape);
  const note = limits.length === 0 ? undefined : limits.join(', ');
  return { label, type: typeTerm(shape, 'molecule'), note };
}

/** `table Node`; where the label says the name already, only `table`. */
export function kindTerm(kind: string, { name }: TypeDecl, label: string): string {
  return schemaName(name) === label ? kind : `${kind} ${schemaName(name)}`;
}
