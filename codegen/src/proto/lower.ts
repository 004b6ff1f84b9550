import protobuf from 'protobufjs';

import { rejectAnnotations } from '../annotation/placed.js';
import { type FieldRules, fieldRules } from '../annotation/rules.js';
import { scanDoc } from '../annotation/scan.js';
import { type TypeRules, typeRules } from '../annotation/type-rules.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import type { EnumType, Field, OneofMember, RecordType, Shape, TypeDecl } from '../ir/model.js';
import { camelCase, pascalCase, typeName } from '../ir/names.js';
import type { MarkedRoot } from '../ir/protocol.js';
import type { ProtoUnit } from './load.js';
import type { Place } from './locate.js';
import { scalarShape, shapeOfField } from './use.js';

/** What `unit` can name: full name with the package to the TypeScript name and kind. */
export type ProtoScope = ReadonlyMap<
  string,
  { readonly tsName: string; readonly isEnum: boolean; readonly unit: ProtoUnit }
>;

/** `a.b.Outer.Inner` of package `a.b` as `OuterInner`. */
function tsNameOf(path: string): string {
  return typeName(path.split('.').map(pascalCase).join(''));
}

/** Types of the file and of those it imports. */
export function protoScope(unit: ProtoUnit, seen = new Set<ProtoUnit>()): ProtoScope {
  const scope = new Map<string, { tsName: string; isEnum: boolean; unit: ProtoUnit }>();
  if (seen.has(unit)) return scope;
  seen.add(unit);
  for (const imported of unit.imports)
    for (const [name, found] of protoScope(imported, seen)) scope.set(name, found);
  for (const place of unit.places.all) {
    if (place.kind !== 'message' && place.kind !== 'enum') continue;
    const full = unit.pkg === '' ? place.fullName : `${unit.pkg}.${place.fullName}`;
    scope.set(full, { tsName: tsNameOf(place.fullName), isEnum: place.kind === 'enum', unit });
  }
  return scope;
}

export function lowerProto(
  unit: ProtoUnit,
  scope: ProtoScope,
  diagnostics: Diagnostics,
): { readonly types: readonly TypeDecl[]; readonly roots: readonly MarkedRoot[] } {
  const types: TypeDecl[] = [];
  const roots: MarkedRoot[] = [];
  for (const lines of unit.places.stray) rejectAnnotations(scanDoc(unit.source, lines), diagnostics);
  const lowering = new Lowering(unit, scope, diagnostics);
  const taken = new Map<string, Place>();
  for (const place of unit.places.all) {
    const doc = scanDoc(unit.source, place.doc);
    if (place.kind === 'message' || place.kind === 'enum') {
      const name = tsNameOf(place.fullName);
      const first = taken.get(name);
      if (first !== undefined && first.fullName !== place.fullName) {
        const message = `\`${place.fullName}\` and \`${first.fullName}\` are both \`${name}\` in TypeScript`;
        diagnostics.report('E_NAME', place.name, message);
      }
      taken.set(name, place);
      if (place.kind === 'message') {
        const rules = typeRules(doc, diagnostics);
        const { protocol } = rules;
        if (protocol !== undefined) {
          roots.push({ rules: protocol, type: name, doc: doc.prose, span: place.name });
        }
        types.push(lowering.message(place, rules));
      } else {
        rejectAnnotations(doc, diagnostics);
        types.push(lowering.enumeration(place));
      }
    } else if (place.kind !== 'field') {
      rejectAnnotations(doc, diagnostics);
    }
  }
  return { types, roots };
}

class Lowering {
  readonly #unit: ProtoUnit;
  readonly #scope: ProtoScope;
  readonly #diagnostics: Diagnostics;

  constructor(unit: ProtoUnit, scope: ProtoScope, diagnostics: Diagnostics) {
    this.#unit = unit;
    this.#scope = scope;
    this.#diagnostics = diagnostics;
  }

  message(place: Place, rules: TypeRules): RecordType {
    if (rules.lazy !== undefined) {
      const message = '`@lazy` is for molecule tables: they have offsets that a view can go by';
      this.#diagnostics.report('E_MISPLACED_ANNOTATION', rules.lazy, message);
    }
    const type = this.#unit.root!.lookupType(this.#full(place.fullName));
    const fields: Field[] = [];
    for (const field of type.fieldsArray) {
      // Extensions are skipped on the wire like every unknown field.
      if (field.extend !== undefined || field.name.startsWith('.') || field.declaringField !== null) continue;
      if (field.partOf === null || field.partOf.isProto3Optional) fields.push(this.#field(place, field));
    }
    for (const oneof of type.oneofsArray) {
      if (!oneof.isProto3Optional) fields.push(this.#oneof(place, oneof));
    }
    fields.sort((a, b) => a.number - b.number);
    this.#checkTsNames(fields);
    return {
      kind: 'record',
      name: tsNameOf(place.fullName),
      layout: 'message',
      doc: this.#prose(place),
      fields,
      keepUnknown: rules.keepUnknown !== undefined,
    };
  }

  enumeration(place: Place): EnumType {
    const all = this.#unit.places.all.filter(
      (other) => other.kind === 'value' && other.owner === place.fullName,
    );
    const values = all.map((value) => ({
      name: value.fullName.replace(/^.*\./, ''),
      number: Number(textOf(value.number!)),
      doc: this.#prose(value),
    }));
    const open = this.#unit.places.syntax === 'proto3';
    return { kind: 'enum', name: tsNameOf(place.fullName), doc: this.#prose(place), values, open };
  }

  #field(owner: Place, field: protobuf.Field): Field {
    const place = this.#place(owner, field.name);
    const rules = this.#rules(place);
    if (rules.message !== undefined) {
      const message =
        '`@from`, `@reply` and `@rate` belong above the members of a oneof that a protocol carries';
      this.#diagnostics.report('E_MISPLACED_ANNOTATION', rules.message.span, message);
    }
    const shape = this.#shape(owner, field, place, rules);
    return {
      name: field.name,
      tsName: camelCase(field.name),
      doc: this.#prose(place),
      shape,
      number: field.id,
      presence: this.#presence(field, shape),
      since: undefined,
      span: place.name,
    };
  }

  #presence(field: protobuf.Field, shape: Shape): Field['presence'] {
    if (shape.kind === 'list' || shape.kind === 'map') return 'implicit';
    if (field.rule === 'required') return 'required';
    const isMessage = shape.kind === 'named' && !this.#isEnum(shape.name);
    const explicit = this.#unit.places.syntax === 'proto2' || field.partOf !== null;
    return isMessage || explicit ? 'optional' : 'implicit';
  }

  #oneof(owner: Place, oneof: protobuf.OneOf): Field {
    const members = oneof.fieldsArray.map((field): OneofMember => {
      const place = this.#place(owner, field.name);
      const rules = this.#rules(place);
      const shape = this.#shape(owner, field, place, rules);
      const tag = pascalCase(field.name);
      return { tag, number: field.id, shape, doc: this.#prose(place), rules: rules.message?.value };
    });
    const place = this.#place(owner, oneof.name);
    return {
      name: oneof.name,
      tsName: camelCase(oneof.name),
      doc: this.#prose(place),
      shape: { kind: 'oneof', members: members.sort((a, b) => a.number - b.number) },
      number: Math.min(...members.map((member) => member.number)),
      presence: 'optional',
      since: undefined,
      span: place.name,
    };
  }

  #rules(place: Place): FieldRules {
    return fieldRules(scanDoc(this.#unit.source, place.doc), this.#diagnostics);
  }

  #shape(owner: Place, field: protobuf.Field, place: Place, rules: FieldRules): Shape {
    const label = `field \`${field.name}\` of \`${owner.fullName}\``;
    const item = scalarShape(field.type) ?? this.#reference(owner, field.type, place);
    const key = field instanceof protobuf.MapField ? scalarShape(field.keyType) : undefined;
    const explicit = field.options?.['packed'] as boolean | undefined;
    const packed = explicit ?? this.#unit.places.syntax === 'proto3';
    const isMessage = item.kind === 'named' && !this.#isEnum(item.name);
    const use = {
      label,
      span: place.type ?? place.name,
      rules,
      item,
      key,
      repeated: field.repeated,
      packed,
      isMessage,
    };
    return shapeOfField(use, this.#diagnostics);
  }

  /** Finds a type as protobuf does: innermost scope first. */
  #reference(owner: Place, written: string, place: Place): Shape {
    const absolute = written.startsWith('.');
    const name = written.replace(/^\./, '');
    const scopes = absolute ? [] : this.#full(owner.fullName).split('.');
    for (let depth = scopes.length; depth >= 0; depth--) {
      const found = this.#scope.get([...scopes.slice(0, depth), name].join('.'));
      if (found !== undefined) return { kind: 'named', name: found.tsName };
    }
    const hint = didYouMean(
      name,
      [...this.#scope.keys()].map((known) => known.replace(/^.*\./, '')),
    );
    this.#diagnostics.report(
      'E_UNKNOWN_TYPE',
      place.type ?? place.name,
      `there is no type \`${written}\``,
      hint,
    );
    return { kind: 'bool' };
  }

  #isEnum(tsName: string): boolean {
    return [...this.#scope.values()].some((found) => found.tsName === tsName && found.isEnum);
  }

  #checkTsNames(fields: readonly Field[]): void {
    const taken = new Map<string, Field>();
    for (const field of fields) {
      const first = taken.get(field.tsName);
      if (first !== undefined) {
        const message = `\`${field.name}\` and \`${first.name}\` are both \`${field.tsName}\` in TypeScript`;
        this.#diagnostics.report('E_NAME', field.span, message);
      }
      taken.set(field.tsName, field);
    }
  }

  #full(path: string): string {
    return this.#unit.pkg === '' ? path : `${this.#unit.pkg}.${path}`;
  }

  #place(owner: Place, name: string): Place {
    return this.#unit.places.all.find(
      (place) => place.owner === owner.fullName && place.fullName === `${owner.fullName}.${name}`,
    )!;
  }

  #prose(place: Place): readonly string[] {
    return scanDoc(this.#unit.source, place.doc).prose;
  }
}

function textOf(span: Place['name']): string {
  return span.file.text.slice(span.offset, span.offset + span.length);
}
