/** `@from`, `@reply` and `@rate`: how one message of a protocol may be used. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { Span } from '../diag/source.js';
import { didYouMean } from '../diag/suggest.js';
import type { MessageRules, Rate, ReplyRule, Side } from '../ir/model.js';
import { durationHint, rateHint } from './hints.js';
import { type Annotation, KEYS, refuseSpaces } from './scan.js';
import { parseDuration, parseRate } from './values.js';

/** The rules of a message, if it has any; `span` is that of the first annotation. */
export function messageRules(
  found: ReadonlyMap<string, Annotation>,
  diagnostics: Diagnostics,
): { readonly value: MessageRules; readonly span: Span } | undefined {
  const from = found.get('from');
  const reply = found.get('reply');
  const rate = found.get('rate');
  const first = from ?? reply ?? rate;
  if (first === undefined) return undefined;
  const value = {
    span: first.span,
    from: from === undefined ? undefined : sideOf(from, diagnostics),
    reply: reply === undefined ? undefined : replyOf(reply, diagnostics),
    rate: rate === undefined ? undefined : rateOf(rate, diagnostics),
  };
  return { value, span: first.span };
}

function sideOf(annotation: Annotation, diagnostics: Diagnostics): Side | undefined {
  const [value] = annotation.values;
  if (annotation.args.length === 0 && (value?.text === 'dialer' || value?.text === 'listener')) {
    return value.text;
  }
  diagnostics.report(
    'E_ANNOTATION_VALUE',
    value?.span ?? annotation.span,
    '`@from` takes `dialer` or `listener`: the only side that sends this message',
  );
  return undefined;
}

/** `@reply Pong by=nonce timeout=10s`. */
function replyOf(annotation: Annotation, diagnostics: Diagnostics): ReplyRule | undefined {
  const [item] = annotation.values;
  if (item === undefined) {
    diagnostics.report(
      'E_ANNOTATION_VALUE',
      annotation.span,
      '`@reply` takes the item that answers, such as `@reply Pong`',
    );
    return undefined;
  }
  let by: string | undefined;
  let timeoutMs: number | undefined;
  const bad = (span: Span, message: string, hint?: string): void => {
    diagnostics.report('E_ANNOTATION_VALUE', span, message, hint);
  };
  for (const [i, arg] of annotation.args.entries()) {
    const { key, value, span } = arg;
    const first = annotation.args.find((other) => other.key === key)!;
    refuseSpaces(arg, diagnostics);
    if (first !== annotation.args[i]) {
      const related = { span: first.span, message: 'first given here' };
      diagnostics.report('E_REPEATED_ANNOTATION', span, `\`${key}\` is given twice`, undefined, related);
    } else if (key === 'by') {
      if (/^[A-Za-z_]\w*$/.test(value)) by = value;
      else bad(span, '`by` takes the name of a field that request and answer have');
    } else if (key === 'timeout') {
      timeoutMs = parseDuration(value);
      if (timeoutMs === undefined) bad(span, '`timeout` takes a time such as 30s', durationHint(value));
    } else {
      const hint = didYouMean(key, KEYS.reply) ?? `known are ${KEYS.reply.join(', ')}`;
      bad(span, `\`@reply\` has no key \`${key}\``, hint);
    }
  }
  return { item: item.text, by, timeoutMs, span: item.span };
}

/** What `@rate` says. */
export function rateOf(annotation: Annotation, diagnostics: Diagnostics): Rate | undefined {
  const [value] = annotation.values;
  const rate = value === undefined || annotation.args.length > 0 ? undefined : parseRate(value.text);
  if (rate !== undefined && annotation.values.length === 1) return { ...rate, span: annotation.span };
  diagnostics.report(
    'E_ANNOTATION_VALUE',
    value?.span ?? annotation.span,
    '`@rate` takes a number of messages in a time, such as 10/s or 3/10min',
    value === undefined ? undefined : rateHint(value.text),
  );
  return undefined;
}
