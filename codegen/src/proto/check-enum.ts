import type { Diagnostics } from '../diag/diagnostic.js';
import type { EnumNode, EnumValueNode, ProtoFile } from './ast.js';
import { checkRepeatedNames, checkReserved } from './check-numbers.js';
import { checkOptions, flagOption } from './options.js';

export function checkEnum(node: EnumNode, syntax: ProtoFile['syntax'], diagnostics: Diagnostics): void {
  checkOptions('enum', node.options, diagnostics);
  checkRepeatedNames(node, diagnostics);
  const [first] = node.values;
  if (first === undefined) {
    diagnostics.report('E_SYNTAX', node.name.span, `enum \`${node.path}\` needs at least one value`);
    return;
  }
  if (syntax === 'proto3' && first.number.value !== 0) {
    const hint = 'numbers that are absent or unknown to a reader mean this one';
    diagnostics.report('E_NUMBER_RANGE', first.number.span, 'the first value of a proto3 enum is 0', hint);
  }
  for (const value of node.values) {
    checkOptions('value', value.options, diagnostics);
    checkReserved(value.name, value.number, node, diagnostics);
    const { value: number, span } = value.number;
    if (number < -(2 ** 31) || number >= 2 ** 31) {
      diagnostics.report('E_NUMBER_RANGE', span, 'an enum value has 32 bits');
    }
  }
  checkAliases(node, diagnostics);
}

/** The same number twice is an alias, which the enum must allow. */
function checkAliases(node: EnumNode, diagnostics: Diagnostics): void {
  const allowed = flagOption(node.options, 'allow_alias', diagnostics);
  const taken = new Map<number, EnumValueNode>();
  let aliases = 0;
  for (const value of node.values) {
    const first = taken.get(value.number.value);
    taken.set(value.number.value, first ?? value);
    if (first === undefined) continue;
    aliases++;
    if (allowed?.value === true) continue;
    diagnostics.report(
      'E_DUPLICATE_NUMBER',
      value.number.span,
      `the number ${value.number.value} is given twice in \`${node.path}\``,
      'an alias needs `option allow_alias = true;`',
      { span: first.number.span, message: `\`${first.name.text}\` has it` },
    );
  }
  if (allowed?.value === true && aliases === 0) {
    const message = `no two values of \`${node.path}\` have the same number`;
    diagnostics.report('E_SYNTAX', allowed.span, message, 'leave `allow_alias` out');
  }
}
