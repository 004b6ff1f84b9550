/** What the annotations at a field, or at an item of a union, say. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { Span } from '../diag/source.js';
import type { MessageRules } from '../ir/model.js';
import { sizeHint } from './hints.js';
import { messageRules } from './message-rules.js';
import { placed } from './placed.js';
import type { Annotation, Doc } from './scan.js';
import { parseQuoted, parseSize } from './values.js';

interface Located<T> {
  readonly value: T;
  readonly span: Span;
}

/** What the annotations of one field say. */
export interface FieldRules {
  /** Items per level of nested vectors, outermost first. */
  readonly max?: Located<readonly number[]>;
  readonly maxlen?: Located<number>;
  readonly maxkey?: Located<number>;
  readonly depth?: Located<number>;
  readonly unbounded?: Located<string>;
  readonly utf8?: Located<true>;
  /** Protobuf: a 64-bit integer is a `number`. */
  readonly number?: Located<true>;
  readonly since?: Located<number>;
  /** `@from`, `@reply`, `@rate`: only at what a root chooses from. */
  readonly message?: Located<MessageRules>;
}

/** The rules in the doc comment of a field. */
export function fieldRules(doc: Doc, diagnostics: Diagnostics): FieldRules {
  const found = placed(doc, 'field', diagnostics);
  const bad = (
    annotation: Annotation,
    expected: string,
    wrong = annotation.values[0],
    hint?: string,
  ): undefined => {
    const span = wrong?.span ?? annotation.args[0]?.span ?? annotation.span;
    diagnostics.report('E_ANNOTATION_VALUE', span, `\`@${annotation.name}\` takes ${expected}`, hint);
    return undefined;
  };
  const numbers = (name: string, expected: string, many: boolean): Located<readonly number[]> | undefined => {
    const annotation = found.get(name);
    if (annotation === undefined) return undefined;
    const values = annotation.values.map((value) => parseSize(value.text));
    const good = values.filter((value) => value !== undefined);
    const wrong = annotation.values[values.indexOf(undefined)];
    if (wrong !== undefined) return bad(annotation, expected, wrong, sizeHint(wrong.text));
    if (!many && good.length > 1) return bad(annotation, expected, annotation.values[1], 'one is enough');
    if (good.length === 0 || annotation.args.length > 0) return bad(annotation, expected);
    return { value: good, span: annotation.span };
  };
  const number = (name: string, expected: string): Located<number> | undefined => {
    const list = numbers(name, expected, false);
    return list === undefined ? undefined : { value: list.value[0]!, span: list.span };
  };
  const reason = (): Located<string> | undefined => {
    const annotation = found.get('unbounded');
    if (annotation === undefined) return undefined;
    const text = parseQuoted(annotation.values[0]?.text ?? '');
    if (annotation.values.length !== 1 || text === undefined || text.trim() === '') {
      return bad(annotation, 'the reason why no limit is safe, in quotes');
    }
    return { value: text, span: annotation.span };
  };
  const flag = (name: string): Located<true> | undefined => {
    const annotation = found.get(name);
    if (annotation === undefined) return undefined;
    if (annotation.values.length + annotation.args.length > 0) return bad(annotation, 'no value');
    return { value: true, span: annotation.span };
  };
  return dropUndefined({
    max: numbers('max', 'a number of items, one per level of nested vectors', true),
    maxlen: number('maxlen', 'a number of bytes'),
    maxkey: number('maxkey', 'a number of bytes'),
    depth: number('depth', 'a number of levels'),
    unbounded: reason(),
    utf8: flag('utf8'),
    number: flag('number'),
    since: number('since', 'the number of the version that added the field'),
    message: messageRules(found, diagnostics),
  });
}

function dropUndefined<T extends object>(rules: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(rules).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
