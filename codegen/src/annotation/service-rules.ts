/** What the annotations above a `service` and its calls say. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { Span } from '../diag/source.js';
import type { Rate } from '../ir/model.js';
import { durationHint, sizeHint } from './hints.js';
import { rateOf } from './message-rules.js';
import { placed } from './placed.js';
import type { Annotation, Doc } from './scan.js';
import { parseDuration, parseSize } from './values.js';
import { type ProtocolRules, protocolRules } from './type-rules.js';

/** `@protocol` above a service: the keys are those of a message. */
export function serviceRules(doc: Doc, diagnostics: Diagnostics): ProtocolRules | undefined {
  const protocol = placed(doc, 'service', diagnostics).get('protocol');
  const rules = protocol === undefined ? undefined : protocolRules(protocol, diagnostics);
  const from = rules?.keys.get('from');
  if (from !== undefined) {
    diagnostics.report('E_PROTOCOL', from, 'both sides of a session may call a service: leave out `from`');
  }
  return rules;
}

/** What stands above one call. */
export interface MethodRules {
  readonly topic: Span | undefined;
  readonly id: { readonly value: number; readonly span: Span } | undefined;
  readonly timeoutMs: number | undefined;
  readonly rate: Rate | undefined;
}

export function methodRules(doc: Doc, diagnostics: Diagnostics): MethodRules {
  const found = placed(doc, 'method', diagnostics);
  const topic = found.get('topic');
  const timeout = found.get('timeout');
  const rate = found.get('rate');
  if (topic !== undefined && topic.values.length + topic.args.length > 0) {
    diagnostics.report('E_ANNOTATION_VALUE', topic.span, '`@topic` takes no value');
  }
  if (topic !== undefined && timeout !== undefined) {
    diagnostics.report('E_ANNOTATION_VALUE', timeout.span, 'nobody waits for the answer to a `@topic`');
  }
  const id = single(found.get('id'), parseSize, 'a number', sizeHint, diagnostics);
  return {
    topic: topic?.span,
    id: id === undefined ? undefined : { value: id, span: found.get('id')!.span },
    timeoutMs: single(timeout, parseDuration, 'a time such as 30s', durationHint, diagnostics),
    rate: rate === undefined ? undefined : rateOf(rate, diagnostics),
  };
}

function single(
  annotation: Annotation | undefined,
  parse: (text: string) => number | undefined,
  expected: string,
  hintFor: (text: string) => string | undefined,
  diagnostics: Diagnostics,
): number | undefined {
  if (annotation === undefined) return undefined;
  const { name, span, values, args } = annotation;
  const [only] = values;
  const value = values.length === 1 && args.length === 0 ? parse(only!.text) : undefined;
  if (value === undefined) {
    const hint = values.length === 1 ? hintFor(only!.text) : undefined;
    diagnostics.report('E_ANNOTATION_VALUE', only?.span ?? span, `\`@${name}\` takes ${expected}`, hint);
  }
  return value;
}
