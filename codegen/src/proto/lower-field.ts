/** From a field as it is written to a field of the IR. */
import { type FieldRules, fieldRules } from '../annotation/rules.js';
import { type DocLine, scanDoc } from '../annotation/scan.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import type { Field, Literal, OneofMember, Shape } from '../ir/model.js';
import { fieldName, pascalCase } from '../ir/names.js';
import type { EnumNode, FieldNode, Name, OneofNode } from './ast.js';
import { fallbackOf } from './fallback.js';
import type { ProtoUnit } from './load.js';
import { flagOption } from './options.js';
import type { ProtoScope, TypeSymbol } from './scope.js';
import { type FieldUse, scalarShape, shapeOfField } from './use.js';

/** Stands for a type that is not there, so that the rest of the file is still checked. */
const NOTHING: Shape = { kind: 'bool' };

/** Where a field stands. */
export interface FieldOwner {
  /** As in messages: `M`. */
  readonly label: string;
  /** Full name of the scope that the names in the field are looked up in. */
  readonly scope: string;
}

interface Typed {
  readonly shape: Shape;
  readonly declared: EnumNode | undefined;
  readonly isMessage: boolean;
}

export class FieldLowering {
  readonly #unit: ProtoUnit;
  readonly #scope: ProtoScope;
  readonly #diagnostics: Diagnostics;

  constructor(unit: ProtoUnit, scope: ProtoScope, diagnostics: Diagnostics) {
    this.#unit = unit;
    this.#scope = scope;
    this.#diagnostics = diagnostics;
  }

  field(owner: FieldOwner, node: FieldNode): Field {
    const rules = this.#rules(node.doc);
    if (rules.message !== undefined) {
      const message =
        '`@from`, `@reply` and `@rate` belong above the members of a oneof that a protocol carries';
      this.#diagnostics.report('E_MISPLACED_ANNOTATION', rules.message.span, message);
    }
    const { shape, fallback } = this.#shape(owner, node, rules);
    return {
      name: node.name.text,
      tsName: fieldName(node.name.text),
      doc: this.prose(node.doc),
      shape,
      number: node.number.value,
      presence: this.#presence(node, shape),
      since: undefined,
      fallback,
      span: node.name.span,
    };
  }

  oneof(owner: FieldOwner, { name, doc, fields }: OneofNode): Field {
    const members = fields.map((node): OneofMember => {
      const rules = this.#rules(node.doc);
      const { shape } = this.#shape(owner, node, rules);
      const tag = pascalCase(node.name.text);
      return {
        tag,
        number: node.number.value,
        shape,
        doc: this.prose(node.doc),
        rules: rules.message?.value,
        span: node.name.span,
      };
    });
    this.#checkTags(fields, members);
    members.sort((a, b) => a.number - b.number);
    return {
      name: name.text,
      tsName: fieldName(name.text),
      doc: this.prose(doc),
      shape: { kind: 'oneof', members },
      number: members[0]?.number ?? 0,
      presence: 'optional',
      since: undefined,
      span: name.span,
    };
  }

  prose(doc: readonly DocLine[]): readonly string[] {
    return scanDoc(this.#unit.file.source, doc).prose;
  }

  /** The type that a name means. One that means none is reported. */
  resolve({ text, span }: Name, from: string): TypeSymbol | undefined {
    const { found, ...missed } = this.#scope.resolve(text, from);
    if (found !== undefined) {
      this.#checkForeign(found, span);
      return found;
    }
    if (this.#unit.file.lost.has(text.replace(/^.*\./, ''))) return undefined;
    const at = 'at' in missed ? missed.at : undefined;
    if (at !== undefined) {
      const message = `\`${text}\` means \`${at}\` here, and there is no such type`;
      this.#diagnostics.report('E_UNKNOWN_TYPE', span, message, 'start it with a dot: `.package.Type`');
    } else {
      const names = [...this.#scope.types.keys()].map((known) => known.replace(/^.*\./, ''));
      const hint = didYouMean(text.replace(/^.*\./, ''), names);
      this.#diagnostics.report('E_UNKNOWN_TYPE', span, `there is no type \`${text}\``, hint);
    }
    return undefined;
  }

  /** Types of several files meet in one file of TypeScript, without their packages. */
  #checkForeign(found: TypeSymbol, span: Name['span']): void {
    if (found.unit === this.#unit) return;
    for (const other of this.#scope.types.values()) {
      if (other === found || other.tsName !== found.tsName) continue;
      const message = `\`${found.fullName}\` and \`${other.fullName}\` are both \`${found.tsName}\` in TypeScript`;
      const related = { span: other.node.name.span, message: 'the other one' };
      this.#diagnostics.report('E_NAME', span, message, undefined, related);
      return;
    }
  }

  #presence(node: FieldNode, shape: Shape): Field['presence'] {
    if (shape.kind === 'list' || shape.kind === 'map') return 'implicit';
    if (node.label === 'required') return 'required';
    const explicit = this.#unit.file.syntax === 'proto2' || node.label === 'optional';
    return explicit || this.#isMessage(shape) ? 'optional' : 'implicit';
  }

  #isMessage(shape: Shape): boolean {
    if (shape.kind !== 'named') return false;
    const types = [...this.#scope.types.values()];
    return types.some((type) => type.tsName === shape.name && type.node.kind === 'message');
  }

  #rules(doc: readonly DocLine[]): FieldRules {
    return fieldRules(scanDoc(this.#unit.file.source, doc), this.#diagnostics);
  }

  #shape(
    owner: FieldOwner,
    node: FieldNode,
    rules: FieldRules,
  ): { readonly shape: Shape; readonly fallback: Literal | undefined } {
    const { shape: item, declared, isMessage } = this.#type(owner, node);
    const key = node.key === undefined ? undefined : (scalarShape(node.key.text) ?? NOTHING);
    if (key !== undefined && declared !== undefined && declared.values[0]?.number.value !== 0) {
      const message = `the values of a map have a default: the first value of \`${declared.path}\` must be 0`;
      this.#diagnostics.report('E_NUMBER_RANGE', node.type.span, message);
    }
    const repeated = node.label === 'repeated';
    const packable = repeated && !isMessage && item.kind !== 'text' && item.kind !== 'bytes';
    const use: FieldUse = {
      label: `field \`${node.name.text}\` of \`${owner.label}\``,
      span: node.typeSpan,
      rules,
      item,
      key,
      repeated,
      packed: packable && this.#packed(node),
      isMessage,
    };
    if (!packable) this.#rejectPacked(node);
    const shape = shapeOfField(use, this.#diagnostics);
    return { shape, fallback: this.#fallback(node, shape, declared) };
  }

  #type({ scope }: FieldOwner, { type }: FieldNode): Typed {
    const scalar = scalarShape(type.text);
    if (scalar !== undefined) return { shape: scalar, declared: undefined, isMessage: false };
    const found = this.resolve(type, scope);
    if (found === undefined) return { shape: NOTHING, declared: undefined, isMessage: false };
    const { node, tsName, unit } = found;
    const shape: Shape = { kind: 'named', name: tsName };
    if (node.kind === 'message') return { shape, declared: undefined, isMessage: true };
    if (this.#unit.file.syntax === 'proto3' && unit.file.syntax === 'proto2') {
      const message = `\`${found.fullName}\` is a proto2 enum, which knows no other numbers than its own`;
      const hint = 'declare it in a proto3 file';
      this.#diagnostics.report('E_UNSUPPORTED', type.span, message, hint);
    }
    return { shape, declared: node, isMessage: false };
  }

  #packed({ options }: FieldNode): boolean {
    const explicit = flagOption(options, 'packed', this.#diagnostics);
    return explicit?.value ?? this.#unit.file.syntax === 'proto3';
  }

  #rejectPacked({ options }: FieldNode): void {
    const explicit = flagOption(options, 'packed', this.#diagnostics);
    if (explicit === undefined) return;
    const message = '`packed` is for repeated numbers, bools and enums';
    this.#diagnostics.report('E_SYNTAX', explicit.span, message);
  }

  #fallback(node: FieldNode, shape: Shape, declared: EnumNode | undefined): Literal | undefined {
    const option = node.options.find((each) => each.name.text === 'default');
    return option === undefined
      ? undefined
      : fallbackOf(option, shape, many(shape) ? undefined : declared, this.#diagnostics);
  }

  #checkTags(fields: readonly FieldNode[], members: readonly OneofMember[]): void {
    members.forEach(({ tag }, at) => {
      const first = fields[members.findIndex((other) => other.tag === tag)]!;
      const field = fields[at]!;
      if (first === field || first.name.text === field.name.text) return;
      const message = `\`${field.name.text}\` and \`${first.name.text}\` are both \`${tag}\` in TypeScript`;
      const related = { span: first.name.span, message: 'the other one' };
      this.#diagnostics.report('E_NAME', field.name.span, message, undefined, related);
    });
  }
}

function many(shape: Shape): boolean {
  return shape.kind === 'list' || shape.kind === 'map';
}
