/** From `@protocol` marks to protocols: one root, or two when the sides of a session send different messages. */
import type { ProtocolRules } from '../annotation/type-rules.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { Span } from '../diag/source.js';
import type { Protocol } from './model.js';

/** A type with a `@protocol` above it. */
export interface MarkedRoot {
  readonly rules: ProtocolRules;
  readonly type: string;
  readonly doc: readonly string[];
  /** The name of the type in the schema. */
  readonly span: Span;
}

export function collectProtocols(
  roots: readonly MarkedRoot[],
  diagnostics: Diagnostics,
): readonly Protocol[] {
  const groups = groupByName(roots);
  return [...groups.values()].flatMap((group) => {
    const protocol = combine(group, diagnostics);
    return protocol === undefined ? [] : [protocol];
  });
}

function groupByName(roots: readonly MarkedRoot[]): ReadonlyMap<string, readonly MarkedRoot[]> {
  const groups = new Map<string, MarkedRoot[]>();
  for (const root of roots) {
    const group = groups.get(root.rules.name);
    if (group === undefined) groups.set(root.rules.name, [root]);
    else group.push(root);
  }
  return groups;
}

function combine(group: readonly MarkedRoot[], diagnostics: Diagnostics): Protocol | undefined {
  const [first, second, third] = group as [MarkedRoot, ...MarkedRoot[]];
  const { rules } = first;
  const report = (span: Span, message: string, hint?: string): void => {
    diagnostics.report('E_PROTOCOL', span, message, hint);
  };
  if (third !== undefined) {
    report(third.rules.span, `protocol \`${rules.name}\` has more than two roots`, 'a session has two sides');
  }
  if (second !== undefined) {
    for (const root of [first, second]) {
      if (root.rules.from === undefined && !root.rules.keys.has('from')) {
        report(root.rules.span, `two roots of \`${rules.name}\` need \`from=dialer\` and \`from=listener\``);
      }
    }
    if (rules.from !== undefined && rules.from === second.rules.from) {
      report(second.rules.keys.get('from') ?? second.rules.span, `both roots are sent by the ${rules.from}`);
    }
    for (const [key, span] of second.rules.keys) {
      if (key !== 'name' && key !== 'from') report(span, `\`${key}\` is given once, on the first root`);
    }
  } else if (rules.from !== undefined) {
    const span = rules.keys.get('from') ?? rules.span;
    report(
      span,
      `the other side of \`${rules.name}\` has no root`,
      'give the second root, or leave out `from`',
    );
  }
  if (rules.max === undefined) {
    if (!rules.keys.has('max'))
      report(rules.span, '`@protocol` needs `max=`, the size of the largest message');
    return undefined;
  }
  return {
    name: rules.name,
    versions: rules.versions ?? ['1'],
    framing: rules.framing ?? 'length-delimited',
    maxBytes: rules.max,
    bound: rules.bound,
    priority: rules.priority ?? 'normal',
    roots: group.slice(0, 2).map((root) => ({ type: root.type, from: root.rules.from, span: root.span })),
    doc: first.doc,
    span: first.rules.span,
  };
}
