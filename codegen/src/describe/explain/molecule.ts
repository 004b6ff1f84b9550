/** Walks molecule bytes in the order in which decoders check them, so that both stop at the same defect. */
import { fixedSize } from '../../emit/context.js';
import type { Field, Lookup, RecordType, Shape, TypeDecl, UnionType } from '../../ir/model.js';
import { countOf, withoutOption } from '../terms.js';
import { kindTerm, MoleculeFixed, termsOf } from './molecule-fixed.js';
import { MoleculeHeader, type Use, WORD } from './molecule-header.js';
import type { Trace } from './trace.js';
import { showBytes, showText, textOf } from './values.js';

export class MoleculeWalk {
  readonly #trace: Trace;
  readonly #header: MoleculeHeader;
  readonly #fixed: MoleculeFixed;
  readonly #lookup: Lookup;
  /** Extra fields at the end of tables are accepted. */
  readonly #compatible: boolean;

  constructor(trace: Trace, lookup: Lookup, compatible: boolean) {
    this.#trace = trace;
    this.#header = new MoleculeHeader(trace);
    this.#fixed = new MoleculeFixed(trace, lookup);
    this.#lookup = lookup;
    this.#compatible = compatible;
  }

  /** Describes the value of a declared type. Errors inside it name the type, as those of decoders do. */
  declared(decl: TypeDecl, outer: Use): void {
    const use = { ...outer, path: decl.name };
    switch (decl.kind) {
      case 'union':
        this.#union(decl, use);
        return;
      case 'record':
        if (decl.layout === 'struct') this.#fixed.exact({ kind: 'named', name: decl.name }, outer);
        else this.#table(decl, use);
        return;
      case 'alias':
        this.#shape(decl.shape, use);
        return;
      case 'enum':
        throw new Error('molecule has no enums');
    }
  }

  #shape(shape: Shape, use: Use): void {
    if (fixedSize(shape, this.#lookup) !== undefined) {
      this.#fixed.exact(shape, use);
      return;
    }
    switch (shape.kind) {
      case 'bytes':
      case 'text':
        this.#bytes(shape, use);
        return;
      case 'list':
        if (fixedSize(shape.item, this.#lookup) === undefined) this.#dynvec(shape, use);
        else this.#fixvec(shape, use);
        return;
      case 'option':
        if (use.start === use.end)
          this.#trace.leaf({ ...termsOf(shape, use.label), value: 'absent' }, use.start, use.end);
        else this.#shape(withoutOption(shape), use);
        return;
      case 'named':
        this.declared(this.#lookup(shape.name), use);
        return;
      default:
        throw new Error(`molecule has no ${shape.kind}`);
    }
  }

  #table(decl: RecordType, use: Use): void {
    const { start, end, label } = use;
    const { fields } = decl;
    const type = kindTerm('table', decl, label);
    this.#trace.group({ label, type, note: countOf(end - start, 'byte') }, start, end, () => {
      this.#header.totalSize(use);
      if (fields.length === 0) {
        if (end - start > WORD && !this.#compatible) this.#header.fieldCount(use, (end - start) / WORD - 1);
        if (end - start > WORD) this.#unread(start + WORD, end, 'unknown fields');
        return;
      }
      if (end - start < 2 * WORD) this.#header.noHeader(use);
      const count = this.#header.firstOffset(use, fields[0]!.name);
      const least = fields.filter((field) => field.since === undefined).length;
      if (count < least || (count > fields.length && !this.#compatible)) this.#header.fieldCount(use, count);
      this.#header.moreOffsets(use, count, (i) => fields[i]?.name ?? `unknown field ${i}`);
      this.#fields(decl, use, count);
    });
  }

  #fields(decl: RecordType, use: Use, count: number): void {
    for (const field of decl.fields) {
      const label = field.name;
      if (field.number >= count) {
        this.#trace.leaf({ label, value: 'absent', note: sinceNote(field) }, use.end, use.end);
        continue;
      }
      const [start, end] = this.#header.item(use, field.number, count);
      this.#shape(field.shape, { start, end, path: `${decl.name}.${field.name}`, label });
    }
    for (let i = decl.fields.length; i < count; i++) {
      const [start, end] = this.#header.item(use, i, count);
      this.#unread(start, end, `unknown field ${i}`);
    }
  }

  #union(decl: UnionType, use: Use): void {
    const { start, end, path, label } = use;
    const type = kindTerm('union', decl, label);
    this.#trace.group({ label, type, note: countOf(end - start, 'byte') }, start, end, () => {
      if (end - start < WORD) this.#header.noHeader(use);
      const id = this.#trace.u32(start);
      const item = decl.items.find((candidate) => candidate.id === id);
      const value = item === undefined ? String(id) : `${id} (${item.tag})`;
      this.#trace.leaf({ label: 'item id', value }, start, start + WORD);
      if (item === undefined) {
        this.#trace.stop('E_WIRE_UNKNOWN_ITEM', start, path, `no item has the id ${id}`);
      }
      const inner = `${decl.name}.${item.tag}`;
      this.#shape(item.shape, { start: start + WORD, end, path: inner, label: item.tag });
    });
  }

  #bytes(shape: Extract<Shape, { kind: 'bytes' | 'text' }>, use: Use): void {
    const { start, end, path, label } = use;
    const from = start + WORD;
    this.#group(shape, use, () => {
      this.#header.count('length', 1, shape.max, use);
      const bytes = this.#trace.bytes.subarray(from, end);
      const text = shape.kind === 'text' ? textOf(bytes) : undefined;
      if (shape.kind === 'text' && text === undefined) {
        this.#trace.leaf({ label, value: showBytes(bytes) }, from, end);
        this.#trace.stop('E_WIRE_UTF8', from, path, 'not valid UTF-8');
      }
      const value = text === undefined ? showBytes(bytes) : showText(text);
      this.#trace.leaf({ label: shape.kind === 'text' ? 'text' : 'bytes', value }, from, end);
    });
  }

  #fixvec(shape: Extract<Shape, { kind: 'list' }>, use: Use): void {
    const size = fixedSize(shape.item, this.#lookup)!;
    this.#group(shape, use, () => {
      const count = this.#header.count('item count', size, shape.max, use);
      for (let i = 0; i < count; i++) {
        const start = use.start + WORD + i * size;
        this.#fixed.value(shape.item, { start, end: start + size, path: `${use.path}[]`, label: `[${i}]` });
      }
    });
  }

  #dynvec(shape: Extract<Shape, { kind: 'list' }>, use: Use): void {
    const { start, end, path } = use;
    this.#group(shape, use, () => {
      this.#header.totalSize(use);
      if (end - start === WORD) return;
      if (end - start < 2 * WORD) this.#header.wrongSize(use, 2 * WORD);
      const count = this.#header.firstOffset(use, '[0]');
      this.#header.moreOffsets(use, count, (i) => `[${i}]`);
      if (count > shape.max) this.#header.tooMany(use, count, shape.max);
      for (let i = 0; i < count; i++) {
        const [from, to] = this.#header.item(use, i, count);
        this.#shape(shape.item, { start: from, end: to, path: `${path}[]`, label: `[${i}]` });
      }
    });
  }

  #group(shape: Shape, use: Use, body: () => void): void {
    this.#trace.group(termsOf(shape, use.label), use.start, use.end, body);
  }

  #unread(start: number, end: number, label: string): void {
    const value = showBytes(this.#trace.bytes.subarray(start, end));
    this.#trace.leaf({ label, value, note: 'from a newer schema; not looked at' }, start, end);
  }
}

function sinceNote({ since }: Field): string {
  return `since version ${since}`;
}
