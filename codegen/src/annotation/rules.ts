/** Which annotations exist, where they may stand and what their values mean. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { Span } from '../diag/source.js';
import { didYouMean } from '../diag/suggest.js';
import type { Framing, Side } from '../ir/model.js';
import { type Annotation, type Argument, type Doc, parseQuoted, parseSize, parseStrings } from './scan.js';

/** Where a doc comment stands. */
export type Place = 'type' | 'field' | 'elsewhere';

const PLACES: Readonly<Record<string, Place>> = {
  protocol: 'type',
  max: 'field',
  maxlen: 'field',
  maxkey: 'field',
  depth: 'field',
  unbounded: 'field',
  utf8: 'field',
  since: 'field',
};

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
  readonly since?: Located<number>;
}

/** What one `@protocol` says; keys that were not given are `undefined`. */
export interface ProtocolRules {
  readonly span: Span;
  readonly name: string;
  readonly versions: readonly string[] | undefined;
  readonly framing: Framing | undefined;
  readonly max: number | undefined;
  readonly priority: 'high' | 'normal' | undefined;
  readonly from: Side | undefined;
  readonly keys: ReadonlyMap<string, Span>;
}

/** Reports annotations that are unknown, misplaced or repeated; returns the good ones by name. */
function placed(doc: Doc, place: Place, diagnostics: Diagnostics): ReadonlyMap<string, Annotation> {
  const good = new Map<string, Annotation>();
  for (const annotation of doc.annotations) {
    const { name, span } = annotation;
    const home = Object.hasOwn(PLACES, name) ? PLACES[name] : undefined;
    const first = good.get(name);
    if (home === undefined) {
      const hint =
        didYouMean(name, Object.keys(PLACES)) ??
        `known are ${Object.keys(PLACES)
          .map((n) => `@${n}`)
          .join(', ')}`;
      diagnostics.report('E_UNKNOWN_ANNOTATION', span, `\`@${name}\` is not an annotation`, hint);
    } else if (home !== place) {
      const hint =
        home === 'type' ? 'put it directly above the root message' : 'put it directly above a field';
      diagnostics.report('E_MISPLACED_ANNOTATION', span, `\`@${name}\` does not belong here`, hint);
    } else if (first !== undefined) {
      const related = { span: first.span, message: 'first given here' };
      diagnostics.report('E_REPEATED_ANNOTATION', span, `\`@${name}\` is given twice`, undefined, related);
    } else {
      good.set(name, annotation);
    }
  }
  return good;
}

/** The rules in the doc comment of a field. */
export function fieldRules(doc: Doc, diagnostics: Diagnostics): FieldRules {
  const found = placed(doc, 'field', diagnostics);
  const bad = (annotation: Annotation, expected: string): undefined => {
    const span = annotation.values[0]?.span ?? annotation.args[0]?.span ?? annotation.span;
    diagnostics.report('E_ANNOTATION_VALUE', span, `\`@${annotation.name}\` takes ${expected}`);
    return undefined;
  };
  const numbers = (name: string, expected: string, many: boolean): Located<readonly number[]> | undefined => {
    const annotation = found.get(name);
    if (annotation === undefined) return undefined;
    const values = annotation.values.map((value) => parseSize(value.text));
    const good = values.filter((value) => value !== undefined);
    const counted = many ? good.length > 0 : good.length === 1;
    if (good.length !== values.length || !counted || annotation.args.length > 0)
      return bad(annotation, expected);
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
  const flag = (): Located<true> | undefined => {
    const annotation = found.get('utf8');
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
    utf8: flag(),
    since: number('since', 'the number of the version that added the field'),
  });
}

function dropUndefined<T extends object>(rules: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(rules).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Reports annotations where none may stand. */
export function rejectAnnotations(doc: Doc, diagnostics: Diagnostics): void {
  placed(doc, 'elsewhere', diagnostics);
}

/** The `@protocol` in the doc comment of a type, if it has one. */
export function protocolRules(doc: Doc, diagnostics: Diagnostics): ProtocolRules | undefined {
  const annotation = placed(doc, 'type', diagnostics).get('protocol');
  if (annotation === undefined) return undefined;
  const args = new Map<string, Argument>();
  for (const arg of annotation.args) {
    const first = args.get(arg.key);
    if (!PROTOCOL_KEYS.includes(arg.key)) {
      const hint = didYouMean(arg.key, PROTOCOL_KEYS) ?? `known are ${PROTOCOL_KEYS.join(', ')}`;
      diagnostics.report('E_ANNOTATION_VALUE', arg.span, `\`@protocol\` has no key \`${arg.key}\``, hint);
    } else if (first !== undefined) {
      const related = { span: first.span, message: 'first given here' };
      diagnostics.report(
        'E_REPEATED_ANNOTATION',
        arg.span,
        `\`${arg.key}\` is given twice`,
        undefined,
        related,
      );
    } else {
      args.set(arg.key, arg);
    }
  }
  for (const value of annotation.values) {
    diagnostics.report('E_ANNOTATION_VALUE', value.span, '`@protocol` takes `key=value` pairs only');
  }
  const parse = <T>(key: string, expected: string, read: (text: string) => T | undefined): T | undefined => {
    const arg = args.get(key);
    if (arg === undefined) return undefined;
    const value = read(arg.value);
    if (value === undefined) {
      diagnostics.report('E_ANNOTATION_VALUE', arg.span, `\`${key}\` takes ${expected}`);
    }
    return value;
  };
  const name = parse('name', 'a name in quotes', (text) => parseQuoted(text) || undefined);
  if (name === undefined) {
    if (!args.has('name'))
      diagnostics.report('E_PROTOCOL', annotation.span, '`@protocol` needs `name="..."`');
    return undefined;
  }
  return {
    span: annotation.span,
    name,
    versions: parse('versions', 'a list such as ["1", "2"]', (text) => nonEmpty(parseStrings(text))),
    framing: parse('framing', FRAMINGS.join(', '), (text) => FRAMINGS.find((framing) => framing === text)),
    max: parse('max', 'a size such as 4KiB', parseSize),
    priority: parse('priority', 'high or normal', (text) => PRIORITIES.find((priority) => priority === text)),
    from: parse('from', 'dialer or listener', (text) => SIDES.find((side) => side === text)),
    keys: new Map([...args].map(([key, arg]) => [key, arg.span])),
  };
}

const PROTOCOL_KEYS = ['name', 'versions', 'framing', 'max', 'priority', 'from'];
const FRAMINGS = ['length-delimited', 'length-delimited-twice', 'none'] as const;
const PRIORITIES = ['high', 'normal'] as const;
const SIDES = ['dialer', 'listener'] as const;

function nonEmpty(list: readonly string[] | undefined): readonly string[] | undefined {
  return list !== undefined && list.length > 0 && list.every((item) => item !== '') ? list : undefined;
}
