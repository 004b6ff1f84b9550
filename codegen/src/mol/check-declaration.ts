/** What has to hold inside one declaration, apart from the names it uses. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { MolDecl, Name } from './ast.js';
import { MAX_SIZE, type Sizes } from './sizes.js';

type Union = Extract<MolDecl, { kind: 'union' }>;
type Fielded = Extract<MolDecl, { kind: 'struct' | 'table' }>;

const MAX_ID = 0xffff_ffff;

export function checkDeclaration(decl: MolDecl, sizes: Sizes, diagnostics: Diagnostics): void {
  switch (decl.kind) {
    case 'array':
      fixed(decl, decl.item, sizes, diagnostics);
      small(decl, decl.countSpan, sizes, diagnostics);
      break;
    case 'struct':
      for (const field of decl.fields) fixed(decl, field.type, sizes, diagnostics);
      small(decl, decl.name.span, sizes, diagnostics);
      uniqueFields(decl, diagnostics);
      break;
    case 'table':
      uniqueFields(decl, diagnostics);
      break;
    case 'union':
      uniqueItems(decl, diagnostics);
      checkIds(decl, diagnostics);
      break;
    default:
  }
}

function fixed(decl: MolDecl, name: Name, sizes: Sizes, diagnostics: Diagnostics): void {
  if (sizes.of(name.text) !== 'dynamic') return;
  const message = `${decl.kind} \`${decl.name.text}\` needs items of fixed size, \`${name.text}\` is dynamic`;
  const hint = decl.kind === 'struct' ? 'use a table' : 'use a vector';
  diagnostics.report('E_FIXED_SIZE', name.span, message, hint);
}

function small(decl: MolDecl, span: Name['span'], sizes: Sizes, diagnostics: Diagnostics): void {
  const size = sizes.of(decl.name.text);
  if (typeof size === 'number' && size > MAX_SIZE) {
    diagnostics.report('E_NUMBER_RANGE', span, `\`${decl.name.text}\` is larger than 4 GiB`);
  }
}

function uniqueFields({ name, fields }: Fielded, diagnostics: Diagnostics): void {
  const repeated = repetitions(fields.map((field) => field.name));
  for (const { again, first } of repeated) {
    const message = `field \`${again.text}\` of \`${name.text}\` is given twice`;
    const related = { span: first.span, message: 'first given here' };
    diagnostics.report('E_DUPLICATE_FIELD', again.span, message, undefined, related);
  }
}

function uniqueItems({ name, items }: Union, diagnostics: Diagnostics): void {
  const repeated = repetitions(items.map((item) => item.type));
  for (const { again, first } of repeated) {
    const message = `item \`${again.text}\` of \`${name.text}\` is given twice`;
    const related = { span: first.span, message: 'first given here' };
    diagnostics.report('E_DUPLICATE_ITEM', again.span, message, undefined, related);
  }
}

function repetitions(names: readonly Name[]): readonly { readonly again: Name; readonly first: Name }[] {
  const seen = new Map<string, Name>();
  return names.flatMap((again) => {
    const first = seen.get(again.text);
    if (first === undefined) seen.set(again.text, again);
    return first === undefined ? [] : [{ again, first }];
  });
}

/** Ids of the items in source order: written ones, or the previous plus one. */
export function itemIds(decl: Union): readonly number[] {
  let next = 0;
  return decl.items.map((item) => {
    const id = item.id?.value ?? next;
    next = id + 1;
    return id;
  });
}

function checkIds(decl: Union, diagnostics: Diagnostics): void {
  const seen = new Map<number, Name>();
  itemIds(decl).forEach((id, i) => {
    const item = decl.items[i]!;
    const span = item.id?.span ?? item.type.span;
    const first = seen.get(id);
    if (id > MAX_ID) {
      const message = `the id of \`${item.type.text}\` does not fit into 32 bits`;
      diagnostics.report('E_NUMBER_RANGE', span, message);
    } else if (first === undefined) seen.set(id, item.type);
    else {
      const message = `the id ${id} is given twice in \`${decl.name.text}\``;
      const related = { span: first.span, message: `\`${first.text}\` has it` };
      diagnostics.report('E_DUPLICATE_NUMBER', span, message, undefined, related);
    }
  });
}
