/** proto2 `extend`: fields that one file adds to a message of another. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { Extension } from '../ir/model.js';
import { camelCase, typeName } from '../ir/names.js';
import type { ExtendNode, FieldNode, MessageNode } from './ast.js';
import { checkNumber, within } from './check-numbers.js';
import type { ProtoUnit } from './load.js';
import type { FieldLowering } from './lower-field.js';
import { join } from './parse-body.js';
import { fullNameOf, type ProtoScope, type TypeSymbol, typesOf } from './scope.js';
import { DESCRIPTOR } from './well-known.js';

interface Placed {
  /** Path of the message that the `extend` stands in. */
  readonly owner: string;
  readonly node: ExtendNode;
}

export function lowerExtensions(
  unit: ProtoUnit,
  scope: ProtoScope,
  fields: FieldLowering,
  diagnostics: Diagnostics,
): readonly Extension[] {
  const extensions: Extension[] = [];
  for (const { owner, node } of extendsOf(unit)) {
    const from = fullNameOf(unit, owner);
    const extendee = fields.resolve(node.extendee, from);
    if (extendee === undefined) continue;
    if (extendee.node.kind !== 'message') {
      diagnostics.report('E_UNKNOWN_TYPE', node.extendee.span, 'only messages can be extended');
      continue;
    }
    // Custom options are for the eyes of other tools.
    if (extendee.unit.file.source.path === DESCRIPTOR) continue;
    if (unit.file.syntax === 'proto3') {
      const message = 'proto3 extends nothing but options';
      diagnostics.report('E_UNSUPPORTED', node.extendee.span, message);
      continue;
    }
    for (const field of node.fields) {
      checkExtension(field, extendee.node, diagnostics);
      const path = join(owner, field.name.text);
      const label = `extend ${node.extendee.text}`;
      const lowered = fields.field({ label, scope: from }, field);
      const tsName = typeName(camelCase(path.replaceAll('.', '_')));
      const name = fullNameOf(unit, path);
      extensions.push({ extendee: extendee.tsName, field: { ...lowered, name, tsName } });
    }
  }
  checkNumbers(unit, scope, diagnostics);
  checkTsNames(extensions, diagnostics);
  return extensions;
}

function* extendsOf(unit: ProtoUnit): Generator<Placed> {
  for (const node of unit.file.extends) yield { owner: '', node };
  for (const type of typesOf(unit)) {
    if (type.kind === 'message') for (const node of type.extends) yield { owner: type.path, node };
  }
}

function checkExtension(field: FieldNode, extendee: MessageNode, diagnostics: Diagnostics): void {
  const { number } = field;
  if (checkNumber(number, diagnostics) && !extendee.extensions.some((range) => within(number.value, range))) {
    const [first] = extendee.extensions;
    const related = first === undefined ? [] : [{ span: first.span, message: 'these are' }];
    const message = `${number.value} is not kept for extensions of \`${extendee.path}\``;
    diagnostics.report('E_NUMBER_RANGE', number.span, message, undefined, ...related);
  }
  if (field.label === 'required') {
    diagnostics.report('E_SYNTAX', field.labelSpan!, 'an extension is never `required`');
  }
  if (field.key !== undefined) diagnostics.report('E_SYNTAX', field.typeSpan, 'an extension is never a map');
}

/** No two extensions that are visible together may have the same number. */
function checkNumbers(unit: ProtoUnit, scope: ProtoScope, diagnostics: Diagnostics): void {
  const taken = new Map<string, FieldNode>();
  // Those of other files first: what is wrong is reported here.
  const units = [...scope.units].filter((other) => other !== unit);
  for (const each of [...units, unit]) {
    for (const { owner, node } of extendsOf(each)) {
      const extendee: TypeSymbol | undefined = scope.resolve(
        node.extendee.text,
        fullNameOf(each, owner),
      ).found;
      if (extendee === undefined) continue;
      for (const field of node.fields) {
        const key = `${extendee.fullName} ${field.number.value}`;
        const first = taken.get(key);
        taken.set(key, first ?? field);
        if (first === undefined || each !== unit) continue;
        const related = { span: first.number.span, message: `\`${first.name.text}\` has it` };
        const message = `\`${extendee.fullName}\` is extended twice with the number ${field.number.value}`;
        diagnostics.report('E_DUPLICATE_NUMBER', field.number.span, message, undefined, related);
      }
    }
  }
}

function checkTsNames(extensions: readonly Extension[], diagnostics: Diagnostics): void {
  const taken = new Map<string, Extension>();
  for (const extension of extensions) {
    const { tsName, name, span } = extension.field;
    const first = taken.get(tsName);
    taken.set(tsName, extension);
    if (first === undefined || first.field.name === name) continue;
    const message = `\`${name}\` and \`${first.field.name}\` are both \`${tsName}\` in TypeScript`;
    diagnostics.report('E_NAME', span, message, undefined, {
      span: first.field.span,
      message: 'the other one',
    });
  }
}
