import { type FieldRules, fieldRules } from '../annotation/rules.js';
import { type DocLine, scanDoc } from '../annotation/scan.js';
import { type TypeRules, typeRules } from '../annotation/type-rules.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { Field, TypeDecl, UnionItem } from '../ir/model.js';
import { fieldName, typeName } from '../ir/names.js';
import type { MarkedRoot } from '../ir/protocol.js';
import type { MolDecl, MolField, Name } from './ast.js';
import type { Scope } from './loader.js';
import { itemIds } from './check-declaration.js';
import type { MolUnit } from './loader.js';
import { shapeOfUse } from './use.js';

export interface LowerOptions {
  /** Fields need no limits, and arrays, vectors and options get codecs of their own. */
  readonly unboundedDefault: boolean;
}

/** The types of one molecule file and its `@protocol` marks. */
export interface Lowered {
  readonly types: readonly TypeDecl[];
  readonly roots: readonly MarkedRoot[];
}

export function lowerUnit(
  unit: MolUnit,
  scope: Scope,
  options: LowerOptions,
  diagnostics: Diagnostics,
): Lowered {
  const types: TypeDecl[] = [];
  const roots: MarkedRoot[] = [];
  const lowering = new Lowering(unit, scope, options, diagnostics);
  for (const decl of unit.ast.declarations) {
    const doc = scanDoc(unit.source, decl.doc);
    const named = decl.kind === 'table' || decl.kind === 'struct' || decl.kind === 'union';
    const rules = named ? typeRules(doc, diagnostics) : undefined;
    const type = lowering.type(decl, rules);
    if (type === undefined) continue;
    types.push(type);
    const protocol = rules?.protocol;
    if (protocol !== undefined)
      roots.push({ rules: protocol, type: type.name, doc: type.doc, span: decl.name.span });
  }
  return { types, roots };
}

class Lowering {
  readonly #unit: MolUnit;
  readonly #scope: Scope;
  readonly #options: LowerOptions;
  readonly #diagnostics: Diagnostics;

  constructor(unit: MolUnit, scope: Scope, options: LowerOptions, diagnostics: Diagnostics) {
    this.#unit = unit;
    this.#scope = scope;
    this.#options = options;
    this.#diagnostics = diagnostics;
  }

  type(decl: MolDecl, rules: TypeRules | undefined): TypeDecl | undefined {
    this.#checkTypeRules(decl, rules);
    const name = typeName(decl.name.text);
    const doc = this.#prose(decl.doc);
    switch (decl.kind) {
      case 'struct':
      case 'table':
        return {
          kind: 'record',
          name,
          layout: decl.kind,
          doc,
          fields: this.#fields(decl),
          lazy: rules?.lazy !== undefined,
        };
      case 'union':
        return { kind: 'union', name, doc, items: this.#items(decl) };
      default: {
        if (!this.#options.unboundedDefault) return undefined;
        const shape = this.#shape(`\`${decl.name.text}\``, { ...decl.name, text: decl.name.text }, {});
        return { kind: 'alias', name, doc, shape };
      }
    }
  }

  #checkTypeRules({ kind }: MolDecl, rules: TypeRules | undefined): void {
    if (rules?.lazy !== undefined && kind !== 'table') {
      this.#diagnostics.report('E_MISPLACED_ANNOTATION', rules.lazy, '`@lazy` belongs above a table');
    }
    if (rules?.keepUnknown !== undefined) {
      const message = '`@unknown` is for protobuf: molecule has no fields that are not in the schema';
      this.#diagnostics.report('E_MISPLACED_ANNOTATION', rules.keepUnknown, message);
    }
  }

  #fields(decl: Extract<MolDecl, { kind: 'struct' | 'table' }>): readonly Field[] {
    const taken = new Map<string, MolField>();
    const fields: Field[] = [];
    decl.fields.forEach((field, number) => {
      const tsName = fieldName(field.name.text);
      const first = taken.get(tsName);
      if (first !== undefined && first.name.text !== field.name.text) {
        const message = `\`${field.name.text}\` and \`${first.name.text}\` are both \`${tsName}\` in TypeScript`;
        this.#diagnostics.report('E_NAME', field.name.span, message);
      }
      taken.set(tsName, field);
      const rules = this.#rules(field.doc);
      const shape = this.#shape(`field \`${field.name.text}\` of \`${decl.name.text}\``, field.type, rules);
      const since = this.#since(decl, rules, fields.at(-1));
      if (rules.message !== undefined) {
        const message =
          '`@from`, `@reply` and `@rate` belong above the items of a union that a protocol carries';
        this.#diagnostics.report('E_MISPLACED_ANNOTATION', rules.message.span, message);
      }
      fields.push({
        name: field.name.text,
        tsName,
        doc: this.#prose(field.doc),
        shape,
        number,
        presence: shape.kind === 'option' || since !== undefined ? 'optional' : 'always',
        since,
        span: field.name.span,
      });
    });
    return fields;
  }

  /** `@since` may only cut fields off the end of a table. */
  #since(decl: MolDecl, rules: FieldRules, previous: Field | undefined): number | undefined {
    const { since } = rules;
    if (since === undefined) {
      if (previous?.since !== undefined) {
        const message = `fields behind \`${previous.name}\` need \`@since\` too: older peers cut the table there`;
        this.#diagnostics.report('E_MISPLACED_ANNOTATION', previous.span, message);
      }
      return undefined;
    }
    if (decl.kind !== 'table' || previous === undefined) {
      const message = '`@since` belongs to fields at the end of a table, behind at least one other';
      this.#diagnostics.report('E_MISPLACED_ANNOTATION', since.span, message);
    } else if (previous.since !== undefined && previous.since > since.value) {
      this.#diagnostics.report(
        'E_ANNOTATION_VALUE',
        since.span,
        '`@since` cannot go back to an earlier version',
      );
    }
    return since.value;
  }

  #items(decl: Extract<MolDecl, { kind: 'union' }>): readonly UnionItem[] {
    const ids = itemIds(decl);
    const items = decl.items.map((item, i): UnionItem => {
      const rules = this.#rules(item.doc);
      if (rules.since !== undefined) {
        const message = '`@since` belongs to fields at the end of a table';
        this.#diagnostics.report('E_MISPLACED_ANNOTATION', rules.since.span, message);
      }
      const shape = this.#shape(`item \`${item.type.text}\` of \`${decl.name.text}\``, item.type, rules);
      return {
        id: ids[i]!,
        tag: item.type.text,
        shape,
        doc: this.#prose(item.doc),
        rules: rules.message?.value,
        span: item.type.span,
      };
    });
    return items.sort((a, b) => a.id - b.id);
  }

  #shape(label: string, type: Name, rules: FieldRules): Field['shape'] {
    const use = { label, type, rules, lenient: this.#options.unboundedDefault };
    return shapeOfUse(use, this.#scope, this.#diagnostics);
  }

  #rules(doc: readonly DocLine[]): FieldRules {
    return fieldRules(scanDoc(this.#unit.source, doc), this.#diagnostics);
  }

  #prose(doc: readonly DocLine[]): readonly string[] {
    return scanDoc(this.#unit.source, doc).prose;
  }
}
