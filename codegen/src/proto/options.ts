/** Which options exist, and those that mean something to the compiler. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { Span } from '../diag/source.js';
import { didYouMean } from '../diag/suggest.js';
import type { OptionNode } from './ast.js';

const KNOWN = {
  message: ['deprecated', 'map_entry', 'message_set_wire_format', 'no_standard_descriptor_accessor'],
  enum: ['allow_alias', 'deprecated'],
  value: ['deprecated'],
  field: [
    'ctype',
    'debug_redact',
    'default',
    'deprecated',
    'json_name',
    'jstype',
    'lazy',
    'packed',
    'unverified_lazy',
    'weak',
  ],
} as const;

/** Reports options that do not exist, or that are given twice. Custom options, in parentheses, pass. */
export function checkOptions(
  place: keyof typeof KNOWN,
  options: readonly OptionNode[],
  diagnostics: Diagnostics,
): void {
  const known: readonly string[] = KNOWN[place];
  options.forEach(({ name }, at) => {
    if (name.text.startsWith('(')) return;
    const first = options.slice(0, at).find((other) => other.name.text === name.text);
    if (!known.includes(name.text)) {
      const hint = didYouMean(name.text, known) ?? `known are ${known.join(', ')}`;
      diagnostics.report('E_SYNTAX', name.span, `there is no option \`${name.text}\` here`, hint);
    } else if (first !== undefined) {
      const related = { span: first.name.span, message: 'first given here' };
      diagnostics.report('E_SYNTAX', name.span, `\`${name.text}\` is given twice`, undefined, related);
    }
  });
}

/** What an option that is `true` or `false` says; `undefined` if it is not given. */
export function flagOption(
  options: readonly OptionNode[],
  name: string,
  diagnostics: Diagnostics,
): { readonly value: boolean; readonly span: Span } | undefined {
  const option = options.find((each) => each.name.text === name);
  if (option === undefined) return undefined;
  const { value } = option;
  if (value.kind === 'word' && (value.text === 'true' || value.text === 'false')) {
    return { value: value.text === 'true', span: option.name.span };
  }
  diagnostics.report('E_SYNTAX', value.span, `\`${name}\` is true or false`);
  return undefined;
}
