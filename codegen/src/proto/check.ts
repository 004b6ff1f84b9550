/** Rules of protobuf for one file, as far as no name has to be looked up for them. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { FieldNode, MessageNode, ProtoFile } from './ast.js';
import { checkEnum } from './check-enum.js';
import { allFields, checkNumbers } from './check-numbers.js';
import type { ProtoUnit } from './load.js';
import { checkOptions, flagOption } from './options.js';
import { typesOf } from './scope.js';

const KEYS = new Set(
  'int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool string'.split(' '),
);

export function checkUnit(unit: ProtoUnit, diagnostics: Diagnostics): void {
  const { syntax } = unit.file;
  for (const node of typesOf(unit)) {
    if (node.kind === 'enum') checkEnum(node, syntax, diagnostics);
    else {
      checkMessage(node, syntax, diagnostics);
      for (const extend of node.extends)
        for (const field of extend.fields) checkField(field, syntax, diagnostics);
    }
  }
  for (const { fields } of unit.file.extends)
    for (const field of fields) checkField(field, syntax, diagnostics);
}

function checkMessage(node: MessageNode, syntax: ProtoFile['syntax'], diagnostics: Diagnostics): void {
  checkNumbers(node, diagnostics);
  checkOptions('message', node.options, diagnostics);
  for (const name of ['message_set_wire_format', 'map_entry']) {
    const flag = flagOption(node.options, name, diagnostics);
    if (flag !== undefined) diagnostics.report('E_UNSUPPORTED', flag.span, `\`${name}\` is not supported`);
  }
  if (syntax === 'proto3' && node.extensions.length > 0) {
    diagnostics.report('E_UNSUPPORTED', node.extensions[0]!.span, 'proto3 has no extensions', 'use `Any`');
  }
  for (const field of allFields(node)) checkField(field, syntax, diagnostics);
  for (const oneof of node.oneofs) {
    if (oneof.fields.length > 0) continue;
    diagnostics.report('E_SYNTAX', oneof.name.span, `oneof \`${oneof.name.text}\` needs at least one field`);
  }
}

function checkField(field: FieldNode, syntax: ProtoFile['syntax'], diagnostics: Diagnostics): void {
  checkOptions('field', field.options, diagnostics);
  if (field.key !== undefined && !KEYS.has(field.key.text)) {
    const message = `\`${field.key.text}\` cannot be the type of keys`;
    diagnostics.report('E_SYNTAX', field.key.span, message, 'use an integer, a bool or a string');
  }
  if (syntax === 'proto3') {
    if (field.label === 'required') {
      diagnostics.report('E_UNSUPPORTED', field.labelSpan!, 'proto3 has no required fields', 'leave it out');
    }
    const fallback = field.options.find((option) => option.name.text === 'default');
    if (fallback !== undefined) {
      diagnostics.report('E_UNSUPPORTED', fallback.name.span, 'proto3 has no defaults of its own');
    }
  }
}
