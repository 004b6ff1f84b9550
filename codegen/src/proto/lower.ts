/** Types, services and extensions of one protobuf file in the intermediate representation. */
import { rejectAnnotations } from '../annotation/placed.js';
import { type DocLine, scanDoc } from '../annotation/scan.js';
import { type TypeRules, typeRules } from '../annotation/type-rules.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { EnumType, Extension, Field, RecordType, Service, TypeDecl } from '../ir/model.js';
import type { MarkedRoot } from '../ir/protocol.js';
import type { EnumNode, MessageNode } from './ast.js';
import type { ProtoUnit } from './load.js';
import { lowerExtensions } from './lower-extension.js';
import { FieldLowering } from './lower-field.js';
import { lowerService } from './lower-service.js';
import { fullNameOf, type ProtoScope, tsNameOf, typesOf } from './scope.js';

export interface Lowered {
  readonly types: readonly TypeDecl[];
  readonly roots: readonly MarkedRoot[];
  readonly services: readonly Service[];
  readonly extensions: readonly Extension[];
}

export function lowerProto(unit: ProtoUnit, scope: ProtoScope, diagnostics: Diagnostics): Lowered {
  const lowering = new Lowering(unit, scope, diagnostics);
  for (const lines of unit.file.stray) lowering.reject(lines);
  lowering.checkTypeNames();
  const types = [...typesOf(unit)].map((node) =>
    node.kind === 'message' ? lowering.message(node) : lowering.enumeration(node),
  );
  return {
    types,
    roots: lowering.roots,
    services: unit.file.services.map((node) => lowerService(node, unit, lowering.fields, diagnostics)),
    extensions: lowerExtensions(unit, scope, lowering.fields, diagnostics),
  };
}

class Lowering {
  readonly roots: MarkedRoot[] = [];
  readonly fields: FieldLowering;
  readonly #unit: ProtoUnit;
  readonly #diagnostics: Diagnostics;

  constructor(unit: ProtoUnit, scope: ProtoScope, diagnostics: Diagnostics) {
    this.fields = new FieldLowering(unit, scope, diagnostics);
    this.#unit = unit;
    this.#diagnostics = diagnostics;
  }

  /** Reports annotations that stand where none may stand. */
  reject(lines: readonly DocLine[]): void {
    rejectAnnotations(scanDoc(this.#unit.file.source, lines), this.#diagnostics);
  }

  checkTypeNames(): void {
    const taken = new Map<string, MessageNode | EnumNode>();
    for (const node of typesOf(this.#unit)) {
      const name = tsNameOf(node.path);
      const first = taken.get(name);
      if (first !== undefined && first.path !== node.path) {
        const message = `\`${node.path}\` and \`${first.path}\` are both \`${name}\` in TypeScript`;
        const related = { span: first.name.span, message: 'the other one' };
        this.#diagnostics.report('E_NAME', node.name.span, message, undefined, related);
      }
      taken.set(name, node);
    }
  }

  message(node: MessageNode): RecordType {
    const rules = typeRules(scanDoc(this.#unit.file.source, node.doc), this.#diagnostics);
    this.#checkRules(rules);
    const name = tsNameOf(node.path);
    const doc = this.fields.prose(node.doc);
    if (rules.protocol !== undefined) {
      this.roots.push({ rules: rules.protocol, type: name, doc, span: node.name.span });
    }
    const owner = { label: node.path, scope: fullNameOf(this.#unit, node.path) };
    const fields = node.fields.map((field) => this.fields.field(owner, field));
    for (const oneof of node.oneofs) {
      this.reject(oneof.doc);
      fields.push(this.fields.oneof(owner, oneof));
    }
    fields.sort((a, b) => a.number - b.number);
    this.#checkFieldNames(fields);
    const keepUnknown = rules.keepUnknown !== undefined || node.extensions.length > 0;
    return { kind: 'record', name, layout: 'message', doc, fields, keepUnknown };
  }

  enumeration(node: EnumNode): EnumType {
    this.reject(node.doc);
    const values = node.values.map(({ name, number, doc }) => {
      this.reject(doc);
      return { name: name.text, number: number.value, doc: this.fields.prose(doc) };
    });
    const open = this.#unit.file.syntax === 'proto3';
    const doc = this.fields.prose(node.doc);
    return { kind: 'enum', name: tsNameOf(node.path), doc, values, open };
  }

  #checkRules(rules: TypeRules): void {
    if (rules.lazy === undefined) return;
    const message = '`@lazy` is for molecule tables: they have offsets that a view can go by';
    this.#diagnostics.report('E_MISPLACED_ANNOTATION', rules.lazy, message);
  }

  #checkFieldNames(fields: readonly Field[]): void {
    const taken = new Map<string, Field>();
    for (const field of fields) {
      const first = taken.get(field.tsName);
      if (first !== undefined && first.name !== field.name) {
        const message = `\`${field.name}\` and \`${first.name}\` are both \`${field.tsName}\` in TypeScript`;
        const related = { span: first.span, message: 'the other one' };
        this.#diagnostics.report('E_NAME', field.span, message, undefined, related);
      }
      taken.set(field.tsName, field);
    }
  }
}
