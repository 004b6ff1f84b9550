/** What the annotations above a type say. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { Span } from '../diag/source.js';
import { didYouMean } from '../diag/suggest.js';
import type { Framing, Side } from '../ir/model.js';
import { sizeHint } from './hints.js';
import { placed } from './placed.js';
import { type Annotation, type Argument, type Doc, KEYS, refuseSpaces } from './scan.js';
import { parseQuoted, parseSize } from './values.js';
import { versionsOf } from './versions.js';

/** Annotations above a type; spans of those without a value. */
export interface TypeRules {
  readonly protocol: ProtocolRules | undefined;
  readonly lazy: Span | undefined;
  readonly keepUnknown: Span | undefined;
}

/** What one `@protocol` says; keys that were not given are `undefined`. */
export interface ProtocolRules {
  readonly span: Span;
  readonly name: string;
  readonly versions: readonly string[] | undefined;
  readonly framing: Framing | undefined;
  readonly max: number | undefined;
  readonly bound: 'max' | 'limits' | undefined;
  readonly priority: 'high' | 'normal' | undefined;
  readonly from: Side | undefined;
  readonly keys: ReadonlyMap<string, Span>;
}

/** What the annotations above a type say. */
export function typeRules(doc: Doc, diagnostics: Diagnostics): TypeRules {
  const found = placed(doc, 'type', diagnostics);
  const protocol = found.get('protocol');
  const lazy = found.get('lazy');
  const unknown = found.get('unknown');
  if (lazy !== undefined && lazy.values.length + lazy.args.length > 0) {
    diagnostics.report('E_ANNOTATION_VALUE', lazy.span, '`@lazy` takes no value');
  }
  if (unknown !== undefined && (unknown.values.length !== 1 || unknown.values[0]!.text !== 'keep')) {
    diagnostics.report('E_ANNOTATION_VALUE', unknown.span, '`@unknown` takes `keep`');
  }
  return {
    protocol: protocol === undefined ? undefined : protocolRules(protocol, diagnostics),
    lazy: lazy?.span,
    keepUnknown: unknown?.span,
  };
}

/** What one `@protocol` says; `undefined` if it does not name the protocol. */
export function protocolRules(annotation: Annotation, diagnostics: Diagnostics): ProtocolRules | undefined {
  const args = new Map<string, Argument>();
  for (const arg of annotation.args) {
    const first = args.get(arg.key);
    refuseSpaces(arg, diagnostics);
    if (!isKey(arg.key)) {
      const hint = didYouMean(arg.key, KEYS.protocol) ?? `known are ${KEYS.protocol.join(', ')}`;
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
  const parse = <T>(
    key: (typeof KEYS.protocol)[number],
    expected: string,
    read: (text: string) => T | undefined,
    hintFor: (text: string) => string | undefined = () => undefined,
  ): T | undefined => {
    const arg = args.get(key);
    if (arg === undefined) return undefined;
    const value = read(arg.value);
    if (value === undefined) {
      const hint = hintFor(arg.value);
      diagnostics.report('E_ANNOTATION_VALUE', arg.span, `\`${key}\` takes ${expected}`, hint);
    }
    return value;
  };
  const name = parse('name', 'a name in quotes', (text) => parseQuoted(text) || undefined);
  if (name === undefined) {
    if (!args.has('name'))
      diagnostics.report('E_PROTOCOL', annotation.span, '`@protocol` needs `name="..."`');
    return undefined;
  }
  const versions = args.get('versions');
  return {
    span: annotation.span,
    name,
    versions: versions === undefined ? undefined : versionsOf(versions, diagnostics),
    framing: parse('framing', FRAMINGS.join(', '), (text) => FRAMINGS.find((framing) => framing === text)),
    max: parse('max', 'a size such as 4KiB', (text) => parseSize(text) || undefined, maxHint),
    bound: parse('bound', 'limits or max', (text) => BOUNDS.find((bound) => bound === text)),
    priority: parse('priority', 'high or normal', (text) => PRIORITIES.find((priority) => priority === text)),
    from: parse('from', 'dialer or listener', (text) => SIDES.find((side) => side === text)),
    keys: new Map([...args].map(([key, arg]) => [key, arg.span])),
  };
}

const FRAMINGS = ['length-delimited', 'length-delimited-twice', 'none'] as const;
const BOUNDS = ['limits', 'max'] as const;
const PRIORITIES = ['high', 'normal'] as const;
const SIDES = ['dialer', 'listener'] as const;

function isKey(key: string): boolean {
  return KEYS.protocol.some((known) => known === key);
}

function maxHint(text: string): string | undefined {
  return parseSize(text) === 0 ? 'at least 1: no message would fit' : sizeHint(text);
}
